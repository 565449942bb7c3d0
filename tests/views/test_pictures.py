"""Pictures: what they show, that the table beside says the same, and that they stay small and harmless."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from matrices import contract, provider
from views import hostile, sample
from views.payloads import PAYLOADS
from views.strict_html import faults

import contractlab as cl
from contractlab.values.text import visible
from contractlab.verification.causes import Cause
from contractlab.views import render_html, render_markdown, render_text
from contractlab.views.drawing import Drawing
from contractlab.views.html import render_document
from contractlab.views.model import Document, Picture
from contractlab.views.pictures import causes_over_versions, hot_paths, value_over_versions, verdicts_over_versions
from contractlab.views.pictures.causes import step_of
from contractlab.views.pictures.columns import figures_by_version
from contractlab.views.pictures.hot_paths import count_checks
from contractlab.views.svg import least_width, render_svg

MOST_BYTES = 24_000
"""Of one picture, whatever it shows."""


def made(picture: Picture | None) -> Picture:
    assert picture is not None
    return picture


def words(drawing: Drawing) -> list[str]:
    return ["".join(text for _, text in line.spans) for line in drawing.words]


def table_text(picture: Picture) -> list[list[str]]:
    return [["".join(span.text for span in cell.spans) for cell in row.cells] for row in picture.table.rows]


def broken(examples: int, versions: int, kind: str = "text") -> cl.Matrix:
    """The first example is broken from the second version on, each next one a version later."""
    captures = {
        f"1.{column}.0": provider({n: kind if n < column else "good" for n in range(examples)})
        for column in range(versions)
    }
    return cl.matrix(contract(examples), captures)


def pictures_of(matrix: cl.Matrix) -> Iterator[Picture]:
    for picture in (verdicts_over_versions(matrix), causes_over_versions(matrix), hot_paths(matrix.results)):
        if picture is not None:
            yield picture
    for row in matrix.rows[:3]:
        for cell in row.cells:
            picture = value_over_versions(matrix, row, cell.results[0]) if cell.results else None
            if picture is not None:
                yield picture


def test_verdicts_have_a_block_for_each_example_with_failures_on_top() -> None:
    matrix = broken(4, 3)
    drawing = made(verdicts_over_versions(matrix)).drawing
    assert len(drawing.marks) == 12
    by_column: dict[int, list[tuple[int, str, int]]] = {}
    for mark in drawing.marks:
        assert mark.cell is not None
        row, column = mark.cell
        by_column.setdefault(column, []).append((mark.y, mark.look, row))
        assert matrix.rows[row].cells[column].verdict == mark.look
    assert [[look for _, look, _ in sorted(column)].count("failed") for column in by_column.values()] == [0, 1, 2]
    assert all(sorted(column)[0][1] == "failed" for column in list(by_column.values())[1:])
    assert {"✓ all passed", "1 failed", "2 failed"} <= set(words(drawing))


def test_beyond_twelve_examples_verdicts_are_bars_whose_parts_are_seen() -> None:
    drawing = made(verdicts_over_versions(broken(60, 5))).drawing
    assert len(drawing.marks) == 9  # two parts at each version but the first
    assert all(mark.height >= 2 for mark in drawing.marks)
    assert "4 failed" in words(drawing)


def test_errors_are_no_failures() -> None:
    picture = made(
        verdicts_over_versions(cl.matrix(sample.contract(), {"1": sample.captures(), "2": sample.captures()}))
    )
    counts = cl.verify(sample.contract(), sample.captures()).counts()
    assert counts["error"]
    assert f"{counts['error']} error" in " ".join(words(picture.drawing))
    assert f"{counts['failed']} failed" in words(picture.drawing)


@pytest.mark.parametrize(("number", "step"), [(1, 1), (2, 1), (3, 2), (9, 2), (10, 3), (29, 3), (30, 4), (300, 4)])
def test_the_colour_has_four_steps(number: int, step: int) -> None:
    assert step_of(number) == f"step-{step}"


def test_each_mark_of_a_cause_is_how_many_examples_it_breaks() -> None:
    matrix = broken(40, 35)
    picture = made(causes_over_versions(matrix))
    cause: Cause = matrix.causes[0]
    marks = [mark for mark in picture.drawing.marks if mark.cell is not None]
    assert len(marks) == 30  # the newest versions
    for mark in marks:
        assert mark.cell is not None
        column = mark.cell[1]
        hurt = [row for row in matrix.rows if cause.letter in row.cells[column].causes]
        assert mark.label == f"{len(hurt)}"
        assert mark.look == step_of(len(hurt))
        assert matrix.rows[mark.cell[0]] in hurt
    assert any(text.startswith("A 34, since 1.1.0") for text in words(picture.drawing))
    assert "5 older versions left out" in "".join(span.text for span in picture.title)
    assert table_text(picture)[0][2].startswith("34 examples, since 1.1.0 (1.5.0: 5, 1.6.0: 6")


def test_errors_have_a_sign_of_their_own() -> None:
    matrix = cl.matrix(sample.contract(), {"1": sample.captures(), "2": sample.captures()})
    drawing = made(causes_over_versions(matrix)).drawing
    errors = [mark for mark in drawing.marks if mark.look == "error"]
    assert errors
    assert all(mark.label.startswith("!") for mark in errors)


def test_a_value_stands_in_the_lane_of_what_the_rule_says() -> None:
    matrix = cl.matrix(contract(1), {f"{n}": provider({0: kind}) for n, kind in enumerate(["good", "text", "null"])})
    picture = made(value_over_versions(matrix, matrix.rows[0], matrix.rows[0].cells[1].results[0]))
    first, second, third = picture.drawing.marks[:3]
    assert (first.look, second.look) == ("allowed", "failed")
    assert first.y < second.y
    assert len(picture.drawing.places) == len({mark.y for mark in picture.drawing.marks})
    assert third.label
    assert "✓ allowed" in words(picture.drawing)
    assert "✗ not allowed" in words(picture.drawing)
    assert "passed" in picture.table.rows[0].cells[2].spans[0].kind


def test_beyond_twelve_versions_equal_neighbours_are_one_mark() -> None:
    matrix = cl.matrix(contract(1), {f"{n}": provider({0: "text" if n > 9 else "good"}) for n in range(20)})
    row = matrix.rows[0]
    picture = made(value_over_versions(matrix, row, row.cells[-1].results[0]))
    assert len(picture.drawing.marks) == 2
    assert [cells[0] for cells in table_text(picture)] == ["0 to 9", "10 to 19"]


def test_hot_paths_count_what_failed_and_what_was_not_checked() -> None:
    run = sample.run()
    picture = made(hot_paths(run.results))
    checks = count_checks(run.results)
    for (part, path), counted in checks.items():
        failed = [result for result in run.results if any(m.path == path and m.part == part for m in result.mismatches)]
        if "[*]" not in path and part == "body":
            assert counted.failed == len(failed), path
    shown = table_text(picture)
    assert [row[0] for row in shown][:1] == ["$.address.postcode"]
    assert ["$.tags", "", "never checked in 2 of 2"] in shown


def test_ten_hot_paths_and_how_many_more() -> None:
    keys = {f"k{number:02}": 1 for number in range(17)}
    matched = sample.contract(
        {**sample.DOCUMENT, "interactions": [sample.http("many", {"path": "/"}, sample.response(200, keys))]}
    )
    captures = cl.Captures()
    captures.add(cl.HttpRequest("GET", "/"), cl.HttpResponse(200, sample.JSON, b"{}"))
    picture = made(hot_paths(cl.verify(matched, captures).results))
    assert len(picture.drawing.marks) == 10
    assert "7 more" in words(picture.drawing)
    assert picture.table.left_out == 7


def test_nothing_is_drawn_where_there_is_nothing_to_ask() -> None:
    single = cl.matrix(contract(3), {"1": provider(["text", "good", "good"])})
    assert verdicts_over_versions(single) is None
    assert causes_over_versions(single) is None
    fine = cl.matrix(contract(3), {"1": provider(["good"] * 3), "2": provider(["good"] * 3)})
    assert causes_over_versions(fine) is None
    assert hot_paths(fine.results) is None
    assert "<svg" not in render_html(fine)
    assert hot_paths([]) is None


def test_three_hundred_examples_and_thirty_versions_stay_small() -> None:
    matrix = broken(300, 30)
    for picture in pictures_of(matrix):
        assert len(render_svg(picture.drawing)) < MOST_BYTES
        assert picture.drawing.width <= 1040
        assert least_width(picture.drawing) <= picture.drawing.width


def test_many_values_stay_small() -> None:
    value = {f"key {number} {'x' * 50}": number for number in range(10_000)}
    contract = sample.contract(
        {**sample.DOCUMENT, "interactions": [sample.http("d", {"path": "/"}, sample.response(200, value))]}
    )
    captures = cl.Captures()
    captures.add(cl.HttpRequest("GET", "/"), cl.HttpResponse(200, sample.JSON, b"{}"))
    picture = made(hot_paths(cl.verify(contract, captures).results))
    assert len(render_svg(picture.drawing)) < MOST_BYTES


def test_figures_hold_until_the_next_is_named() -> None:
    assert figures_by_version([("1", "4"), ("2", "4"), ("3", "0"), ("4", "4")]) == "1: 4, 3: 0, 4: 4"


class Untrusted(HTMLParser):
    """What is left to be read where SVG, styles of their own and classes are dropped, but words are kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[bool] = []
        self.in_style = False
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_style = tag == "style"
        if tag not in ("br", "col"):
            self.open.append(dict(attrs).get("style") == "display:none")

    def handle_endtag(self, tag: str) -> None:
        self.in_style = False
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.in_style and not any(self.open):
            self.words.append(data)


