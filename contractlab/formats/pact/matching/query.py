"""Query parameters (pact_matching, query)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from contractlab.engine.limits import most_collected
from contractlab.engine.rules import RuleSet
from contractlab.formats.pact.matching.deviations import DEVIATIONS
from contractlab.formats.pact.matching.names import NamedValues, NameRules, always
from contractlab.formats.pact.matching.query_text import parse_query, query_pairs, read_query
from contractlab.values.explanation import Explained
from contractlab.values.json_types import JSONObject
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch, Unchecked

__all__ = ["OrderedQueryPlan", "QueryPlan"]


def compare_text(expected: str, actual: str) -> JSONObject | None:
    """Plain equality."""
    return None if expected == actual else {}


class QueryPlan:
    """The expected parameters: the same names, values of one name in order.

    Parameters
    ----------
    expected : mapping of str to sequence of str
    rules : RuleSet
    v1_text : str, optional
        The query of a Pact V1 file as written, whose order the specification compares (deviation v1-query-order).
    """

    def __init__(self, expected: Mapping[str, Sequence[str]], rules: RuleSet, v1_text: str | None = None) -> None:
        self._ordered = None if v1_text is None else OrderedQueryPlan(v1_text)
        self.checks: dict[str, NamedValues] = {}
        of_names = NameRules(rules, fold_case=False)
        for name, values in expected.items():
            choice = of_names.choose(name)
            self.checks[name] = NamedValues("query", name, values, choice, always(choice), compare_text, single=False)

    def mismatches(self, query: str) -> list[Mismatch]:
        """Differences in the order of the contract, then parameters that only the recording has."""
        actual = read_query(query)
        mismatches: list[Mismatch] = []
        for name, check in self.checks.items():
            values = actual.get(name)
            mismatches += [check.missing("missing-parameter")] if values is None else check.mismatches(values)
        mismatches += [self._extra(name, values) for name, values in self._further(actual)]
        return mismatches

    def _further(self, actual: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, Sequence[str]]]:
        """Parameters that nothing expects; of very many the first ones, which is more than a result lists."""
        further = ((name, values) for name, values in actual.items() if name not in self.checks)
        return islice(further, most_collected())

    def explain(self, query: str) -> list[tuple[str, Explained]]:
        """One row for each name."""
        actual = read_query(query)
        rows = [(name, check.explain(actual.get(name), "missing-parameter")) for name, check in self.checks.items()]
        if self._ordered is not None and rows and not self.mismatches(query) and self._ordered.mismatches(query):
            name, row = rows[0]
            rows[0] = (name, replace(row, deviation=str(DEVIATIONS["v1-query-order"])))
        for name, values in self._further(actual):
            extra = self._extra(name, values)
            rows.append((name, Explained((), MISSING, extra.actual, "differs", None, (extra,))))
        return rows

    def unchecked(self, query: str) -> list[Unchecked]:
        """What the rules let through without looking."""
        actual = read_query(query)
        return [
            unchecked
            for name, check in self.checks.items()
            if name in actual
            for unchecked in check.unchecked(actual[name])
        ]

    @staticmethod
    def _extra(name: str, values: Sequence[str]) -> Mismatch:
        return Mismatch("query", name, "extra-parameter", None, MISSING, ", ".join(values))


class OrderedQueryPlan:
    """Pact V1 in the spec dialect: names, values and their order must be equal (deviation v1-query-order)."""

    def __init__(self, expected: str) -> None:
        self.text = expected
        self.expected = self._pairs(expected)

    @staticmethod
    def _pairs(query: str) -> list[tuple[str, str]]:
        # A trailing ampersand is a difference here, so empty pieces count.
        return query_pairs(query) + [("", "")] * sum(1 for piece in query.split("&") if query and not piece)

    def unchecked(self, query: str) -> list[Unchecked]:
        """Nothing: all of it is compared."""
        return []

    def mismatches(self, query: str) -> list[Mismatch]:
        """One difference or none."""
        if self._pairs(query) == self.expected:
            return []
        alike = parse_query(query) == parse_query(self.text)
        facts = DEVIATIONS["v1-query-order"].facts() if alike else {}
        return [Mismatch("query", "", "query-order", None, self.text, query, (), facts)]

    def explain(self, query: str) -> list[tuple[str, Explained]]:
        """The query as one row."""
        mismatches = tuple(self.mismatches(query))
        return [("", Explained((), self.text, query, "differs" if mismatches else "equal", None, mismatches))]
