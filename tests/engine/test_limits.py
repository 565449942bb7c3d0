"""Inputs that try to exhaust the matcher: each gets its verdict, in time, and so does what is shown of it."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest
from limits import CONTRACTS, HOSTILE, Hostile, contract, judge, measured, reason_of
from support import cpu_time, in_turns

import contractlab as cl

SLACK = 4
"""Times that a slow machine may need more than the limits; the benchmark of the limits prints the times themselves."""

SHOWN = 200_000
"""Characters of the longest view."""


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name.replace(" ", "-"))
def test_a_hostile_body_gets_its_verdict_in_time(hostile: Hostile) -> None:
    seen = measured(hostile)
    assert (seen.verdict, seen.reason[:200]) == (hostile.verdict, seen.reason[:200])
    assert hostile.reason in seen.reason
    assert seen.taken < hostile.seconds * SLACK
    # What is shown of it is bounded, too.
    assert seen.longest < SHOWN
    assert seen.shown < 8 * SLACK


def loading(data: bytes) -> str:
    """What is said of a contract that is refused; nothing of one that is read."""
    try:
        assert cl.load(data).examples
    except cl.InvalidContract as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_hostile_contract_is_read_or_refused(name: str) -> None:
    make, reason, seconds = CONTRACTS[name]
    data = make()
    with cpu_time() as taken:
        refusal = loading(data)
    assert (reason in refusal) if reason else not refusal
    assert len(refusal) < SHOWN
    assert taken.seconds < seconds * SLACK


def doubled(work: Callable[[int], None], small: int) -> float:
    """How many times longer twice the input takes; 2 is linear, 4 the square."""

    work(small)
    once, four_times = in_turns(lambda: work(small), lambda: work(4 * small), 2, beforehand=gc.collect)
    return four_times / once / 2


def test_work_grows_with_the_size_and_not_with_its_square() -> None:
    def parts(count: int) -> bytes:
        text = "".join(f'--X\r\nContent-Disposition: form-data; name="p{at}"\r\n\r\nv\r\n' for at in range(count))
        return (text + "--X--\r\n").encode()

    def escapes(size: int) -> None:
        judge(contract(["a"], {"$": [{"match": "type"}]}), JSON, b'["' + b"\\ud83d\\ude00" * size + b'"]')

    def lines(size: int) -> None:
        judge(contract("<a>1</a>", kind="application/xml"), XML, b"<a>" + b"x\n" * size + b"</a>")

    def missing(size: int) -> None:
        judge(contract({f"e{at}": 1 for at in range(size)}), JSON, b"{}")

    def multipart(size: int) -> None:
        kind = "multipart/form-data; boundary=X"
        judge(contract(parts(size).decode(), kind=kind), [("Content-Type", kind)], parts(size))

    JSON, XML = [("Content-Type", "application/json")], [("Content-Type", "application/xml")]
    grown = {
        "escapes": doubled(escapes, 25_000), "lines": doubled(lines, 50_000), "missing keys": doubled(missing, 1_500),
        "parts": doubled(multipart, 500),
    }  # fmt: skip
    assert {name: round(times, 1) for name, times in grown.items() if times > 4} == {}


def test_limits_can_be_changed_for_a_while() -> None:
    def deep() -> str:
        text = "<a>" * 20 + "</a>" * 20
        return judge(
            contract("<a/>", kind="application/xml"), [("Content-Type", "application/xml")], text.encode()
        ).verdict

    before = deep()
    with cl.limits(xml_depth=10) as held:
        assert held.xml_depth == 10
        assert held.parts == 10_000
        assert deep() == "error"
        with cl.limits(parts=5):
            assert deep() == "error"
    assert deep() == before == "passed"
    with cl.limits(regex_seconds=0.05):
        document = contract({"a": "x"}, {"$.a": [{"match": "regex", "regex": "(.*a){20}!"}]})
        with cpu_time() as taken:
            result = judge(document, [("Content-Type", "application/json")], b'{"a":"' + b"a" * 3_000 + b'"}')
        assert taken.seconds < 0.05 + 5
    assert "takes longer than 0.05 s" in reason_of(result)


@pytest.mark.parametrize("limit", [{"parts": 0}, {"regex_seconds": -1}, {"xml_depth": 100_000}])
def test_a_limit_that_cannot_be_kept_is_refused(limit: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="the limit"), cl.limits(**limit):  # type: ignore[arg-type]
        pass
