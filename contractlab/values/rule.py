"""The rule that decided, and the rules it beat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contractlab.values.display import quiet
from contractlab.values.json_types import JSON
from contractlab.values.source import Location
from contractlab.values.wording import format_label

__all__ = ["BeatenRule", "DecidingRule", "plain_label", "rule_label"]


@quiet
@dataclass(frozen=True, slots=True)
class BeatenRule:
    """A rule that also applied to the value, and lost.

    Attributes
    ----------
    name : str
        The matcher's name, several joined by ``AND`` or ``OR``.
    path : str
        The path expression as written in the contract.
    declared_at : Location
    weight : int
        Its score; the winner's is larger, or equal and earlier in the file.
    why : str
        Why it lost: ``"less exact path"``, ``"further up (inherited)"``, ``"same weight, later in the file"``.
    """

    name: str
    path: str
    declared_at: Location
    weight: int
    why: str


@quiet
@dataclass(frozen=True, slots=True)
class DecidingRule:
    """The rule that a value was judged by.

    Attributes
    ----------
    name : str
        The matcher's name, as the Pact specification writes it.
    args : mapping
        Its attributes, such as ``{"format": "yyyy-MM-dd"}``.
    path : str
        The path expression (or header, parameter name) it is declared for.
    declared_at : Location
        File, JSON pointer and line.
    weight : int
        Score of the path: 2 to the power of its tokens that are no star, times the number of tokens.
    cascaded : bool
        True if the rule is declared further up and inherited by the value.
    beaten : tuple of BeatenRule
        Rules that applied too, best first.
    """

    name: str
    args: Mapping[str, JSON]
    path: str
    declared_at: Location
    weight: int = 0
    cascaded: bool = False
    beaten: tuple[BeatenRule, ...] = ()
    combined: str = field(default="", repr=False)

    @property
    def label(self) -> str:
        """The rule in a few words: its name, with the arguments that matter."""
        return rule_label(self.name, self.args)


def rule_label(name: str, args: Mapping[str, JSON]) -> str:
    """Write a rule the way people read it: ``regex [0-9]+``, ``type, min 1``, ``date yyyy-MM-dd``."""
    return format_label(name, args) or plain_label(name, args)


def plain_label(name: str, args: Mapping[str, JSON]) -> str:
    """The name of a matcher with the arguments that most of them have: a pattern, a format, bounds, a mode."""
    label = name
    for key in ("regex", "format", "value"):
        if isinstance(args.get(key), str) and args[key]:
            label = f"{label} {args[key]}"
    for key in ("min", "max"):
        if key in args:
            label = f"{label}, {key} {args[key]}"
    if args.get("mode") in ("exact", "type"):
        label = f"{label}, {'exact' if args['mode'] == 'exact' else 'by type'}"
    return label
