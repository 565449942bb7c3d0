"""The table of agreement in README.md, made anew from the data; the tests beside this one hold that all agree."""

from __future__ import annotations

import os
import re
from importlib.metadata import version
from pathlib import Path

from conformance.differential import CASES
from conformance.differential_kinds import KINDS
from readme import README, block
from support import conformance_data

GOLDEN = {
    "responses judged by the Rust core": "pact-responses",
    "requests judged by the Rust core": "pact-requests",
    "probes of single rules, responses": "pact-probes",
    "probes of single rules, requests": "pact-request-probes",
}


def count_lines(path: Path) -> int:
    with path.open(encoding="utf-8") as file:
        return sum(1 for line in file if line.strip())


def table() -> str:
    data = conformance_data()
    official = sum(1 for _ in (data / "pact-specification").glob("v*/testcases/**/*.json"))
    counts = {'official cases of the Pact specification, `dialect="spec"`': official}
    counts |= {title: count_lines(data / "golden" / f"{name}.jsonl") for title, name in GOLDEN.items()}
    for subject in ("responses", "requests", "messages"):
        kinds = sum(1 for kind in KINDS if kind.name.endswith(subject))
        counts[f"generated {subject} and contracts, judged by the installed Rust core"] = kinds * CASES
    rows = [f"| {title} | {count:,} of {count:,} |" for title, count in counts.items()]
    return "\n".join(["| cases | agree |", "|---|---|", *rows])


def versions() -> str:
    return ", ".join(f"{name} {version(name)}" for name in ("pact-python", "pact-python-ffi"))


def test_the_readme_states_what_the_tests_hold() -> None:
    made = table()
    if os.environ.get("CONTRACTLAB_REGENERATE"):
        text = README.read_text(encoding="utf-8")
        text = text.replace(block("conformance"), made).replace(block("versions"), versions())
        README.write_text(text, encoding="utf-8")
    assert block("conformance") == made
    # A newer core than the one named agrees as well, or the tests beside this one fail.
    named, installed = (dict(one.split() for one in text.split(", ")) for text in (block("versions"), versions()))
    assert {name: numbers(installed[name]) >= numbers(one) for name, one in named.items()} == dict.fromkeys(named, True)


def numbers(text: str) -> list[int]:
    return [int(one) for one in re.findall(r"\d+", text)]
