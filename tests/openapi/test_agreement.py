"""Contracts against an API document: the same findings as PactFlow's comparator, with places in both files."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from agreement_differences import DIFFERENCES
from agreement_documents import Maker
from agreement_pairs import ANN, JSON, PAIRS, contract, document, interaction
from agreement_schemas import random_pair
from support import FULL, ROOT, missing

import contractlab as cl
from contractlab.openapi.agreement.findings import FindingCode, Severity

OWN = {FindingCode.NOT_REQUIRED, FindingCode.REFUSED_VALUE}
"""What the comparator does not say."""

COMPARATOR = ROOT / "tests" / "browser" / "node_modules" / "@pactflow" / "openapi-pact-comparator"


def check(case: dict[str, Any], **changes: Any) -> Any:
    return cl.verify(cl.load(contract(case)), openapi=document(**changes))


def codes(agreement: Any, *, own: bool = False) -> list[str]:
    return sorted({each.code.value for each in agreement.findings if own or each.code not in OWN})


def asked(pairs: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> list[list[list[str]]]:
    """What the comparator says of pairs of a document and a contract."""
    if shutil.which("node") is None or not COMPARATOR.is_dir():
        missing("PactFlow's comparator (node, and npm ci in tests/browser)")
    script = Path(__file__).with_name("compare.mjs")
    done = subprocess.run(
        ["node", str(script)], input=json.dumps(list(pairs)), capture_output=True, text=True, check=True
    )
    verdicts: list[list[list[str]]] = json.loads(done.stdout)
    return verdicts


def test_every_made_pair_has_the_findings_of_the_comparator() -> None:
    theirs = asked((document(), contract(case)) for case in PAIRS.values())
    ours = [check(case) for case in PAIRS.values()]
    assert len(PAIRS) >= 40
    for name, agreement, expected in zip(PAIRS, ours, theirs, strict=True):
        assert codes(agreement) == sorted({code for code, _ in expected}), name
        severities = {each.code.value: str(each.severity) for each in agreement.findings}
        assert all(severities[code] == kind for code, kind in expected), name


@pytest.mark.parametrize("name", DIFFERENCES)
def test_what_is_judged_otherwise_is_so_for_the_reason_that_is_named(name: str) -> None:
    for api, case in DIFFERENCES[name].pairs:
        assert codes(cl.verify(cl.load(contract(case)), openapi=api)) == list(DIFFERENCES[name].ours)


def test_the_comparator_still_differs_where_it_is_named() -> None:
    listed = [(each, pair) for each in DIFFERENCES.values() for pair in each.pairs]
    theirs = asked((api, contract(case)) for _, (api, case) in listed)
    for (difference, _), expected in zip(listed, theirs, strict=True):
        assert sorted({code for code, _ in expected}) == list(difference.theirs), difference.reason


def test_variables_and_bases_that_no_server_has_stay_unknown() -> None:
    for url, path in (("https://x.example/{v}", "/v3/a"), ("https://x.example/{v}/", "/{v}/a"), ("/{w}", "/v1/a")):
        server = {"url": url, "variables": {"v": {"default": "v1", "enum": ["v1", "v2"]}}}
        api = {**document(**{"/a": {"get": {"responses": {"200": {"description": "x"}}}}}), "servers": [server]}
        assert codes(cl.verify(cl.load(contract(interaction(path))), openapi=api)) == [FindingCode.PATH.value]


_REGIONS = {
    "url": "https://{r}.example/{v}",
    "variables": {"r": {"default": "eu"}, "v": {"default": "v2", "enum": ["v3"]}},
}
_SERVED = {
    "/a": {
        "servers": [_REGIONS],
        "get": {"responses": {"200": {"description": "x"}}},
        "post": {"servers": [{"url": "/write"}], "responses": {"200": {"description": "x"}}},
        "put": {"servers": [], "responses": {"200": {"description": "x"}}},
    },
    "/b": {"get": {"responses": {"200": {"description": "x"}}}},
}


@pytest.mark.parametrize(
    ("method", "path", "sentence"),
    [
        ("GET", "/a", ""),
        ("GET", "/v2/a", ""),
        ("GET", "/v3/a", ""),
        ("GET", "/v1/a", "the document has GET /v1/a on another server; it is served below /v2, /v3"),
        ("POST", "/write/a", ""),
        ("POST", "/v3/a", "the document has no POST /v3/a; it has GET, PUT there"),
        ("PUT", "/v3/a", ""),
        ("GET", "/v1/b", ""),
        ("GET", "/v2/b", "the document has GET /v2/b on another server; it is served below /v1"),
    ],
)
def test_servers_of_an_operation_stand_in_place_of_those_above_it(method: str, path: str, sentence: str) -> None:
    api = {**document(**_SERVED), "servers": [{"url": "https://x.example/v1"}]}
    agreement = cl.verify(cl.load(contract(interaction(path, method=method))), openapi=api)
    assert [each.text for each in agreement.findings] == [sentence] * bool(sentence)


def test_many_servers_and_long_paths_are_bounded() -> None:
    servers = [{"url": f"/v{number}"} for number in range(20_000)]
    api = {**document(), "servers": servers}
    for path in ("/" * 200_000, "/v19999" * 20_000, "/v7/customers/1"):
        agreement = cl.verify(cl.load(contract(interaction(path, ANN))), openapi=api)
        assert agreement.passed == (path == "/v7/customers/1")


def test_values_of_many_variables_are_bounded() -> None:
    variables = {f"v{number}": {"default": "0", "enum": list(map(str, range(100)))} for number in range(30)}
    url = "/" + "/".join(f"{{{name}}}" for name in variables)
    api = {**document(), "servers": [{"url": url, "variables": variables}]}
    assert len(cl.load_openapi(api).base_paths) <= 64
    assert cl.verify(cl.load(contract(interaction("/0" * 30 + "/customers/1", ANN))), openapi=api).passed


def test_random_schemas_are_judged_as_the_comparator_judges_them() -> None:
    """Beside those of `DIFFERENCES` that a schema can show: `random_pair` leaves them out, or marks them."""
    chance = random.Random(20_261)
    pairs = [random_pair(chance) for _ in range(1_500 if FULL else 250)]
    theirs = asked((each.document, each.contract) for each in pairs)
    for pair, node_verdicts in zip(pairs, theirs, strict=True):
        agreement = cl.verify(cl.load(pair.contract), openapi=pair.document)
        expected = sorted({code for code, _ in node_verdicts})
        if pair.has_one_of and "response.body.incompatible" in expected:
            continue
        assert codes(agreement) == expected, (pair.schema, pair.value)


def test_random_documents_are_judged_as_the_comparator_judges_them() -> None:
    """Whole operations: paths, parameters, media types, security, bodies and answers, of 3.0 and 3.1."""
    pairs = [Maker(seed).pair() for seed in range(3_000 if FULL else 100)]
    for seed, ((api, case), expected) in enumerate(zip(pairs, asked(pairs), strict=True)):
        source = yaml.safe_dump(api, sort_keys=False).encode() if seed % 5 == 0 else api
        agreement = cl.verify(cl.load(case), openapi=cl.load_openapi(source))
        assert codes(agreement) == sorted({code for code, _ in expected}), (seed, api["paths"], case)


def test_findings_have_a_line_in_both_files(tmp_path: Path) -> None:
    file, api = tmp_path / "c.json", tmp_path / "api.json"
    file.write_text(json.dumps(contract(interaction("/customers/1", {**ANN, "email": "a@b.c"})), indent=1))
    api.write_text(json.dumps(document(), indent=1))
    agreement = cl.verify(str(file), openapi=str(api))
    (finding,) = agreement.errors
    assert finding.code is FindingCode.BODY
    assert finding.path == "$.email"
    assert finding.here is not None
    assert '"response"' in file.read_text().splitlines()[(finding.here.line or 0) - 1]
    assert finding.there.pointer == "/components/schemas/Customer"
    assert '"Customer"' in api.read_text().splitlines()[(finding.there.line or 0) - 1]
    assert "has no" in finding.text


def test_what_the_document_does_not_require_is_a_warning() -> None:
    agreement = check(interaction("/customers/1", {"id": 1, "address": {"city": "x"}}))
    assert agreement.passed
    assert [(each.code, each.path) for each in agreement.warnings] == [(FindingCode.NOT_REQUIRED, "$.address")]


def test_values_that_the_document_allows_and_the_contract_refuses() -> None:
    exact = check(interaction("/customers/1", {"kind": "private", "limit": 1.5}))
    refused = [each.text for each in exact.warnings if each.code is FindingCode.REFUSED_VALUE]
    assert refused == [
        '$.kind may be "company" by the document, and the contract does not take that',
        "$.limit may be null by the document, and the contract does not take null",
    ]
    loose = interaction("/customers/1", {"kind": "private"})
    loose["response"]["matchingRules"] = {"body": {"$.kind": {"matchers": [{"match": "type"}]}}}
    assert not [each for each in check(loose).warnings if each.code is FindingCode.REFUSED_VALUE]


def test_paths_below_a_server_count() -> None:
    api = {**document(), "servers": [{"url": "https://api.example/v1"}]}
    assert cl.verify(cl.load(contract(interaction("/v1/customers/1", ANN))), openapi=api).passed


def test_a_step_that_is_written_out_wins_over_a_parameter() -> None:
    export = {"get": {"responses": {"200": {"description": "x"}}}}
    agreement = check(interaction("/customers/export"), **{"/customers/export": export})
    assert agreement.passed
    assert {operation.path for operation in agreement.used} == {"/customers/export"}


def test_operations_that_nobody_uses() -> None:
    agreement = check(interaction("/customers/1", ANN))
    assert "/map" in {operation.path for operation in agreement.unused}
    assert "/customers/{id}" not in {operation.path for operation in agreement.unused}
    assert "in no contract" in agreement._repr_mimebundle_()["text/html"]


def answer(
    body: Any, path: str = "/customers/1", status: int = 200, headers: dict[str, str] | None = None
) -> cl.Capture:
    lines = list({**JSON, **(headers or {})}.items())
    return cl.Capture(cl.HttpRequest("GET", path), cl.HttpResponse(status, lines, json.dumps(body).encode()))


def test_a_provider_is_held_to_its_own_document() -> None:
    captures = [answer(ANN), answer({"id": 1}), answer(ANN, path="/nothing"), answer(ANN, headers={"X-Rate": "many"})]
    agreement = cl.verify([], captures, openapi=document())
    assert agreement.captures == 4
    assert [each.code for each in agreement.errors] == [FindingCode.BODY, FindingCode.PATH, FindingCode.HEADER]
    assert '"name" is missing' in agreement.errors[0].text
    assert all(each.example is None and each.capture for each in agreement.findings)
    assert "capture" in agreement._repr_mimebundle_()["text/plain"]


def test_nothing_to_check_is_no_pass() -> None:
    agreement = cl.verify([], openapi=document())
    assert not agreement.passed
    assert "nothing to check" in agreement._repr_mimebundle_()["text/plain"]


def test_frame_and_view() -> None:
    agreement = check(interaction("/customers/1", {"id": "x"}))
    frame = agreement.to_frame()
    assert frame["code"].tolist() == ["response.body.incompatible"]
    assert "relies on $.id" in agreement._repr_mimebundle_()["text/plain"]


def test_strangers_text_stays_text() -> None:
    api = document()
    api["info"]["title"] = "<script>alert(1)</script>"
    case = interaction("/customers/1", {"<img src=x onerror=alert(1)>": 1})
    html = cl.verify(cl.load(contract(case)), openapi=api)._repr_mimebundle_()["text/html"]
    assert "<img" not in html
    assert "<script" not in html


def test_schemas_in_circles_and_broken_references_cost_one_finding() -> None:
    circle = {"$ref": "#/components/schemas/Circle"}
    answers = {"200": {"description": "x", "content": {"application/json": {"schema": circle}}}}
    api = document(**{"/circle": {"get": {"responses": answers}}})
    api["components"]["schemas"]["Circle"] = {"$ref": "#/components/schemas/Circle"}
    both = contract(interaction("/circle", {"a": 1}))
    both["interactions"].append({**interaction("/customers/1", ANN), "description": "another"})
    agreement = cl.verify(cl.load(both), openapi=api)
    assert [each.code for each in agreement.errors] == [FindingCode.UNREADABLE]
    assert agreement.examples == 2


def test_only_and_severity() -> None:
    both = contract(interaction("/nothing"))
    both["interactions"].append({**interaction("/customers/1", ANN), "description": "another"})
    agreement = cl.verify(cl.load(both), openapi=document(), only="another")
    assert agreement.examples == 1
    assert agreement.passed
    assert {each.severity for each in cl.verify(cl.load(both), openapi=document()).errors} == {Severity.ERROR}


@pytest.mark.parametrize(
    "header", ["application/json", "application/json; charset=utf-8", "application/vnd.a+json", "*/*"]
)
def test_media_types_that_mean_the_same(header: str) -> None:
    assert check(interaction("/customers/1", ANN, headers={"Accept": header})).passed


@pytest.mark.parametrize("kind", ["oauth2", "openIdConnect", "mutualTLS"])
def test_what_a_document_cannot_say_of_security_is_not_missed(kind: str) -> None:
    api = document(**{"/open": {"get": {"security": [{"s": []}], "responses": {"200": {"description": "x"}}}}})
    api["components"]["securitySchemes"] = {"s": {"type": kind, "flows": {}, "openIdConnectUrl": "https://x.example"}}
    assert cl.verify(cl.load(contract(interaction("/open"))), openapi=api).findings == ()


@pytest.mark.parametrize(("value", "errors"), [(1.0, 0), (1, 0), (1.5, 1), (True, 1), ("1", 1)])
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_whole_number_is_an_integer_however_it_is_written(version: str, value: Any, errors: int) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}}
    reply = {"200": {"description": "x", "content": {"application/json": {"schema": schema}}}}
    api = {**document(**{"/n": {"get": {"responses": reply}}}), "openapi": version}
    assert len(cl.verify(cl.load(contract(interaction("/n", {"n": value}))), openapi=api).errors) == errors


@pytest.mark.parametrize(("name", "stands"), [("2XX", True), ("2xx", False), ("20X", False)])
def test_a_class_of_statuses_is_written_in_capitals(name: str, stands: bool) -> None:
    api = document(**{"/s": {"get": {"responses": {name: {"description": "x"}}}}})
    codes_of = codes(cl.verify(cl.load(contract(interaction("/s"))), openapi=api))
    assert ("response.status.unknown" not in codes_of) is stands
