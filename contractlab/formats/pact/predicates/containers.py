"""What matchers ask of a whole object or array of a JSON body, apart from what is inside, and of an XML element.

Source: pact_matching, rules on maps, lists and XML.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from contractlab.engine.rules import Rule
from contractlab.engine.xml_document import XmlElement
from contractlab.formats.pact.predicates.regexes import InvalidRegex, whole_match
from contractlab.values.json_text import json_equal
from contractlab.values.json_types import Value

__all__ = [
    "NO_ELEMENT",
    "ContainerCheck",
    "ContainerPredicate",
    "ElementCheck",
    "ElementRule",
    "element_filled",
    "element_like",
    "element_pattern",
    "element_same_name",
    "equal_container",
    "filled_container",
    "no_container",
    "passes_container",
    "sized_container",
]

ContainerCheck = Callable[[Value], bool]
ContainerPredicate = Callable[[Rule, Any, bool], ContainerCheck | None]
"""From a rule, the example, and whether the rule is inherited, to what it asks of the container; None if nothing."""

ElementCheck = Callable[[XmlElement], bool]


def no_container(rule: Rule, example: Value, cascaded: bool) -> ContainerCheck | None:
    """Refuse every container: the rule is not meant for any."""
    return lambda actual: False


def passes_container(rule: Rule, example: Value, cascaded: bool) -> ContainerCheck | None:
    """Ask nothing of the container itself."""
    return None


def sized_container(rule: Rule, example: Value, cascaded: bool) -> ContainerCheck | None:
    """The bounds of the rule; an inherited rule has lost them."""
    if cascaded or not ({"min", "max"} & rule.args.keys()):
        return None
    low, high = rule.args.get("min", 0), rule.args.get("max")
    if high is None:
        return lambda actual: len(actual) >= low
    return lambda actual: low <= len(actual) <= high


def equal_container(rule: Rule, example: Value, cascaded: bool) -> ContainerCheck | None:
    """The example itself."""
    return lambda actual: json_equal(example, actual)


def filled_container(rule: Rule, example: Value, cascaded: bool) -> ContainerCheck | None:
    """Something inside."""
    return lambda actual: len(actual) > 0


@dataclass(frozen=True, slots=True)
class ElementRule:
    """What a matcher asks of an XML element itself.

    Attributes
    ----------
    make : callable
        From the rule, the example, whether the rule is inherited, and whether patterns are about the text (the
        specification) or the name (the Rust core), to the check.
    refusal : str
        What a refusal is about: the ``"name"`` of the element, what is inside (``"content"``), or a ``"value"``.
    by_dialect : bool
        True if the dialects differ in what it asks (deviation xml-regex-on-element).
    """

    make: Callable[[Rule, XmlElement, bool, bool], ElementCheck]
    refusal: Literal["name", "content", "value"] = "value"
    by_dialect: bool = False


def _no_element(rule: Rule, example: XmlElement, cascaded: bool, of_text: bool) -> ElementCheck:
    return lambda actual: False


def element_pattern(rule: Rule, example: XmlElement, cascaded: bool, of_text: bool) -> ElementCheck:
    """A pattern on the name of the element, as in the Rust core, or on its text, as in the specification."""
    try:
        match = whole_match(str(rule.args.get("regex", "")))
    except InvalidRegex:
        return lambda actual: False
    if of_text:
        return lambda actual: True if actual.children or not actual.texts else match(actual.text)
    return lambda actual: match(actual.local)


def element_like(rule: Rule, example: XmlElement, cascaded: bool, of_text: bool) -> ElementCheck:
    """The name of the example, or a number of child nodes within the bounds of the rule."""
    low, high = rule.args.get("min"), rule.args.get("max")
    if low is None and high is None:
        return lambda actual: actual.name == example.name
    if cascaded:
        return lambda actual: True
    return lambda actual: actual.nodes >= (low or 0) and (high is None or actual.nodes <= high)


def element_same_name(rule: Rule, example: XmlElement, cascaded: bool, of_text: bool) -> ElementCheck:
    """The name of the example."""
    return lambda actual: actual.name == example.name


def element_filled(rule: Rule, example: XmlElement, cascaded: bool, of_text: bool) -> ElementCheck:
    """Something inside."""
    return lambda actual: actual.nodes > 0


NO_ELEMENT = ElementRule(_no_element)
