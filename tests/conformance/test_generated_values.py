"""The values of generators: what the Rust core made of them, in requests of its verifier and responses of its mock."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from data import Row, needs, rows

import contractlab as cl
from contractlab.engine.errors import CannotCheck
from contractlab.formats.pact.generated_requests import with_generated
from contractlab.formats.pact.generated_texts import matching_text
from contractlab.formats.pact.generating import NOT_APPLIED, generated
from contractlab.formats.pact.generators import read_generators
from contractlab.formats.pact.matching.generators import Generator
from contractlab.formats.pact.predicates.regexes import whole_match
from contractlab.formats.pact.sending import sent_path, sent_query
from contractlab.values.json_text import json_equal, json_text
from contractlab.values.source import Source

DRAWS = "golden/live/generators*.jsonl*"
EXACT = "golden/live/exact*.jsonl*"
NOW = datetime(2026, 11, 29, 20, 41, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:4711"
MOCK = {"mockServer": {"href": ADDRESS}}
KINDS = {
    str: "string",
    int: "integer",
    float: "decimal",
    bool: "boolean",
    type(None): "null",
    dict: "object",
    list: "array",
}


def _generator(written: dict[str, Any], category: str) -> Generator:
    args = {name: value for name, value in written.items() if name != "type"}
    return Generator(str(written.get("type", "")), args, category, "", (), Source("<row>", b"{}").at(""))


def _draws(row: Row, number: int) -> list[Any]:
    generator, random = _generator(row["generator"], row["part"]), Random(row["name"])
    params = MOCK if row["mode"] == "consumer" else {}
    part = row["part"].removeprefix("request ")
    return [
        generated(generator, row["example"], part=part, params=params, random=random, now=NOW, mode=row["mode"])
        for _ in range(number)
    ]


def _disagreement(row: Row) -> str | None:
    if not row["applied"]:
        return None if _draws(row, 5) == [NOT_APPLIED] * 5 else "applied"
    draws = _draws(row, 200)
    if NOT_APPLIED in draws:
        return "not applied"
    if {KINDS[type(value)] for value in draws} != set(row["types"]):
        return "kinds"
    texts = [value if isinstance(value, str) else json_text(value) for value in draws]
    texts = [text.replace(ADDRESS, "{mock}") for text in texts]
    unfit = [text for text in texts if not re.match(row["regex"], text)]
    if unfit:
        return f"{unfit[0]!r} does not match {row['regex']}"
    lengths = [len(text) for text in texts]
    # Floats lose their zeros at the end, so their lengths are a matter of luck.
    if "decimal" not in row["types"] and not row["lengths"][0] <= min(lengths) <= max(lengths) <= row["lengths"][1]:
        return f"lengths {min(lengths)} to {max(lengths)}"
    of_clock = row["generator"].get("type") in ("Date", "Time", "DateTime")  # which stands still here
    if row["distinct"] <= 11 and len(set(texts)) != row["distinct"] and not of_clock:
        return f"{len(set(texts))} values, not {row['distinct']}"
    if "range" in row and row["generator"]["type"] == "RandomInt":
        low, high = min(map(int, texts)), max(map(int, texts))
        # Of many values the row has the least that was drawn, not the least there is.
        bounds = row["range"] if row["distinct"] <= 11 else [row["generator"]["min"], row["generator"]["max"]]
        if not bounds[0] <= low <= high <= bounds[1]:
            return f"{low} to {high}, not {bounds}"
    return None


@needs(DRAWS)
@pytest.mark.parametrize("mode", ["provider", "consumer"])
def test_random_values_are_such_as_the_core_makes(mode: str) -> None:
    asked = [row for row in rows(DRAWS) if row["mode"] == mode]
    answers = [(row, _disagreement(row)) for row in asked]
    assert [f"{row['part']} {row['name']} {row['example']!r}: {why}" for row, why in answers if why] == []
    assert asked


def _state_row(row: Row) -> Any:
    generator = _generator(row["generator"], row["part"])
    made = generated(generator, row["example"], part=row["part"], params=row["params"], random=Random(0), now=NOW)
    value = row["example"] if made is NOT_APPLIED else made
    if row["part"] == "path":
        value = sent_path(value)
    elif row["part"] == "query":
        value = sent_query({"q": [value]}).removeprefix("q=")
    elif row["part"] == "header":
        # Header values are bytes read as latin-1 in the golden file.
        value = value.encode().decode("latin-1")
    return made is not NOT_APPLIED, value


@needs(EXACT)
def test_values_of_provider_states_are_those_of_the_core() -> None:
    asked = [row for row in rows(EXACT) if row["what"] == "provider-state"]
    otherwise: list[str] = []
    for row in asked:
        question = f"{row['part']} {row['generator']}"
        try:
            applied, value = _state_row(row)
        except CannotCheck:
            if not row.get("ends_the_run"):
                otherwise.append(f"{question}: an error for {row['value']!r}")
            continue
        if row.get("ends_the_run"):
            otherwise.append(f"{question}: {value!r} for an error")
        elif applied != row["applied"] or not json_equal(value, row["value"]):
            otherwise.append(f"{question}: {value!r} for {row['value']!r}")
    assert otherwise == []
    assert asked


def test_a_request_gets_its_values() -> None:
    written = {
        "method": "POST",
        "path": "/orders/1",
        "query": {"q": ["a", "b"], "kept": ["c"]},
        "headers": {"X-Id": "1", "X-Kept": "2", "Content-Type": "application/json"},
        "body": {"items": [{"id": 1, "n": "x"}, {"id": 2}], "by": {"a": 1, "b": 2}, "none": 0},
        "generators": {
            "method": {"type": "Regex", "regex": "PUT"},
            "path": {"type": "ProviderState", "expression": "/orders/${id}"},
            "header": {"X-Id": {"type": "ProviderState", "expression": "id"}, "X-Not": {"type": "RandomString"}},
            "query": {"q": {"type": "RandomInt", "min": 7, "max": 7}},
            "body": {
                "$.items[*].id": {"type": "ProviderState", "expression": "${id}"},
                "$.items[0].n": {"type": "Regex", "regex": "ab"},
                "$.by.*": {"type": "RandomInt", "min": 5, "max": 5},
                "$.none": {"type": "ProviderState", "expression": "${nobody}"},
                "$.absent": {"type": "RandomString"},
            },
        },
    }
    contract = cl.load(
        {
            "consumer": {"name": "c"},
            "provider": {"name": "p"},
            "interactions": [{"description": "d", "request": written, "response": {"status": 200}}],
            "metadata": {"pactSpecification": {"version": "3.0.0"}},
        }
    )
    request = contract.examples[0].request
    generators = read_generators(request, contract.source)
    made = with_generated(request, generators, {"id": 12}, random=Random(1), now=NOW)
    assert (made.method, made.path, made.query) == ("POST", "/orders/12", {"q": ["7", "7"], "kept": ["c"]})
    assert (made.headers["X-Id"], made.headers["X-Kept"], "X-Not" in made.headers) == (["12"], ["2"], False)
    body = {"items": [{"id": 12, "n": "ab"}, {"id": 12}], "by": {"a": 5, "b": 5}, "none": 0}
    assert made.body.data == json_text(body).encode()
    assert request.body.data == json_text(written["body"]).encode()
    assert with_generated(request, generators[:1], {}, random=Random(1), now=NOW) is request


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?<year>\d{4})-(0[1-9]|1[0-2])",
        r"[\w.-]+@[a-z]{2,}\.(com|org)",
        "(?i:ab)c",
        "(a|b|)c?",
        r"a\$",
        r"^a\\$",
        "[]a-c]{3}",
    ],
)
def test_a_text_for_a_pattern_matches_it(pattern: str) -> None:
    random = Random(pattern)
    matches = whole_match(pattern)
    assert all(matches(matching_text(pattern, random) or "") for _ in range(50))


@pytest.mark.parametrize(
    "pattern",
    [
        "[^a]",
        r"\D",
        "a++",
        "[a[b]]",
        r"\ba",
        "((a{1000}){1000}){1000}",
        "(?:){4000000000}",
        "x{99999999999}",
        "(" * 3000,
    ],
    ids=lambda pattern: pattern[:24],
)
def test_no_text_is_made_for_other_patterns(pattern: str) -> None:
    assert matching_text(pattern, Random(0)) is None


def test_no_number_between_crossed_bounds() -> None:
    generator = _generator({"type": "RandomInt", "min": 3, "max": 2}, "body")
    with pytest.raises(CannotCheck, match="no number"):
        generated(generator, 1, part="body", params={}, random=Random(0), now=NOW)
