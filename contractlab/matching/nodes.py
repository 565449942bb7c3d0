"""What every node of a compiled example can do, and the one engine that walks them.

A node is one place of an example with the rules in force there. It can

* check: ``node.ok(actual)``, a closure, as fast as Python allows;
* explain: ``node.expand(actual)`` names its own differences and its children;
* give its ``example`` and describe itself.

`collect` turns a failed check into differences; it descends only where ``ok`` says no. `explain` makes the aligned
tree, and `list_unchecked` walks everything. A test holds the fast way and the walk together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from contractlab.matching.rules import Rule, RuleList
from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch, PathToken, Unchecked, format_path
from contractlab.values.rule import BeatenRule, DecidingRule
from contractlab.values.sentences import Sentence

__all__ = [
    "Child",
    "Chosen",
    "Expansion",
    "Found",
    "Node",
    "Note",
    "collect",
    "deciding_rule",
    "explain",
    "list_unchecked",
]


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


_NO_FACTS: Mapping[str, Any] = {}


@dataclass(slots=True)
class Found:
    """A difference as a node sees it: relative to itself, with the state that decided."""

    code: str
    expected: Any
    actual: Any
    state: Chosen | None = None
    rule: Rule | None = None
    tokens: tuple[PathToken, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=lambda: _NO_FACTS)


@dataclass(slots=True)
class Note:
    """Something that a node let through unchecked; notes of one reason under one parent are told together."""

    reason: str
    sentence: Callable[[str, int], Sentence]
    tokens: tuple[PathToken, ...] = ()
    together: bool = False


@dataclass(slots=True)
class Child:
    """A value below a node, with every node that judges it."""

    key: PathToken
    nodes: tuple[Node, ...]
    expected: Any
    actual: Any


@dataclass(slots=True)
class Expansion:
    """What a node says about one actual value.

    Attributes
    ----------
    own : list of Found
        Differences of the node itself.
    children : list of Child
        Values below that are judged.
    missing : list of (key, expected)
        What only the contract has.
    extra : list of (key, actual)
        What only the recording has, and nothing judges.
    notes : list of Note
    """

    own: list[Found] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    missing: list[tuple[PathToken, Any]] = field(default_factory=list)
    extra: list[tuple[PathToken, Any]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


class Node(Protocol):
    """One place of an example with the rules in force there."""

    @property
    def example(self) -> Any:
        """The example's value."""

    @property
    def ok(self) -> Callable[[Any], bool]:
        """True for an actual value that the node accepts with all below it."""

    @property
    def state(self) -> Chosen | None:
        """The rules in force."""

    def expand(self, actual: Any) -> Expansion:
        """Own differences and children for `actual`."""

    def describe(self) -> str:
        """The rule in force in a few words."""


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
        BeatenRule(one.name, one.path, one.declared_at, one.weight, _why(one, best, state.exact))
        for one in state.applicable[1:]
    )
    if chosen is None:
        return DecidingRule("eachValue", {}, best.path, best.declared_at, best.weight, state.cascaded, beaten)
    combined = best.name if len(best.rules) > 1 else ""
    return DecidingRule(
        chosen.name, chosen.args, best.path, chosen.declared_at, best.weight, state.cascaded, beaten, combined
    )


def _mismatch(found: Found, part: str, base: tuple[PathToken, ...]) -> Mismatch:
    tokens = base + found.tokens
    return Mismatch(
        part,
        format_path(tokens),
        found.code,
        deciding_rule(found.state, found.rule),
        found.expected,
        found.actual,
        tokens,
        found.facts,
    )


def collect(node: Node, actual: Any, part: str, base: tuple[PathToken, ...] = ()) -> list[Mismatch]:
    """Every difference in document order; subtrees that are in order are not entered."""
    found: list[Mismatch] = []
    expansion = node.expand(actual)
    found += [_mismatch(one, part, base) for one in expansion.own]
    for child in _suspects(expansion.children):
        for below in child.nodes:
            if not below.ok(child.actual):
                found += collect(below, child.actual, part, (*base, child.key))
    return found


_CHUNK = 128


