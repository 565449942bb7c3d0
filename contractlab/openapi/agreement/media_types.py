"""Which of a document's media types a header means: exact, without parameters, by suffix, by wildcards, in this order.

As PactFlow's comparator finds it (openapi-pact-comparator 1.7.0).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

__all__ = ["find_media_type", "is_form", "is_json", "is_multipart"]

_QUALITY = re.compile(r";q=([01](?:\.\d{0,3})?)")
_BLANKS = re.compile(r"\s+")


def _quality(text: str) -> float:
    given = _QUALITY.search(text)
    return float(given[1]) if given is not None else 1.0


def _main(text: str) -> str:
    return text.split("/")[0]


def _sub(text: str) -> str:
    """The subtype; of ``vnd.shop+json`` what stands behind the plus."""
    _, _, rest = text.partition("/")
    return rest.split("/")[0].split("+")[-1]


def find_media_type(wanted: str, available: Sequence[str]) -> str | None:
    """The first available type that a header asks for; None where none does.

    Parameters
    ----------
    wanted : str
        Of ``Accept`` or ``Content-Type``.
    available : sequence of str
        As the document spells them.
    """
    asked = [_BLANKS.sub("", each).lower() for each in wanted.split(",")]
    asked = [_QUALITY.sub("", each, count=1) for each in sorted(asked, key=_quality, reverse=True)]
    spelled = [_BLANKS.sub("", each).lower() for each in available]

    def first(fits: Callable[[str, str], bool]) -> str | None:
        for own in asked:
            for place, each in enumerate(spelled):
                if fits(own, each):
                    return available[place]
        return None

    exact = first(lambda own, each: own == each)
    if exact is not None:
        return exact
    asked = [each.split(";")[0] for each in asked]
    spelled = [each.split(";")[0] for each in spelled]
    rules: tuple[Callable[[str, str], bool], ...] = (
        lambda own, each: own == each,
        lambda own, each: (_main(own), _sub(own)) == (_main(each), _sub(each)),
        lambda own, each: _sub(each) == "*" and _main(each) == _main(own),
    )
    for rule in rules:
        fitting = first(rule)
        if fitting is not None:
            return fitting
    if "*/*" in spelled:
        return "*/*"
    fitting = first(lambda own, each: _sub(own) == "*" and _main(each) == _main(own))
    if fitting is not None:
        return fitting
    return available[0] if "*/*" in asked and available else None


def is_json(media_type: str) -> bool:
    """True for JSON, with a suffix too."""
    return find_media_type(media_type, ["application/json"]) is not None


def is_form(media_type: str) -> bool:
    """True for a form whose fields are a schema's properties."""
    return find_media_type(media_type, ["application/x-www-form-urlencoded"]) is not None


def is_multipart(media_type: str) -> bool:
    """True for a form of parts, files among them."""
    return find_media_type(media_type, ["multipart/form-data"]) is not None
