"""Other examples and contracts that have the field of a cause, and whether they would take what came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from contractlab.contracts.contract import Example
from contractlab.editing.observations import general
from contractlab.editing.repair_ground import RepairGround, Spot
from contractlab.editing.strictness import rule_of
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING
from contractlab.values.text import shorten
from contractlab.verification.path_template import resource_of

__all__ = ["OthersOfField", "place_key"]

_VALUES = 4
"""So many different values that came are asked about."""

_ASKED = 24
"""So many places that have the field under another rule, or at another path, are asked."""

Place = tuple[int, str, int, str, tuple[object, ...]]


def place_key(spot: Spot) -> Place:
    """What a spot is known by, whoever made it: items of an array are one place."""
    path = general(spot.values[0].tokens) if spot.values else ()
    return (id(spot.ground), spot.field, spot.number, spot.part, path)


class OthersOfField:
    """Those that have a rule for the field that a cause is about, and would take the example's own value there.

    What does not take it speaks of another case: of a customer without a limit, where the cause is about one with a
    limit. What the cause is in itself is in dispute, and is no witness.

    Parameters
    ----------
    spots : sequence of Spot
        Where the cause is; the first is the one that is looked at.
    grounds : iterable of RepairGround
        Of all contracts that are looked at.
    """

    def __init__(self, spots: Sequence[Spot], grounds: Iterable[RepairGround]) -> None:
        self._spots = spots
        self._grounds = tuple(dict.fromkeys(grounds))

    def refusing(self, changed: Iterable[Spot]) -> str:
        """Who refuses what came although a change was made, in a few words; empty for nobody.

        Parameters
        ----------
        changed : iterable of Spot
            Where the change makes its own example take it.
        """
        own = {place_key(spot) for spot in changed}
        for spot in self._refusing:
            if place_key(spot) not in own:
                return self._named(spot)
        return ""

    def _named(self, spot: Spot) -> str:
        example = spot.part_owner.example
        contract, first = example.contract, self._spots[0].part_owner.example.contract
        whose = "" if contract.consumer == first.consumer else f" of {shorten(contract.consumer, 60)}"
        return f"“{shorten(example.description, 80)}”{whose}"

    @cached_property
    def _came(self) -> list[Value]:
        """The different values that came, as they were recorded: they are asked about, and shown nowhere."""
        distinct: dict[str, Value] = {}
        for mismatch in self._spots[0].mismatches:
            if not isinstance(mismatch.actual, bytes):
                distinct.setdefault(repr(mismatch.actual), mismatch.actual)
                if len(distinct) == _VALUES:
                    break
        return list(distinct.values())

    @cached_property
    def _refusing(self) -> list[Spot]:
        """Places that refuse what came, as the contracts stand now."""
        first = self._spots[0]
        if not first.values or first.mismatches[0].expected is MISSING:
            return []
        right = first.values[0].expected
        in_dispute = {place_key(spot) for spot in self._spots}
        answers: dict[tuple[str, str], bool] = {}
        refusing: list[Spot] = []
        for spot, key in self._witnesses():
            if place_key(spot) in in_dispute:
                continue
            # One rule for one kind of value takes the same wherever it stands.
            if key not in answers:
                if len(answers) == _ASKED:
                    break
                tokens = spot.values[0].tokens
                takes_ours = spot.side.accepts(tokens, right)
                answers[key] = takes_ours and not all(spot.side.accepts(tokens, value) for value in self._came)
            if answers[key]:
                refusing.append(spot)
        return refusing

    def _witnesses(self) -> Iterable[tuple[Spot, tuple[str, str]]]:
        """Places of the same field under a rule, each with what tells how its rule is."""
        first = self._spots[0]
        example = first.part_owner.example
        provider, own_resource = example.contract.provider, _resource(example)
        path, rule = general(first.values[0].tokens), repr(rule_of(first.values[0]))
        named = sum(1 for token in path if isinstance(token, str))
        for ground in self._grounds:
            if ground.base.revised.provider != provider:
                continue
            for spot in ground.same_named(first):
                value = spot.values[0]
                if value.rule is None:
                    continue
                own_rule = repr(rule_of(value))
                # A name alone tells little: `id` of a customer is no `id` of an invoice.
                is_same = _resource(spot.part_owner.example) == own_resource or (
                    general(value.tokens) == path and (named > 1 or own_rule == rule)
                )
                if is_same:
                    yield spot, (own_rule, type(value.expected).__name__)


def _resource(example: Example) -> str:
    """What an example is about; a message is about itself."""
    return resource_of(example.request.path) if example.kind == "http" else f"message {example.description}"
