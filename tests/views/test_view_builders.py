"""What the views say: order, caps, counts, secrets, empty states."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from conformance.data import PACT_CONTRACTS, needs, pact_files
from small_contracts import contract_of, http
from views import sample
from views.strict_html import check

import contractlab as cl
from contractlab.captures import Captures
from contractlab.contracts.collection import Contracts
from contractlab.engine import nodes
from contractlab.values.display import Shown
from contractlab.values.explanation import Explained
from contractlab.views import present, render_html, render_markdown, render_text
from contractlab.views.junit import junit_xml
from contractlab.views.model import Document, Paragraph, line
from contractlab.views.registry import build, register


def words(item: Any) -> str:
    return "".join(check(render_html(item)).text)


# -- the front --------------------------------------------------------------------------------------------------------


def test_a_notebook_gets_three_forms() -> None:
    assert set(sample.run()._repr_mimebundle_()) == {"text/plain", "text/html", "text/markdown"}


def test_drawing_never_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Shown):
        def __repr__(self) -> str:
            raise RuntimeError("no repr either")

    assert present(Broken()) == {"text/plain": "<Broken>"}
    assert present(object())["text/plain"].startswith("<object object")
    monkeypatch.setattr("contractlab.views.run_model.build_run", lambda run: 1 / 0)
    monkeypatch.setattr("contractlab.views.registry._BUILDERS", {"contractlab.verification.run.Run": lambda run: 1 / 0})
    assert present(sample.run()) == {"text/plain": "<Run not passed: 4 failed, 1 error, 3 passed>"}


def test_other_rooms_can_register_what_they_show() -> None:
    class Thing(Shown):
        pass

    class Kind(Thing):
        pass

    register(Thing, lambda item: Document((Paragraph(line("a thing")),)))
    assert present(Kind())["text/plain"] == "  a thing"
    with pytest.raises(TypeError, match="no view of int"):
        build(1)


def test_importing_the_views_is_cheap() -> None:
    program = (
        "import sys, contractlab.views\n"
        "heavy = {'pandas', 'ipywidgets', 'nbformat', 'httpx', 'contractlab.formats.pact.matching.http'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


# -- the run ----------------------------------------------------------------------------------------------------------


def test_causes_come_before_examples() -> None:
    text = words(sample.run())
    order = [
        "4 of 8 failed",
        "Why: 3 causes",
        "creditLimit: expected a decimal",
        "a customer changed",
        "Failed examples",
    ]
    positions = [text.index(phrase) for phrase in [*order, "2 of them with parts that nothing checked"]]
    assert positions == sorted(positions)


def test_the_text_names_file_and_line_of_each_cause() -> None:
    run = sample.run()
    text = render_text(run)
    for number in (83, 279, 254, 287):
        assert f"billing-customers.json:{number}" in text
    lines = run.contracts[0].source.data.decode().split("\n")
    assert "decimal" in lines[83]
    assert "404" in lines[279 - 1]
    assert len(text.split("\n")) <= 25


def test_no_percentages_and_commas_in_thousands() -> None:
    text = words(sample.big_run(5_000))
    assert "5,000 items" in text
    assert "%" not in text.replace("5B", "")


def many_failures(count: int) -> Any:
    examples = [
        sample.http(f"example {number}", {"path": f"/{number}"}, sample.response(200, {f"key{number}": 1, "same": "x"}))
        for number in range(count)
    ]
    captures = Captures()
    for number in range(count):
        captures.add(cl.HttpRequest("GET", f"/{number}"), cl.HttpResponse(200, json={f"key{number}": 2, "same": "y"}))
    return cl.verify(sample.contract({**sample.DOCUMENT, "interactions": examples}), captures)


def test_a_run_with_many_failures_is_cut_and_says_how_to_see_the_rest() -> None:
    run = many_failures(250)
    html, printed = render_html(run), words(run)
    assert html.count("<details") < 30
    assert "… 230 more: run.failures" in printed
    assert "more causes: run.causes" in printed
    assert len(html) < 200_000
    text = render_text(run)
    assert len(text.split("\n")) <= 25
    assert "more: run.causes" in text
    assert "<details" not in render_markdown(run).split("… 230 more")[1].split("<details>")[0]


def test_the_strip_is_for_runs_that_fit() -> None:
    assert render_html(sample.run()).count("width:26px;margin-right") == 8
    assert "margin-right:2px" not in render_html(many_failures(61))


def test_empty_states_say_what_is_so() -> None:
    assert "8 examples, no captures. Nothing was checked." in words(cl.verify(sample.contract(), Captures()))
    nothing = sample.contract({**sample.DOCUMENT, "interactions": []})
    assert "Nothing to check: the contract has no examples." in words(cl.verify(nothing, Captures()))
    assert "No contracts here yet." in words(Contracts())
    assert "Nothing was recorded here" in words(Captures())


def test_require_passed_raises_the_text_view() -> None:
    run = sample.run()
    with pytest.raises(cl.ContractBroken) as caught:
        run.require_passed()
    assert str(caught.value) == render_text(run)


# -- one result -------------------------------------------------------------------------------------------------------


def test_a_result_explains_the_rule() -> None:
    text = words(sample.run()["a request for customer 123"])
    assert "decimal at $.creditLimit won over 2 others" in text
    assert "8 won" in text
    assert "less exact path" in text
    assert "further up (inherited)" in text
    assert "line 83" in text
    assert "/interactions/0/response/matchingRules/body/$.creditLimit" in text


def test_what_nothing_checked_has_its_own_open_section() -> None:
    html = render_html(sample.run()["a request for customer 123"])
    section = html[html.index("Not checked: 2") - 300 : html.index("Not checked: 2")]
    assert " open>" in section
    assert "3 values were not compared" in words(sample.run()["a request for customer 123"])


def test_many_alike_are_told_once() -> None:
    text = words(sample.run()["a request for the first page of customers"])
    assert "in 20 of 20 items." in text
    assert "19 items differ the same way: [1] [2] [3] and 16 more" in text


def test_five_sentences_and_a_count() -> None:
    result = sample.contract()[0].check_response(cl.HttpResponse(500, json={}))
    text = words(result)
    assert text.count(": expected ") == 5
    assert "and 4 more: result.mismatches" in text


@pytest.mark.parametrize("items", [1_000, 10_000])
def test_a_large_body_stays_small_on_screen(items: int, monkeypatch: pytest.MonkeyPatch) -> None:
    result = sample.big_run(items).results[0]
    explained, worked_out = [], []
    pick, explain = Explained.child, nodes.explain
    monkeypatch.setattr(Explained, "child", lambda *args: explained.append(1) or pick(*args))
    monkeypatch.setattr(nodes, "explain", lambda *args: worked_out.append(1) or explain(*args))
    html = render_html(result)
    assert len(html) < 200_000
    assert len(explained) < 20
    assert len(worked_out) < 100
    assert html.count("<tr") < 80
    assert f"{items // 100:,} of {items:,} items" in words(result)


def test_a_wide_body_is_cut_at_forty_rows() -> None:
    expected = {f"key{number}": number for number in range(200)}
    document = {**sample.DOCUMENT, "interactions": [sample.http("wide", {"path": "/"}, sample.response(200, expected))]}
    result = sample.contract(document)[0].check_response(cl.HttpResponse(200, json=dict.fromkeys(expected, -1)))
    html = render_html(result)
    assert html.count("rgba(184,67,10,.13)") == 39
    assert "… 161 more mismatches: result.mismatches" in words(result)


def test_long_strings_show_the_first_difference() -> None:
    long = "a" * 100 + "b" + "c" * 100
    document = {
        **sample.DOCUMENT,
        "interactions": [sample.http("long", {"path": "/"}, sample.response(200, {"text": long}))],
    }
    result = sample.contract(document)[0].check_response(cl.HttpResponse(200, json={"text": long.replace("b", "d")}))
    text = words(result)
    assert "First difference at character 101." in text
    assert "201 characters" in text


# -- secrets ----------------------------------------------------------------------------------------------------------


def test_no_view_shows_a_secret() -> None:
    run, captures = sample.run(), sample.captures()
    captures.add(
        cl.HttpRequest(
            "POST",
            "/login",
            f"access_token={sample.SECRET}",
            {"Cookie": f"session={sample.SECRET}"},
            json={"password": "hunter2-secret"},
        ),
        cl.HttpResponse(
            200, {"Set-Cookie": f"session={sample.SECRET}"}, json.dumps({"access_token": sample.SECRET}).encode()
        ),
        provider_version="1",
    )
    items = [run, *run.results, *run.unpaired, captures, *captures, *cl.verify(sample.contract(), captures).unpaired]
    items.append(sample.contract()[0].check_response(cl.HttpResponse(200, json={"password": sample.SECRET})))
    for item in items:
        for text in present(item).values():
            assert sample.SECRET not in text
            assert "hunter2" not in text


def test_a_secret_that_differs_is_not_shown_either() -> None:
    body = sample.response(200, {"password": "example"}, {"$.password": sample.rule(match="integer")})
    document = {**sample.DOCUMENT, "interactions": [sample.http("login", {"path": "/login"}, body)]}
    captures = Captures()
    captures.add(cl.HttpRequest("GET", "/login"), cl.HttpResponse(200, json={"password": sample.SECRET}))
    run = cl.verify(sample.contract(document), captures)
    for item in (run, run.results[0], run.results[0].match):
        for text in present(item).values():
            assert sample.SECRET not in text


def test_a_url_of_a_contract_loses_its_token() -> None:
    contract = sample.contract(name=f"https://user:{sample.SECRET}@broker.example/pacts?access_token={sample.SECRET}")
    for item in (contract, contract[0], cl.verify(contract, sample.captures())):
        for text in present(item).values():
            assert sample.SECRET not in text
    assert sample.SECRET not in junit_xml(cl.verify(contract, sample.captures()))


# -- contracts and examples -------------------------------------------------------------------------------------------


def test_a_contract_lists_its_examples_and_problems() -> None:
    rules = {"$.nowhere.at.all": sample.rule(match="type"), "$.id": sample.rule(match="regex", regex="(")}
    document = {
        **sample.DOCUMENT,
        "interactions": [sample.http("odd", {"path": "/"}, sample.response(200, {"id": "x"}, rules))],
    }
    contract = sample.contract(document)
    text = words(contract)
    assert "1 example" in text
    assert len(contract.problems) > 0
    assert f"{len(contract.problems)} problem" in text
    assert f"line {contract.problems[0].line}" in text


def test_an_example_shows_the_rule_beside_each_value() -> None:
    text = words(sample.contract()[0])
    for piece in (
        '"creditLimit": 1200.5',
        "decimal",
        "line 83",
        "given: customer 123 exists, id = 123",
        "type inherited",
    ):
        assert piece in text


@needs(PACT_CONTRACTS)
def test_every_real_contract_can_be_shown() -> None:
    contracts = cl.load_all(*pact_files())
    assert contracts
    for item in (contracts, *contracts, *(example for contract in contracts for example in contract.examples)):
        html = render_html(item)
        assert check(html).faults == []
        assert len(html) < 200_000
        render_text(item)
        render_markdown(item)


def test_a_pass_that_the_other_dialect_would_not_give_says_so() -> None:
    example = contract_of(http(request={"method": "GET", "path": "/", "query": "a=1&b=2"}), version="1.0")[0]
    result = example.check_request(cl.HttpRequest("GET", "/", "b=2&a=1"))
    assert result.passed
    assert "(v1-query-order)" in present(result)["text/plain"]
    assert "(v1-query-order)" not in present(example.check_request(cl.HttpRequest("GET", "/", "a=1&b=2")))["text/plain"]


def test_a_big_matrix_stays_small_and_says_what_it_leaves_out() -> None:
    bundle = sample.big_matrix()._repr_mimebundle_()
    assert len(bundle["text/html"]) <= 50_000
    text = bundle["text/plain"]
    assert "last fully passing: 2.19.0" in text
    assert "matrix.to_frame()" in text
    assert len(text.splitlines()) <= 40