def test_where_nothing_can_be_drawn_the_table_stands_alone() -> None:
    for picture in pictures_of(broken(14, 14)):
        html = render_document(Document((picture,)))
        assert faults(html) == []
        left = Untrusted()
        left.feed(html)
        shown = "".join(left.words)
        assert picture.drawing.about not in shown
        for row in table_text(picture):
            for text in row:
                assert visible(text) in shown


@pytest.mark.parametrize("name", sorted(PAYLOADS)[::6])
def test_strangers_words_stay_words(name: str) -> None:
    text = PAYLOADS[name]
    contracts, captures = hostile.contract(text), hostile.captures(text)
    matrix = cl.matrix(contracts, {f"1{text}": captures, f"2{text}": captures})
    for picture in pictures_of(matrix):
        document = Document((picture,))
        assert faults(render_document(document)) == []
        svg = render_svg(picture.drawing)
        assert not re.search(r"<(?!/?(?:svg|title|desc|g|path|text|tspan)\b)", svg)
        assert visible(svg) == svg


def test_other_media_get_the_table() -> None:
    matrix = broken(3, 3)
    markdown = render_markdown(matrix)
    assert "**Verdicts over versions**" in markdown
    assert "| 1\\.2.0 |" in markdown
    assert "<svg" not in markdown
    assert "Verdicts over versions" not in render_text(matrix)
