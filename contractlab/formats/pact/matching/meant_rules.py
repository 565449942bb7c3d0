"""Rules that do not reach the value that they were meant for, because of how their path is spelled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from contractlab.engine.paths import InvalidPath, PathExpression, Token, parse_path
from contractlab.engine.rules import RuleList, RuleSet
from contractlab.engine.xml_document import XmlElement
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.matching.near_paths import NEVER, Steps, bare_name, cheapest_way
from contractlab.formats.pact.write_rules import rule_path, v2_path
from contractlab.values.json_types import JSONObject, Value
from contractlab.values.mismatch import EVERY_ITEM, EVERY_KEY, AnyKey, Mismatch, PathToken
from contractlab.values.source import split_pointer

__all__ = ["MeantNames", "MeantPlaces", "MeantRules", "judges_everything", "name_meant_names", "written_path"]

_MOST = 3
"""Largest cost of a guess."""

_MOST_MISMATCHES = 100
"""Places of mismatches, items of one array taken together, for which rules are looked at."""

_OF_THE_RECORDING = frozenset({"each-key", "extra-attribute", "extra-element", "extra-field", "extra-key"})
"""Codes of mismatches of what only the recording has: no rule was meant for it."""

_MOST_COMPARED = 5_000
"""Pairs of a rule and a place that are compared for the mismatches of one check."""

_MOST_PLACES = 2_000
_MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class _Meant:
    """A rule that was meant for a value.

    Attributes
    ----------
    cost : int
        How far its path is from the place.
    declared : RuleList
    spelling : str
        The path that reaches the value.
    guess : bool
        True if another value may be meant.
    why : str
        Why it does not: ``"dead"`` (it reaches nothing), ``"one-item"`` (another item of an array alone),
        ``"everywhere"`` (it names no part, and so judges every value).
    """

    cost: int
    declared: RuleList
    spelling: str
    guess: bool = False
    why: str = "dead"

    @property
    def facts(self) -> JSONObject:
        """What a mismatch keeps of it."""
        return {
            "path": written_path(self.declared),
            "spelling": self.spelling,
            "line": self.declared.declared_at.line,
            "why": self.why,
            "sure": not self.guess,
        }


def _is_v2(declared: RuleList) -> bool:
    """True if the rule stands in the form of Pact V2: right in ``matchingRules``, with the part in its path."""
    steps = split_pointer(declared.declared_at.pointer)
    return len(steps) > 1 and steps[-2] == "matchingRules"


def written_path(declared: RuleList) -> str:
    """The path of a rule as the file has it; what is read of it may be less."""
    return split_pointer(declared.declared_at.pointer)[-1] if _is_v2(declared) else declared.path


def _intended(declared: RuleList) -> PathExpression:
    """Steps of a path as its author wrote them: V2 takes the first for the name of a part, which it may not be."""
    written = written_path(declared)
    if _is_v2(declared) and not written.startswith("$.body"):
        try:
            return parse_path(written)[1:]
        except InvalidPath:
            return ()
    return declared.tokens[1:]


def _spelled(declared: RuleList, steps: Steps) -> str | None:
    try:
        return v2_path("body", steps) if _is_v2(declared) else rule_path(steps)
    except InvalidEdit:
        return None


def _reaches(example: Value, tokens: Sequence[Token]) -> bool:
    """True if a path leads to a value of the example."""
    values = [example]
    for token in tokens:
        values = [below for value in values for below in _below(value, token)][:_MOST_PLACES]
    return bool(values)


def _below(value: Value, token: Token) -> Iterable[Value]:
    if isinstance(value, XmlElement):
        return [child for key, child in _children(value) if token.kind == "star" or key == token.text]
    if isinstance(value, dict):
        if token.kind == "star":
            return value.values()
        return [value[token.text]] if token.text in value else []
    if isinstance(value, list):
        if token.kind in ("star", "star-index"):
            return value
        return value[int(token.text) :][:1] if token.text.isascii() and token.text.isdigit() else []
    return []


def _children(value: Value) -> Iterator[tuple[PathToken, Value]]:
    """Keys and values below a value; of an array its first item stands for all."""
    if isinstance(value, XmlElement):
        yield from ((f"@{name}", text) for name, text in value.attributes.items())
        yield from ((child.name, child) for child in value.children)
        yield "#text", value.text
    elif isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from list(enumerate(value))[:1]


def _document(example: Value) -> Value:
    """What paths start from: of XML the document, because the root element's name is their first step."""
    return XmlElement("", "", children=[example]) if isinstance(example, XmlElement) else example


