"""Headers: which are split at commas, and how two values are compared (pact_models and pact_matching, headers)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contractlab.engine.rules import RuleSet
from contractlab.formats.pact.matching.names import Comparer, NamedValues, NameRules, always
from contractlab.values.json_types import JSONObject

__all__ = ["MULTI_VALUE", "header_checks", "header_facts", "split_header"]

MULTI_VALUE = frozenset(
    {
        "accept", "accept-encoding", "accept-language", "access-control-allow-headers", "access-control-allow-methods",
        "access-control-expose-headers", "access-control-request-headers", "allow", "cache-control", "if-match",
        "if-none-match", "vary",
    }
)  # fmt: skip
"""Headers whose value is a list to the Rust core; all others are one value, commas and all."""

_TOLD_LINES = 100

PARAMETERISED = frozenset({"accept", "content-type"})


def split_header(name: str, value: str) -> list[str]:
    """One header line as a list of values."""
    if name.lower() in MULTI_VALUE:
        return [piece.strip() for piece in value.split(",")]
    return [value.strip()]


def actual_values(lowered: str, lines: Sequence[str]) -> list[str]:
    """All lines of one header as values, split like the expected ones."""
    if lowered in MULTI_VALUE:
        return [piece.strip() for line in lines for piece in line.split(",")]
    return [line.strip() for line in lines]


def _compare_plain(expected: str, actual: str) -> JSONObject | None:
    if expected == actual:
        return None
    if ",".join(piece.strip() for piece in expected.split(",")) == ",".join(
        piece.strip() for piece in actual.split(",")
    ):
        return None
    return {}


def _parameters(pieces: list[str]) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for piece in pieces:
        name, equals, value = piece.partition("=")
        if equals:
            parameters[name.strip()] = value.strip()
    return parameters


def _ascii_lower(text: str) -> str:
    return "".join(chr(ord(char) + 32) if "A" <= char <= "Z" else char for char in text)


def _compare_parameterised(expected: str, actual: str) -> JSONObject | None:
    """Value before the first semicolon exactly; every expected parameter present, its value without regard to case."""
    if expected == actual:
        return None
    want = [stripped for piece in expected.split(";") if (stripped := piece.strip())]
    got = [stripped for piece in actual.split(";") if (stripped := piece.strip())]
    if (want[0] if want else "") != (got[0] if got else ""):
        return {}
    there = _parameters(got[1:])
    for name, value in _parameters(want[1:]).items():
        if name not in there or _ascii_lower(there[name]) != _ascii_lower(value):
            return {"parameter": name}
    return None


def comparer_for(name: str) -> Comparer:
    """How two values of the header `name` are compared where no rule applies."""
    return _compare_parameterised if name.lower() in PARAMETERISED else _compare_plain


def header_facts(
    name: str, spellings: Sequence[str], expected: Sequence[str], sent: Sequence[tuple[str, str]]
) -> JSONObject:
    """What the form of a header has to do with a difference of its values.

    Parameters
    ----------
    name : str
        In lower case.
    spellings : sequence of str
        As the contract names it.
    expected : sequence of str
        Its values in the contract.
    sent : sequence of (str, str)
        Name and value of each line that was sent.
    """
    facts: JSONObject = {}
    if len(spellings) > 1:
        facts["spellings"] = list(spellings[:2])
    if len(sent) > 1 and len(sent) != len(expected):
        facts["sent_as"] = [line_name for line_name, _ in sent[:_TOLD_LINES]]
    split = name in MULTI_VALUE
    listed = any("," in value for value in expected)
    commas = any("," in value for _, value in sent)
    if split and listed:  # a text would have been split: only a list keeps a comma
        facts["never_split"] = "listed value"
    elif not split and commas and len(sent) < len(expected):
        facts["never_split"] = "lines"
    elif not split and listed and len(sent) > len(expected):
        facts["never_split"] = "one line"
    return facts


def header_checks(expected: Mapping[str, Sequence[str]], rules: RuleSet) -> list[tuple[str, NamedValues]]:
    """Lower-case name and checks of every expected header, in the order of the contract."""
    checks: list[tuple[str, NamedValues]] = []
    of_names = NameRules(rules, fold_case=True)
    for name, values in expected.items():
        choice = of_names.choose(name)
        check = NamedValues("headers", name, values, choice, always(choice), comparer_for(name), single=True)
        checks.append((name.lower(), check))
    return checks
