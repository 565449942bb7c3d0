"""What keeps the Rust core from sending the request of a file that it loaded: a generator that panics, a bad header.

Source: pact_models' generators and reqwest's headers, as pact-python 4.2 was asked about them. A panic ends the whole
run; a request that cannot be built is an error of its example alone. Values that state handlers return are not known
here, so the parameters of states in the file stand for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from contractlab.contracts.expected import ExpectedRequest
from contractlab.contracts.states import StateDefinition
from contractlab.engine.errors import CannotCheck
from contractlab.formats.pact.core_loading import LoadingFault
from contractlab.formats.pact.date_expressions import dated
from contractlab.formats.pact.date_writing import UnwritableDateFormat, written_date
from contractlab.formats.pact.generated_requests import with_generated
from contractlab.formats.pact.generating import NOT_APPLIED, generated
from contractlab.formats.pact.generators import read_generators
from contractlab.formats.pact.matching.generators import Generator
from contractlab.formats.pact.predicates.dates import InvalidDateFormat
from contractlab.values.json_types import JSON
from contractlab.values.reasons import ReasonCode
from contractlab.values.source import Source, join_pointer
from contractlab.values.text import quote

__all__ = ["sending_faults"]

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LONGEST_NAME = 2**15
_NO_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_DATED = frozenset({"Date", "Time", "DateTime"})
_MAY_PANIC = _DATED | {"RandomInt", "ProviderState"}
_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def _random() -> Random:
    return Random(0)  # noqa: S311 - what is made is thrown away


def sending_faults(
    request: ExpectedRequest, states: Sequence[StateDefinition], source: Source
) -> Iterator[LoadingFault]:
    """What keeps the core from sending a request.

    Parameters
    ----------
    request : ExpectedRequest
    states : sequence of StateDefinition
    source : Source
        The file, for places.
    """
    yield from _headers(request)
    if request.generators:
        params = {name: value for state in states for name, value in state.params.items()}
        for generator in read_generators(request, source):
            yield from _generator(request, generator, params)


def _unsendable(message: str, pointer: str) -> LoadingFault:
    return LoadingFault(ReasonCode.UNSENDABLE, "unsendable-request", message, pointer)


def _headers(request: ExpectedRequest) -> Iterator[LoadingFault]:
    at = join_pointer(request.pointer, "headers")
    for name, values in request.headers.items():
        if values and not _is_name(name):
            yield _unsendable(f"{quote(name, 60)} is not a name of a header", join_pointer(at, name))
        elif any(_NO_VALUE.search(value) for value in values):
            text = f"the value of the header {quote(name, 60)} has a line break or another control character"
            yield _unsendable(text, join_pointer(at, name))


def _is_name(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) is not None


def _generator(request: ExpectedRequest, generator: Generator, params: Mapping[str, JSON]) -> Iterator[LoadingFault]:
    pointer = generator.declared_at.pointer
    makes_header = generator.category == "header" and not _is_name(generator.path)
    if generator.name not in _MAY_PANIC and not makes_header:
        return
    try:
        if makes_header and _text_of(generator, params) is not NOT_APPLIED:
            text = f"a generator makes the header {quote(generator.path, 60)}, which is not a name of one"
            yield _unsendable(text, pointer)
        is_reached = _makes_a_value(request, generator, params)
    except CannotCheck as error:
        yield LoadingFault(ReasonCode.PANIC, "invalid-generator", str(error), pointer)
        return
    pattern = generator.args.get("format")
    if is_reached and generator.name in _DATED and isinstance(pattern, str):
        yield from _format(generator, pattern, pointer)


def _makes_a_value(request: ExpectedRequest, generator: Generator, params: Mapping[str, JSON]) -> bool:
    """True if the core comes to make a value: in a body where there is such a place, elsewhere always.

    Raises
    ------
    CannotCheck
        Where it panics.
    """
    if generator.name not in _MAY_PANIC:
        return False
    if generator.category == "body":
        probe = replace(generator, name="Uuid", args={})
        is_reached = with_generated(request, [probe], {}, random=_random(), now=_ANY_DAY) is not request
        with_generated(request, [generator], params, random=_random(), now=_ANY_DAY)
        return is_reached
    if generator.category not in ("path", "header", "query"):
        return False
    _text_of(generator, params)
    return True


def _text_of(generator: Generator, params: Mapping[str, JSON]) -> JSON:
    """What a generator makes outside of bodies, also where the request has nothing of that name."""
    return generated(generator, "", part=generator.category, params=params, random=_random(), now=_ANY_DAY)


def _format(generator: Generator, pattern: str, pointer: str) -> Iterator[LoadingFault]:
    """The core reads patterns that it cannot write, and panics then; an expression that it cannot read comes first."""
    expression = generator.args.get("expression")
    if dated(generator.name, None, expression if isinstance(expression, str) else None, _ANY_DAY) is None:
        return
    try:
        written_date(_ANY_DAY, pattern)
    except UnwritableDateFormat as error:
        text = f"no date can be written in the format {quote(pattern, 60)}: {error}"
        yield LoadingFault(ReasonCode.PANIC, "invalid-generator", text, pointer)
    except InvalidDateFormat:
        return  # the example's value stays
