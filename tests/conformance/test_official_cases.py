"""The 803 official cases of the Pact specification, in the spec dialect."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from conformance.data import needs
from support import conformance_data

from contractlab.formats.pact import check_case
from contractlab.values.json_text import parse_json

VERSIONS = {"v1": "1.0", "v1.1": "1.1", "v2": "2.0", "v3": "3.0", "v4": "4.0"}


def cases_of(version: str) -> list[tuple[str, Path]]:
    """Kind (request, response or message) and file of every case."""
    root = conformance_data() / "pact-specification" / version / "testcases"
    return [(path.relative_to(root).parts[0], path) for path in sorted(root.rglob("*.json"))]


@pytest.mark.parametrize(
    "version", [pytest.param(version, marks=needs(f"pact-specification/{version}/testcases")) for version in VERSIONS]
)
def test_every_official_case_gets_its_verdict(version: str) -> None:
    wrong: list[str] = []
    counted: Counter[str] = Counter()
    for kind, path in cases_of(version):
        case = parse_json(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
        result = check_case(case, spec_version=VERSIONS[version], kind=kind)
        counted[kind] += 1
        if result.passed is not case["match"] or result.verdict == "error":
            wrong.append(f"{path.name}: {result.verdict}, wanted match={case['match']}")
    print(f"{version}: {sum(counted.values()) - len(wrong)} of {sum(counted.values())} {dict(counted)}")
    assert wrong == []
    assert counted


@pytest.mark.parametrize(
    ("version", "path", "deviation"),
    [
        pytest.param(version, path, deviation, marks=needs(f"pact-specification/{version}/testcases/{path}"))
        for version, path, deviation in (
            ("v1", "request/query/different param order.json", "v1-query-order"),
            ("v3", "response/body/null body.json", "null-body"),
            ("v2", "request/body/matches with regex xml.json", "xml-regex-on-element"),
            ("v4", "request/body/array with regular expression that does not match in element xml.json", "xml-index"),
        )
    ],
)
def test_each_deviation_has_a_case_that_needs_it(version: str, path: str, deviation: str) -> None:
    from contractlab.formats.pact.matching.deviations import DEVIATIONS
    from contractlab.formats.pact.matching.http import ResponsePlan
    from contractlab.formats.pact.model import compile_request
    from contractlab.formats.pact.reading import _PartReader
    from contractlab.values.http import HttpRequest, HttpResponse
    from contractlab.values.source import Source

    assert deviation in DEVIATIONS
    file = conformance_data() / "pact-specification" / version / "testcases" / path
    case = parse_json(file.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    reader = _PartReader(Source("case", b"{}"), VERSIONS[version])
    kind = path.split("/")[0]
    results = {}
    for dialect in ("reference", "spec"):
        if kind == "request":
            want, got = reader.request(case["expected"], ""), reader.request(case["actual"], "")
            actual = HttpRequest(
                got.method, got.path, got.query_text or "", case["actual"].get("headers"), got.body.data
            )
            results[dialect] = compile_request(want, VERSIONS[version], dialect).check(actual)  # type: ignore[arg-type]
        else:
            answer = reader.response(case["expected"], "")
            plan = ResponsePlan(answer.status, answer.headers, answer.body, answer.rules, dialect)  # type: ignore[arg-type]
            given = HttpResponse(answer.status, case["actual"].get("headers"), b"null")
            results[dialect] = plan.check(given)
    assert results["reference"].passed is not results["spec"].passed
    # Whichever way it went, the explanation names what decided.
    for result in results.values():
        assert [f"({deviation})" in text for text in result.deviations] == [True]
