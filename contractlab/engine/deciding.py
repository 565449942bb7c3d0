"""Which of the rules in force decided at a value, and why it beat the others."""

from __future__ import annotations

from typing import Protocol

from contractlab.engine.rules import Rule, RuleList
from contractlab.values.rule import BeatenRule, DecidingRule

__all__ = ["Chosen", "deciding_rule"]


class Chosen(Protocol):
    """The rules in force somewhere: a state of a body, or the choice for a name."""

    @property
    def best(self) -> RuleList | None:
        """The list that decides."""

    @property
    def cascaded(self) -> bool:
        """True if `best` is declared further up."""

    @property
    def applicable(self) -> tuple[RuleList, ...]:
        """Every list that applies, heaviest first."""

    @property
    def exact(self) -> tuple[RuleList, ...]:
        """Those declared for exactly this place."""


def _why(loser: RuleList, winner: RuleList, exact: tuple[RuleList, ...]) -> str:
    if loser.weight == winner.weight:
        return "same weight, later in the file"
    if loser not in exact and len(loser.tokens) < len(winner.tokens):
        return "further up (inherited)"
    return "less exact path"


def deciding_rule(state: Chosen | None, rule: Rule | None = None) -> DecidingRule | None:
    """The rule in force at `state` as a value; `rule` picks one of the winning list."""
    if state is None or state.best is None:
        return None
    best = state.best
    chosen = rule if rule is not None else (best.rules[0] if best.rules else None)
    beaten = tuple(
        BeatenRule(loser.name, loser.path, loser.declared_at, loser.weight, _why(loser, best, state.exact))
        for loser in state.applicable[1:]
    )
    if chosen is None:
        return DecidingRule(best.inside, {}, best.path, best.declared_at, best.weight, state.cascaded, beaten)
    combined = best.name if len(best.rules) > 1 else ""
    return DecidingRule(
        chosen.name, chosen.args, best.path, chosen.declared_at, best.weight, state.cascaded, beaten, combined
    )
