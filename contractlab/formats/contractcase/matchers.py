"""Every matcher of ContractCase 0.30.1: one row each, from which everything else is derived.

Source: ContractCase's core, its HTTP plugin and its function plugin. It has no patterns, dates or alternatives on
purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from contractlab.contracts.vocabulary import MatcherArgument, MatcherForm, MatcherInfo
from contractlab.formats.contractcase.composed import (
    PutParts,
    put_after_prefix,
    put_base64,
    put_basic_auth,
    put_before_suffix,
    put_json,
    put_url_encoded,
)
from contractlab.formats.contractcase.expectations import (
    Expectation,
    encoded,
    fitting_status,
    function_result,
    kind_or_value,
    phrase,
    text_part,
)
from contractlab.formats.contractcase.forms import exactly, matcher
from contractlab.formats.contractcase.matching.each_nodes import (
    ContainsNode,
    EachEntryNode,
    EachKeyNode,
    EachValueNode,
)
from contractlab.formats.contractcase.matching.encoded_nodes import (
    Base64Node,
    BasicAuthNode,
    JsonNode,
    UrlEncodedNode,
)
from contractlab.formats.contractcase.matching.function_nodes import ArgumentsNode, ResultNode
from contractlab.formats.contractcase.matching.http_nodes import RequestNode, ResponseNode, StatusCodeNode
from contractlab.formats.contractcase.matching.node import CaseNode, forget, register
from contractlab.formats.contractcase.matching.reference_nodes import AndNode, CascadingNode, LookupNode, VariableNode
from contractlab.formats.contractcase.matching.scalar_nodes import (
    BooleanNode,
    IntegerNode,
    NullNode,
    NumberNode,
    StringNode,
)
from contractlab.formats.contractcase.matching.string_nodes import PrefixNode, StringContainsNode, SuffixNode
from contractlab.formats.contractcase.matching.structure_nodes import ArrayLengthNode, ArrayShapeNode, ObjectShapeNode
from contractlab.formats.contractcase.word_writers import (
    WriteWord,
    affix,
    all_of,
    array_length,
    basic_auth,
    boolean,
    contains,
    each_entry,
    each_key,
    each_like,
    each_value,
    given_example,
    inside,
    joined,
    like,
    null,
    scalar,
    status,
    with_example,
)

__all__ = ["MATCHERS", "CaseMatcherSpec", "CaseMatcherTable", "add_matcher"]


@dataclass(frozen=True, slots=True, eq=False)
class CaseMatcherSpec:
    """Everything that is known of one type of matcher.

    Attributes
    ----------
    node : type of CaseNode
        What it compiles to; its ``kind`` is the type without ``_case:``.
    arguments : tuple of MatcherArgument
        Attributes without ``_case:matcher:``.
    follows : bool
        It leaves everything to another matcher: one below it, a named one, the value of a variable.
    by_mode : bool
        It compares with its example in exact mode, and its type alone otherwise (``_case:context:matchBy``).
    carries_example : bool
        Its example stands beside it, and is not made out of its parts.
    expects : callable or None
        What it asks for, in words; None for what its parts explain.
    words : mapping of str to callable
        Words of `match` that are written by it, and how.
    word : str
        The word of `match` that means the same, by which another format writes it; empty if there is none.
    forms : tuple of MatcherForm
        How an editor offers it.
    lets_through : str
        What it does not look at.
    by_kind : bool
        Values of every kind tell all that it accepts.
    put_parts : callable or None
        Gives its parts the examples that make up a value; None where it is not made of parts.
    """

    node: type[CaseNode]
    arguments: tuple[MatcherArgument, ...] = ()
    follows: bool = False
    by_mode: bool = False
    carries_example: bool = False
    expects: Expectation | None = None
    words: Mapping[str, WriteWord] = field(default_factory=dict)
    word: str = ""
    forms: tuple[MatcherForm, ...] = ()
    lets_through: str = ""
    by_kind: bool = False
    put_parts: PutParts | None = None

    @property
    def name(self) -> str:
        """The type without ``_case:``."""
        return self.node.kind

    @property
    def type(self) -> str:
        """The type as files have it."""
        return f"_case:{self.node.kind}"

    @property
    def wraps(self) -> bool:
        """True if it leaves everything to a matcher that the file has: below it, or by a name."""
        return self.follows and any(argument.name == "child" for argument in self.arguments)

    @property
    def info(self) -> MatcherInfo:
        """What others may know of it, as plain data."""
        return MatcherInfo(
            self.name,
            (self.type,),
            arguments=self.arguments,
            word=self.word,
            words=tuple(self.words),
            lets_through=self.lets_through,
            forms=self.forms,
            by_kind=self.by_kind,
        )


class CaseMatcherTable:
    """Rows by name, type and word.

    Parameters
    ----------
    rows : iterable of CaseMatcherSpec

    Attributes
    ----------
    by_name, by_type, by_word : dict of str to CaseMatcherSpec
    """

    def __init__(self, rows: Iterable[CaseMatcherSpec]) -> None:
        self._use(tuple(rows))

    def _use(self, rows: Sequence[CaseMatcherSpec]) -> None:
        self.rows = tuple(rows)
        self.by_name = {spec.name: spec for spec in rows}
        self.by_type = {spec.type: spec for spec in rows}
        self.by_word = {word: spec for spec in rows for word in spec.words}

    def __iter__(self) -> Iterator[CaseMatcherSpec]:
        return iter(self.rows)

    def add(self, spec: CaseMatcherSpec) -> AbstractContextManager[None]:
        """Add a row of a type that is not there yet.

        Returns
        -------
        context manager
            Takes the row away again when it is left; who wants to keep the row does not enter it.

        Raises
        ------
        ValueError
            If there is such a type.
        """
        if spec.name in self.by_name:
            raise ValueError(f"there is a matcher {spec.type} already")
        before = self.rows
        register(spec.node)
        self._use([*before, spec])
        return self._until_left(before, spec)

    @contextmanager
    def _until_left(self, before: Sequence[CaseMatcherSpec], spec: CaseMatcherSpec) -> Iterator[None]:
        try:
            yield
        finally:
            self._use(before)
            forget(spec.node)


def _arguments(*names: str, required: bool = True) -> tuple[MatcherArgument, ...]:
    return tuple(MatcherArgument(name, required) for name in names)


_EXAMPLE = _arguments("example")
_NUMBER = (int, float)

_ROWS = (
    CaseMatcherSpec(
        NumberNode,
        _EXAMPLE,
        by_mode=True,
        carries_example=True,
        expects=kind_or_value("a number"),
        words={
            "any_number": scalar("MatchNumber", _NUMBER, "a number", "number"),
            "number": scalar("MatchNumber", _NUMBER, "a number", "number"),
        },
        word="number",
        by_kind=True,
    ),
    CaseMatcherSpec(
        StringNode,
        _EXAMPLE,
        by_mode=True,
        carries_example=True,
        expects=kind_or_value("a string"),
        words={"any_string": scalar("MatchString", str, "text", "string")},
        word="any_string",
        by_kind=True,
    ),
    CaseMatcherSpec(
        BooleanNode,
        _EXAMPLE,
        by_mode=True,
        carries_example=True,
        expects=kind_or_value("true or false", with_example=False),
        words={"boolean": boolean},
        word="boolean",
        by_kind=True,
    ),
    CaseMatcherSpec(
        NullNode,
        expects=kind_or_value("null", with_example=False),
        words={"null": null},
        word="null",
        by_kind=True,
    ),
    CaseMatcherSpec(
        IntegerNode,
        _EXAMPLE,
        carries_example=True,
        expects=kind_or_value("an integer"),
        words={"integer": scalar("Integer", int, "an integer", "number")},
        word="integer",
        lets_through="the value is never compared, not even in exact mode",
        by_kind=True,
    ),
    CaseMatcherSpec(ObjectShapeNode, _arguments("children"), expects=phrase("an object")),
    CaseMatcherSpec(
        ArrayShapeNode,
        _arguments("children"),
        expects=phrase("an array"),
        words={
            "array_starting_with": lambda word, example, inner: matcher(
                "ArrayShape", children=given_example(word, example, inner)
            )
        },
        word="array_starting_with",
        lets_through="entries beyond those that are written",
    ),
    CaseMatcherSpec(
        ArrayLengthNode,
        _arguments("minLength", "maxLength"),
        expects=phrase("an array"),
        words={"array_length": array_length},
        word="array_length",
        lets_through="the entries",
    ),
    CaseMatcherSpec(
        EachEntryNode,
        (*_arguments("matcher"), *_arguments("example", required=False)),
        carries_example=True,
        expects=phrase("an array"),
        words={"each_like": each_like, "each_entry": each_entry},
        word="each_like",
    ),
    CaseMatcherSpec(
        ContainsNode,
        _arguments("matchers"),
        expects=phrase("an array with certain entries"),
        words={
            "array_containing": lambda word, example, inner: matcher(
                "ArrayContains", matchers=given_example(word, example, inner)
            )
        },
        word="array_containing",
    ),
    CaseMatcherSpec(
        EachValueNode,
        (*_arguments("matcher"), *_arguments("example", required=False)),
        carries_example=True,
        expects=phrase("an object"),
        words={"each_value_matches": each_value},
        word="each_value_matches",
    ),
    CaseMatcherSpec(
        EachKeyNode,
        (*_arguments("matcher"), *_arguments("exampleKey", required=False)),
        expects=phrase("an object"),
        words={"each_key_matches": each_key},
        word="each_key_matches",
        lets_through="the values",
    ),
    CaseMatcherSpec(
        AndNode,
        _arguments("children"),
        expects=phrase("a value that several matchers accept"),
        words={"all_of": all_of},
        word="all_of",
    ),
    CaseMatcherSpec(
        CascadingNode,
        _arguments("child"),
        follows=True,
        words={
            "like": like,
            "shaped_like": like,
            "with_example": with_example,
            "equality": lambda word, example, inner: exactly(given_example(word, example, inner)),
            "exactly_like": lambda word, example, inner: exactly(given_example(word, example, inner)),
        },
        word="like",
    ),
    CaseMatcherSpec(
        LookupNode,
        (*_arguments("uniqueName"), *_arguments("child", required=False)),
        follows=True,
        words={
            "named": lambda word, example, inner: matcher(
                "Lookup", uniqueName=word.args["name"], child=given_example(word, example, inner)
            ),
            "reference": lambda word, example, inner: matcher("Lookup", uniqueName=word.args["name"]),
        },
        word="named",
    ),
    CaseMatcherSpec(
        VariableNode,
        _arguments("variableName"),
        follows=True,
        words={
            "state_variable": lambda word, example, inner: matcher("ContextVariable", variableName=word.args["name"])
        },
        word="state_variable",
    ),
    CaseMatcherSpec(
        StringContainsNode,
        (*_arguments("contains"), *_arguments("example", required=False)),
        carries_example=True,
        expects=text_part("text containing ", "contains"),
        words={"includes": contains},
        word="includes",
    ),
    CaseMatcherSpec(
        PrefixNode,
        _arguments("prefix", "suffix"),
        expects=text_part("text beginning with ", "prefix"),
        words={"string_prefix": affix("prefix", "suffix"), "concat": joined},
        word="string_prefix",
        put_parts=put_after_prefix,
    ),
    CaseMatcherSpec(
        SuffixNode,
        _arguments("prefix", "suffix"),
        expects=text_part("text ending with ", "suffix"),
        words={"string_suffix": affix("suffix", "prefix")},
        word="string_suffix",
        put_parts=put_before_suffix,
    ),
    CaseMatcherSpec(
        Base64Node,
        _arguments("child"),
        expects=encoded("base64 text"),
        words={"base64": inside("Base64Encoded", resolvesTo="string")},
        word="base64",
        put_parts=put_base64,
    ),
    CaseMatcherSpec(
        UrlEncodedNode,
        _arguments("child"),
        expects=encoded("percent-encoded text"),
        words={"url_encoded": inside("UrlEncodedString", accepts="string", resolvesTo="string")},
        word="url_encoded",
        put_parts=put_url_encoded,
    ),
    CaseMatcherSpec(
        JsonNode,
        _arguments("child"),
        expects=encoded("text that is JSON"),
        words={"json_stringified": inside("JsonEncoded", resolvesTo="string")},
        word="json_stringified",
        put_parts=put_json,
    ),
    CaseMatcherSpec(
        BasicAuthNode,
        _arguments("username", "password"),
        expects=encoded("basic credentials in base64"),
        words={"basic_auth": basic_auth},
        word="basic_auth",
        put_parts=put_basic_auth,
    ),
    CaseMatcherSpec(
        StatusCodeNode,
        (*_arguments("rule"), *_arguments("example", required=False)),
        carries_example=True,
        expects=fitting_status,
        words={"status_code": status},
        word="status_code",
        by_kind=True,
    ),
    CaseMatcherSpec(RequestNode),
    CaseMatcherSpec(ResponseNode, lets_through="headers: ContractCase 0.30.1 hands none of a response to its matchers"),
    CaseMatcherSpec(ArgumentsNode),
    CaseMatcherSpec(
        ResultNode, expects=function_result, lets_through="the message of an error: it is written down and never asked"
    ),
)

MATCHERS = CaseMatcherTable(_ROWS)
"""The table: what ContractCase 0.30.1 itself has; plugins may add others."""


def add_matcher(spec: CaseMatcherSpec) -> AbstractContextManager[None]:
    """Add a type of matcher in this process, as `CaseMatcherTable.add` says."""
    return MATCHERS.add(spec)
