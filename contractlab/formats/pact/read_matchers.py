"""How each matcher of a Pact file is read: from the object that stands in the file to a `Rule`.

Source: pact_models, ``MatchingRule::create``: what lacks a needed attribute makes the core refuse the whole contract.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from contractlab.contracts.vocabulary import STATUS_CLASSES, MatcherArgument
from contractlab.engine.paths import InvalidPath, parse_path
from contractlab.engine.rules import Rule, RuleList, RuleSet, Variant
from contractlab.values.json_text import to_string
from contractlab.values.json_types import JSON, Value
from contractlab.values.source import Location, join_pointer

__all__ = [
    "NAME_FIELDS",
    "ReadMatcher",
    "RuleContext",
    "can_guess",
    "equality_at",
    "read_array_contains",
    "read_as_written",
    "read_each",
    "read_status_code",
    "read_texts",
    "read_type",
    "rule_number",
]

NAME_FIELDS = ("match", "pact:matcher:type")
"""Where a file names the matcher; the second is the spelling of V4's integration JSON."""


class RuleContext(Protocol):
    """What the reading of one matcher needs of the reading of a whole file."""

    @property
    def locate(self) -> Callable[[str], Location]:
        """From a JSON pointer to its place."""

    def fault(self, message: str, pointer: str) -> None:
        """Note that the rule cannot be read."""

    def rule(self, json: Any, pointer: str) -> Rule | None:
        """Read a rule that stands inside another."""

    def variant_rules(self, rules: JSON, pointer: str) -> RuleSet:
        """Read the rules of one variant."""


ReadMatcher = Callable[[RuleContext, str, str, Sequence[MatcherArgument], Mapping[str, JSON], str], Rule | None]
"""From context, canonical name, name as written, arguments, object and pointer to a rule; None after a fault."""


def equality_at(declared_at: Location) -> RuleList:
    """The rule that stands for none: a variant without rules is compared exactly (pact_models, array contains)."""
    return RuleList.make("", (), (Rule("equality", {}, declared_at),), declared_at, 0)


