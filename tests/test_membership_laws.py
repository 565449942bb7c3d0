"""``x in things`` agrees with ``things[x]``, wherever things can be asked by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from small_contracts import contract_of, http, part_of
from small_runs import BROKEN, CONTRACT, DATA, GOOD, broken_run

import contractlab as cl
from contractlab.editing.contract_edit import ExampleEdit
from contractlab.errors import AmbiguousExample, InvalidEdit
from contractlab.reports.document import Report

ODD: list[Any] = [
    "",
    "nothing of the kind",
    None,
    3.5,
    True,
    -1,
    0,
    1,
    999,
    -999,
    (),
    ("a", "b"),
    ("a", "b", "c"),
    b"x",
]


def contract() -> cl.Contract:
    body = part_of({"a": [1]}, version="3.0")
    return contract_of(
        http("twice", request={"method": "GET", "path": "/1"}, response=body),
        http("twice", request={"method": "GET", "path": "/2"}, response=body, states=["full"]),
        http("once", request={"method": "GET", "path": "/3"}, response=body),
        version="3.0",
    )


def names_of(contract: cl.Contract) -> list[Any]:
    pair = (contract.consumer, contract.provider)
    names = [name for each in contract for name in (each, each.key, each.index, each.description)]
    return [*names, *[(*pair, name) for name in names], (*pair, "unheard of"), ("unheard of", pair[1], names[1])]


def a_contract() -> tuple[Any, Iterable[Any]]:
    made = contract()
    return made, [*names_of(made), *names_of(contract())]  # examples of another reading of the same file are found too


def contracts() -> tuple[Any, Iterable[Any]]:
    made = cl.load_all(CONTRACT, DATA / "versions")
    names = [name for each in made for name in (each.label, each.source.name, each.consumer, each.provider)]
    return made, [*names, *[(each.consumer, each.provider) for each in made], *made, *range(-4, 5)]


def a_run() -> tuple[Any, Iterable[Any]]:
    run = broken_run()
    return run, [*names_of(run.contracts[0]), *names_of(cl.load(CONTRACT)), *run.results]


def a_run_of_some() -> tuple[Any, Iterable[Any]]:
    loaded = cl.load(CONTRACT)
    return cl.verify(loaded, cl.load_captures(BROKEN), only=loaded[1].key), names_of(loaded)


def a_matrix() -> tuple[Any, Iterable[Any]]:
    made = cl.matrix(cl.load(CONTRACT), {"2.4.0": cl.load_captures(GOOD), "2.5.0": cl.load_captures(BROKEN)})
    names = [*names_of(cl.load(CONTRACT)), *made.rows]
    return made, [*names, *[(name, version) for name in names for version in (*made.versions, 0, -1, 7, "9.9")]]


def captures() -> tuple[Any, Iterable[Any]]:
    made = cl.load_captures(BROKEN)
    return made, [*made, *[capture.key for capture in made], *range(-20, 20)]


def an_edit() -> tuple[Any, Iterable[Any]]:
    edit = cl.edit(contract())
    return edit, [*names_of(edit.original), *edit.examples]


def states_of_an_edit() -> tuple[Any, Iterable[Any]]:
    edit = cl.edit(contract())
    return edit.states, ["full", "empty", *edit.states]


def a_body() -> tuple[Any, Iterable[Any]]:
    return cl.edit(contract())[2].response.body, ["$", "$.a", "$.a[0]", "$.a[1]", "$.b", "$[", "a", "$.a[*]"]


def headers() -> tuple[Any, Iterable[Any]]:
    return cl.HttpResponse(200, {"Content-Type": "text/plain"}).headers, ["content-type", "Content-Type", "Accept"]


def generators() -> tuple[Any, Iterable[Any]]:
    part = cl.edit(contract())[2].response
    part.generators["$.a"] = {"type": "RandomInt", "min": 1, "max": 2}
    return part.generators, ["$.a", "$['a']", "$.b", "header X", "$[", "no place"]


def a_report() -> tuple[Any, Iterable[Any]]:
    report = Report(broken_run())
    return report, [*report, *[section.name for section in report], "contracts"]


MAKERS = [
    a_contract, contracts, a_run, a_run_of_some, a_matrix, captures, an_edit, states_of_an_edit, a_body, headers,
    generators, a_report,
]  # fmt: skip


def is_member(things: Any, name: Any) -> bool:
    if isinstance(name, ExampleEdit):  # made anew each time it is asked for
        return any((name.field, name.number) == (each.field, each.number) for each in things)
    return isinstance(things, Iterable) and any(each is name for each in things)


def finds(things: Any, name: Any) -> bool:
    """Whether ``things[name]`` is something, or several."""
    try:
        things[name]
    except AmbiguousExample as error:
        return str(error).startswith(("2 examples", "several"))
    except (InvalidEdit, LookupError, TypeError, AttributeError):
        return False
    return True


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_what_is_found_is_in(make: Callable[[], tuple[Any, Iterable[Any]]]) -> None:
    things, names = make()
    agreed = [0, 0]
    for name in [*names, *ODD]:
        expected = is_member(things, name) or finds(things, name)
        assert (name in things) == expected, name
        agreed[expected] += 1
    assert all(agreed)


def test_a_description_is_in_a_contract_although_several_examples_have_it() -> None:
    assert "twice" in contract()
    assert "once" in contract()
    assert "never" not in contract()
    assert all(example in contract() for example in contract())
