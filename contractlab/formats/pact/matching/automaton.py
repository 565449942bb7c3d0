"""Which rules apply at a path, worked out once per contract instead of once per value.

Rules live in a trie over path tokens. Walking down a body, a `State` holds the trie nodes that the path so far
reaches and the rules it has already inherited. States are made on demand and memoised, so that checking only
follows references: no path is ever compared with a rule, and where no rule is left to reach, a state is its own
successor and whole subtrees share one.
"""

from __future__ import annotations

from contractlab.engine.paths import Token, as_index
from contractlab.engine.rules import RuleList, RuleSet
from contractlab.formats.pact.matchers import MATCHERS

__all__ = ["Automaton", "State"]

_NONE: dict[str, _TrieNode] = {}


class _TrieNode:
    """Rules that share a prefix of tokens."""

    __slots__ = ("fields", "index", "indices", "lists", "star", "star_index")

    def __init__(self, index: int) -> None:
        self.index = index
        self.lists: tuple[RuleList, ...] = ()
        # Most nodes are leaves: they share one empty table, which is never written to.
        self.fields: dict[str, _TrieNode] = _NONE
        self.indices: dict[str, _TrieNode] = _NONE
        self.star: _TrieNode | None = None
        self.star_index: _TrieNode | None = None


def _ranked(lists: tuple[RuleList, ...]) -> tuple[RuleList, ...]:
    """Heaviest first; ties in file order, where the Rust core follows its hash order."""
    return lists if len(lists) < 2 else tuple(sorted(lists, key=lambda declared: (-declared.weight, declared.order)))


class State:
    """What is known about rules at one kind of place.

    Attributes
    ----------
    best : RuleList or None
        The rule list in force.
    cascaded : bool
        True if `best` is declared further up.
    applicable : tuple of RuleList
        Every list that applies here, heaviest first: `best` and those it beats.
    exact : tuple of RuleList
        Those declared for exactly this depth.
    keys_free : bool
        Missing and extra keys of a map are not looked at here.
    quiet_kinds : dict of type to bool
        Of scalar examples, whether the rules here leave nothing unchecked; filled by who asks.
    """

    __slots__ = (
        "_automaton",
        "_next",
        "_other",
        "_other_index",
        "applicable",
        "best",
        "cascaded",
        "exact",
        "keys_free",
        "nodes",
        "quiet_kinds",
    )

    def __init__(self, automaton: Automaton, nodes: tuple[_TrieNode, ...], inherited: tuple[RuleList, ...]) -> None:
        self._automaton = automaton
        self.nodes = nodes
        self.exact: tuple[RuleList, ...] = ()
        for node in nodes:
            if node.lists:
                self.exact += node.lists
        if self.exact:
            self.applicable = _ranked(inherited + self.exact)
            free = MATCHERS.keys_optional
            self.keys_free = not free.isdisjoint([rule.name for each in self.exact for rule in each.rules])
        else:
            self.applicable = inherited
            self.keys_free = False
        self.best = self.applicable[0] if self.applicable else None
        self.cascaded = self.best is not None and self.best not in self.exact
        self.quiet_kinds: dict[type, bool] = {}
        self._next: dict[str, State | None] | None = None
        self._other: State | None = None
        self._other_index: State | None = None

    @property
    def bare(self) -> bool:
        """True if no rule applies here, and none can be reached below."""
        return not self.nodes and self.best is None

    @property
    def type_like(self) -> bool:
        """True if some applicable rule lets items and elements repeat, as ``type`` does."""
        return any(declared.has(MATCHERS.type_like) for declared in self.applicable)

    def under_key(self, key: str) -> State:
        """The state of the value at `key` of a map (or of a repeated XML element, a header …)."""
        if not self.nodes:
            return self
        index = as_index(key)
        return self._step(key if index is None else index, index is not None or key == "[*]")

    def under_index(self, index: int) -> State:
        """The state of item `index` of an array."""
        return self._step(str(index), True)

    @property
    def other_index(self) -> State:
        """The state of an item whose index no rule names."""
        if self._other_index is None:
            self._other_index = self._go(None, True)
        return self._other_index

    def named_indices(self) -> set[int]:
        """Indices that some rule names at this place; every other item is in the state `other_index`."""
        named: set[int] = set()
        for node in self.nodes:
            for text in (*node.indices, *node.fields):
                normal = as_index(text)
                if normal is not None and normal == text:
                    named.add(int(normal))
        return named

    def _step(self, text: str, numeric: bool) -> State:
        if not self.nodes:
            return self
        if self._next is None:
            # Only steps that a rule names are remembered: there are no more of them than the rules have tokens.
            self._next = {name: None for node in self.nodes for table in (node.fields, node.indices) for name in table}
        if text in self._next:
            state = self._next[text]
            if state is None:
                state = self._next[text] = self._go(text, numeric)
            return state
        if numeric:
            return self.other_index
        if self._other is None:
            self._other = self._go(None, False)
        return self._other

    def _go(self, text: str | None, numeric: bool) -> State:
        reached: list[_TrieNode] = []
        for node in self.nodes:
            if text is not None:
                if text in node.fields:
                    reached.append(node.fields[text])
                if numeric and text in node.indices:
                    reached.append(node.indices[text])
            if node.star is not None:
                reached.append(node.star)
            if numeric and node.star_index is not None:
                reached.append(node.star_index)
        return self._automaton.state(tuple(reached), self.applicable)


class Automaton:
    """The states of one rule set.

    Parameters
    ----------
    rules : RuleSet
        A list without rules does not count as declared.
    """

    def __init__(self, rules: RuleSet) -> None:
        self._states: dict[tuple[tuple[int, ...], tuple[int, ...]], State] = {}
        self._bare: State | None = None
        self._count = 0
        root = self._node()
        everywhere: list[RuleList] = []
        for declared in rules.lists:
            if not declared.tokens:
                everywhere.append(declared)
                continue
            node = root
            for token in declared.tokens[1:]:
                node = self._child(node, token)
            node.lists += (declared,)
        self.root = self.state((root,), _ranked(tuple(everywhere)))

    def state(self, nodes: tuple[_TrieNode, ...], inherited: tuple[RuleList, ...]) -> State:
        """The one state for these trie nodes and inherited rules."""
        if not nodes and not inherited:
            if self._bare is None:
                self._bare = State(self, (), ())
            return self._bare
        key = (tuple([node.index for node in nodes]), tuple([declared.order for declared in inherited]))
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = State(self, nodes, inherited)
        return state

    def forget(self) -> None:
        """Let go of every state; the automaton is not to be asked for its root again."""
        self._states.clear()
        self._bare = None
        del self.root

    def __len__(self) -> int:
        return len(self._states) + (self._bare is not None)

    def _node(self) -> _TrieNode:
        self._count += 1
        return _TrieNode(self._count)

    def _child(self, node: _TrieNode, token: Token) -> _TrieNode:
        if token.kind == "star":
            if node.star is None:
                node.star = self._node()
            return node.star
        if token.kind == "star-index":
            if node.star_index is None:
                node.star_index = self._node()
            return node.star_index
        if token.kind == "field":
            if node.fields is _NONE:
                node.fields = {}
            table = node.fields
        else:
            if node.indices is _NONE:
                node.indices = {}
            table = node.indices
        if token.text not in table:
            table[token.text] = self._node()
        return table[token.text]
