"""Dates that generators make: what the Rust core put into requests, with its clock held."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from data import needs, rows

from contractlab.formats.pact.date_expressions import dated

GENERATED = "golden/live/exact*.jsonl*"
NOW = datetime(2024, 1, 31, 10, 20, 30, 123000, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))


@needs(GENERATED)
def test_dates_are_what_the_core_makes() -> None:
    otherwise: list[str] = []
    asked = [row for row in rows(GENERATED) if row["what"] == "date"]
    for row in asked:
        generator = row["generator"]
        text = dated(
            generator["type"],
            generator.get("format"),
            generator.get("expression"),
            datetime.fromisoformat(row["base"]),
        )
        expected = row["value"] if row["applied"] else None
        if text != expected:
            otherwise.append(f"{row['base']} {generator}: {text!r} for {expected!r}")
    assert otherwise == []
    assert asked


@pytest.mark.parametrize(
    ("kind", "pattern", "expression", "text"),
    [
        ("Date", None, "+ 1 month", "2024-02-01"),
        ("Date", None, "- 2 months", "2023-11-30"),
        ("Date", None, "+ 0 months", "2024-01-31"),
        ("DateTime", None, None, "2024-01-31T10:20:30.123-0330"),
        ("DateTime", "HH:mm XXX VV O", None, "10:20 -03:30 -03:30 "),
        ("Time", "S SS SSS n", None, "123 123 123 123000000"),
        ("Date", "'100% d'''", None, "100% d'"),
    ],
)
def test_dates_move_and_are_written_by_the_rules_of_the_core(
    kind: str, pattern: str | None, expression: str | None, text: str
) -> None:
    assert dated(kind, pattern, expression, NOW) == text


@pytest.mark.parametrize(
    ("kind", "pattern", "expression"),
    [
        ("Date", None, " "),
        ("Date", None, "+ 18446744073709551616 days"),
        ("Date", None, "+ 9000 years"),
        ("Date", None, "- 100000 months"),
        ("Date", None, "+ 99999999999 weeks"),
        ("Date", None, "noon"),
        ("Time", None, "3 o'clock x"),
        ("Time", "SSSS", None),
        ("Date", "", None),
        ("DateTime", None, " @ noon"),
    ],
)
def test_nothing_is_made_where_the_core_cannot_read(kind: str, pattern: str | None, expression: str | None) -> None:
    assert dated(kind, pattern, expression, NOW) is None
