"""What every node of a compiled example can do, and the one engine that walks them.

A node is one place of an example with the rules in force there. It can

* check: ``node.ok(actual)``, a closure, as fast as Python allows;
* explain: ``node.expand(actual)`` names its own differences and its children;
* give its ``example`` and describe itself.

The rest of the protocol has defaults in `BaseNode`, which the nodes of every format inherit.

`collect` turns a failed check into differences; it descends only where ``ok`` says no. `explain` makes the aligned
tree, and `list_unchecked` walks everything. A test holds the fast way and the walk together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from contractlab.engine.deciding import Chosen, deciding_rule
from contractlab.engine.dialect import Deviation
from contractlab.engine.limits import MOST_COLLECTED
from contractlab.engine.neighbours import Around, remember
from contractlab.engine.rules import Rule
from contractlab.values.display import quiet
from contractlab.values.explanation import Explained, Outline
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch, PathToken, Unchecked, format_path
from contractlab.values.rule import DecidingRule
from contractlab.values.sentences import Sentence

__all__ = [
    "BaseNode",
    "Child",
    "Chosen",
    "Difference",
    "Expansion",
    "Node",
    "Note",
    "collect",
    "deciding_rule",
    "explain",
    "list_unchecked",
]


_NO_FACTS: Mapping[str, JSON] = {}


@quiet
@dataclass(slots=True)
class Difference:
    """A mismatch as a node sees it: relative to itself, with the state that decided."""

    code: str
    expected: Value
    actual: Value
    state: Chosen | None = None
    rule: Rule | None = None
    tokens: tuple[PathToken, ...] = ()
    facts: Mapping[str, JSON] = field(default_factory=lambda: _NO_FACTS)
    around: Around | None = None


@quiet
@dataclass(slots=True)
class Note:
    """Something that a node let through unchecked; notes of one reason under one parent are shown together."""

    reason: str
    sentence: Callable[[str, int], Sentence]
    tokens: tuple[PathToken, ...] = ()
    together: bool = False


@quiet
@dataclass(slots=True)
class Child:
    """A value below a node, with every node that judges it."""

    key: PathToken
    nodes: tuple[Node, ...]
    expected: Value
    actual: Value


@quiet
@dataclass(slots=True)
class Expansion:
    """What a node says about one actual value.

    Attributes
    ----------
    own : list of Difference
        Differences of the node itself.
    children : list of Child
        Values below that are judged.
    missing : list of (key, expected)
        What only the contract has.
    extra : list of (key, actual)
        What only the recording has, and nothing judges.
    notes : list of Note
    around : Around or None
        What may explain differences of the values below.
    """

    own: list[Difference] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    missing: list[tuple[PathToken, Any]] = field(default_factory=list)
    extra: list[tuple[PathToken, Any]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    around: Around | None = None


class Node(Protocol):
    """One place of an example with the rules in force there."""

    @property
    def example(self) -> Any:
        """The example's value."""

    @property
    def ok(self) -> Callable[[Value], bool]:
        """True for an actual value that the node accepts with all below it."""

    @property
    def state(self) -> Chosen | None:
        """The rules in force."""

    def expand(self, actual: Value) -> Expansion:
        """Own differences and children for `actual`."""

    @property
    def data(self) -> Any:
        """The example as it travels, where that is not how it is shown."""

    def ok_all(self, values: list[Value]) -> bool:
        """True if the node accepts every one of `values`."""

    def look(self, actual: Value) -> Expansion:
        """What `expand` gives for an accepted value, without the children that leave nothing unchecked."""

    def order(self, actual: Value) -> Iterable[PathToken]:
        """Steps below the node in the order of the document; a step that is not there comes last."""

    def deviation(self, actual: Value, difference: Difference | None) -> Deviation | None:
        """The named difference between the dialects that decided about `actual`, or about one `difference` of it."""

    def describe(self) -> str:
        """The rule in force in a few words."""


