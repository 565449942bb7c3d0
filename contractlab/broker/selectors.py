"""Consumer version selectors: what they may say, checked as a broker checks them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from contractlab.broker.book import Book
from contractlab.broker.lookup import near_names
from contractlab.errors import BrokerError
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON
from contractlab.values.text import visible

__all__ = ["Selector", "parse_selectors", "refused_selectors"]

_TEXTS = ("tag", "fallbackTag", "fallbackBranch", "environment", "consumer")
_ONLY_TRUE = ("mainBranch", "matchingBranch", "deployed", "released", "deployedOrReleased")
_CRITERIA = ("mainBranch", "branch", "matchingBranch", "tag", "latest", "deployed", "released", "deployedOrReleased")
_LIVING = ("deployed", "released", "deployedOrReleased", "environment")
_NOTHING = (
    "must specify a value for environment or tag or branch, or specify mainBranch=true, matchingBranch=true, "
    "latest=true, deployed=true, released=true or deployedOrReleased=true"
)


@quiet
@dataclass(frozen=True, slots=True)
class Selector:
    """One consumer version selector; attributes as on the wire, absent ones None or False.

    `anything` where it names an environment alone: what is deployed there, and what is released. `wanted_tag` is the
    tag of a selector whose fallback was used.
    """

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
    anything: bool = False
    wanted_tag: str | None = None


def _wrong_types(raw: Mapping[str, JSON]) -> list[str]:
    """Values that no selector may have; where there are any, a broker looks no further."""
    faults = [f"{name} must be one of: true" for name in _ONLY_TRUE if name in raw and raw[name] is not True]
    if "latest" in raw and not isinstance(raw["latest"], bool):
        faults.append("latest must be one of: true, false")
    branch = raw.get("branch")
    if branch == "":
        faults.append("branch must be filled")
    elif "branch" in raw and not isinstance(branch, str) and branch is not True:
        faults.append("branch must be a string or branch must be equal to true")
    for name in _TEXTS:
        if name in raw and not isinstance(raw[name], str):
            faults.append(f"{name} must be a string")
        elif raw.get(name) == "":
            faults.append(f"{name} must be filled")
    return faults


def _faults_of(raw: Mapping[str, JSON], book: Book, provider_branch: str | None) -> list[str]:
    faults: list[str] = []
    criteria = [name for name in _CRITERIA if raw.get(name)]
    environment = raw.get("environment")
    if not criteria and not environment:
        faults.append(_NOTHING)
    others = [*criteria, *(["environment"] if environment else [])]
    for alone in ("mainBranch", "matchingBranch"):
        if raw.get(alone) and set(others) - {alone, "latest"}:
            faults.append(f"cannot specify {alone}=true with any other criteria apart from consumer")
        if raw.get(alone) and raw.get("latest") is False:
            faults.append(f"cannot specify {alone}=true with latest=false")
    if raw.get("tag") and raw.get("branch"):
        faults.append("cannot specify both a tag and a branch")
    if raw.get("branch") and raw.get("latest") is False:
        faults.append("cannot specify a branch with latest=false")
    living = [name for name in _ONLY_TRUE[2:] if raw.get(name)]
    faults += [f"cannot specify both {first}=true and {second}=true" for first, second in combinations(living, 2)]
    if raw.get("fallbackTag") and not raw.get("tag"):
        faults.append("a tag must be specified when a fallbackTag is specified")
    elif raw.get("fallbackTag") and not raw.get("latest"):
        faults.append("fallbackTag can only be set if latest is true")
    if raw.get("fallbackBranch") and not raw.get("branch"):
        faults.append("a branch must be specified when a fallbackBranch is specified")
    faults += [
        f"cannot specify the field {name} with the field {place}"
        for place in _LIVING
        if raw.get(place)
        for name in ("mainBranch", "branch", "matchingBranch", "tag", "latest")
        if raw.get(name)
    ]
    if isinstance(environment, str) and book.environments.first("name", environment) is None:
        faults.append(f"environment with name '{environment}' does not exist")
    if raw.get("matchingBranch") and not provider_branch:
        faults.append("the providerVersionBranch must be specified when the selector matchingBranch=true is used")
    return faults


def parse_selectors(raw: Sequence[JSON], book: Book, provider_branch: str | None) -> tuple[list[Selector], list[str]]:
    """Read selectors as they stand in a request.

    Parameters
    ----------
    raw : sequence of JSON value
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
        if not isinstance(each, Mapping):
            faults.append(f"must be a hash (at index {index})")
            continue
        wrong = _wrong_types(each) or _faults_of(each, book, provider_branch)
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
        anything=anything and not both,
    )


def refused_selectors(faults: Sequence[str], selectors: Iterable[Mapping[str, JSON]]) -> BrokerError:
    """What is raised where selectors have faults.

    Fields that no selector has, which a broker passes over, are named with what may have been meant.
    """
    fields = dict.fromkeys((*_CRITERIA, *_TEXTS))
    unknown = dict.fromkeys(name for each in selectors if isinstance(each, Mapping) for name in each)
    named = []
    for name in unknown:
        if name not in fields:
            near = near_names(str(name), fields)
            named.append(f"{visible(name)} cannot stand in a selector" + (f"; {near[0]} can." if near else "."))
    return BrokerError("These selectors cannot be used", status=400, messages=faults, advice=" ".join(named[:5]))
