"""The table of agreement on the site, made anew from the data; the tests beside this one hold that all agree."""

from __future__ import annotations

import hashlib
import json
import os
import re
from importlib.metadata import version
from pathlib import Path

from conformance.data import data_files, lines_of, needs
from conformance.differential import CASES
from conformance.differential_kinds import KINDS
from readme import TRUST, block

DIGESTS = Path(__file__).parent / "trust_digests.json"
"""SHA-256 of the data that the table was made from: of other data of the same form it says nothing."""

OFFICIAL = "pact-specification/v*/testcases/**/*.json"
DATA = {
    'official cases of the Pact specification, `dialect="spec"`': OFFICIAL,
    "responses judged by the Rust core": "golden/pact-responses.jsonl",
    "requests judged by the Rust core": "golden/pact-requests.jsonl",
    "probes of single rules, responses": "golden/pact-probes.jsonl",
    "probes of single rules, requests": "golden/pact-request-probes.jsonl",
}


def count(pattern: str) -> int:
    """Official cases are files, the others rows."""
    files = data_files(pattern)
    return len(files) if pattern == OFFICIAL else sum(1 for path in files for _ in lines_of(path))


def digest(pattern: str) -> str:
    content = hashlib.sha256()
    for path in data_files(pattern):
        content.update(path.read_bytes())
    return content.hexdigest()


def row(title: str, cases: int) -> str:
    return f"| {title} | {cases:,} of {cases:,} |"


def generated_rows() -> list[str]:
    kinds = {
        subject: sum(1 for kind in KINDS if kind.name.endswith(subject))
        for subject in ("responses", "requests", "messages")
    }
    title = "generated {} and contracts, judged by the installed Rust core"
    return [row(title.format(subject), number * CASES) for subject, number in kinds.items()]


def versions() -> str:
    return ", ".join(f"{name} {version(name)}" for name in ("pact-python", "pact-python-ffi"))


def numbers(text: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", text)]


def by_name(versions_text: str) -> dict[str, list[int]]:
    return {name: numbers(number) for name, number in (text.split() for text in versions_text.split(", "))}


@needs(*DATA.values())
def test_the_page_states_how_much_the_data_ask() -> None:
    if os.environ.get("CONTRACTLAB_REGENERATE"):
        data_rows = [row(title, count(pattern)) for title, pattern in DATA.items()]
        made = "\n".join(["| cases | agree |", "|---|---|", *data_rows, *generated_rows()])
        text = TRUST.read_text(encoding="utf-8")
        text = text.replace(block("conformance"), made).replace(block("versions"), versions())
        TRUST.write_text(text, encoding="utf-8")
        DIGESTS.write_text(json.dumps({pattern: digest(pattern) for pattern in DATA.values()}, indent=2) + "\n")
    stated = block("conformance").splitlines()
    recorded = json.loads(DIGESTS.read_text(encoding="utf-8"))
    assert set(recorded) == set(DATA.values())
    unchanged = {title: pattern for title, pattern in DATA.items() if digest(pattern) == recorded[pattern]}
    assert [row(title, count(pattern)) for title, pattern in unchanged.items()] == [
        line for line in stated if any(line.startswith(f"| {title} |") for title in unchanged)
    ]


def test_the_page_states_what_is_generated_and_asked_of_which_core() -> None:
    stated = block("conformance").splitlines()
    assert stated[:2] == ["| cases | agree |", "|---|---|"]
    assert len(stated) == 2 + len(DATA) + len(generated_rows())
    assert stated[-len(generated_rows()) :] == generated_rows()
    # A newer core than the one named agrees as well, or the tests beside this one fail.
    named, installed = by_name(block("versions")), by_name(versions())
    assert named.keys() == installed.keys()
    assert all(installed[name] >= number for name, number in named.items())
