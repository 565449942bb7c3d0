"""Since when: the words for when something was broken, over generated histories of an example."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matrices import contract, provider

import contractlab as cl
from contractlab.reports import Report
from contractlab.reports.markdown import render_markdown_report
from contractlab.views import render_text
from contractlab.views.lasting import Lasting
from contractlab.widgets.explorer.model import ExplorerModel


def history(letters: str) -> cl.Matrix:
    """A matrix of one example: ``f`` fails, ``p`` passes, ``-`` was not recorded."""
    answers = {"f": "text", "p": "good", "-": None}
    return cl.matrix(contract(1), {f"1.{number}.0": provider([answers[each]]) for number, each in enumerate(letters)})


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        ("f", ""),
        ("pf", "new in 1.1.0"),
        ("ppff", "since 1.2.0"),
        ("pfpp", "at 1.1.0 only"),
        ("pffp", "from 1.1.0 to 1.2.0, gone since"),
        ("fpff", "since 1.2.0, and before"),
        ("ff", "since 1.0.0"),
        ("pf-", "since 1.1.0"),
        ("p-f", "new in 1.2.0"),
        ("f-f", "since 1.0.0"),
        ("f-p", "at 1.0.0 only"),
    ],
)
def test_the_words_for(letters: str, text: str) -> None:
    matrix = history(letters)
    (cause,) = matrix.causes
    assert Lasting(matrix).text(cause.results) == text


@given(st.text("fp-", min_size=2, max_size=8).filter(lambda letters: "f" in letters))
def test_all_views_say_the_same_and_since_means_that_it_lasts(letters: str) -> None:
    matrix = history(letters)
    (cause,) = matrix.causes
    text = Lasting(matrix).text(cause.results)
    assert text
    assert text in render_text(matrix, width=400)
    assert text in ExplorerModel(matrix).view()["causes"][0]["about"]
    assert text in render_markdown_report(Report(matrix))
    exercised = letters.replace("-", "")
    assert text.startswith(("since", "new in")) == exercised.endswith("f")
