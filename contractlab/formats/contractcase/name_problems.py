"""Names of matchers: conflicting ones, copies that differ, references that lead nowhere, types that nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from contractlab.contracts.problems import Problem
from contractlab.formats.contractcase.matchers import MATCHERS
from contractlab.formats.contractcase.model import CaseContract, CaseExample
from contractlab.formats.contractcase.walking import (
    CHILD,
    NAMED,
    TYPE,
    UNIQUE_NAME,
    lookup_key,
    matcher_type,
    same_json,
    walk,
)
from contractlab.values.json_types import JSON
from contractlab.values.source import join_pointer
from contractlab.values.text import quote

__all__ = ["name_problems"]

_DEFAULT = re.compile(r"variable:default:(.*?)(?:::test\[(\d+)\])?", re.DOTALL)
_LOOKUP = "_case:Lookup"
_VARIABLE = "_case:ContextVariable"


def name_problems(contract: CaseContract) -> list[Problem]:
    """Oddities of names in examples and in ``matcherLookup``.

    Parameters
    ----------
    contract : CaseContract
    """
    seen: dict[str, tuple[Any, str]] = {}
    used: set[str] = set()
    problems: list[Problem] = []
    for example in contract.case_examples:
        for pointer, matcher in walk(example.document, example.pointer):
            problems += _matcher(contract, example, pointer, matcher, seen, used)
    for key, value in contract.lookups.items():
        for pointer, matcher in walk(value, join_pointer("/matcherLookup", key)):
            problems += _matcher(contract, None, pointer, matcher, seen, used)
    return [*problems, *_unused(contract, used)]


def _matcher(
    contract: CaseContract,
    example: CaseExample | None,
    pointer: str,
    matcher: Mapping[str, JSON],
    seen: dict[str, tuple[Any, str]],
    used: set[str],
) -> Iterator[Problem]:
    kind = matcher_type(matcher)
    place = contract.source.at(pointer)
    key = example.key if example is not None else None
    if kind not in MATCHERS.by_type:
        message = (
            f"the matcher type {quote(kind, 60)} is not one of ContractCase 0.30.1; it may come from another version "
            "or from a plugin, and contractlab cannot judge values by it"
        )
        yield Problem("error", "unknown-matcher", message, contract.source.at(join_pointer(pointer, TYPE)), key)
    if kind == _LOOKUP and isinstance(matcher.get(UNIQUE_NAME), str):
        yield from _lookup(contract, key, pointer, matcher, seen, used)
    elif kind == _VARIABLE and example is not None:
        name = matcher.get("_case:matcher:variableName")
        variables = {variable for state in example.states for variable in state.variables}
        if isinstance(name, str) and name not in variables and not _has_default(contract, name, example.index):
            message = f"no state of the example brings the variable {quote(name, 60)}, so the example cannot be run"
            yield Problem("error", "unknown-variable", message, place, key)


def _has_default(contract: CaseContract, name: str, index: int) -> bool:
    names = (f"variable:default:{name}::test[{index}]", f"variable:default:{name}", f"variable:state:{name}")
    return any(name in contract.lookups for name in names)


def _lookup(
    contract: CaseContract,
    example: str | None,
    pointer: str,
    matcher: Mapping[str, JSON],
    seen: dict[str, tuple[Any, str]],
    used: set[str],
) -> Iterator[Problem]:
    name = matcher[UNIQUE_NAME]
    place = contract.source.at(pointer)
    key = lookup_key(name)
    used.add(key)
    listed = key in contract.lookups
    if CHILD not in matcher:
        if not listed and name not in seen:
            message = f"no matcher is named {quote(name, 80)}, so this reference leads nowhere"
            yield Problem("error", "unknown-name", message, place, example)
        return
    child = matcher[CHILD]
    first = seen.setdefault(name, (child, pointer))
    if not same_json(first[0], child):
        line = contract.source.line(first[1])
        message = (
            f"two different matchers have the name {quote(name, 80)}; the other stands in line {line}. ContractCase "
            "stops with an error; give one of them another uniqueName"
        )
        yield Problem("error", "conflicting-names", message, place, example)
    elif listed and not same_json(contract.lookups[key], child):
        line = contract.source.line(join_pointer("/matcherLookup", key))
        message = (
            f"the matcher {quote(name, 80)} is written here and in matcherLookup (line {line}), and the two differ: "
            "one of them was edited. ContractCase stops with an error; edit both, or save the contract with contractlab"
        )
        yield Problem("error", "copies-differ", message, place, example)


def _unused(contract: CaseContract, used: set[str]) -> Iterator[Problem]:
    """What nothing refers to; ContractCase writes such entries itself, and they do no harm."""
    for key in contract.lookups:
        pointer = join_pointer("/matcherLookup", key)
        if key.startswith(NAMED):
            if key not in used:
                message = f"nothing refers to the named matcher {quote(key.removeprefix(NAMED), 80)}"
                yield Problem("info", "unused-name", message, contract.source.at(pointer))
            continue
        default = _DEFAULT.fullmatch(key)
        if default is None:
            continue
        examples = contract.case_examples
        if default[2] is not None:
            number = int(default[2])
            examples = examples[number : number + 1] if number < len(examples) else ()
        if not any(default[1] in state.variables for each in examples for state in each.states):
            message = f"no state brings the variable {quote(default[1], 60)} that this default is for"
            yield Problem("info", "unused-default", message, contract.source.at(pointer))