class BaseNode:
    """The members of `Node` that few nodes need more of than this."""

    __slots__ = ()

    @property
    def data(self: Node) -> Any:
        """The example: most values are judged as they are shown."""
        return self.example

    def ok_all(self: Node, values: list[Value]) -> bool:
        """True if the node accepts every one of `values`, asked one by one."""
        return all(map(self.ok, values))

    def look(self: Node, actual: Value) -> Expansion:
        """Everything that `expand` gives."""
        return self.expand(actual)

    def order(self, actual: Value) -> Iterable[PathToken]:
        """No order: differences below stay as they were found."""
        return ()

    def deviation(self, actual: Value, difference: Difference | None) -> Deviation | None:
        """None: the dialects agree here."""
        return None


RuleCache = dict[tuple[int, int], DecidingRule | None]
"""Deciding rules by ``id`` of their state and of the rule, while differences are collected: many share one."""


def _mismatch(difference: Difference, part: str, base: tuple[PathToken, ...], cache: RuleCache) -> Mismatch:
    tokens = base + difference.tokens
    key = (id(difference.state), id(difference.rule))
    if key in cache:
        rule = cache[key]
    else:
        rule = cache[key] = deciding_rule(difference.state, difference.rule)
    return Mismatch(
        part,
        format_path(tokens),
        difference.code,
        rule,
        difference.expected,
        difference.actual,
        tokens,
        difference.facts,
    )


def collect(node: Node, actual: Value, part: str, base: tuple[PathToken, ...] = ()) -> list[Mismatch]:
    """Every difference in document order; subtrees that are in order are not entered."""
    return _collect(node, actual, part, base, {})


def _collect(node: Node, actual: Value, part: str, base: tuple[PathToken, ...], cache: RuleCache) -> list[Mismatch]:
    expansion = node.expand(actual)
    mismatches: list[Mismatch] = []
    waiting: list[Difference] = []
    rank: dict[PathToken, int] = {}
    if expansion.own:
        own = _with_deviations(node, actual, expansion.own[: MOST_COLLECTED + 1])
        for difference in own:
            if not difference.tokens:
                mismatches.append(_mismatch(difference, part, base, cache))
                remember(mismatches, len(mismatches) - 1, difference.around, None, base, part)
        if len(mismatches) < len(own):
            rank = _ranks(node, actual)
            below = (difference for difference in own if difference.tokens)
            waiting = sorted(below, key=lambda difference: rank.get(difference.tokens[0], _LAST))
            waiting.reverse()
    for child in _suspects(expansion.children):
        while waiting and rank.get(waiting[-1].tokens[0], _LAST) <= rank.get(child.key, _LAST):
            mismatches.append(_mismatch(waiting.pop(), part, base, cache))
        # Asking at every level whether all below is in order would make the work grow with the depth.
        objecting = [judge for judge in child.nodes if len(base) >= _DEEP or not judge.ok(child.actual)]
        if not objecting or len(mismatches) > MOST_COLLECTED:
            continue
        inside = (*base, child.key)
        before = len(mismatches)
        if len(objecting) == 1:
            mismatches += _collect(objecting[0], child.actual, part, inside, cache)
            remember(mismatches, before, expansion.around, child.key, base, part)
            continue
        by_judge = [_collect(judge, child.actual, part, inside, cache) for judge in objecting]
        if sum(map(bool, by_judge)) > 1:
            ranks: dict[tuple[int, int], dict[PathToken, int]] = {}
            joined = [mismatch for listed in by_judge for mismatch in listed]
            by_judge = [sorted(joined, key=lambda mismatch: _position(mismatch, child, len(inside), ranks))]
        for listed in by_judge:
            mismatches += listed
        remember(mismatches, before, expansion.around, child.key, base, part)
    if waiting:
        mismatches += [_mismatch(difference, part, base, cache) for difference in reversed(waiting)]
    return mismatches


def _with_deviations(node: Node, actual: Value, own: list[Difference]) -> list[Difference]:
    """Differences with the deviation of the dialects that decided them."""
    named: list[Difference] = []
    for difference in own:
        deviation = node.deviation(actual, difference)
        if deviation is not None:
            difference = replace(difference, facts={**difference.facts, **deviation.facts()})
        named.append(difference)
    return named


_LAST = 1 << 60
_DEEP = 16


