"""The matrix at three hundred examples and thirty versions: readable, bounded, and nothing left out in silence."""

from __future__ import annotations

import random

import pytest
from matrices import contract, provider
from views.strict_html import faults

import contractlab as cl
from contractlab.views import render_html, render_markdown, render_text

VERSIONS = [f"2.{number}.0" for number in range(30)]


def matrix(broken: dict[int, dict[int, str]], examples: int) -> cl.Matrix:
    """`broken` says by example and version what is wrong."""
    return cl.matrix(
        contract(examples),
        {
            version: provider({n: broken.get(n, {}).get(column, "good") for n in range(examples)})
            for column, version in enumerate(VERSIONS)
        },
    )


def since(start: int, kind: str, end: int = 30) -> dict[int, str]:
    return dict.fromkeys(range(start, end), kind)


@pytest.fixture(scope="module")
def typical() -> cl.Matrix:
    rnd = random.Random(3)
    kinds = ["text", "null", "gone", "status"]
    broken = {n: since(rnd.randrange(8, 30), rnd.choice(kinds)) for n in rnd.sample(range(300), 30)}
    broken |= {n: since(5, "text", 9) for n in range(3)}
    return matrix(broken, 300)


def test_it_is_small_and_says_since_when(typical: cl.Matrix) -> None:
    html, text = render_html(typical), render_text(typical)
    assert len(typical) == 300
    assert len(html) <= 50_000
    assert faults(html) == []
    assert len(text.split("\n")) <= 40
    assert all(len(line) <= 100 for line in text.split("\n"))
    quiet = sum(all(cell.verdict == "passed" for cell in row.cells) for row in typical)
    assert f"{quiet} examples passed wherever exercised" in text
    assert f"{quiet} examples passed" in html
    assert len(render_markdown(typical)) <= 20_000
    # Every row that is shown says its break once, and every break is shown.
    assert html.count("✗ ") >= len([row for row in typical if typical.first_failing(row) not in (None, "2.29.0")])


def test_newest_breaks_stand_on_top(typical: cl.Matrix) -> None:
    table = render_text(typical).split("\n")
    shown = [
        printed.split()[-1]
        for printed in table[2:16]
        if printed.startswith("  GET ") and printed.split()[-1].startswith("2.")
    ]
    order = [VERSIONS.index(version) for version in shown]
    assert order == sorted(order, reverse=True)
    assert len(order) > 5


def test_where_everything_flickers_it_is_bounded_and_says_what_is_left_out() -> None:
    flicker = {n: dict.fromkeys(range(n % 2, 30, 2), "text") for n in range(75)}
    made = matrix(flicker, 75)
    html = render_html(made)
    assert len(html) <= 100_000
    assert "more examples" in html
    assert "matrix.rows" in html
    assert "more: matrix.rows" in render_text(made)


def test_older_versions_than_thirty_are_left_out_by_name() -> None:
    captures = {f"1.{number}.0": provider(["good", "text" if number == 2 else "good"]) for number in range(35)}
    html = render_html(cl.matrix(contract(2), captures))
    assert "5 older versions left out" in html
    assert "1.4.0<" not in html
    assert "1.34.0" in html
