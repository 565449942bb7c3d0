"""Values that go by name: headers, query parameters, form fields.

All three are lists of texts under a name and share one algorithm for rules; they differ in how two texts are
compared where no rule applies, and in which rule a single text is judged by. Source: pact_matching's headers and
query modules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contractlab.engine.nodes import Chosen, Difference, deciding_rule
from contractlab.engine.paths import as_index
from contractlab.engine.rules import Rule, RuleList, RuleSet, objections
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.matching.automaton import Automaton
from contractlab.formats.pact.matching.scalars import difference_facts, text_predicate
from contractlab.formats.pact.matching.silent_passes import loose_text_unchecked
from contractlab.formats.pact.matching.sizes import list_predicate, size_difference
from contractlab.formats.pact.matching.text_notes import any_value_unchecked, fewer_values_unchecked, inert
from contractlab.formats.pact.read_matchers import equality_at
from contractlab.values.explanation import Explained
from contractlab.values.json_types import JSON, JSONObject, Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch, Unchecked

__all__ = ["Choice", "NameRules", "NamedValues", "always"]

Comparer = Callable[[str, str], JSONObject | None]
"""Compares two texts without a rule: None if they are equal, else facts for the sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The rule list chosen for a name; stands where a body has a state.

    Attributes
    ----------
    best : RuleList or None
    cascaded : bool
    applicable, exact : tuple of RuleList
    """

    best: RuleList | None
    cascaded: bool = False
    applicable: tuple[RuleList, ...] = ()
    exact: tuple[RuleList, ...] = ()


class NameRules:
    """The lists of a rule set, to be chosen from by name; they are walked through once, however many names there are.

    Parameters
    ----------
    rules : RuleSet
    fold_case : bool
        True for headers.
    """

    def __init__(self, rules: RuleSet, *, fold_case: bool) -> None:
        self._fold_case = fold_case
        self._of_name: dict[str, list[tuple[int, RuleList]]] = {}
        self._of_all: list[tuple[int, RuleList]] = []
        for place, declared in enumerate(rules.lists):
            if len(declared.tokens) > 2:
                continue
            if len(declared.tokens) == 2 and declared.tokens[1].kind != "star":
                text = declared.tokens[1].text
                self._of_name.setdefault(text.lower() if fold_case else text, []).append((place, declared))
            else:
                self._of_all.append((place, declared))
        self._of_others = _first_of(self._of_all) if self._of_all else None

    def choose(self, name: str) -> Choice | None:
        """The list for a header or parameter: the first in the file that fits, where the Rust core takes any."""
        wanted = name.lower() if self._fold_case else name
        own = self._of_name.get(as_index(wanted) or wanted)
        return self._of_others if own is None else _first_of(sorted([*self._of_all, *own], key=_place))


def _place(placed: tuple[int, RuleList]) -> int:
    return placed[0]


def _first_of(placed: Sequence[tuple[int, RuleList]]) -> Choice:
    lists = tuple(declared for _, declared in placed)
    return Choice(lists[0], False, lists, lists)


def always(choice: Chosen | None) -> Callable[[int, bool], Chosen | None]:
    """The same rules for every value of a name."""
    return lambda _index, _with_rules: choice


class NamedValues:
    """The values of one name in an example, and how they are checked.

    Parameters
    ----------
    part : str
        ``"headers"``, ``"query"`` or ``"body"`` (form fields).
    name : str
        As written in the contract.
    expected : sequence of str
    choice : Chosen or None
        Rules for the list of values.
    item_choice : callable
        From the index of a value, and whether list rules apply, to the rules that judge the value alone.
    compare : callable
        How two texts are compared where no rule applies.
    single : bool
        True for headers: one value against one value is compared directly, without list rules.
    """

    def __init__(
        self,
        part: str,
        name: str,
        expected: Sequence[str],
        choice: Chosen | None,
        item_choice: Callable[[int, bool], Chosen | None],
        compare: Comparer,
        *,
        single: bool,
        path: str | None = None,
        tokens: tuple[str, ...] = (),
    ) -> None:
        self.part = part
        self.name = name
        self.path = path if path is not None else name
        self.tokens = tokens
        self.expected = tuple(expected)
        self.choice = choice
        self._item_choice = item_choice
        self._compare = compare
        self._single = single
        self._exact_text = self.expected[0] if choice is None and single and len(self.expected) == 1 else None

    def ok(self, actual: Sequence[str]) -> bool:
        """True if the actual values are accepted."""
        if self._exact_text is not None and len(actual) == 1 and actual[0] == self._exact_text:
            return True
        return not self.differences(actual)

    def differences(self, actual: Sequence[str]) -> list[Difference]:
        """What differs between the expected and the actual values."""
        expected = self.expected
        if not expected:
            return self._against_nothing(actual)
        if self._single and len(expected) == 1 and len(actual) == 1:
            return self._single_value(expected[0], actual[0], 0, self._item_choice(0, False))
        if self.choice is not None and self.choice.best is not None:
            return self._with_rules(self.choice, self.choice.best, list(actual))
        differences: list[Difference] = []
        for index, (wanted, value) in enumerate(zip(expected, actual, strict=False)):
            differences += self._single_value(wanted, value, index, self._item_choice(index, False))
        extra = actual[len(expected) :]
        # A header line that is empty equals the nothing that the contract has in its place; a parameter is counted.
        if len(actual) < len(expected) or (extra and (not self._single or any(value.strip() for value in extra))):
            facts = {"expected_count": len(expected), "actual_count": len(actual)}
            differences.append(Difference("value-count", list(expected), list(actual), None, None, (), facts))
        return differences

    def _against_nothing(self, actual: Sequence[str]) -> list[Difference]:
        # A rule frees a parameter from having no value; a header without one is to be empty whatever rules say.
        if not actual or (self.choice is not None and not self._single):
            return []
        facts = {"expected_count": 0, "actual_count": len(actual)}
        return [Difference("value-count", [], list(actual), None, None, (), facts)]

    def _single_value(self, expected: str, actual: str, index: int, choice: Chosen | None) -> list[Difference]:
        """One value against one value."""
        if self._single:
            expected, actual = expected.strip(), actual.strip()
        if choice is None or choice.best is None:
            facts = self._compare(expected, actual)
            if facts is None:
                return []
            return [
                Difference(
                    "header-value" if self._single else "equality",
                    expected,
                    actual,
                    None,
                    None,
                    (),
                    {**facts, "index": index},
                )
            ]
        best = choice.best
        failed = [rule for rule in best.rules if not text_predicate(rule, expected, choice.cascaded)(actual)]
        return [_text_difference(rule, choice, expected, actual, facts) for rule, facts in objections(best, failed)]

    def _with_rules(self, choice: Chosen, best: RuleList, actual: list[str]) -> list[Difference]:
        branches = [self._rule(rule, choice, actual) for rule in best.rules]
        if best.any_of and any(not branch for branch in branches):
            return []
        differences: list[Difference] = []
        for branch in branches:
            differences += [difference for difference in branch if not _is_listed(difference, differences)]
        return differences

    def _rule(self, rule: Rule, choice: Chosen, actual: list[str]) -> list[Difference]:
        if rule.name in MATCHERS.for_variants:
            return self._contains(rule, choice, actual)
        if rule.name in MATCHERS.for_values:
            if choice.cascaded:
                return []
            if not rule.rules:
                return [
                    Difference("no-rules", self._wanted(index), value, choice, rule)
                    for index, value in enumerate(actual)
                ]
            inside = RuleList.make("*", (), rule.rules, rule.declared_at, 0, inside=rule.name)
            inner = Choice(inside, not self._single, (inside,), (inside,))
            return self._items(actual, lambda _, __: inner)
        differences: list[Difference] = []
        own = list_predicate(rule, list(self.expected), choice.cascaded)
        if own is not None and not own(actual):
            differences.append(size_difference(rule, list(self.expected), actual, None, noun="value"))
            differences[-1].state = choice
        return differences + self._items(actual, self._item_choice)

    def _items(self, actual: list[str], choose: Callable[[int, bool], Chosen | None]) -> list[Difference]:
        differences: list[Difference] = []
        for index, value in enumerate(actual):
            differences += self._single_value(self._wanted(index), value, index, choose(index, True))
        return differences

    def _wanted(self, index: int) -> str:
        """The expected value for an actual one; the first where there are more."""
        return self.expected[index if index < len(self.expected) else 0]

    def _contains(self, rule: Rule, choice: Chosen, actual: list[str]) -> list[Difference]:
        differences: list[Difference] = []
        wanted: list[tuple[int, Chosen | None]]
        if rule.variants:
            roots = [(variant.index, Automaton(variant.rules).root) for variant in rule.variants]
            wanted = [
                (index, root.under_key(self.name) if self._single else root.under_index(0)) for index, root in roots
            ]
        else:
            equality = equality_at(rule.declared_at)
            wanted = [(index, Choice(equality)) for index in range(len(self.expected))]
        for index, inner in wanted:
            facts: JSONObject = {"index": index, "actual_count": len(actual)}
            if index >= len(self.expected):
                differences.append(
                    Difference("variant", None, actual, choice, rule, (), {**facts, "out_of_range": True})
                )
            elif all(self._single_value(self.expected[index], value, index, inner) for value in actual):
                differences.append(Difference("variant", self.expected[index], actual, choice, rule, (), facts))
        return differences

    def unchecked(self, actual: Sequence[str]) -> list[Unchecked]:
        """What the rules let through without looking."""
        best = None if self.choice is None else self.choice.best
        if best is None or self.differences(actual):
            return []
        listed: list[Unchecked] = []
        if actual and inert(best, MATCHERS.any_text):
            listed.append(any_value_unchecked(self.part, self.path, best, "text", self.tokens))
        for value in actual:
            listed += loose_text_unchecked(self.part, self.path, best, value, self.tokens)
        if len(actual) < len(self.expected):
            listed.append(
                fewer_values_unchecked(self.part, self.path, best, len(actual), len(self.expected), self.tokens)
            )
        return listed

    def mismatches(self, actual: Sequence[str]) -> list[Mismatch]:
        """The differences as values."""
        return [
            Mismatch(
                self.part,
                self.path,
                difference.code,
                deciding_rule(difference.state, difference.rule),
                _plain(difference.expected),
                _plain(difference.actual),
                self.tokens,
                difference.facts,
            )
            for difference in self.differences(actual)
        ]

    def missing(self, code: str) -> Mismatch:
        """The difference when there is no such name at all."""
        expected: Value = self.expected[0] if len(self.expected) == 1 else ", ".join(self.expected)
        return Mismatch(self.part, self.path, code, deciding_rule(self.choice), expected, MISSING, self.tokens)

    def explain(self, actual: Sequence[str] | None, code: str) -> Explained:
        """Expected and actual with the rule, as one row."""
        if actual is None:
            return Explained(
                (), _plain(list(self.expected)), MISSING, "differs", deciding_rule(self.choice), (self.missing(code),)
            )
        mismatches = tuple(self.mismatches(actual))
        status = "differs" if mismatches else ("matches" if self.choice is not None else "equal")
        return Explained(
            (), _plain(list(self.expected)), _plain(list(actual)), status, deciding_rule(self.choice), mismatches
        )


def _plain(value: Value) -> Any:
    """A list of one value is that value on screen; header values are joined as they would be sent."""
    if isinstance(value, list):
        return value[0] if len(value) == 1 else ", ".join(map(str, value))
    return value


def _is_listed(difference: Difference, listed: list[Difference]) -> bool:
    same = (earlier for earlier in listed if earlier.code == difference.code and earlier.rule is difference.rule)
    return any(earlier.actual == difference.actual for earlier in same)


def _text_difference(
    rule: Rule, choice: Chosen, expected: str, actual: str, alternatives: Mapping[str, JSON]
) -> Difference:
    code, facts = difference_facts(rule, actual)
    return Difference(code, expected, actual, choice, rule, (), {**alternatives, **facts})
