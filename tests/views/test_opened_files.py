"""The name of a file that a screen can open: only what lies in a file, named as the notebook's folder names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from contractlab.values.source import Location, Source
from contractlab.views.words import opened_file

DOCUMENT = b'{\n "b": 1,\n "a": 2\n}'


@pytest.mark.parametrize(
    ("file", "opens"),
    [
        ("pacts/billing.json", "pacts/billing.json:3"),
        (str(Path.cwd() / "pacts" / "billing.json"), "pacts/billing.json:3"),
        ("<bytes>", ""),
        ("https://user:secret@pacts.test/billing.json", ""),
    ],
)
def test_only_a_file_opens(file: str, opens: str) -> None:
    span = opened_file(Location(Source(file, DOCUMENT), "/a"))
    assert span.opens == opens
    assert "secret" not in span.text + span.title