def _misread(declared: RuleList) -> bool:
    """True for a path of V2 without ``body``: its first step was taken for the name of a part."""
    return _intended(declared) != declared.tokens[1:]


def judges_everything(declared: RuleList) -> bool:
    """True for a path of V2 that names no part: the Rust core holds the rule against every value of the body."""
    return not declared.tokens and _misread(declared)


def _meant(declared: RuleList, written: PathExpression, place: Steps, dead: bool) -> _Meant | None:
    """Whether a rule, whose author wrote these steps, was meant for a place that it does not reach."""
    if not written or len(written) > _MOST_STEPS or len(place) > _MOST_STEPS + 4:
        return None
    way = cheapest_way(written, place)
    if way.cost >= NEVER or (way.guess and way.cost > _MOST) or (way.cost == 0 and written == declared.tokens[1:]):
        return None
    spelling = _spelled(declared, way.steps)
    if spelling is None or spelling == written_path(declared):
        return None
    if judges_everything(declared):
        return _Meant(way.cost, declared, spelling, way.guess, "everywhere")
    if dead:
        return _Meant(way.cost, declared, spelling, way.guess)
    one_item = way.cost == 1 and any(token.kind == "index" for token in written) and EVERY_ITEM in way.steps
    return _Meant(way.cost, declared, spelling, False, "one-item") if one_item else None


