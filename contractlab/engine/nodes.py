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
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from contractlab.engine.rules import Rule, RuleList
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


Told = dict[tuple[int, int], DecidingRule | None]
"""Deciding rules by ``id`` of their state and of the rule, while differences are collected: many share one."""


def _mismatch(found: Found, part: str, base: tuple[PathToken, ...], told: Told) -> Mismatch:
    tokens = base + found.tokens
    key = (id(found.state), id(found.rule))
    if key in told:
        rule = told[key]
    else:
        rule = told[key] = deciding_rule(found.state, found.rule)
    return Mismatch(
        part,
        format_path(tokens),
        found.code,
        rule,
        found.expected,
        found.actual,
        tokens,
        found.facts,
    )


def collect(node: Node, actual: Any, part: str, base: tuple[PathToken, ...] = ()) -> list[Mismatch]:
    """Every difference in document order; subtrees that are in order are not entered."""
    return _collect(node, actual, part, base, {})


def _collect(node: Node, actual: Any, part: str, base: tuple[PathToken, ...], rules: Told) -> list[Mismatch]:
    expansion = node.expand(actual)
    found: list[Mismatch] = []
    waiting: list[Found] = []
    rank: dict[PathToken, int] = {}
    if expansion.own:
        own = _named(node, actual, expansion.own)
        found = [_mismatch(one, part, base, rules) for one in own if not one.tokens]
        if len(found) < len(own):
            rank = _ranks(node, actual)
            waiting = sorted((one for one in own if one.tokens), key=lambda one: rank.get(one.tokens[0], _LAST))
            waiting.reverse()
    for child in _suspects(expansion.children):
        while waiting and rank.get(waiting[-1].tokens[0], _LAST) <= rank.get(child.key, _LAST):
            found.append(_mismatch(waiting.pop(), part, base, rules))
        # Asking at every level whether all below is in order would make the work grow with the depth.
        wrong = [one for one in child.nodes if len(base) >= _DEEP or not one.ok(child.actual)]
        if not wrong:
            continue
        inside = (*base, child.key)
        if len(wrong) == 1:
            found += _collect(wrong[0], child.actual, part, inside, rules)
            continue
        told = [_collect(one, child.actual, part, inside, rules) for one in wrong]
        if sum(map(bool, told)) > 1:
            ranks: dict[tuple[int, int], dict[PathToken, int]] = {}
            joined = [one for list_ in told for one in list_]
            told = [sorted(joined, key=lambda one: _place(one, child, len(inside), ranks))]
        for one in told:
            found += one
    return found + [_mismatch(one, part, base, rules) for one in reversed(waiting)] if waiting else found


def _named(node: Node, actual: Any, own: list[Found]) -> list[Found]:
    """Differences with the deviation of the dialects that decided them."""
    deviation = getattr(node, "deviation", None)
    if deviation is None or not own:
        return own
    decided = [(one, deviation(actual, one)) for one in own]
    return [one if by is None else replace(one, facts={**one.facts, **by.facts()}) for one, by in decided]


_LAST = 1 << 60
_DEEP = 16


def _place(
    mismatch: Mismatch, child: Child, depth: int, ranks: dict[tuple[int, int], dict[PathToken, int]]
) -> list[int]:
    """Where a difference stands below a value that several rule lists judge; `ranks` remembers the keys of objects."""
    places: list[int] = []
    expected, actual = child.expected, child.actual
    for token in mismatch.tokens[depth:]:
        if isinstance(token, int):
            places.append(token)
        else:
            pair = (id(expected), id(actual))
            if pair not in ranks:
                sides = [one for one in (expected, actual) if isinstance(one, dict)]
                ranks[pair] = {key: rank for rank, key in enumerate(dict.fromkeys(key for one in sides for key in one))}
            places.append(ranks[pair].get(token, _LAST))
        expected, actual = _below(expected, token), _below(actual, token)
    return places


def _below(value: Any, token: PathToken) -> Any:
    try:
        return value[token] if isinstance(value, dict | list) else MISSING  # type: ignore[index]
    except (KeyError, IndexError, TypeError):
        return MISSING


def _ranks(node: Node, actual: Any) -> dict[PathToken, int]:
    """Where each key below a node stands in the document."""
    order = getattr(node, "order", None)
    keys = dict.fromkeys(order(actual)) if order is not None else {}
    return {key: number for number, key in enumerate(keys)}


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


