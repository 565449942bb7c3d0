"""Consumer version selectors: what they may say, checked as a broker checks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contractlab.broker.book import Book
from contractlab.values.json_types import JSON

__all__ = ["Selector", "parse_selectors"]

_TEXTS = ("branch", "tag", "fallbackTag", "fallbackBranch", "environment", "consumer")
_FLAGS = ("mainBranch", "matchingBranch", "latest", "deployed", "released", "deployedOrReleased")


@dataclass(frozen=True, slots=True)
class Selector:
    """One consumer version selector; attributes as on the wire, absent ones None or False."""

    main_branch: bool = False
    branch: str | bool | None = None
    matching_branch: bool = False
    tag: str | None = None
    latest: bool = False
    fallback_tag: str | None = None
    deployed: bool = False
    released: bool = False
    environment: str | None = None
    consumer: str | None = None


def _faults_of(raw: Mapping[str, JSON], book: Book, provider_branch: str | None) -> list[str]:
    faults: list[str] = []
    branchy = [name for name in ("mainBranch", "branch", "matchingBranch", "tag") if raw.get(name)]
    living = [name for name in ("deployed", "released", "deployedOrReleased") if raw.get(name)]
    if not any(raw.get(name) for name in (*_FLAGS, "branch", "tag", "environment")):
        faults.append(
            "must specify a value for environment or tag or branch or mainBranch=true or latest=true or deployed=true "
            "or released=true or deployedOrReleased=true or matchingBranch=true"
        )
    if raw.get("mainBranch") and len({*branchy, *living} - {"mainBranch"}) + bool(raw.get("environment")) > 0:
        faults.append("cannot specify mainBranch=true with any other criteria apart from consumer")
    if raw.get("matchingBranch") and len({*branchy, *living} - {"matchingBranch"}) + bool(raw.get("environment")) > 0:
        faults.append("cannot specify matchingBranch=true with any other criteria apart from consumer")
    if raw.get("tag") and raw.get("branch"):
        faults.append("cannot specify both a tag and a branch")
    if raw.get("branch") and raw.get("latest") is False:
        faults.append("cannot specify a branch with latest=false")
    if len(living) > 1:
        faults.append("cannot specify more than one of deployed=true, released=true and deployedOrReleased=true")
    if (living or raw.get("environment")) and (raw.get("tag") or raw.get("branch") or raw.get("latest")):
        faults.append("cannot mix branches, tags or latest with environments")
    if raw.get("fallbackTag") and not (raw.get("tag") and raw.get("latest")):
        faults.append("a tag and latest=true must be specified when a fallbackTag is specified")
    if raw.get("fallbackBranch") and not raw.get("branch"):
        faults.append("a branch must be specified when a fallbackBranch is specified")
    environment = raw.get("environment")
    if isinstance(environment, str) and book.environments.first("name", environment) is None:
        faults.append(f"environment with name '{environment}' does not exist")
    if raw.get("matchingBranch") and not provider_branch:
        faults.append("the providerVersionBranch must be specified when the selector matchingBranch=true is used")
    return faults


def parse_selectors(
    raw: Sequence[Mapping[str, JSON]], book: Book, provider_branch: str | None
) -> tuple[list[Selector], list[str]]:
    """Read selectors as they stand in a request.

    Parameters
    ----------
    raw : sequence of mapping
        Unknown keys mean nothing.
    book : Book
    provider_branch : str or None
        That ``matchingBranch`` asks for.

    Returns
    -------
    list of Selector
    list of str
        What is wrong, each with the index of its selector; the selectors are of use where this is empty.
    """
    faults: list[str] = []
    selectors: list[Selector] = []
    for index, each in enumerate(raw):
        wrong = [f"{name} must be a string" for name in _TEXTS if not isinstance(each.get(name), str | bool | None)]
        wrong = wrong or _faults_of(each, book, provider_branch)
        faults += [f"{text} (at index {index})" for text in wrong]
        if not wrong:
            selectors.append(_selector(each))
    return selectors, faults


def _text(value: JSON) -> str | None:
    return value if isinstance(value, str) else None


def _selector(raw: Mapping[str, JSON]) -> Selector:
    branch = raw.get("branch")
    both = raw.get("deployedOrReleased") is True
    somewhere = _text(raw.get("environment"))
    anything = somewhere is not None and not raw.get("deployed") and not raw.get("released")
    return Selector(
        main_branch=raw.get("mainBranch") is True,
        branch=branch if isinstance(branch, str) or branch is True else None,
        matching_branch=raw.get("matchingBranch") is True,
        tag=_text(raw.get("tag")),
        latest=raw.get("latest") is True,
        fallback_tag=_text(raw.get("fallbackTag")),
        deployed=raw.get("deployed") is True or both or anything,
        released=raw.get("released") is True or both or anything,
        environment=somewhere,
        consumer=_text(raw.get("consumer")),
    )
