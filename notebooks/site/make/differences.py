"""Write explain/differences.md from the tables of code and tests: ``python notebooks/site/make/differences.py``.

The tables are what the verdicts and the tests use themselves, so that the page cannot say otherwise.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "notebooks" / "site" / "explain" / "differences.md"
Row = tuple[str, ...]

HEAD = """# Where we differ from the reference

The reference is the program whose verdict people get: for Pact the Rust core behind pact-python, pact-js,
pact-go, pact-net and pact-php; for ContractCase its version 0.30.1. This page is written by
`notebooks/site/make/differences.py` from the tables that the code and the tests use themselves. What stands in
no table is the same: the tests compare, and a difference without a name fails them.

Two kinds of differences must be kept apart. Where the **reference differs from its own specification**, we
follow the reference, and the other dialect follows the specification. Where **we differ from the reference**,
it is on purpose, and the reason stands beside it.
"""


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


def page() -> str:
    """The page as the tables have it now."""
    parts = [HEAD]
    for title, text, heads, rows in sections():
        table = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *(f"| {' | '.join(row)} |" for row in rows)]
        parts.append(f"## {title}\n\n{text}\n\n" + "\n".join(table) + "\n")
    return "\n".join(parts)


def sections() -> Iterator[tuple[str, str, tuple[str, ...], list[Row]]]:
    """Title, introduction, heads and rows of each table."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "conformance")]
    import load_comparison
    import mock_differences
    import test_case_written
    import test_live_answers
    import test_live_messages
    import test_live_requests
    import test_live_states
    import written_differences

    from contractlab.formats.contractcase.matching.deviations import CASE_DEVIATIONS
    from contractlab.formats.pact.matching.deviations import DEVIATIONS

    yield (
        "The Rust core and the specification",
        'The default follows the core; `dialect="spec"` the official cases. An explanation names the one that decided.',
        ("name", "the core", "the specification", "example"),
        [(code(each.name), cell(each.reference), cell(each.spec), cell(each.source)) for each in DEVIATIONS.values()],
    )
    yield (
        "ContractCase and its documentation",
        'The default follows the program; `dialect="documented"` its documentation.',
        ("name", "the program", "its documentation", "example"),
        [
            (code(each.name), cell(each.reference), cell(each.documented), cell(each.source))
            for each in CASE_DEVIATIONS.values()
        ],
    )
    ours = "Each row is a place where a test compares us with the core and expects this difference, and no other."
    yield (
        "Reading a file",
        ours,
        ("name", "what is done otherwise, and why"),
        [(code(each.name), cell(each.reason)) for each in load_comparison.DEVIATIONS],
    )
    yield (
        "Asking a provider: states",
        ours,
        ("name", "what is done otherwise, and why"),
        named(test_live_states.OTHERWISE),
    )
    asked: Mapping[str, str] = {**test_live_requests.OTHERWISE, **test_live_answers.OTHERWISE}
    yield (
        "Asking a provider: requests and answers",
        ours,
        ("name", "what is done otherwise, and why"),
        named(asked),
    )
    yield (
        "Asking a provider: messages",
        ours,
        ("name", "what the core does"),
        named(test_live_messages.DIFFERENCES),
    )
    yield (
        "The mock",
        "Compared with pact-python's mock server, answer by answer.",
        ("name", "what is done otherwise, and why"),
        [(code(each.name), cell(each.why)) for each in mock_differences.DIFFERENCES],
    )
    yield (
        "Files that are written by a definition",
        "Compared with what pact-python writes for the same definition; each row holds for a kind of definitions.",
        ("what is written otherwise",),
        [(cell(name),) for name in written_differences.DIFFERENCES],
    )
    yield (
        "What a definition refuses",
        "The core writes these, and the files then mean something else or cannot be read.",
        ("what is refused",),
        [(cell(name),) for name in written_differences.REFUSALS],
    )
    yield (
        "ContractCase: definitions",
        "Compared with what the ContractCase core writes and answers.",
        ("name", "what is done otherwise, and why"),
        named(test_case_written.DEVIATIONS),
    )


def named(table: Mapping[str, str]) -> list[Row]:
    """Rows of names and reasons."""
    return [(code(name), cell(reason)) for name, reason in table.items()]


def cell(text: str) -> str:
    """A text as a table holds it; what Markdown would take for a sign is escaped."""
    return "".join(f"\\{letter}" if letter in "|*_`<[" else letter for letter in " ".join(text.split()))


def code(text: str) -> str:
    """A name."""
    return f"`{text.replace('|', ' ')}`"


if __name__ == "__main__":
    sys.exit(main())