def explain(
    node: Node, actual: Any, part: str, tokens: tuple[PathToken, ...] = (), differs: bool | None = None
) -> Explained:
    """The aligned tree from `node` down; children are worked out when they are looked at.

    Whether anything `differs` is asked of the node, unless who calls knows.
    """
    expansion = node.expand(actual)
    named = _named(node, actual, expansion.own)
    own = tuple(_mismatch(one, part, tokens, {}) for one in named if not one.tokens)
    below: dict[PathToken, list[Found]] = {}
    for one in named:
        if one.tokens:
            below.setdefault(one.tokens[0], []).append(one)
    notes = tuple(_unchecked(note, part, tokens) for note in expansion.notes if not note.tokens)
    if differs is None:
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
        told = list(_children(expansion, below, part, tokens, differs and not expansion.own))
        if expansion.missing or expansion.extra or below:
            rank = _ranks(node, actual)
            told.sort(key=lambda one: rank.get(one.tokens[-1], _LAST))
        return tuple(told)

    by_key: dict[PathToken, Child] = {}

    def pick(key: PathToken) -> Explained | None:
        if not by_key:
            by_key.update((child.key, child) for child in expansion.children)
        child = by_key.get(key)
        if child is None:
            sides = _unjudged(expansion, below, part, tokens)
            return next((explained for explained in sides if explained.key == key), None)
        objecting = next((judge for judge in child.nodes if not judge.ok(child.actual)), None)
        return _judged(child, objecting, below.get(key, []), part, tokens)

    deviation = getattr(node, "deviation", None)
    by = None if deviation is None else deviation(actual, None)
    says = "" if by is None else str(by)
    return Explained(tokens, node.example, actual, status, deciding_rule(node.state), own, notes, expand, says, pick)


def _children(
    expansion: Expansion,
    below: Mapping[PathToken, list[Found]],
    part: str,
    tokens: tuple[PathToken, ...],
    some_child_differs: bool,
) -> Iterator[Explained]:
    done: set[PathToken] = set()
    last = expansion.children[-1] if expansion.children else None
    for child in expansion.children:
        # Where several rule lists judge one value, the first that objects is the one to show. If one child must
        # differ and none has so far, it is the last: asking would make the work grow with the depth.
        if child is last and some_child_differs and len(child.nodes) == 1:
            objecting: Node | None = child.nodes[0]
        else:
            objecting = next((one for one in child.nodes if not one.ok(child.actual)), None)
        some_child_differs = some_child_differs and objecting is None
        found = below.get(child.key, []) if child.key not in done else []
        done.add(child.key)
        yield _judged(child, objecting, found, part, tokens)
    yield from _unjudged(expansion, below, part, tokens)


def _judged(
    child: Child, objecting: Node | None, found: list[Found], part: str, tokens: tuple[PathToken, ...]
) -> Explained:
    """A value below, by the node that objects to it, else by the first; with what its parent found of it."""
    shown = child.nodes[0] if objecting is None else objecting
    explained = explain(shown, child.actual, part, (*tokens, child.key), objecting is not None)
    if not found:
        return explained
    own = tuple(_mismatch(difference, part, tokens, {}) for difference in found)
    return replace(explained, status="differs", mismatches=(*own, *explained.mismatches))


def _unjudged(
    expansion: Expansion, below: Mapping[PathToken, list[Found]], part: str, tokens: tuple[PathToken, ...]
) -> Iterator[Explained]:
    """What only one of the two sides has, and what the parent alone says something of."""
    done = {child.key for child in expansion.children}
    sides = [(key, value, MISSING) for key, value in expansion.missing]
    sides += [(key, MISSING, value) for key, value in expansion.extra]
    sides += [(key, found[0].expected, found[0].actual) for key, found in below.items()]
    for key, expected, actual in sides:
        if key in done:
            continue
        done.add(key)
        found = below.get(key, [])
        quiet = "unchecked" if actual is MISSING else "extra"
        yield Explained(
            (*tokens, key),
            expected,
            actual,
            "differs" if found else quiet,
            deciding_rule(found[0].state, found[0].rule) if found else None,
            tuple(_mismatch(one, part, tokens, {}) for one in found),
        )


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
