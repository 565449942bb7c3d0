"""What redaction costs: a quick look tells most names, and what was looked through once is not again."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

import contractlab as cl
from contractlab.redaction import likely, names
from contractlab.redaction.detectors import add_detector, remove_detector
from contractlab.redaction.long_texts import LongTexts
from contractlab.redaction.rules import SecretRules
from contractlab.redaction.secret_texts import REDACTED, Secrets

TABLES = [
    *names._SECRET_ENDS,
    *names._SECRET_NAMES,
    *names._SECRET_PARAMETERS,
    *names._AMBIGUOUS_PARAMETERS,
    *likely._NUMBERS,
    *likely._NUMBER_CODES,
    *likely._PASSWORDS,
    *likely._CREDENTIALS,
    *likely._CREDENTIAL_NAMES,
    *likely._KEYS,
]
VALUES = ("4711", "s3cr3t-0f-Mine", "aB3dE6gH9kL2mN5pQ8", "word")
SPELLINGS = (str, str.upper, "-".join, " ".join, lambda name: f"user[{name}]", lambda name: f"my_{name}2")


@pytest.mark.parametrize("spelling", SPELLINGS, ids=range(len(SPELLINGS)))
def test_the_quick_look_misses_no_name(spelling: Callable[[str], str]) -> None:
    for name, value in product(map(spelling, TABLES), VALUES):
        plain = names.normalise_name(name)
        by_name = plain in names._SECRET_PARAMETERS or names._is_secret_name(plain)
        if by_name or likely.is_likely_secret(name, value):
            assert names.can_be_secret(name), name


def test_plain_names_need_one_look() -> None:
    assert not any(map(names.can_be_secret, ("page", "limit", "x[]", "größe", "")))


def prose(secret: str) -> str:
    return f"{'nothing here. ' * 300}password: {secret} and so on"


def test_a_long_text_is_looked_through_once() -> None:
    texts, asked = LongTexts(), []

    def redact(text: str, secrets: Secrets | None) -> str:
        asked.append(text)
        assert secrets is not None
        secrets.add("hunter-22-x")
        return "shown"

    first, again = Secrets(), Secrets()
    assert texts.redacted("x" * 5_000, redact, first) == texts.redacted("x" * 5_000, redact, again) == "shown"
    assert len(asked) == 1
    assert first.exact() == again.exact() == ["hunter-22-x"]


def test_texts_are_forgotten_where_they_become_many() -> None:
    texts, asked = LongTexts(), []
    for number in (*range(100), 0):
        texts.redacted(f"{number} " * 3_000, lambda text, secrets: asked.append(text) or "shown", None)
    assert len(asked) == 101
    assert not texts.takes("x" * 100)
    assert not texts.takes("x" * 10_000_000)


def test_redactions_of_the_same_names_share_what_they_know_and_no_others() -> None:
    capture = cl.Capture(
        cl.HttpRequest("GET", "/"),
        cl.HttpResponse(200, [("Content-Type", "text/plain")], prose("hunter-22-x").encode()),
    )
    first, second = cl.Redaction(), cl.Redaction()
    assert first.redact_capture(capture) is second.redact_capture(capture)
    custom = cl.Redaction(parameters=["nothing"])
    shown = custom.redact_capture(capture)
    assert shown is not first.redact_capture(capture)
    assert custom.redact_text(prose("x") + " nothing: s3cr3t-value").endswith(REDACTED)
    assert not first.redact_text(prose("x") + " nothing: s3cr3t-value").endswith(REDACTED)


def test_a_detector_is_asked_each_time() -> None:
    text = f"{'z' * 3_000} 4711"
    assert SecretRules().redact_prose(text) == text

    def detector(text: str) -> list[tuple[int, int]]:
        at = text.find("4711")
        return [(at, at + 4)] if at >= 0 else []

    rules = SecretRules()
    assert "4711" in rules.redact_prose(text)
    add_detector(detector)
    try:
        assert "4711" not in rules.redact_prose(text)
    finally:
        remove_detector(detector)
    assert "4711" in rules.redact_prose(text)
