"""What could make a cause in a body go away: looser matchers, other names and examples, or nothing asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from contractlab.contracts import match
from contractlab.editing.contract_edit import Edit
from contractlab.editing.observations import kind_of
from contractlab.editing.probing import PROBES
from contractlab.editing.repair_ground import Change, RepairGround, Spot
from contractlab.editing.repair_kinds import (
    LONGEST,
    Asked,
    Candidate,
    RepairKind,
    SpotChange,
    Way,
    came,
    candidate_at,
    is_secret,
    spread,
)
from contractlab.editing.repair_matchers import Worded, exact_kind_matcher, looser_lengths, looser_matchers
from contractlab.editing.rule_path import own_rule_path
from contractlab.editing.strictness import alike
from contractlab.editing.text_formats import common_format
from contractlab.editing.wrong_answers import is_exact
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import format_path
from contractlab.values.text import quote

__all__ = ["body_candidates"]


def body_candidates(spots: Sequence[Spot], field: str, kinds: Mapping[int, frozenset[str]]) -> Iterator[Candidate]:
    """Candidates for a cause in a body; parameters as in `candidates_for`."""
    first = spots[0].mismatches[0]
    if first.expected is MISSING and first.actual is not MISSING:
        yield from spread(
            RepairKind.ADD, f"Add {field} to the example", spots, [("Asks for it, of this type.", _added)]
        )
        return
    if not spots[0].values:
        return
    if first.actual is MISSING:
        yield from _renamed(spots, field)
        asks = [("Asks nothing of it.", _not_asked)]
        # What came under another name is there to be read: who asked for it is rather answered than given up.
        last = "it came under another name, and the consumer relies on it" if _nearest(spots[0]) else ""
        yield from spread(RepairKind.NOT_ASKED, f"Do not ask for {field}", spots, asks, last=last)
        return
    yield from _of_its_format(spots)
    yield from _loosened(spots, field, kinds)
    if own_rule_path(spots[0].values[0]):
        asks = [("A rule further up decides, or the exact value.", _without_rule)]
        yield from spread(RepairKind.DROP_RULE, "Remove the rule", spots, asks)
    yield from _as_it_came(spots)


def _of_its_format(spots: Sequence[Spot]) -> Iterator[Candidate]:
    """The format that an exact text and what came have in common: another day where a day was asked for."""
    texts = [each.expected for spot in spots for each in spot.values]
    texts += [mismatch.actual for spot in spots for mismatch in spot.mismatches]
    if not all(isinstance(text, str) for text in texts) or not is_exact(spots[0].values[0]):
        return
    shared = common_format([text for text in texts if isinstance(text, str)])
    if shared is not None:
        whole = match.regex(regex=f"^(?:{shared.pattern})$")
        meaning = _less(shared.noun)
        asks: list[Asked] = [(meaning, _ruled(shared.matcher)), (meaning, _ruled(whole))]
        yield from spread(RepairKind.LOOSEN, f"Ask for {shared.noun}", spots, asks)


def _loosened(spots: Sequence[Spot], field: str, kinds: Mapping[int, frozenset[str]]) -> Iterator[Candidate]:
    used = {_place_of(spot): spot for spot in spots}
    for ground in dict.fromkeys(spot.ground for spot in spots):
        for spot in ground.uses_of(next(spot for spot in spots if spot.ground is ground)):
            used.setdefault(_place_of(spot), spot)
    name = "Loosen it here only" if len(used) > 1 else "Loosen the matcher"
    here = candidate_at(RepairKind.LOOSEN, name, spots[:1], _looser(spots[0], kinds[0]))
    if here is not None:
        yield here
    if len(used) < 2:
        return
    came_anywhere = frozenset[str]().union(*kinds.values())
    everywhere = list(used.values())
    places = len({place[:3] for place in used})
    words = f"{places:,} examples." if places > 1 else f"{len(used):,} places."
    worded = _looser_matchers(spots[0], came_anywhere)
    if worded:
        name = f"Loosen {field} everywhere it is used"
        ways = tuple(Way(f"{_less(asked)} {words}", _all_ruled(everywhere, matcher)) for matcher, asked in worded)
        yield Candidate(RepairKind.LOOSEN_EVERYWHERE, name, ways, tuple(everywhere))


def _place_of(spot: Spot) -> tuple[int, str, int, str, str]:
    path = spot.rule_path if spot.values else ""
    return (id(spot.ground), spot.field, spot.number, spot.part, path)


def _looser(spot: Spot, kinds: frozenset[str]) -> list[Asked]:
    """Ways to ask less of the values of a spot."""
    return [(_less(words), _ruled(matcher)) for matcher, words in _looser_matchers(spot, kinds)]


def _less(words: str) -> str:
    return f"Asks less: {words}."


def _looser_matchers(spot: Spot, kinds: frozenset[str]) -> list[Worded]:
    value = spot.values[0]
    arrays = [mismatch.actual for mismatch in spot.mismatches if isinstance(mismatch.actual, list)]
    if arrays and isinstance(value.expected, list):
        return looser_lengths(value.rule, [len(value.expected), *map(len, arrays)])
    # An example that its own rule refuses tells nothing of what the rule takes.
    asked = {kind_of(probe) for probe in PROBES if spot.breaks_own_rule and spot.side.accepts(value.tokens, probe)}
    return looser_matchers(kinds | asked | {kind_of(each.expected) for each in spot.values})


def _all_ruled(spots: Sequence[Spot], matcher: match.Matcher) -> tuple[tuple[RepairGround, Change], ...]:
    """The same rule at many spots: of each example one at a time, and those of all examples in one edit."""
    rounds: list[dict[tuple[RepairGround, str, int], Spot]] = []
    for spot in spots:
        key = (spot.ground, spot.field, spot.number)
        free = next((each for each in rounds if key not in each), None)
        if free is None:
            rounds.append({key: spot})
        else:
            free[key] = spot
    changes: list[tuple[RepairGround, Change]] = []
    for each in rounds:
        for ground in dict.fromkeys(spot.ground for spot in each.values()):
            mine = [spot for spot in each.values() if spot.ground is ground]
            changes.append((ground, partial(_rule_all, mine, matcher)))
    return tuple(changes)


def _rule_all(spots: Sequence[Spot], matcher: match.Matcher, edit: Edit) -> None:
    places = [spot.place_in(edit) for spot in spots]
    operations = [
        spot.body_in(place).set_rule(spot.rule_path, matcher) for spot, place in zip(spots, places, strict=True)
    ]
    code = "\n".join(operation.line(place.name) for operation, place in zip(operations, places, strict=True))

    def change(document: JSON) -> JSON:
        for operation in operations:
            document = operation.change(document)
        return document

    edit.apply(change, operations[0].label, code)


def _ruled(matcher: match.Matcher) -> SpotChange:
    def of(spot: Spot) -> Change | None:
        if not spot.values:
            return None
        path = spot.rule_path
        return lambda edit: spot.body_of(edit).set_rule(path, matcher)

    return of


def _without_rule(spot: Spot) -> Change | None:
    path = own_rule_path(spot.values[0]) if spot.values else ""
    return (lambda edit: spot.body_of(edit).drop_rule(path)) if path else None


def _not_asked(spot: Spot) -> Change | None:
    paths = [format_path(value.tokens) for value in reversed(spot.values)]

    def change(edit: Edit) -> None:
        body = spot.body_of(edit)
        for path in paths:
            del body[path]

    return change if paths else None


def _added(spot: Spot) -> Change | None:
    secret = is_secret(spot)
    wanted = {format_path(each.tokens): each.actual for each in spot.shown if each.tokens}
    if secret or not wanted or len(repr(wanted)) > LONGEST:
        return None

    def change(edit: Edit) -> None:
        body = spot.body_of(edit)
        for path, value in wanted.items():
            body[path] = match.like(value)

    return change


def _renamed(spots: Sequence[Spot], field: str) -> Iterator[Candidate]:
    """Follow a key that was renamed, where one that is near came in place of the missing one."""
    nearest = _nearest(spots[0])
    if not nearest:
        return
    asks: list[Asked] = [("Asks for the same under the other name.", _follows)]
    alike_spots = [spot for spot in spots if _nearest(spot) == nearest]
    name = f"Rename {field} to {quote(nearest, 60)[1:-1]}"
    yield from spread(RepairKind.RENAME, name, alike_spots, asks)


def _nearest(spot: Spot) -> str:
    names = [mismatch.facts.get("nearest") for mismatch in spot.shown]
    return next((name for name in names if isinstance(name, str)), "")


def _follows(spot: Spot) -> Change | None:
    nearest = _nearest(spot)
    paths = [format_path(value.tokens) for value in spot.values]

    def change(edit: Edit) -> None:
        for path in paths:
            spot.body_of(edit).rename(path, nearest)

    return change if nearest and paths else None


def _as_it_came(spots: Sequence[Spot]) -> Iterator[Candidate]:
    """Another example: what came back, alone or with the matcher for its kind."""
    value = came(spots[0])
    if value is MISSING or all(alike(value, each.expected) for each in spots[0].values):
        return
    name = f"Change the example to {quote(value, 60)}"
    several = "Change the examples to what came back" if len(spots) > 1 else name
    asks: list[Asked] = [("Asks something else: what came back.", _exampled)]
    for kind, named, chosen in ((RepairKind.EXAMPLE, name, spots[:1]), (RepairKind.EXAMPLE, several, spots)):
        candidate = candidate_at(kind, named, chosen, asks)
        if candidate is not None and (chosen is not spots or len(spots) > 1):
            yield candidate
    worded = exact_kind_matcher(kind_of(value), value)
    if worded is None or spots[0].values[0].rule is None:
        return
    matcher, words = worded
    asks = [(f"Asks something else: {words}.", _exampled_as(matcher))]
    kind = RepairKind.EXAMPLE_AND_MATCHER
    for candidate in spread(kind, f"{name} and ask for {words}", spots, asks):
        wrong = spots[0].breaks_own_rule
        yield replace(candidate, evidence="the example does not match its own rule") if wrong else candidate


def _exampled(spot: Spot) -> Change | None:
    value = came(spot)
    paths = [format_path(each.tokens) for each in spot.values]

    def change(edit: Edit) -> None:
        for path in paths:
            spot.body_of(edit)[path] = value

    return change if value is not MISSING and paths else None


def _exampled_as(matcher: match.Matcher) -> SpotChange:
    def of(spot: Spot) -> Change | None:
        paths = [format_path(each.tokens) for each in spot.values]

        def change(edit: Edit) -> None:
            for path in paths:
                spot.body_of(edit)[path] = matcher

        return change if paths else None

    return of
