"""Form bodies: names with lists of values, compared like a query, with rules chosen by weight as in a body.

Source: pact_matching, form_urlencoded. Extra names are differences in responses too.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from contractlab.engine.nodes import Chosen, Node, deciding_rule
from contractlab.engine.rules import RuleSet
from contractlab.formats.pact.matching.automaton import Automaton, State
from contractlab.formats.pact.matching.names import NamedValues
from contractlab.formats.pact.matching.query import compare_text
from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch, Unchecked, format_path

__all__ = ["FormComparison", "parse_form"]


def parse_form(data: bytes) -> dict[str, list[str]]:
    """Names with their values in order; bytes that are not UTF-8 are replaced, as the URL standard asks."""
    by_name: dict[str, list[str]] = {}
    for piece in data.split(b"&"):
        if piece:
            name, _, value = piece.partition(b"=")
            by_name.setdefault(_decode(name), []).append(_decode(value))
    return by_name


def _decode(piece: bytes) -> str:
    return unquote_to_bytes(piece.replace(b"+", b" ")).decode("utf-8", "replace")


def _none_without_rules(state: State) -> Chosen | None:
    return state if state.best is not None else None


def _item_chooser(state: State) -> Callable[[int, bool], Chosen | None]:
    def choose(index: int, with_rules: bool) -> Chosen | None:
        item = state.under_index(index)
        # Under list rules the core asks for the rule of the first part of the item, one level further down.
        return _none_without_rules(item.under_index(0) if with_rules else item)

    return choose


class FormComparison:
    """How a form is compared.

    Parameters
    ----------
    expected : bytes
    rules : RuleSet
    part : str
    """

    def __init__(self, expected: bytes, rules: RuleSet, part: str = "body") -> None:
        self.node: Node | None = None
        self.part = part
        root = Automaton(rules).root
        self.checks: dict[str, NamedValues] = {}
        self.states: list[Chosen] = []
        """Every state in which a field of the example, or one of its values, is judged."""
        for name, values in parse_form(expected).items():
            state = root.under_key(name)
            items = [state.under_index(index) for index in range(len(values))]
            self.states += [state, *items, *(item.under_index(0) for item in items)]
            self.checks[name] = NamedValues(
                part, name, values, _none_without_rules(state), _item_chooser(state), compare_text,
                single=False, path=format_path((name,)), tokens=(name,),
            )  # fmt: skip

    def _extra(self, name: str, values: list[str]) -> Mismatch:
        return Mismatch(self.part, format_path((name,)), "extra-field", None, MISSING, ", ".join(values), (name,))

    def mismatches(self, data: bytes) -> list[Mismatch]:
        """Differences in the order of the contract, then names that only the recording has."""
        actual = parse_form(data)
        mismatches: list[Mismatch] = []
        for name, check in self.checks.items():
            values = actual.get(name)
            mismatches += [check.missing("missing-field")] if values is None else check.mismatches(values)
        return mismatches + [self._extra(name, values) for name, values in actual.items() if name not in self.checks]

    def explain(self, data: bytes) -> Explained:
        """One row for each name."""
        actual = parse_form(data)

        def rows() -> tuple[Explained, ...]:
            listed = []
            for name, check in self.checks.items():
                row = check.explain(actual.get(name), "missing-field")
                listed.append(
                    Explained(
                        (name,), row.expected, row.actual, row.status, deciding_rule(check.choice), row.mismatches
                    )
                )
            for name, values in actual.items():
                if name not in self.checks:
                    listed.append(
                        Explained((name,), MISSING, ", ".join(values), "differs", None, (self._extra(name, values),))
                    )
            return tuple(listed)

        expected = {name: ", ".join(check.expected) for name, check in self.checks.items()}
        shown = {name: ", ".join(values) for name, values in actual.items()}
        return Explained((), expected, shown, "differs" if self.mismatches(data) else "matches", None, (), (), rows)

    def unchecked(self, data: bytes) -> list[Unchecked]:
        """Values that rules let through; every name is looked at."""
        actual = parse_form(data)
        return [
            unchecked
            for name, check in self.checks.items()
            if name in actual
            for unchecked in check.unchecked(actual[name])
        ]
