"""A contract that all captures pass, to start from: `cl.infer`."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from contractlab.captures import AnyCapture, Capture, Captures, Redaction
from contractlab.contracts.editing import Tokens
from contractlab.definition import Definition, define
from contractlab.editing.observations import general
from contractlab.errors import ContractLabError, InvalidCapture, InvalidEdit
from contractlab.insight.inferred_example import ExamplePlan, ExampleWriter
from contractlab.insight.inferred_groups import CaptureGroup, group_captures, open_pattern
from contractlab.openapi.agreement.routing import Router
from contractlab.openapi.document import ApiDocument
from contractlab.values.display import quiet
from contractlab.values.internal import Losses, LostItem, is_our_fault
from contractlab.values.mismatch import EVERY_ITEM, EVERY_KEY, Mismatch, format_path
from contractlab.verification.inputs import as_captures
from contractlab.verification.verifying import verify

__all__ = ["InferredDefinition", "NotDared", "infer"]

_NO_EXAMPLE = "no example can be made of it"


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
        The same captures, each assigned to its example; without those that no contract lets pass.
    not_dared : tuple of NotDared
        What was seen and is not asked for, each with the reason.
    left_out : tuple of Capture or MessageCapture
        Captures that no example stands for: without an answer, messages, or such as no contract lets pass; why is
        in `not_dared`, with the example that it would have been.
    lost : tuple of LostItem
        Captures and examples that a fault of contractlab left out.
    """

    captures: Captures
    not_dared: tuple[NotDared, ...]
    left_out: tuple[AnyCapture, ...]
    lost: tuple[LostItem, ...]


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
    times. What the format cannot say is asked for in the nearest looser way, and told. Nothing is written before
    `save`.

    Parameters
    ----------
    captures : Captures, iterable of Capture, or path
    consumer, provider : str
    redaction : Redaction, optional
        What must not get into the contract.
    openapi : ApiDocument, path or address, optional
        An API document, which says of its paths what varies.
    spec_version, format : str, optional
        As in `define`, every format and version that can be defined; ``"pact"`` and its newest version without.

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
    writer = ExampleWriter(begun, redaction)
    plans: Sequence[ExamplePlan] = _plans(groups, losses)
    dropped: list[NotDared] = []
    while True:
        made, plans = _define(plans, begun, writer, losses)
        assigned = _assigned(recorded, plans, made)
        hopeless = _take_out_what_fails(made, assigned, plans)
        if hopeless is None:
            break
        plans = [plan for plan in plans if plan.description not in hopeless]
        dropped += [NotDared(description, "", why) for description, why in hopeless.items()]
        if not plans:
            listed = "; ".join(f"{each.example}: {each.why}" for each in dropped)
            raise InvalidCapture("<captures>", [f"no contract would pass what was recorded: {listed}"])
    made.captures = assigned
    made.not_dared = (
        *(NotDared(plan.description, path, why) for plan in plans for path, why in plan.not_dared.items()),
        *dropped,
    )
    made.lost = losses.items
    held = {id(capture) for plan in plans for capture in plan.group.captures}
    made.left_out = tuple(capture for capture in recorded if id(capture) not in held)
    return made


def _router(openapi: ApiDocument | str | os.PathLike[str]) -> Router:
    from contractlab.openapi.loading import load_openapi

    return Router(openapi if isinstance(openapi, ApiDocument) else load_openapi(openapi))


