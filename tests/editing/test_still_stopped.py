"""How strict a contract remains after a repair: figures that checking each wrong answer by itself gives, too."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from editing.test_repair import BODY, answered, customers, of_kind, only, typed

import contractlab as cl
from contractlab.editing.repair_kinds import RepairKind
from contractlab.values.markers import MISSING
from contractlab.views import render_html

PLACES: dict[str, list[Any]] = {
    "limit": [1000, "1200.50", None, True, [1]],
    "name": [7, None],
    "day": ["31/03/2026", None],
    "tags": [[], ["z"], "x"],
    "in": [None, "W1U"],
}


def stopped_by(contract: cl.Contract, key: str, values: list[Any]) -> int:
    """How many of some values the first example refuses in the place of its own."""
    example, stopped = contract.examples[0], 0
    for value in values:
        body = copy.deepcopy(BODY)
        body[key] = value
        if value is MISSING:
            del body[key]
        response = cl.HttpResponse(200, {"Content-Type": "application/json"}, json.dumps(body).encode())
        stopped += not example.check_response(response).passed
    return stopped


@pytest.mark.parametrize("version", ["2.0", "3.0", "4.0"])
@pytest.mark.parametrize(("key", "wrong"), [(key, value) for key, values in PLACES.items() for value in values])
def test_each_wrong_answer_checked_by_itself_gives_the_figures(version: str, key: str, wrong: Any) -> None:
    contract = customers(version, listed=False)
    repairs = cl.repairs(cl.verify([contract], answered({**BODY, key: wrong})))
    fields = cl.strictness(contract).fields
    compared = 0
    about = [each for cause in repairs if cause.cause.path == f"$.{key}" for each in cause.helping if each.applies]
    for repair in about:
        if repair.strictness is None:
            continue
        tried = [mutant.value for field in fields if field.label == f"$.{key}" for mutant in field.stopped]
        assert repair.strictness.before == len(tried) == stopped_by(contract, key, tried)
        edited = repair.edited[0].contract
        if key in edited.examples[0].response.body.value:
            assert repair.strictness.after == stopped_by(edited, key, tried), repair.name
        compared += 1
    assert compared or not about


def test_what_is_not_asked_any_more_stops_nothing() -> None:
    missing = {key: value for key, value in BODY.items() if key != "name"}
    repairs = only(customers(listed=False), answered(missing))
    strictness = of_kind(repairs, RepairKind.NOT_ASKED).strictness
    assert strictness is not None
    assert (strictness.after, strictness.lost) == (0, strictness.before)
    assert strictness.sentence == f"0 of {strictness.before} wrong answers there are still stopped"


def test_a_key_that_is_asked_for_under_another_name_is_another_place() -> None:
    renamed = {**BODY, "in": {"postcode": "W1U"}}
    assert of_kind(only(customers(listed=False), answered(renamed)), RepairKind.RENAME).strictness is None


@pytest.mark.parametrize(("headers", "status"), [({}, 200), ({"Content-Type": "application/json"}, 201)])
def test_headers_and_statuses_have_figures_too(headers: dict[str, str], status: int) -> None:
    (repairs,) = typed(headers, status=status)
    figures = [each.strictness for each in repairs.helping if each.applies]
    assert figures
    assert all(each is not None and 0 <= each.after <= each.before for each in figures)


def test_of_what_does_the_same_good_the_strictest_comes_first() -> None:
    repairs = only(customers(listed=False), answered({**BODY, "name": 7}))
    figures: dict[tuple[int, int], list[int]] = {(each.mended, each.settled): [] for each in repairs.helping}
    for each in repairs.helping:
        if each.applies and each.comes_last and each.strictness is not None:
            figures[each.mended, each.settled].append(each.strictness.lost)
    assert any(figures.values())
    assert all(lost == sorted(lost) for lost in figures.values())


def test_views_say_how_strict_the_contract_remains() -> None:
    repairs = only(customers(listed=False), answered({**BODY, "limit": 1000}))
    assert "6 of 6 wrong answers there are still stopped." in render_html(repairs)
