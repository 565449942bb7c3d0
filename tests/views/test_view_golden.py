"""Whole outputs, byte for byte. ``CONTRACTLAB_REGENERATE=1`` writes them anew; look at the difference before you
commit it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from views import case_sample, sample
from views.strict_html import faults
from views.strict_markdown import faults as markdown_faults

import contractlab as cl
from contractlab.captures import Captures
from contractlab.contracts.collection import Contracts
from contractlab.errors import Fault, InvalidContract
from contractlab.views import render_html, render_markdown, render_text
from contractlab.views.junit import junit_xml

GOLDEN = Path(__file__).parent / "golden"


def both_versions() -> Any:
    return cl.verify(sample.contract(), sample.captures("2.4.0") + sample.captures("2.5.0"))


def gaps() -> Any:
    return cl.verify(sample.contract(), Captures(list(sample.captures())[4:6]))


def refused() -> Contracts:
    fault = InvalidContract("pacts/broken.json", [Fault("not JSON: a comma is missing", "", 12)])
    return Contracts([sample.contract()], [fault], ["pacts/package.json"])


def more() -> Any:
    """An example with rules on every part, whose body is XML."""
    rules = {
        "path": {"matchers": [{"match": "regex", "regex": r"/customers/\d+"}]},
        "query": {"page": {"matchers": [{"match": "integer"}]}},
        "header": {"X-Id": {"matchers": [{"match": "regex", "regex": r"\d+"}]}},
    }
    request = {
        "path": "/customers/1",
        "query": {"page": ["1"], "size": ["20"]},
        "headers": {"X-Id": ["7"]},
        "matchingRules": rules,
    }
    request["generators"] = {"path": {"type": "ProviderState", "expression": "/customers/${id}"}}
    answer = {
        "status": 200,
        "headers": {"Content-Type": ["application/xml"]},
        "body": {"contentType": "application/xml", "encoded": False, "content": "<a x='1'><b>1</b><d>2</d></a>"},
        "matchingRules": {
            "body": {"$.a.b['#text']": sample.rule(match="integer")},
            "status": {"matchers": [{"match": "statusCode", "status": "success"}]},
        },
    }
    return sample.contract({**sample.DOCUMENT, "interactions": [sample.http("rules everywhere", request, answer)]})[0]


def xml(text: str) -> cl.HttpResponse:
    return cl.HttpResponse(404, {"Content-Type": "application/xml"}, text.encode())


ITEMS: dict[str, Callable[[], Any]] = {
    "run": sample.run,
    "run-two-versions": both_versions,
    "run-no-captures": lambda: cl.verify(sample.contract(), Captures()),
    "run-gaps": gaps,
    "run-nothing": lambda: cl.verify(sample.contract({**sample.DOCUMENT, "interactions": []}), Captures()),
    "run-passed": lambda: cl.verify(sample.contract(), sample.captures(), only="close an account"),
    "run-two-contracts": lambda: cl.verify(
        Contracts([sample.contract(), sample.contract(name="pacts/other.json")]), sample.captures()
    ),
    "result-failed": lambda: sample.run()["a request for customer 123"],
    "result-many-items": lambda: sample.run()["a request for the first page of customers"],
    "result-missing-key": lambda: sample.run()["a request to change the billing address"],
    "result-status": lambda: sample.run()["a request for an unknown customer"],
    "result-error": lambda: sample.run()["a customer changed"],
    "result-passed": lambda: sample.run()["a request to create a customer"],
    "result-not-exercised": lambda: gaps()["a request for customer 123"],
    "result-big": lambda: sample.big_run(1_000).results[0],
    "results": lambda: both_versions()["a request for customer 123"],
    "match": lambda: sample.contract()[0].check_response(
        cl.HttpResponse(500, json={"id": "CU-1", "token": sample.SECRET})
    ),
    "match-xml": lambda: more().check_response(xml("<a x='2'><b>one</b></a>")),
    "match-request": lambda: more().check_request(cl.HttpRequest("POST", "/customers/x", "page=a", {"X-Id": "q"})),
    "match-message": lambda: sample.contract()["a customer changed"].check_message('{"id": 1}', {"topic": "x"}),
    "unpaired": lambda: sample.run().unpaired[0],
    "contract": sample.contract,
    "contracts": refused,
    "contracts-none": Contracts,
    "example": lambda: sample.contract()[0],
    "example-rules-everywhere": more,
    "example-message": lambda: sample.contract()["a customer changed"],
    "captures": sample.captures,
    "captures-none": Captures,
    "capture": lambda: sample.captures()[2],
    "message-run": sample.message_run,
    "message-result": lambda: sample.message_run()["a customer changed"],
    "message-reply": lambda: sample.message_run()["a quote"],
    "message-unpaired": lambda: sample.message_run().unpaired[0],
    "message-captures": lambda: sample.message_run().captures,
    "matrix-wide": sample.wide_matrix,
    "matrix": sample.matrix,
    "matrix-one-version": lambda: cl.matrix(sample.contract(), {"2.5.0": sample.captures("2.5.0")}),
    "matrix-consumers": lambda: cl.matrix(
        {"1.0": sample.contract(), "1.1": sample.edit().contract}, sample.captures("2.5.0")
    ),
    "changes": lambda: sample.matrix().changes("2.3.0", "2.4.0"),
    "changes-none": lambda: sample.matrix().changes("2.2.0", "2.2.0"),
    "desk": sample.desk,
    "desk-empty": lambda: cl.open(Contracts(), Captures()),
    "edit": sample.edit,
    "edit-nothing": lambda: cl.edit(sample.contract()),
    "preview": lambda: sample.edit().preview(sample.captures()),
    "preview-nothing": lambda: cl.edit(sample.contract()).preview(sample.captures()),
    "difference": lambda: sample.edit().diff(),
    "difference-none": lambda: cl.edit(sample.contract()).diff(),
    "comparison": lambda: cl.compare(sample.contract(), sample.edit().contract),
    "suggestions": lambda: cl.edit(sample.contract()).suggestions(sample.captures()),
    "suggestion": lambda: cl.edit(sample.contract()).suggestions(sample.captures())[0],
    "second-hand": sample.verifier_run,
    "second-hand-result": lambda: sample.verifier_run()["a request for customer 123"],
    "case-contract": case_sample.contract,
    "case-example": lambda: case_sample.contract()[0],
    "case-example-request": lambda: case_sample.contract()[2],
    "case-example-function": lambda: case_sample.contract()[3],
    "case-run": case_sample.run,
    "case-result": lambda: case_sample.run().failures[0],
    "case-result-request": lambda: case_sample.run()["place an order placed"],
    "case-converted": case_sample.converted,
    "message-capture": lambda: sample.message_run().captures[1],
}


def hold(name: str, text: str) -> None:
    path = GOLDEN / name
    data = text.encode()
    if os.environ.get("CONTRACTLAB_REGENERATE"):
        path.write_bytes(data)
    assert path.is_file(), f"{name} is missing; CONTRACTLAB_REGENERATE=1 writes it"
    assert path.read_bytes() == data, f"{name} differs; CONTRACTLAB_REGENERATE=1 writes it anew"


@pytest.mark.parametrize("name", ITEMS)
def test_the_views_are_as_they_were(name: str) -> None:
    item = ITEMS[name]()
    html, markdown = render_html(item), render_markdown(item)
    hold(f"{name}.txt", render_text(item) + "\n")
    hold(f"{name}.md", markdown)
    # One element a line, so that a difference can be read.
    hold(f"{name}.html", html.replace("><", ">\n<") + "\n")
    assert faults(html) == []
    assert markdown_faults(markdown) == []


def test_junit_is_as_it_was() -> None:
    hold("run.junit.xml", junit_xml(sample.run()))


def test_no_golden_file_is_left_over() -> None:
    names = {f"{name}.{kind}" for name in ITEMS for kind in ("txt", "md", "html")} | {"run.junit.xml"}
    assert {path.name for path in GOLDEN.iterdir()} == names