def _position(
    mismatch: Mismatch, child: Child, depth: int, ranks: dict[tuple[int, int], dict[PathToken, int]]
) -> list[int]:
    """Where a difference stands below a value that several rule lists judge; `ranks` remembers the keys of objects."""
    positions: list[int] = []
    expected, actual = child.expected, child.actual
    for token in mismatch.tokens[depth:]:
        if isinstance(token, int):
            positions.append(token)
        else:
            pair = (id(expected), id(actual))
            if pair not in ranks:
                objects = [side for side in (expected, actual) if isinstance(side, dict)]
                ranks[pair] = {
                    key: rank for rank, key in enumerate(dict.fromkeys(key for side in objects for key in side))
                }
            positions.append(ranks[pair].get(token, _LAST))
        expected, actual = _below(expected, token), _below(actual, token)
    return positions


def _below(value: Value, token: PathToken) -> Any:
    try:
        return value[token] if isinstance(value, dict | list) else MISSING  # type: ignore[index]
    except (KeyError, IndexError, TypeError):
        return MISSING


def _ranks(node: Node, actual: Value) -> dict[PathToken, int]:
    """Where each key below a node stands in the document."""
    return {key: number for number, key in enumerate(dict.fromkeys(node.order(actual)))}


_CHUNK = 128


def _suspects(children: list[Child]) -> Iterator[Child]:
    """Children that may differ: of many that one node judges, whole chunks are cleared at once."""
    if len(children) <= _CHUNK:
        yield from children
        return
    for start in range(0, len(children), _CHUNK):
        chunk = children[start : start + _CHUNK]
        judge = chunk[0].nodes[0]
        alike = all(len(child.nodes) == 1 and child.nodes[0] is judge for child in chunk)
        if not (alike and judge.ok_all([child.actual for child in chunk])):
            yield from chunk


def explain(
    node: Node, actual: Value, part: str, tokens: tuple[PathToken, ...] = (), differs: bool | None = None
) -> Explained:
    """The aligned tree from `node` down; children are worked out when they are looked at.

    Whether anything `differs` is asked of the node, unless who calls knows.
    """
    expansion = node.expand(actual)
    differences = _with_deviations(node, actual, expansion.own)
    own = tuple(_mismatch(difference, part, tokens, {}) for difference in differences if not difference.tokens)
    below: dict[PathToken, list[Difference]] = {}
    for difference in differences:
        if difference.tokens:
            below.setdefault(difference.tokens[0], []).append(difference)
    notes = tuple(_unchecked(note, part, tokens) for note in expansion.notes if not note.tokens)
    if differs is None:
        differs = bool(expansion.own) or any(
            not judge.ok(child.actual) for child in expansion.children for judge in child.nodes
        )
    if differs:
        status = "differs"
    elif notes:
        status = "unchecked"
    else:
        status = _quiet_status(node)

    def rank() -> dict[PathToken, int]:
        return _ranks(node, actual) if expansion.missing or expansion.extra or below else {}

    def expand() -> tuple[Explained, ...]:
        rows = list(_children(expansion, below, part, tokens, differs and not expansion.own))
        ranks = rank()
        if ranks:
            rows.sort(key=lambda row: ranks.get(row.tokens[-1], _LAST))
        return tuple(rows)

    by_key: dict[PathToken, Child] = {}
    beside: dict[PathToken | None, Explained] = {}

    def unjudged() -> dict[PathToken | None, Explained]:
        if not beside:
            beside.update((explained.key, explained) for explained in _unjudged(expansion, below, part, tokens))
        return beside

    def outline() -> Outline:
        listed = [(child.key, _quiet_status(child.nodes[0])) for child in expansion.children]
        listed += [(explained.tokens[-1], explained.status) for explained in unjudged().values()]
        ranks = rank()
        if ranks:
            listed.sort(key=lambda entry: ranks.get(entry[0], _LAST))
        return tuple(listed)

    def pick(key: PathToken) -> Explained | None:
        if not by_key:
            by_key.update((child.key, child) for child in expansion.children)
        child = by_key.get(key)
        if child is None:
            return unjudged().get(key)
        objecting = next((judge for judge in child.nodes if not judge.ok(child.actual)), None)
        return _judged(child, objecting, below.get(key, []), part, tokens)

    deviation = node.deviation(actual, None)
    says = "" if deviation is None else str(deviation)
    rule = deciding_rule(node.state)
    return Explained(tokens, node.example, actual, status, rule, own, notes, expand, says, pick, outline)