class MeantRules:
    """The rules of an example's body that do not reach what they may be meant for.

    Parameters
    ----------
    rules : RuleSet
        Of the body.
    example : JSON value or XmlElement
        The whole body.
    """

    def __init__(self, rules: RuleSet, example: Value) -> None:
        self.example = example
        self._candidates = _candidates(rules, example)
        # The same for every check: which mismatches are looked at must not depend on those that were looked at before.
        self._most = max(1, min(_MOST_MISMATCHES, _MOST_COMPARED // max(1, len(self._candidates))))
        self._by_place: dict[Steps, _Meant | None] = {}

    def named(self, mismatches: list[Mismatch]) -> list[Mismatch]:
        """Mismatches of the body, each with the rule that was meant for its value and does not reach it.

        Parameters
        ----------
        mismatches : list of Mismatch
            Those that a rule of their own decided stay as they are.
        """
        if not self._candidates:
            return mismatches
        by_place: dict[Steps, _Meant | None] = {}
        named: list[Mismatch] = []
        for mismatch in mismatches:
            own = mismatch.rule is not None and not mismatch.rule.cascaded
            # A free key is data of a recording: it is not repeated in a path.
            place = tuple(EVERY_KEY if isinstance(token, AnyKey) else token for token in mismatch.tokens)
            general = tuple(EVERY_ITEM if isinstance(token, int) and token else token for token in place)
            if (
                own
                or not place
                or mismatch.code in _OF_THE_RECORDING
                or (general not in by_place and len(by_place) >= self._most)
            ):
                named.append(mismatch)
                continue
            if general not in by_place:
                by_place[general] = self._nearest(place)
            meant = by_place[general]
            facts = None if meant is None else {**mismatch.facts, "meant": meant.facts}
            named.append(mismatch if facts is None else replace(mismatch, facts=facts))
        return named

    def _nearest(self, place: Steps) -> _Meant | None:
        """Remembered, because many recordings differ at the same places."""
        if place not in self._by_place:
            if len(self._by_place) >= _MOST_PLACES:
                self._by_place.clear()
            self._by_place[place] = _nearest(self._candidates, place)
        return self._by_place[place]


_Candidate = tuple[RuleList, PathExpression, bool]
"""A rule, the steps that its author wrote, and whether it is dead."""


def _candidates(rules: RuleSet, example: Value) -> list[_Candidate]:
    """Rules that do not reach all that they may be meant for."""
    candidates: list[_Candidate] = []
    for declared in rules.lists:
        dead = not _reaches(_document(example), declared.tokens[1:])
        if dead or any(token.kind == "index" for token in declared.tokens) or _misread(declared):
            candidates.append((declared, _intended(declared), dead))
    return candidates


def _nearest(candidates: Sequence[_Candidate], place: Steps) -> _Meant | None:
    meant = (_meant(declared, written, place, dead) for declared, written, dead in candidates)
    return min(
        (each for each in meant if each is not None), key=lambda each: (each.why != "dead", each.cost), default=None
    )


class MeantPlaces:
    """The places of an example, to be looked up for rules that reach none of them.

    Parameters
    ----------
    example : JSON value or XmlElement
    most : int
        Pairs of a rule and a place that are compared; the first rule is compared with all of them.

    Attributes
    ----------
    used_up : bool
        True where no place was looked for.
    """

    def __init__(self, example: Value, most: int) -> None:
        self._example = example
        self._left = most
        self.used_up = False

    @cached_property
    def _all(self) -> list[Steps]:
        return list(_places(_document(self._example)))

    def nearest(self, declared: RuleList) -> str | None:
        """The path that a dead rule was meant to have; None if no place is near."""
        if self._left <= 0:
            self.used_up = True
            return None
        self._left -= len(self._all)
        written = _intended(declared)
        meant = (_meant(declared, written, place, True) for place in self._all)
        best = min((each for each in meant if each is not None), key=lambda each: each.cost, default=None)
        return None if best is None else best.spelling


def _places(example: Value) -> Iterator[Steps]:
    """Places of an example, outer ones first, up to a limit."""
    waiting: list[tuple[Steps, Value]] = [((), example)]
    for number in range(_MOST_PLACES):
        if number >= len(waiting):
            return
        place, value = waiting[number]
        if place:
            yield place
        waiting += [((*place, key), below) for key, below in _children(value)][:_MOST_PLACES]


def name_meant_names(rules: RuleSet, category: str, names: Iterable[str], mismatches: list[Mismatch]) -> list[Mismatch]:
    """Mismatches of values that go by name, each with the dead rule that was meant for it.

    Parameters
    ----------
    rules : RuleSet
    category : str
        ``"header"``, ``"query"``, ``"metadata"``.
    names : iterable of str
        Those that the example has.
    mismatches : list of Mismatch
    """
    if not rules:
        return mismatches
    of_name = _meant_by_name(rules, names)
    if not of_name:
        return mismatches
    named: list[Mismatch] = []
    for mismatch in mismatches:
        meant = None
        if mismatch.rule is None and mismatch.part == _PARTS[category]:
            meant = of_name.get(mismatch.path)
        if meant is not None:
            spelling = v2_path(category, (mismatch.path,)) if _is_v2(meant) else mismatch.path
            facts = {**mismatch.facts, "meant": _Meant(1, meant, spelling).facts}
            mismatch = replace(mismatch, facts=facts)
        named.append(mismatch)
    return named


_PARTS = {"header": "headers", "query": "query", "metadata": "metadata"}
_INDEX = re.compile(r"\[(?:[0-9]+|\*)\]\Z")


def _meant_by_name(rules: RuleSet, names: Iterable[str]) -> dict[str, RuleList]:
    """The first dead rule that was meant for a name, by the name; the names are walked through once for all rules."""
    present = MeantNames(names)
    of_name: dict[str, RuleList] = {}
    for declared in rules.lists:
        name = present.meant(declared)
        if name is not None:
            of_name.setdefault(name, declared)
    return of_name


class MeantNames:
    """Names that an example has, to be looked up in the ways that a rule may write them.

    Parameters
    ----------
    names : iterable of str
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._folded: set[str] = set()
        self._by_bare: dict[str, str] = {}
        for name in names:
            self._folded.add(name.casefold())
            self._by_bare.setdefault(bare_name(name), name)

    def meant(self, declared: RuleList) -> str | None:
        """The name that a dead rule was meant for; None where it has one of the names, or one like none of them."""
        written = declared.path
        if not written or written.casefold() in self._folded:
            return None
        bare = bare_name(_INDEX.sub("", written))
        return self._by_bare.get(bare) if bare else None