def rule_number(value: Value) -> int | None:
    """A size as the Rust core reads it: digits in a string count, floats lose their fraction, negative means none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    if isinstance(value, float):
        return max(0, int(value)) if abs(value) < 2**64 else 2**64 - 1
    if isinstance(value, str):
        digits = value.removeprefix("+")
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 20 else None
    return None


def can_guess(attribute: str, json: Mapping[str, JSON]) -> bool:
    """True if an attribute alone says what a rule without a name is: bounds only where they are numbers."""
    if attribute in ("min", "max"):
        return rule_number(json.get(attribute)) is not None
    return attribute in json


def read_as_written(
    context: RuleContext,
    name: str,
    written: str,
    arguments: Sequence[MatcherArgument],
    json: Mapping[str, JSON],
    pointer: str,
) -> Rule | None:
    """A matcher whose attributes are all kept as they stand."""
    if not _has_required(context, written, arguments, json, pointer):
        return None
    args = {key: value for key, value in json.items() if key not in NAME_FIELDS}
    return Rule(name, args, context.locate(pointer))


def read_texts(
    context: RuleContext,
    name: str,
    written: str,
    arguments: Sequence[MatcherArgument],
    json: Mapping[str, JSON],
    pointer: str,
) -> Rule | None:
    """A matcher whose arguments are texts; what else stands there is left out."""
    if not _has_required(context, written, arguments, json, pointer):
        return None
    # Old files write the format of a date under the name of the matcher: {"match": "date", "date": "yyyy"}.
    values = {argument.name: to_string(json.get(argument.name, json.get(written))) for argument in arguments}
    return Rule(name, values, context.locate(pointer))


def _has_required(
    context: RuleContext, written: str, arguments: Sequence[MatcherArgument], json: Mapping[str, JSON], pointer: str
) -> bool:
    for argument in arguments:
        if argument.required and argument.name not in json:
            context.fault(f"the matcher {written} needs the attribute '{argument.name}'", pointer)
            return False
    return True


def read_type(
    context: RuleContext,
    name: str,
    written: str,
    arguments: Sequence[MatcherArgument],
    json: Mapping[str, JSON],
    pointer: str,
) -> Rule | None:
    """A type with bounds; the spellings ``min``, ``max``, ``min-type`` and ``max-type`` need theirs."""
    at = context.locate(pointer)
    if written == name:
        sizes = {bound: number for bound in ("min", "max") if (number := rule_number(json.get(bound))) is not None}
        return Rule(name, sizes, at)
    size = written.removesuffix("-type")
    number = rule_number(json.get(size))
    if number is None:
        context.fault(f"the matcher {written} needs the attribute '{size}'", pointer)
        return None
    return Rule(name, {size: number}, at)


def read_array_contains(
    context: RuleContext,
    name: str,
    written: str,
    arguments: Sequence[MatcherArgument],
    json: Mapping[str, JSON],
    pointer: str,
) -> Rule | None:
    """A matcher with variants."""
    variants = json.get("variants")
    if not isinstance(variants, list):
        context.fault(f"the matcher {name} needs a list of 'variants'", pointer)
        return None
    read = tuple(_variants(context, variants, join_pointer(pointer, "variants")))
    return Rule(name, {"variants": len(read)}, context.locate(pointer), (), read)


def _variants(context: RuleContext, variants: list[JSON], pointer: str) -> Iterator[Variant]:
    for position, variant in enumerate(variants):
        at = join_pointer(pointer, position)
        fields = variant if isinstance(variant, Mapping) else {}
        index = rule_number(fields.get("index")) or 0
        if "rules" in fields:
            rules = context.variant_rules(fields["rules"], join_pointer(at, "rules"))
        else:
            rules = RuleSet((equality_at(context.locate(at)),))
        _check_generators(context, fields.get("generators"), join_pointer(at, "generators"))
        yield Variant(index, rules)


def _check_generators(context: RuleContext, generators: Value, pointer: str) -> None:
    """The core reads the paths of a variant's generators along with its rules."""
    for path, generator in generators.items() if isinstance(generators, Mapping) else ():
        if isinstance(generator, Mapping):
            try:
                parse_path(str(path))
            except InvalidPath as error:
                context.fault(str(error), join_pointer(pointer, path))


def read_each(
    context: RuleContext,
    name: str,
    written: str,
    arguments: Sequence[MatcherArgument],
    json: Mapping[str, JSON],
    pointer: str,
) -> Rule | None:
    """A matcher with rules for every key, or every value."""
    rules = json.get("rules", [])
    if not isinstance(rules, list):
        context.fault(f"the 'rules' of {name} must be a list", pointer)
        return None
    at = join_pointer(pointer, "rules")
    inner = tuple(
        rule for index, each in enumerate(rules) if (rule := context.rule(each, join_pointer(at, index))) is not None
    )
    return Rule(name, {"rules": ", ".join(rule.name for rule in inner)}, context.locate(pointer), inner)


def _status_of(value: Value) -> int | None:
    """One status as the Rust core reads it (`HttpStatus::from_json`): the lower 16 bits, digits in a string too."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value & 0xFFFF
    if isinstance(value, float):
        return max(0, min(0xFFFF, int(value)))
    number = rule_number(value) if isinstance(value, str) else None
    return number if number is not None and number <= 0xFFFF else None


def read_status_code(
    context: RuleContext,
    name: str,
    written: str,
    arguments: Sequence[MatcherArgument],
    json: Mapping[str, JSON],
    pointer: str,
) -> Rule | None:
    """A class of statuses, or some of them."""
    status = json.get("status", "success")
    if isinstance(status, list):
        codes = [_status_of(each) for each in status]
        if None in codes:
            context.fault("a list of status codes holds numbers from 0 to 65535", join_pointer(pointer, "status"))
            return None
        return Rule(name, {"status": codes}, context.locate(pointer))
    if isinstance(status, str) and status in STATUS_CLASSES:
        return Rule(name, {"status": status}, context.locate(pointer))
    context.fault(
        f"'{to_string(status)}' is not a class of status codes; use one of {', '.join(sorted(STATUS_CLASSES))}",
        pointer,
    )
    return None
