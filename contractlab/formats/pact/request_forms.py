"""What a verifier may send for a Pact example: its request on the wire, with a form wherever a value is made."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import cast

from contractlab.contracts.expected import ExpectedRequest
from contractlab.contracts.request_forms import RequestForms, ValueForm, decoded_path, exact_forms
from contractlab.engine.errors import CannotCheck
from contractlab.formats.pact.generated_forms import Fits, form_of
from contractlab.formats.pact.generated_requests import replaced, with_generated
from contractlab.formats.pact.generating import NOT_APPLIED, generated
from contractlab.formats.pact.generators import read_generators
from contractlab.formats.pact.matching.generators import Generator
from contractlab.formats.pact.matching.query_text import parse_query
from contractlab.formats.pact.model import PactExample
from contractlab.formats.pact.sending import sent_path, sent_request
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING

__all__ = ["generated_parts", "request_forms", "written_query"]

_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)
"""Any will do: only values of provider states are made ahead, and they look at no clock."""


def written_query(example: PactExample) -> JSON:
    """The query as the file has it: what has no value, or null, is not sent."""
    request = example.document.get("request")
    return request.get("query") if isinstance(request, Mapping) else None


def generated_parts(
    example: PactExample, params: Mapping[str, JSON], *, random: Random, now: datetime
) -> tuple[ExpectedRequest, JSON]:
    """The request of an example with the values of its generators, and its query as it would have been written.

    Parameters
    ----------
    example : PactExample
    params : mapping of str to JSON value
    random : random.Random
    now : datetime

    Raises
    ------
    CannotCheck
        Where the core panics.
    """
    request = cast(ExpectedRequest, example.request)
    generators = read_generators(request, example.contract.source)
    made = with_generated(request, generators, params, random=random, now=now)
    query = written_query(example)
    if made.query is request.query:
        return made, query
    changed = {name: values for name, values in made.query.items() if values is not request.query[name]}
    return made, {**_by_name(query), **changed}


def _by_name(query: JSON) -> Mapping[str, JSON]:
    if isinstance(query, str):
        return parse_query("&".join(piece for piece in query.split("&") if "=" in piece))
    return query if isinstance(query, Mapping) else {}


def request_forms(example: PactExample) -> RequestForms:
    """The forms of an example's request, made once for each interaction.

    Parameters
    ----------
    example : PactExample
        Of kind ``"http"``.
    """
    return example.compiled(("request forms", ""), lambda: _made(example))


def _made(example: PactExample) -> RequestForms:
    request = cast(ExpectedRequest, example.request)
    generators = [(each, form_of(each, each.category)) for each in read_generators(request, example.contract.source)]
    applied = [(generator, fits) for generator, fits in generators if fits is not None]
    query = written_query(example)
    forms = _varied(exact_forms(sent_request(request, query)), example, applied)
    plugins = example.plugins or example.contract.plugins
    judged_by = (example.contract.spec_version, plugins, _text(example.document.get("request")))
    by_state = any(generator.name == "ProviderState" for generator, _ in applied)
    made_by = (judged_by, _text([state.params for state in example.states]) if by_state else "")
    forms = replace(forms, judged_by=judged_by, made_by=made_by)
    path, mark, _ = request.path.partition("?")
    if not mark or not forms.path.varies:
        return forms
    # What a path holds behind a question mark goes with it when another is made.
    without = _varied(exact_forms(sent_request(replace(request, path=path), query)), example, applied)
    return replace(forms, alternatives=(without,))


def _text(value: JSON) -> Hashable:
    """What a part of the file says; unlike JSON, repr keeps 1, 1.0 and True apart."""
    try:
        return repr(value)
    except (RecursionError, ValueError):
        return id(value)


def _varied(forms: RequestForms, example: PactExample, generators: Sequence[tuple[Generator, Fits]]) -> RequestForms:
    """The forms of a request with those of what generators make."""
    request = cast(ExpectedRequest, example.request)
    params = {name: value for state in example.states for name, value in state.params.items()}
    path, body = forms.path, forms.body
    query: dict[str, Sequence[ValueForm]] = dict(forms.query)
    headers: dict[str, Sequence[ValueForm]] = dict(forms.headers)
    for generator, fits in generators:
        varying = _Varying(generator, fits, params)
        if generator.category == "path":
            varying = _Varying(generator, _behind_a_slash(fits), params)
            path = varying(path, lambda made: decoded_path(sent_path(made).partition("?")[0]))
        elif generator.category == "query" and generator.path in request.query:
            query[generator.path] = [varying(form) for form in query.get(generator.path, ())]
        elif generator.category == "header" and generator.path in request.headers:
            name = generator.path.lower()
            headers[name] = [varying(form) for form in headers.get(name, ())]
        elif generator.category == "body" and generator.tokens and body is not MISSING:
            body = replaced(body, generator.tokens[1:], varying)
    return RequestForms(forms.request, path, query, headers, body)


def _behind_a_slash(fits: Callable[[JSON], bool]) -> Callable[[JSON], bool]:
    """A path is sent with one slash in front, whatever was made."""
    return lambda path: fits(path) or (isinstance(path, str) and fits(path.removeprefix("/")))


class _Varying:
    """Turns the value at a place of a generator into the form of what it makes there.

    Parameters
    ----------
    generator : Generator
    fits : callable
        What the generator may have made.
    params : mapping of str to JSON value
        Of the states of the example, as the contract has them.
    """

    def __init__(self, generator: Generator, fits: Callable[[JSON], bool], params: Mapping[str, JSON]) -> None:
        self._generator, self._fits, self._params = generator, fits, params

    def __call__(self, value: JSON, sent: Callable[[str], str] | None = None) -> ValueForm:
        """The form of a value, or of what is one already: the last of several generators counts."""
        own = value.value if isinstance(value, ValueForm) else value
        made = self._by_state(own)
        if made and sent is not None:
            made = tuple(map(sent, made))
        return ValueForm(own, made, self._fits)

    def _by_state(self, own: JSON) -> tuple[JSON, ...]:
        if self._generator.name != "ProviderState":
            return ()
        try:
            chance = Random(0)  # noqa: S311 - a state's value is made without any
            part = self._generator.category
            made = generated(self._generator, own, part=part, params=self._params, random=chance, now=_CLOCK)
        except CannotCheck:
            return ()
        return () if made is NOT_APPLIED else (made,)
