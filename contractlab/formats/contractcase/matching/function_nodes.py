"""Matchers of functions: the arguments of a call, and what comes of it.

Source: ContractCase 0.30.1, function plugin. A result is an envelope: ``{"success": "<JSON>"}`` or
``{"errorClassName": …}``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from contractlab.engine.errors import CannotCheck
from contractlab.engine.nodes import Child, Expansion, Note
from contractlab.formats.contractcase.matching.context import (
    CaseError,
    Thrown,
    Where,
    config_error,
    core_error,
    text_of,
)
from contractlab.formats.contractcase.matching.js_text import BadJson, parse_as_javascript, stringify
from contractlab.formats.contractcase.matching.js_values import has_key, is_truthy, js_type, key_value, template
from contractlab.formats.contractcase.matching.node import CaseNode, check_together, register
from contractlab.formats.contractcase.matching.structure_nodes import PlainArrayNode
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING
from contractlab.values.reasons import ReasonCode
from contractlab.values.sentences import Sentence, code

__all__: list[str] = []

_TITLE = "Arguments (index in array is index of argument)"


@register
class ArgumentsNode(CaseNode):
    """The arguments of a call, one matcher for each."""

    kind = "FunctionArgumentsMatcher"

    @cached_property
    def listed(self) -> PlainArrayNode:
        """The matchers as an array.

        Raises
        ------
        Thrown
            If there is no list of them.
        """
        raw = self.fields.get("arguments", MISSING)
        if raw is MISSING or raw is None:
            raise Thrown("TypeError", f"Cannot read properties of {template(raw)} (reading 'length')")
        node = self._written
        if not isinstance(node, PlainArrayNode):
            raise Thrown("TypeError", "matcher.arguments.map is not a function")
        return node

    def _given(self, actual: Value, place: Where) -> list[Value]:
        if not is_truthy(actual):
            message = "The expected function was never invoked. Please ensure you are calling the mock function"
            raise config_error(message, place)
        if not isinstance(actual, list):
            message = "Expected a function call to receive a number of arguments, "
            raise core_error(f"{message}please ensure your example is correctly defined.", place)
        return actual

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        given, nodes = self._given(actual, place), self.listed.nodes_of_shape
        alike = len(nodes) == len(given)
        pairs = [(node, given[index], place.at(f"[{index}]")) for index, node in enumerate(nodes)] if alike else []
        errors = check_together(pairs)
        # The core makes its summary after that, whether or not it needs one: what has no example stops it here.
        expected = self.listed.example_of(place.at(":stripExpected"))
        if not alike:
            message = f"The function expected {_counted(len(nodes))}, but received {_counted(len(given))}"
            annotations = {"actual": _TITLE, "expected": f"{len(nodes)} {_TITLE}"}
            return [self.error(message, actual, place, expected, annotations)]
        if not errors:
            return []
        annotations = {"actual": _TITLE, "expected": _TITLE}
        return [self.error("The function arguments didn't match", actual, place, expected, annotations), *errors]

    @cached_property
    def _written(self) -> CaseNode:
        return self.below(self.fields.get("arguments", MISSING), "arguments")

    def strip(self, place: Where) -> Any:
        # The core asks for a list only where it counts: without one the example is that of whatever stands there.
        return self._written.example_of(place.at("arguments"))

    def name(self, place: Where) -> str:
        handle = _function_name(self, place)
        nodes = self.listed.nodes_of_shape
        if not nodes:
            return f"An invocation of {handle}()"
        arguments = ", ".join(node.name(place.at(f"[{index}]")) for index, node in enumerate(nodes))
        return f"An invocation of {handle}( {arguments} )"

    def validate(self, place: Where) -> None:
        raw = self.fields.get("arguments", MISSING)
        if not is_truthy(raw):
            raise config_error("Missing the arguments for the function arguments matcher", place)
        if not isinstance(raw, list):
            message = f"Function arguments matchers require an array argument, but {js_type(raw)} was provided instead"
            raise config_error(message, place)
        self.listed.validate(place.at("arguments"))

    def accepts(self) -> Callable[[Value], bool]:
        ok = self.listed.ok
        self.listed.example_of(Where())
        return lambda actual: ok(self._given(actual, Where()))

    def expand(self, actual: Value) -> Expansion:
        given = self._given(actual, Where())
        expansion = self.listed.expand(given)
        # With another number of arguments ContractCase looks at none of them.
        return expansion if len(given) == len(self.listed.nodes_of_shape) else replace(expansion, children=[])


def _counted(number: int) -> str:
    return f"{number} argument{'' if number == 1 else 's'}"


def _function_name(node: CaseNode, place: Where) -> str:
    handle = node.world.function_name
    if handle is None:
        message = "Unable to get pluginProvided context - this matcher must be running outside a mockFunctionCaller "
        raise config_error(f"{message}or mockFunctionExecution", place)
    return handle


@register
class ResultNode(CaseNode):
    """What a function returns, or what it throws."""

    kind = "FunctionResultMatcher"

    @property
    def succeeds(self) -> bool:
        """True if a return value is expected."""
        return self.fields.get("success", MISSING) is not MISSING

    @cached_property
    def success(self) -> CaseNode:
        """What the return value must satisfy."""
        return self.below(self.fields.get("success", MISSING), "success")

    @cached_property
    def error_class(self) -> CaseNode:
        """What the name of the error's class must satisfy."""
        return self.below(self.fields.get("errorClassName", MISSING), "errorClassName")

    @cached_property
    def message(self) -> CaseNode:
        """What the error says; written down, and never looked at."""
        return self.below(self.fields.get("message", MISSING), "message")

    @property
    def checks_message(self) -> bool:
        """True where the documentation is followed and not the core."""
        return "error-message" in self.world.documented and self.fields.get("message") is not None

    def returns(self, envelope: JSON) -> bool:
        """True if a return value is expected and one came."""
        return self.succeeds and isinstance(envelope, Mapping) and "success" in envelope

    def _envelope(self, actual: Value) -> Mapping[str, JSON]:
        if not isinstance(actual, Mapping):
            message = "FunctionResultMatcher check() received a non-object response from a function. "
            more = f"This indicates a bug in the function wrapper lib. What was returned was: {text_of(actual)}"
            raise Thrown("CaseCoreError", message + more)
        return actual

    def returned(self, envelope: Mapping[str, JSON], place: Where) -> Any:
        """The value in the envelope.

        Raises
        ------
        Thrown
            If there is none.
        """
        text = key_value(envelope, "success")
        bug = "This is a bug in the language specific wrapper."
        if not isinstance(text, str):
            raise core_error(f"The function return value (success) wasn't a string. {bug}", place)
        try:
            return parse_as_javascript(text)
        except BadJson:
            raise core_error(f"The function return value didn't parse as JSON. {bug}", place) from None
        except RecursionError:
            raise CannotCheck("the returned value is nested too deep to be read", ReasonCode.LIMIT) from None

    def _failed(self, envelope: Mapping[str, JSON]) -> bool:
        if isinstance(envelope.get("errorClassName"), str):
            return True
        message = "FunctionResultMatcher check() received an invalid response from a function. "
        more = f"This indicates a bug in the function wrapper lib. What was returned was: {text_of(envelope)}"
        raise Thrown("CaseCoreError", message + more)

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        envelope = self._envelope(actual)
        if self.succeeds:
            if has_key("success", envelope):
                value = self.returned(envelope, place)
                return check_together([(self.success, value, place.at("returnValue"))])
            self._failed(envelope)
            message = "Expected the function to return success, but it failed with an error"
            titles, wrong = ("Function threw an error", "Successfully returned"), actual
        else:
            if has_key("errorClassName", envelope):
                pairs = [(self.error_class, key_value(envelope, "errorClassName"), place.at("thrownErrorKind"))]
                if self.checks_message:
                    pairs.append((self.message, envelope.get("message", MISSING), place.at("message")))
                return check_together(pairs)
            message = "Expected the function to throw an error, but it returned successfully"
            titles, wrong = ("Successfully returned", "Error thrown"), key_value(envelope, "success")
        expected = self.example_of(place.at(":strippingExpected"))
        return [self.error(message, wrong, place, expected, {"actual": titles[0], "expected": titles[1]})]

    def strip(self, place: Where) -> Any:
        if self.succeeds:
            return {"success": self.encoded(stringify, lambda: self.success.example_of(place.at("returnValue")))}
        example = {"errorClassName": self.error_class.example_of(place.at("errorClassName"))}
        if "message" in self.fields:
            example["message"] = self.message.example_of(place.at("message"))
        return example

    def name(self, place: Where) -> str:
        if self.succeeds:
            return f"returns {self.success.name(place.at('returnValue'))}"
        named = self.error_class.name(place.at("errorClassName"))
        try:
            kind = template(parse_as_javascript(named))
        except BadJson as error:
            raise Thrown("SyntaxError", str(error)) from None
        except RecursionError:
            raise CannotCheck("the name of the error is nested too deep to be read", ReasonCode.LIMIT) from None
        message = f" with message: {self.message.name(place.at('message'))}" if "message" in self.fields else ""
        return f"throwing a {kind}{message}"

    def validate(self, place: Where) -> None:
        if self.succeeds:
            self.success.validate(place.at("returnValue"))
            return
        if "errorClassName" not in self.fields:
            message = "FunctionSuccess or FunctionResult matcher must have a 'success' or an 'errorClassName' field"
            raise config_error(message, place)
        self.error_class.validate(place.at("errorClassName"))
        if self.fields.get("message") is not None:
            self.message.validate(place.at("message"))

    def accepts(self) -> Callable[[Value], bool]:
        inside = self.success.ok if self.succeeds else self.error_class.ok
        message = self.message.ok if self.checks_message else None

        def check(actual: Value) -> bool:
            envelope = self._envelope(actual)
            if self.succeeds:
                if has_key("success", envelope):
                    return inside(self.returned(envelope, Where()))
                return not self._failed(envelope)
            if not has_key("errorClassName", envelope):
                return False
            fits = inside(key_value(envelope, "errorClassName"))
            return fits and (message is None or message(envelope.get("message", MISSING)))

        return check

    def expand(self, actual: Value) -> Expansion:
        envelope = self._envelope(actual)
        if self.succeeds:
            if not has_key("success", envelope):
                return Expansion(own=[self.difference("function-threw", actual)])
            value = self.returned(envelope, Where())
            return Expansion(children=[Child("#returned", (self.success,), self.success.example, value)])
        if not has_key("errorClassName", envelope):
            return Expansion(own=[self.difference("function-returned", actual)])
        kind = key_value(envelope, "errorClassName")
        children = [Child("#error", (self.error_class,), self.error_class.example, kind)]
        if self.checks_message:
            children.append(Child("#message", (self.message,), self.message.example, envelope.get("message", MISSING)))
        unseen = "message" in self.fields and not self.checks_message
        return Expansion(children=children, notes=[Note("error-message", _message_unchecked)] if unseen else [])


def _message_unchecked(path: str, count: int) -> Sentence:
    return Sentence.of(code(path), ": the contract names a message, and ContractCase 0.30.1 does not look at it.")