def _suspects(children: list[Child]) -> Iterator[Child]:
    """Children that may differ: of many that one node judges, whole chunks are cleared at once."""
    if len(children) <= _CHUNK:
        yield from children
        return
    for start in range(0, len(children), _CHUNK):
        chunk = children[start : start + _CHUNK]
        node = chunk[0].nodes[0]
        clear = getattr(node, "ok_all", None)
        alike = clear is not None and all(len(one.nodes) == 1 and one.nodes[0] is node for one in chunk)
        if not (alike and clear is not None and clear([one.actual for one in chunk])):
            yield from chunk


def explain(node: Node, actual: Any, part: str, tokens: tuple[PathToken, ...] = ()) -> Explained:
    """The aligned tree from `node` down; children are worked out when they are looked at."""
    expansion = node.expand(actual)
    own = tuple(_mismatch(one, part, tokens) for one in expansion.own if not one.tokens)
    below = {one.tokens[0]: one for one in expansion.own if one.tokens}
    notes = tuple(_unchecked(note, part, tokens) for note in expansion.notes if not note.tokens)
    differs = bool(expansion.own) or any(
        not one.ok(child.actual) for child in expansion.children for one in child.nodes
    )
    if differs:
        status = "differs"
    elif notes:
        status = "unchecked"
    else:
        status = "equal" if node.state is None or node.state.best is None else "matches"

    def expand() -> tuple[Explained, ...]:
        return tuple(_children(expansion, below, part, tokens))

    return Explained(tokens, node.example, actual, status, deciding_rule(node.state), own, notes, expand)


def _children(
    expansion: Expansion, below: dict[PathToken, Found], part: str, tokens: tuple[PathToken, ...]
) -> Iterator[Explained]:
    done: set[PathToken] = set()
    for child in expansion.children:
        # Where several rule lists judge one value, the first that objects is the one to show.
        shown = next((one for one in child.nodes if not one.ok(child.actual)), child.nodes[0])
        done.add(child.key)
        yield explain(shown, child.actual, part, (*tokens, child.key))
    for key, expected in expansion.missing:
        if key in done:
            continue
        done.add(key)
        found = below.get(key)
        rule = deciding_rule(found.state, found.rule) if found else None
        mismatches = (_mismatch(found, part, tokens),) if found else ()
        yield Explained((*tokens, key), expected, MISSING, "differs" if found else "unchecked", rule, mismatches)
    for key, actual in expansion.extra:
        if key in done:
            continue
        done.add(key)
        found = below.get(key)
        mismatches = (_mismatch(found, part, tokens),) if found else ()
        yield Explained((*tokens, key), MISSING, actual, "differs" if found else "extra", None, mismatches)
    for key, found in below.items():
        if key not in done:
            yield Explained(
                (*tokens, key), found.expected, found.actual, "differs", deciding_rule(found.state, found.rule),
                (_mismatch(found, part, tokens),),
            )  # fmt: skip


def _unchecked(note: Note, part: str, base: tuple[PathToken, ...], count: int = 1) -> Unchecked:
    tokens = base + note.tokens
    path = format_path(tokens)
    if count > 1:
        parent = tokens[:-1]
        path = format_path(parent) + ("[*]" if isinstance(tokens[-1], int) else ".*")
    return Unchecked(part, path, note.reason, note.sentence(path, count), tokens)


def list_unchecked(node: Node, actual: Any, part: str, base: tuple[PathToken, ...] = ()) -> list[Unchecked]:
    """Everything below `node` that nothing looked at; siblings let through for one reason are told together."""
    listed: list[Unchecked] = []
    stack: list[tuple[Node, Any, tuple[PathToken, ...]]] = [(node, actual, base)]
    while stack:
        one, value, tokens = stack.pop()
        look = getattr(one, "look", one.expand)
        expansion = look(value)
        listed += [_unchecked(note, part, tokens) for note in expansion.notes if not note.together]
        grouped: dict[str, list[tuple[Note, tuple[PathToken, ...]]]] = {}
        for note in expansion.notes:
            if note.together:
                grouped.setdefault(note.reason, []).append((note, tokens + note.tokens))
        for notes in grouped.values():
            first, where = notes[0]
            relative = where[len(tokens) :]
            listed.append(_unchecked(Note(first.reason, first.sentence, relative), part, tokens, len(notes)))
        stack += [
            (below, child.actual, (*tokens, child.key))
            for child in reversed(expansion.children)
            for below in child.nodes[:1]
        ]
    return listed