def _plans(groups: Sequence[CaptureGroup], losses: Losses) -> list[ExamplePlan]:
    names: dict[str, int] = {}

    def planned(group: CaptureGroup) -> ExamplePlan:
        base = _group_name(group)
        names[base] = names.get(base, 0) + 1
        description = base if names[base] == 1 else f"{base} ({names[base]})"
        pattern = re.compile(open_pattern(group.template, group.paths))
        others = [each for each in groups if each is not group and each.method == group.method]
        closed = any(pattern.fullmatch(path) for each in others for path in each.paths)
        same = [each for each in others if set(each.paths) & set(group.paths) and each.names == group.names]
        return ExamplePlan(group, description, closed, _state(group, groups), set(), bool(same))

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
    plans: Sequence[ExamplePlan], begun: Definition, writer: ExampleWriter, losses: Losses
) -> tuple[InferredDefinition, Sequence[ExamplePlan]]:
    """The definition of all plans, and the plans that are in it: one that goes wrong is left out."""

    def alone(plan: ExamplePlan) -> None:
        _ = _defined([plan], begun, writer)

    try:
        try:
            return _defined(plans, begun, writer), plans
        except Exception as error:
            if isinstance(error, ContractLabError) and not is_our_fault(error):
                raise
        # Each by itself: what goes wrong alone is what went wrong.
        kept = [plan for plan, _ in losses.each(plans, alone, _NO_EXAMPLE, lambda plan: plan.description)]
        return _defined(kept, begun, writer), kept
    except InvalidEdit as error:
        raise InvalidEdit(
            f"{begun.format} {begun.spec_version}".strip() + f" cannot hold what the captures show: {error}. Infer it"
            " without format= and spec_version=, and convert it: cl.convert says what that loses"
        ) from None


def _defined(plans: Sequence[ExamplePlan], begun: Definition, writer: ExampleWriter) -> InferredDefinition:
    made = InferredDefinition(begun.consumer, begun.provider, begun.format, begun.spec_version)
    for plan in plans:
        writer.add(made, plan)
    _ = made.contract  # some formats say only of whole contracts what they cannot hold
    return made


def _assigned(recorded: Captures, plans: Sequence[ExamplePlan], made: InferredDefinition) -> Captures:
    """Captures with their examples; without those whose example was given up, which would pair with others."""
    owners = {id(capture): plan for plan in plans for capture in plan.group.captures}
    kept = [each for each in recorded if id(each) in owners or not isinstance(each, Capture) or each.response is None]
    assigned = Captures(kept)
    examples = {defined.name: defined.example for defined in made.examples}
    for place, capture in enumerate(kept):
        if id(capture) in owners:
            assigned.assign(place, examples[owners[id(capture)].description])
    return assigned


def _take_out_what_fails(
    made: InferredDefinition, assigned: Captures, plans: Sequence[ExamplePlan]
) -> dict[str, str] | None:
    """Note in plans what an answer did not pass.

    Returns
    -------
    dict of str to str, or None
        Examples that an answer does not pass whatever is left out, such as a redirect that the verifier follows, with
        the reason; None if everything passes.
    """
    by_name = {plan.description: plan for plan in plans}
    named = {defined.example.key: defined.name for defined in made.examples}
    failed: dict[str, set[str]] = {}
    reasons: dict[str, str] = {}
    for result in verify(made.contract, assigned).results:
        if not result.passed and result.capture is not None:  # not every version answered everything
            name = named[result.example.key]
            failed.setdefault(name, set()).update(_place_of(each, by_name[name].maps) for each in result.mismatches)
            message = result.mismatches[0].message if result.mismatches else result.reason
            reasons.setdefault(name, f"an answer does not pass, whatever is asked: {message}")
    if not failed:
        return None
    hopeless: dict[str, str] = {}
    for name, places in failed.items():
        plan = by_name[name]
        new = places - plan.refused - {""} or {"$"} - plan.refused  # what no place explains is the body's matter
        plan.refused |= new
        if not new:
            hopeless[name] = reasons[name]
    return hopeless


_HEADERS = {"content-type": "Content-Type", "location": "Location"}


def _place_of(mismatch: Mismatch, maps: Container[Tokens]) -> str:
    """What a difference is about, as a plan may refuse it; empty where it is about nothing that can be left out."""
    if mismatch.part == "body":
        return format_path(_asked_at(mismatch.tokens, maps))
    name = "content-type" if mismatch.part == "content-type" else str(mismatch.path).lower()
    return _HEADERS.get(name, "") if mismatch.part in ("headers", "content-type") else ""


def _asked_at(tokens: Sequence[Any], maps: Container[Tokens]) -> tuple[Any, ...]:
    """The field that a difference is about: an item of an array is the array's matter."""
    place: tuple[Any, ...] = ()
    for token in general(tokens):
        place = (*place, EVERY_KEY if place in maps else token)
    while place and place[-1] == EVERY_ITEM:
        place = place[:-1]
    return place
