"""One example of an inferred contract: what was seen of it, each part as strict as the format can say it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from contractlab.captures import REDACTED, Redaction
from contractlab.contracts import match
from contractlab.contracts.defining import Defines
from contractlab.contracts.editing import Tokens
from contractlab.contracts.format import format_named
from contractlab.contracts.match import Matcher
from contractlab.definition import Definition
from contractlab.definition.example_chain import ExampleBeingDefined
from contractlab.errors import InvalidEdit
from contractlab.insight.endpoints import path_template
from contractlab.insight.inferred_groups import (
    CaptureGroup,
    answered_json,
    closed_pattern,
    list_at,
    open_pattern,
    parameters,
    sent_json,
)
from contractlab.insight.inferred_values import Observed
from contractlab.insight.sayable import Sayable, format_words
from contractlab.values.content_types import parse_content_type
from contractlab.values.display import quiet
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import format_path

__all__ = ["ExamplePlan", "ExampleWriter"]

_MOST_PATHS = 200


@quiet
@dataclass(slots=True, eq=False)
class ExamplePlan:
    """A group with what must not be asked of it.

    Attributes
    ----------
    group : CaptureGroup
    description : str
    closed : bool
        True if its paths are to be listed, as others fit the pattern of its template.
    state : (str, dict) or None
        Name and parameters.
    refused : set of str
        Paths of the body and names of headers that an answer did not pass with.
    exact_body : bool
        True if the request's body tells it from others.
    not_dared : dict of str to str
        By path, why nothing, or less, is asked.
    maps : set of tokens
        Places in the answer of objects whose keys are data.
    """

    group: CaptureGroup
    description: str
    closed: bool
    state: tuple[str, dict[str, Any]] | None
    refused: set[str]
    exact_body: bool = False
    not_dared: dict[str, str] = field(default_factory=dict)
    maps: set[Tokens] = field(default_factory=set)


Option = tuple[Any, str]
"""What can be asked, and what that leaves open; empty for nothing."""


class ExampleWriter:
    """Writes examples into definitions of one format.

    Parameters
    ----------
    begun : Definition
        An empty one, of the format and version.
    redaction : Redaction
    """

    def __init__(self, begun: Definition, redaction: Redaction) -> None:
        self._begun = begun
        self._redaction = redaction
        self._sayable = Sayable(begun)
        form = format_named(begun.format)
        self._sees_headers = not isinstance(form, Defines) or form.defining.judges_response_headers

    def add(self, made: Definition, plan: ExamplePlan) -> None:
        """Add the example of a plan, and note in it what is not asked for.

        Raises
        ------
        InvalidEdit
            If the format cannot hold even the loosest form.
        """
        plan.not_dared = {}
        parts = self._options(plan)
        chosen = {name: options[0] for name, options in parts.items()}
        if not self._holds(plan, chosen):
            loosest = {name: options[-1] for name, options in parts.items()}
            for name, options in parts.items():
                chosen[name] = next(
                    (option for option in options if self._holds(plan, {**loosest, name: option})), options[-1]
                )
            if not self._holds(plan, chosen):
                chosen = loosest
        for name, (_, why) in chosen.items():
            if why:
                plan.not_dared[_PLACES[name]] = f"{why}: {format_words(self._begun)} cannot say it"
        self._fill(made.example(plan.description), plan, chosen)

    def _holds(self, plan: ExamplePlan, chosen: dict[str, Option]) -> bool:
        begun = self._begun
        trial = Definition(begun.consumer, begun.provider, begun.format, begun.spec_version)
        try:
            self._fill(trial.example(plan.description), plan, chosen)
            _ = trial.contract  # some formats say only of whole contracts what they cannot hold
        except InvalidEdit:
            return False
        return True

    def _fill(self, chain: ExampleBeingDefined, plan: ExamplePlan, chosen: dict[str, Option]) -> None:
        asked = {name: value for name, (value, _) in chosen.items()}
        if asked["state"] is not None:
            chain.given(*asked["state"])
        chain.with_request(
            plan.group.method, asked["path"], query=asked["query"], headers=asked["request headers"], **asked["sent"]
        )
        chain.will_respond_with(plan.group.status, **asked["answer"])

    def _options(self, plan: ExamplePlan) -> dict[str, list[Option]]:
        """What each part can be asked for, the strictest first."""
        group = plan.group
        states: list[Option] = [(plan.state, "")]
        if plan.state is not None:
            states += [((plan.state[0], {}), "parameters of the state"), (None, "the state")]
        kind = _content_type(group, "request")
        headers: list[Option] = [({}, "")] if kind is None else [({"Content-Type": kind}, ""), ({}, "Content-Type")]
        return {
            "state": states,
            "path": _paths(plan),
            "query": _queries(group),
            "request headers": headers,
            "sent": self._sent(plan),
            "answer": self._answers(plan),
        }

    def _sent(self, plan: ExamplePlan) -> list[Option]:
        group = plan.group
        if group.sent in ("", "bytes"):
            return [({}, "")]
        bodies = [sent_json(capture) for capture in group.shown]
        kind = _content_type(group, "request")
        if plan.exact_body and all(body == bodies[0] for body in bodies) and REDACTED not in repr(bodies[0]):
            return [(_typed_body(bodies[0], kind), ""), ({}, "the body")]
        below: dict[str, str] = {}
        expected = self._sayable.body(Observed(bodies).expectation(), below)
        plan.not_dared |= {f"request {path}": why for path, why in below.items()}
        return [({} if expected is MISSING else _typed_body(expected, kind), ""), ({}, "the body")]

    def _answers(self, plan: ExamplePlan) -> list[Option]:
        group, not_dared = plan.group, plan.not_dared
        expected: Any = MISSING
        if group.answered == "bytes":
            not_dared["$"] = "not JSON"
        elif group.answered:
            bodies = [body for each in group.captures if (body := answered_json(each, self._redaction)) is not MISSING]
            empty = _empty_list(plan, bodies)
            expected = Observed(bodies, plan.refused, not_dared, empty, plan.maps).expectation()
            expected = self._sayable.body(expected, not_dared)
        kind = _content_type(group, "response")
        untyped = {} if expected is MISSING else {"body": expected}
        if not self._sees_headers:
            return [(untyped, ""), ({}, "the body")]
        answer: dict[str, Any] = {}
        if expected is not MISSING:
            answer |= _typed_body(expected, kind)
            if not answer:
                not_dared["$"] = "of a type that is not JSON"
        headers: dict[str, Any] = {}
        if kind is not None and "Content-Type" not in plan.refused:
            headers["Content-Type"] = kind
        location = None if "Location" in plan.refused else _location(plan)
        if location is not None:
            headers["Location"] = location
        options: list[Option] = [({**answer, "headers": headers} if headers else answer, "")]
        plain = {name: value for name, value in headers.items() if isinstance(value, str)}
        if plain != headers:
            options.append(({**answer, "headers": plain}, "headers that vary"))
        return [*options, ({"headers": plain} if plain else {}, "the body"), ({}, "the body and headers")]


_PLACES = {
    "state": "state", "path": "path", "query": "query", "request headers": "request headers", "sent": "request body",
    "answer": "response",
}  # fmt: skip
"""Where a part is, as what was not dared names it."""


def _paths(plan: ExamplePlan) -> list[Option]:
    path = _path(plan)
    if isinstance(path, str):
        return [(path, "")]
    sample = str(path.example)
    steps = plan.group.template.split("/")
    varying = [place for place, step in enumerate(steps) if step == "{id}"]
    own = sample.split("/")
    options: list[Option] = [(path, "")]
    if varying and len(own) == len(steps):
        first, last = varying[0], varying[-1]
        before = "/".join(["", *own[1:first], ""]) if first else ""
        after = "/".join(["", *own[last + 1 :]]) if last + 1 < len(own) else ""
        middle = match.any_string("/".join(own[first : last + 1]))
        options.append((match.concat(*(piece for piece in (before, middle, after) if piece != "")), _FREE_STEPS))
    options.append((match.any_string(sample), "what the path is"))
    return options


_FREE_STEPS = "what the steps that vary look like"


def _path(plan: ExamplePlan) -> str | Matcher:
    paths = plan.group.paths
    if plan.group.hides_path:
        sample = plan.group.template.replace("{id}", "redacted")
        return match.regex(sample, regex=open_pattern(plan.group.template, [sample]))
    if len(paths) == 1 and (plan.closed or "{id}" not in plan.group.template):
        return paths[0]
    if plan.closed and len(paths) <= _MOST_PATHS:
        return match.regex(paths[0], regex=closed_pattern(paths))
    return match.regex(paths[0], regex=open_pattern(plan.group.template, paths))


def _queries(group: CaptureGroup) -> list[Option]:
    """Parameters: exact where they never changed, digits where they were digits, else any text."""
    by_name: dict[str, list[list[str]]] = {}
    for capture in group.shown:
        own: dict[str, list[str]] = {}
        for name, value in parameters(capture):
            own.setdefault(name, []).append(value)
        for name, values in own.items():
            by_name.setdefault(name, []).append(values)
    return [
        (_pairs(by_name, _parameter), ""),
        (_pairs(by_name, _any_parameter), "what the parameters that vary look like"),
        (_pairs(by_name, lambda values: match.any_string(_shown(values))), "what the parameters are"),
        ([], "the parameters"),
    ] if by_name else [([], "")]  # fmt: skip


def _pairs(by_name: dict[str, list[list[str]]], ask: Callable[[Sequence[str]], str | Matcher]) -> list[tuple[str, Any]]:
    return [
        (name, ask([each[number] for each in several if number < len(each)]))
        for name, several in by_name.items()
        for number in range(len(several[0]))
    ]


def _parameter(values: Sequence[str]) -> str | Matcher:
    if any(REDACTED in value for value in values):
        return match.regex("redacted", regex=r"[\s\S]*")
    if len(set(values)) == 1:
        return values[0]
    if all(re.fullmatch(r"-?\d+", value) for value in values):
        return match.regex(values[0], regex=r"-?\d+")
    return match.regex(values[0], regex=r"[\s\S]*")


def _any_parameter(values: Sequence[str]) -> str | Matcher:
    return values[0] if len(set(values)) == 1 and REDACTED not in values[0] else match.any_string(_shown(values))


def _shown(values: Sequence[str]) -> str:
    return "redacted" if any(REDACTED in value for value in values) else values[0]


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


def _empty_list(plan: ExamplePlan, bodies: Sequence[Any]) -> str:
    """The path of the list that a state says is empty; else no path."""
    if plan.group.filling != "empty":
        return ""
    place = list_at(bodies[0], plan.group.template) if bodies else None
    return "" if place is None else format_path(place)


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


def _location(plan: ExamplePlan) -> Matcher | None:
    """Where something new lies, as a pattern of its path; nothing where an answer does not say it in the same way."""
    lines = [
        capture.response.headers.get("location") for capture in plan.group.captures if capture.response is not None
    ]
    given = [line for line in lines if line is not None]
    if not given:
        return None
    if len(given) < len(lines):
        plan.not_dared["Location"] = f"missing in {len(lines) - len(given):,} of {len(lines):,}"
        return None
    templates = {path_template(line) for line in given}
    if len(templates) > 1 or "?" in given[0] or REDACTED in given[0] or _is_hidden(plan, "location"):
        plan.not_dared["Location"] = "not always of one form"
        return None
    return match.regex(given[0], regex=open_pattern(templates.pop(), given))


def _is_hidden(plan: ExamplePlan, header: str) -> bool:
    """True if a header of an answer holds a secret."""
    pairs = zip(plan.group.captures, plan.group.shown, strict=True)
    return any(
        capture.response is not None and shown.response is not None
        and capture.response.headers.get(header) != shown.response.headers.get(header)
        for capture, shown in pairs
    )  # fmt: skip
