"""A contract that all captures pass, to start from: `cl.infer`."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from contractlab.captures import REDACTED, AnyCapture, Captures, Redaction
from contractlab.contracts import match
from contractlab.contracts.contract import Example
from contractlab.contracts.match import Matcher
from contractlab.definition import Definition, define
from contractlab.editing.observations import general
from contractlab.errors import ContractLabError, InvalidCapture, InvalidEdit
from contractlab.insight.endpoints import path_template
from contractlab.insight.inferred_groups import (
    CaptureGroup,
    answered_json,
    closed_pattern,
    group_captures,
    list_at,
    open_pattern,
    parameters,
    sent_json,
)
from contractlab.insight.inferred_values import Observed
from contractlab.openapi.agreement.routing import Router
from contractlab.openapi.document import ApiDocument
from contractlab.values.content_types import parse_content_type
from contractlab.values.display import quiet
from contractlab.values.internal import Losses, LostItem, is_our_fault
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import EVERY_ITEM, format_path
from contractlab.verification.inputs import as_captures
from contractlab.verification.verifying import verify

__all__ = ["InferredDefinition", "NotDared", "infer"]

_NO_EXAMPLE = "no example can be made of it"

_MOST_PATHS = 200
_ROUNDS = 6
"""So often the contract is tried and what an answer did not pass is taken out."""


@quiet
@dataclass(frozen=True, slots=True)
class NotDared:
    """Something that was seen, and is not asked for.

    Attributes
    ----------
    example : str
        Description of the example.
    path : str
    why : str
    """

    example: str
    path: str
    why: str


class InferredDefinition(Definition):
    """A definition that was made of captures; all of them pass.

    Attributes
    ----------
    captures : Captures
        The same captures, each assigned to its example.
    not_dared : tuple of NotDared
        What was seen and is not asked for, each with the reason.
    left_out : tuple of Capture or MessageCapture
        Captures that no example stands for: without an answer, or messages.
    lost : tuple of LostItem
        Captures and examples that a fault of contractlab left out.
    """

    captures: Captures
    not_dared: tuple[NotDared, ...]
    left_out: tuple[AnyCapture, ...]
    lost: tuple[LostItem, ...]


@quiet
@dataclass(slots=True, eq=False)
class _Plan:
    """A group with what must not be asked of it."""

    group: CaptureGroup
    description: str
    closed: bool
    state: tuple[str, dict[str, Any]] | None
    refused: set[str]
    exact_body: bool = False
    not_dared: dict[str, str] | None = None


def infer(
    captures: Any,
    *,
    consumer: str,
    provider: str,
    redaction: Redaction | None = None,
    openapi: ApiDocument | str | os.PathLike[str] | None = None,
    spec_version: str | None = None,
    format: str | None = None,  # noqa: A002 - the word that contracts and definitions have for it
) -> InferredDefinition:
    """Make a contract of captures: requests as strict as they were sent, answers as loose as they came.

    One example for each endpoint, form of request, status and kind of answer; of a list one that is empty, and one
    that is not. Values are asked for by type; a format
    from five different texts, one of few texts from twenty; nothing that was missing, null or of several kinds at
    times. Nothing is written before `save`.

    Parameters
    ----------
    captures : Captures or iterable of Capture
    consumer, provider : str
    redaction : Redaction, optional
        What must not get into the contract.
    openapi : ApiDocument, path or address, optional
        An API document, which says of its paths what varies.
    spec_version, format : str, optional
        As in `define`; ``"pact"`` and its newest version without.

    Returns
    -------
    InferredDefinition

    Raises
    ------
    InvalidCapture
        If no capture has an answer.
    InvalidEdit
        If there is no such format or version, or it cannot say what is asked.
    """
    recorded = as_captures(captures)
    redaction = redaction or Redaction()
    router = None if openapi is None else _router(openapi)
    losses = Losses()
    groups = group_captures(recorded, redaction, losses, router)
    if not groups and not losses.items:
        raise InvalidCapture("<captures>", ["no capture has a request with its answer; nothing can be inferred"])
    begun = define(consumer, provider, spec_version=spec_version, format=format)
    plans: Sequence[_Plan] = _plans(groups, losses)
    for _ in range(_ROUNDS):
        made, plans = _define(plans, begun, redaction, losses)
        assigned = _assigned(recorded, plans, made)
        if not _take_out_what_fails(made, assigned, plans):
            break
    made.captures = assigned
    made.not_dared = tuple(
        NotDared(plan.description, path, why) for plan in plans for path, why in (plan.not_dared or {}).items()
    )
    made.lost = losses.items
    grouped = {id(capture) for plan in plans for capture in plan.group.captures}
    made.left_out = tuple(capture for capture in recorded if id(capture) not in grouped)
    return made


def _router(openapi: ApiDocument | str | os.PathLike[str]) -> Router:
    from contractlab.openapi.loading import load_openapi

    return Router(openapi if isinstance(openapi, ApiDocument) else load_openapi(openapi))


def _plans(groups: Sequence[CaptureGroup], losses: Losses) -> list[_Plan]:
    names: dict[str, int] = {}

    def planned(group: CaptureGroup) -> _Plan:
        base = _group_name(group)
        names[base] = names.get(base, 0) + 1
        description = base if names[base] == 1 else f"{base} ({names[base]})"
        pattern = re.compile(open_pattern(group.template, group.paths))
        others = [each for each in groups if each is not group and each.method == group.method]
        closed = any(pattern.fullmatch(path) for each in others for path in each.paths)
        same = [each for each in others if set(each.paths) & set(group.paths) and each.names == group.names]
        return _Plan(group, description, closed, _state(group, groups), set(), bool(same))

    return [plan for _, plan in losses.each(groups, planned, _NO_EXAMPLE, _group_name)]


def _group_name(group: CaptureGroup) -> str:
    return f"{group.method} {group.template} is answered with {group.status}"


def _state(group: CaptureGroup, groups: Sequence[CaptureGroup]) -> tuple[str, dict[str, Any]] | None:
    """A state that tells a group from others of the same request: what exists, and what does not."""
    siblings = [each for each in groups if each.method == group.method and each.template == group.template]
    if group.filling:
        listed = _noun(group.template)
        return (f"{listed} exist" if group.filling == "filled" else f"no {listed} exist"), _which(group)
    if "{id}" not in group.template:
        alike = [each for each in siblings if (each.names, each.sent) == (group.names, group.sent)]
        return (f"the answer is {group.status}", {}) if len({each.status for each in alike}) > 1 else None
    named = [step for step in group.template.rpartition("/{id}")[0].split("/") if step and step != "{id}"]
    noun = named[-1] if named else "what is asked for"
    if group.status in (404, 410):
        return f"{noun}: it does not exist", _which(group)
    if group.status < 400:
        return f"{noun}: it exists", _which(group)
    return f"the answer is {group.status}", {}


def _noun(template: str) -> str:
    """What a path lists: ``orders`` of ``/customers/{id}/orders``, ``order lines`` of ``/order-lines``."""
    step = template.rstrip("/").rpartition("/")[2]
    words = re.sub(r"[-_+.]+", " ", unquote(step)).strip()
    return words if words and step != "{id}" else "entries"


def _which(group: CaptureGroup) -> dict[str, Any]:
    """What a state handler has to know: the steps of the first path that vary."""
    if group.hides_path:
        return {}
    steps = zip(group.template.split("/"), group.paths[0].split("/"), strict=False)
    own = [value for step, value in steps if step == "{id}"]
    return {"id" if not number else f"id{number + 1}": value for number, value in enumerate(own)}


def _define(
    plans: Sequence[_Plan], begun: Definition, redaction: Redaction, losses: Losses
) -> tuple[InferredDefinition, Sequence[_Plan]]:
    """The definition of all plans, and the plans that are in it: one that goes wrong is left out."""

    def alone(plan: _Plan) -> None:
        _ = _defined([plan], begun, redaction)

    try:
        try:
            return _defined(plans, begun, redaction), plans
        except Exception as error:
            if isinstance(error, ContractLabError) and not is_our_fault(error):
                raise
        # Each by itself: what goes wrong alone is what went wrong.
        kept = [plan for plan, _ in losses.each(plans, alone, _NO_EXAMPLE, lambda plan: plan.description)]
        return _defined(kept, begun, redaction), kept
    except InvalidEdit as error:
        raise InvalidEdit(
            f"{begun.format} {begun.spec_version}".strip() + f" cannot hold what the captures show: {error}. Infer it"
            " without format= and spec_version=, and convert it: cl.convert says what that loses"
        ) from None


def _defined(plans: Sequence[_Plan], begun: Definition, redaction: Redaction) -> InferredDefinition:
    made = InferredDefinition(begun.consumer, begun.provider, begun.format, begun.spec_version)
    for plan in plans:
        _add(made, plan, redaction)
    _ = made.contract  # some formats say only of whole contracts what they cannot hold
    return made


def _add(made: InferredDefinition, plan: _Plan, redaction: Redaction) -> None:
    group = plan.group
    plan.not_dared = {}
    chain = made.example(plan.description)
    if plan.state is not None:
        chain.given(plan.state[0], plan.state[1])
    headers = {"Content-Type": kind} if (kind := _content_type(group, "request")) is not None else {}
    chain.with_request(group.method, _path(plan), query=_query(plan), headers=headers, **_request_body(plan, redaction))
    answer: dict[str, Any] = {}
    if group.answered not in ("", "bytes"):
        bodies = [body for each in group.captures if (body := answered_json(each, redaction)) is not MISSING]
        expected = Observed(bodies, plan.refused, plan.not_dared, _empty_list(plan, bodies)).expectation()
        if expected is not MISSING:
            answer |= _typed_body(expected, _content_type(group, "response"))
            if not answer:
                plan.not_dared["$"] = "of a type that is not JSON"
    elif group.answered == "bytes":
        plan.not_dared["$"] = "not JSON"
    kind = _content_type(group, "response")
    answer["headers"] = {} if kind is None else {"Content-Type": kind}
    location = _location(plan)
    if location is not None:
        answer["headers"]["Location"] = location
    if not answer["headers"]:
        del answer["headers"]
    chain.will_respond_with(group.status, **answer)


def _typed_body(expected: Any, kind: str | Matcher | None) -> dict[str, Any]:
    """A body with the type that it came with: where that varied or was missing, none is asked for.

    Nothing where the type is not one of JSON, as matchers in such a body would say nothing.
    """
    if kind is None:
        return {"body": expected, "content_type": ""}
    parsed = parse_content_type(str(kind if isinstance(kind, str) else kind.example))
    if parsed is None or not parsed.is_json:
        return {}
    return {"json": expected, **({"content_type": kind} if isinstance(kind, str) else {})}


def _empty_list(plan: _Plan, bodies: Sequence[Any]) -> str:
    """The path of the list that a state says is empty; else no path."""
    if plan.group.filling != "empty":
        return ""
    place = list_at(bodies[0], plan.group.template) if bodies else None
    return "" if place is None else format_path(place)


def _path(plan: _Plan) -> Any:
    paths = plan.group.paths
    if plan.group.hides_path:
        sample = plan.group.template.replace("{id}", "redacted")
        return match.regex(sample, regex=open_pattern(plan.group.template, [sample]))
    if len(paths) == 1 and (plan.closed or "{id}" not in plan.group.template):
        return paths[0]
    if plan.closed and len(paths) <= _MOST_PATHS:
        return match.regex(paths[0], regex=closed_pattern(paths))
    return match.regex(paths[0], regex=open_pattern(plan.group.template, paths))


def _query(plan: _Plan) -> list[tuple[str, Any]]:
    """Parameters: exact where they never changed, digits where they were digits, else any text."""
    by_name: dict[str, list[list[str]]] = {}
    for capture in plan.group.shown:
        own: dict[str, list[str]] = {}
        for name, value in parameters(capture):
            own.setdefault(name, []).append(value)
        for name, values in own.items():
            by_name.setdefault(name, []).append(values)
    pairs: list[tuple[str, Any]] = []
    for name, several in by_name.items():
        for number in range(len(several[0])):
            values = [each[number] for each in several if number < len(each)]
            pairs.append((name, _parameter(values)))
    return pairs


def _parameter(values: Sequence[str]) -> str | Matcher:
    if any(REDACTED in value for value in values):
        return match.regex("redacted", regex=r"[\s\S]*")
    if len(set(values)) == 1:
        return values[0]
    if all(re.fullmatch(r"-?\d+", value) for value in values):
        return match.regex(values[0], regex=r"-?\d+")
    return match.regex(values[0], regex=r"[\s\S]*")


def _request_body(plan: _Plan, redaction: Redaction) -> dict[str, Any]:
    group = plan.group
    if group.sent in ("", "bytes"):
        return {}
    bodies = [sent_json(capture) for capture in group.shown]
    if plan.exact_body and all(body == bodies[0] for body in bodies) and REDACTED not in repr(bodies[0]):
        return _typed_body(bodies[0], _content_type(group, "request"))
    expected = Observed(bodies).expectation()
    return {} if expected is MISSING else _typed_body(expected, _content_type(group, "request"))


def _content_type(group: CaptureGroup, side: str) -> str | Matcher | None:
    """The content type: exact where it never changed, its main part where parameters did; nothing where it varies."""
    lines: list[str] = []
    for capture in group.captures:
        message = capture.request if side == "request" else capture.response
        value = None if message is None else message.headers.get("content-type")
        if value is None:
            return None
        lines.append(value)
    if len(set(lines)) == 1:
        return lines[0]
    main = {line.split(";")[0].strip().lower() for line in lines}
    return match.regex(lines[0], regex=f"{re.escape(main.pop())}(;.*)?") if len(main) == 1 else None


def _location(plan: _Plan) -> Matcher | None:
    """Where something new lies, as a pattern of its path; nothing where an answer does not say it in the same way."""
    lines = [
        capture.response.headers.get("location") for capture in plan.group.captures if capture.response is not None
    ]
    given = [line for line in lines if line is not None]
    if not given or plan.not_dared is None:
        return None
    if len(given) < len(lines):
        plan.not_dared["Location"] = f"missing in {len(lines) - len(given):,} of {len(lines):,}"
        return None
    templates = {path_template(line) for line in given}
    if len(templates) > 1 or "?" in given[0] or REDACTED in given[0] or _is_hidden(plan, "location"):
        plan.not_dared["Location"] = "not always of one form"
        return None
    return match.regex(given[0], regex=open_pattern(templates.pop(), given))


def _is_hidden(plan: _Plan, header: str) -> bool:
    """True if a header of an answer holds a secret."""
    pairs = zip(plan.group.captures, plan.group.shown, strict=True)
    return any(
        capture.response is not None and shown.response is not None
        and capture.response.headers.get(header) != shown.response.headers.get(header)
        for capture, shown in pairs
    )  # fmt: skip


def _assigned(recorded: Captures, plans: Sequence[_Plan], made: InferredDefinition) -> Captures:
    assigned = Captures(list(recorded))
    examples: dict[str, Example] = {example.description: example for example in made.contract.examples}
    number = {id(capture): place for place, capture in enumerate(recorded)}
    for plan in plans:
        example = examples[plan.description]
        for capture in plan.group.captures:
            assigned.assign(number[id(capture)], example)
    return assigned


def _take_out_what_fails(made: InferredDefinition, assigned: Captures, plans: Sequence[_Plan]) -> bool:
    """Note what an answer did not pass; True if something new was noted."""
    by_name = {plan.description: plan for plan in plans}
    more = False
    for result in verify(made.contract, assigned).results:
        plan = by_name[result.example.description]
        for mismatch in result.mismatches:
            path = format_path(_asked_at(mismatch.tokens)) if mismatch.part == "body" else ""
            if path and path not in plan.refused:
                plan.refused.add(path)
                more = True
    return more


def _asked_at(tokens: Sequence[Any]) -> tuple[Any, ...]:
    """The field that a difference is about: an item of an array is the array's matter."""
    place = general(tokens)
    while place and place[-1] == EVERY_ITEM:
        place = place[:-1]
    return place
