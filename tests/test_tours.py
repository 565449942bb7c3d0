"""The guided tours: all on the start page; each begins with where own data goes, and ends with what to try on it."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest
from support import ROOT

NOTEBOOKS = ROOT / "notebooks"
START = "start-here.ipynb"
TOURS = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb") if path.name not in (START, "report.ipynb"))
OWN, TRY = "own-data", "try-own"


@cache
def cells(name: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads((NOTEBOOKS / name).read_text(encoding="utf-8"))["cells"]
    return listed


def text(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def links(name: str) -> list[str]:
    written = "\n".join(text(cell) for cell in cells(name) if cell["cell_type"] == "markdown")
    return [link for link in re.findall(r"\]\(([^)#]+)\)", written) if "://" not in link]


def code(name: str) -> str:
    return "\n".join(text(cell) for cell in cells(name) if cell["cell_type"] == "code")


@pytest.mark.parametrize("name", TOURS)
def test_a_tour_begins_with_where_own_data_goes(name: str) -> None:
    title, own = cells(name)[:2]
    assert text(title).startswith("# ")
    assert (own["id"], own["cell_type"]) == (OWN, "markdown")
    assert text(own).startswith("**Your own data.**")


@pytest.mark.parametrize("name", TOURS)
def test_what_is_to_be_replaced_stands_in_the_code(name: str) -> None:
    for path in re.findall(r"`(data/[^`]+)`", text(cells(name)[1])):
        assert f'"{path}"' in code(name) or f"{path.rpartition('-')[0]}-{{" in code(name), path
        assert (NOTEBOOKS / path).exists(), path


@pytest.mark.parametrize("name", TOURS)
def test_a_tour_ends_with_what_to_try(name: str) -> None:
    last = cells(name)[-1]
    assert (last["id"], last["cell_type"]) == (TRY, "markdown")
    heading, *lines = text(last).splitlines()
    assert heading == "## Try it on your own data"
    assert sum(line.startswith("- ") for line in lines) >= 2
    assert re.search(r"\]\([\w-]+\.ipynb\)", text(last))


@pytest.mark.parametrize("name", [START, *TOURS])
def test_links_lead_somewhere(name: str) -> None:
    assert [link for link in links(name) if not (NOTEBOOKS / link).exists()] == []


@pytest.mark.parametrize("name", [START, *TOURS])
def test_nothing_of_an_execution_is_committed(name: str) -> None:
    ran = [cell for cell in cells(name) if cell["cell_type"] == "code"]
    assert ran
    assert [cell["id"] for cell in ran if cell["outputs"] or cell["execution_count"] is not None] == []


def test_the_start_page_leads_to_every_tour_once() -> None:
    rows = [line for line in text(cells(START)[1]).splitlines() if line.startswith("| [")]
    listed = [re.search(r"\]\(([^)]+)\)", row) for row in rows]
    assert sorted(link[1] for link in listed if link) == TOURS


def test_the_start_page_says_where_own_data_goes_and_what_to_try() -> None:
    ids = [cell["id"] for cell in cells(START)]
    assert OWN in ids
    assert ids[-1] == TRY
    assert '"my/pacts", "my/captures"' in code(START)