def _quiet_status(node: Node) -> str:
    """The status of an accepted value of which nothing was left unchecked."""
    return "equal" if node.state is None or node.state.best is None else "matches"


def _children(
    expansion: Expansion,
    below: Mapping[PathToken, list[Difference]],
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
            objecting = next((judge for judge in child.nodes if not judge.ok(child.actual)), None)
        some_child_differs = some_child_differs and objecting is None
        at_child = below.get(child.key, []) if child.key not in done else []
        done.add(child.key)
        yield _judged(child, objecting, at_child, part, tokens)
    yield from _unjudged(expansion, below, part, tokens)


def _judged(
    child: Child, objecting: Node | None, at_child: list[Difference], part: str, tokens: tuple[PathToken, ...]
) -> Explained:
    """A value below, by the node that objects to it, else by the first; with what its parent found of it."""
    shown = child.nodes[0] if objecting is None else objecting
    explained = explain(shown, child.actual, part, (*tokens, child.key), objecting is not None)
    if not at_child:
        return explained
    own = tuple(_mismatch(difference, part, tokens, {}) for difference in at_child)
    return replace(explained, status="differs", mismatches=(*own, *explained.mismatches))


def _unjudged(
    expansion: Expansion, below: Mapping[PathToken, list[Difference]], part: str, tokens: tuple[PathToken, ...]
) -> Iterator[Explained]:
    """What only one of the two sides has, and what the parent alone says something of."""
    done = {child.key for child in expansion.children}
    sides = [(key, value, MISSING) for key, value in expansion.missing]
    sides += [(key, MISSING, value) for key, value in expansion.extra]
    sides += [(key, at_key[0].expected, at_key[0].actual) for key, at_key in below.items()]
    for key, expected, actual in sides:
        if key in done:
            continue
        done.add(key)
        at_key = below.get(key, [])
        quiet = "unchecked" if actual is MISSING else "extra"
        yield Explained(
            (*tokens, key),
            expected,
            actual,
            "differs" if at_key else quiet,
            deciding_rule(at_key[0].state, at_key[0].rule) if at_key else None,
            tuple(_mismatch(difference, part, tokens, {}) for difference in at_key),
        )


def _unchecked(note: Note, part: str, base: tuple[PathToken, ...], count: int = 1) -> Unchecked:
    tokens = base + note.tokens
    path = format_path(tokens)
    if count > 1:
        parent = tokens[:-1]
        path = format_path(parent) + ("[*]" if isinstance(tokens[-1], int) else ".*")
    return Unchecked(part, path, note.reason, note.sentence(path, count), tokens)


def list_unchecked(node: Node, actual: Value, part: str, base: tuple[PathToken, ...] = ()) -> list[Unchecked]:
    """Everything below `node` that nothing looked at; siblings let through for one reason are shown together."""
    listed: list[Unchecked] = []
    stack: list[tuple[Node, Any, tuple[PathToken, ...]]] = [(node, actual, base)]
    while stack:
        judge, value, tokens = stack.pop()
        expansion = judge.look(value)
        listed += [_unchecked(note, part, tokens) for note in expansion.notes if not note.together]
        grouped: dict[str, list[tuple[Note, tuple[PathToken, ...]]]] = {}
        for note in expansion.notes:
            if note.together:
                grouped.setdefault(note.reason, []).append((note, tokens + note.tokens))
        for notes in grouped.values():
            first, place = notes[0]
            relative = place[len(tokens) :]
            listed.append(_unchecked(Note(first.reason, first.sentence, relative), part, tokens, len(notes)))
        stack += [
            (below, child.actual, (*tokens, child.key))
            for child in reversed(expansion.children)
            for below in child.nodes[:1]
        ]
    return listed
