"""Captures that one example can stand for: of one method, path, form of request, status and kind of answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any
from urllib.parse import parse_qsl

from contractlab.captures import REDACTED, AnyCapture, Capture, Redaction
from contractlab.contracts.editing import Tokens
from contractlab.editing.observations import general, kind_of
from contractlab.editing.suggestions import recorded_body
from contractlab.insight.endpoints import capture_name, path_template
from contractlab.openapi.agreement.routing import Router
from contractlab.values.display import quiet
from contractlab.values.internal import Losses
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.markers import MISSING
from contractlab.verification.masking import Mask

__all__ = ["CaptureGroup", "group_captures", "list_at"]

UNREADABLE = "it cannot be looked at"

_ID = {"{id}": None}
_MANY = 4
"""So many different texts at one step of a path, with alike answers, are names of things."""

_SEVERAL = 3
"""So many different texts at each of two steps side by side."""

_GONE = (404, 410)
_DEEP = 12


@quiet
@dataclass(slots=True, eq=False)
class CaptureGroup:
    """Captures that one example can stand for.

    Attributes
    ----------
    method, template : str
        The path with ``{id}`` for steps that vary.
    status : int
    names : tuple of str
        Of the query's parameters, sorted, with repetitions.
    sent : str
        The form of the request's body: empty for none.
    answered : str
        The kind of the answer's body: ``"object"``, ``"array"``, another JSON kind, ``"bytes"``, or empty for none.
    filling : str
        ``"empty"`` or ``"filled"`` where the same query was answered with a list that has nothing at times; else empty.
    captures : list of Capture
    shown : list of Capture
        The same without secrets: only of these may anything get into a contract.
    """

    method: str
    template: str
    status: int
    names: tuple[str, ...]
    sent: str
    answered: str
    filling: str = ""
    captures: list[Capture] = field(default_factory=list)
    shown: list[Capture] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """The different paths without the base path, in the order in which they came."""
        return list(dict.fromkeys(capture.relative_request.path for capture in self.captures))

    @property
    def hides_path(self) -> bool:
        """True if a path holds a secret."""
        pairs = zip(self.captures, self.shown, strict=True)
        return any(capture.request.path != shown.request.path for capture, shown in pairs)


def sent_json(capture: Capture) -> Any:
    """The body of the request as JSON; MISSING where it is none."""
    body = capture.request.body
    if not isinstance(body, bytes) or not body:
        return MISSING
    try:
        return parse_json(body)
    except NotJson:
        return MISSING


def answered_json(capture: AnyCapture, redaction: Redaction) -> Any:
    """The body of the answer as JSON, without secrets; MISSING where it is none."""
    return next(recorded_body(capture, Mask(capture, redaction), 0), MISSING)


def _form(value: Any) -> str:
    """Keys and kinds of a request's body: what a consumer sends is asked for as it is."""
    places: set[str] = set()
    stack: list[tuple[tuple[Any, ...], Any]] = [((), value)]
    while stack:
        tokens, below = stack.pop()
        places.add(repr((general(tokens), kind_of(below))))
        if len(tokens) < _DEEP and isinstance(below, dict):
            stack += [((*tokens, key), each) for key, each in below.items()]
        elif len(tokens) < _DEEP and isinstance(below, list):
            stack += [((*tokens, number), each) for number, each in enumerate(below)]
    return " ".join(sorted(places))


def _sent(capture: Capture) -> str:
    body = capture.request.body
    if not isinstance(body, bytes) or not body:
        return ""
    value = sent_json(capture)
    return "bytes" if value is MISSING else _form(value)


def _answered(capture: Capture, redaction: Redaction) -> str:
    response = capture.response
    if response is None or not isinstance(response.body, bytes) or not response.body:
        return ""
    value = answered_json(capture, redaction)
    if value is MISSING:
        return "bytes"
    kind = kind_of(value)
    return "array" if kind == "empty array" else kind


_LISTS = frozenset({"items", "data", "results", "values", "records", "entries", "elements", "content", "list"})
"""Keys under which answers list what was asked for; the last step of the path is another."""


def list_at(value: Any, template: str) -> Tokens | None:
    """Where an answer lists what a path asks for; None where it lists nothing."""
    if isinstance(value, list):
        return ()
    if not isinstance(value, dict) or template.endswith("{id}"):
        return None
    lists = [key for key, below in value.items() if isinstance(below, list)]
    named = template.rpartition("/")[2].lower()
    return (lists[0],) if len(lists) == 1 and lists[0].lower() in _LISTS | {named} else None


def _filling(value: Any, template: str) -> str:
    """Whether an answer that lists things has any."""
    place = list_at(value, template)
    if place is None:
        return ""
    return "filled" if (value[place[0]] if place else value) else "empty"


def parameters(capture: Capture) -> list[tuple[str, str]]:
    """Names and values of the query, as sent."""
    return parse_qsl(capture.request.query, keep_blank_values=True)


def _step_template(shown: Capture) -> str:
    return "/".join(
        "{id}" if REDACTED in step else step for step in path_template(shown.relative_request.path).split("/")
    )


def group_captures(
    captures: Iterable[AnyCapture], redaction: Redaction, losses: Losses, router: Router | None = None
) -> list[CaptureGroup]:
    """Groups in the order in which they came; captures without an answer are in none.

    Parameters
    ----------
    captures : iterable of Capture
    redaction : Redaction
    losses : Losses
        Takes captures that cannot be looked at; they are in no group.
    router : Router, optional
        Of an API document, which says of its paths what varies.
    """
    every = [capture for capture in captures if isinstance(capture, Capture) and capture.response is not None]

    def look(capture: Capture) -> Capture:
        without_secrets = redaction.redact_capture(capture)
        _ = _routed_template(without_secrets, router) or _step_template(without_secrets)
        return without_secrets

    recorded = list(losses.each(every, look, UNREADABLE, capture_name))
    templates = _templates([shown for _, shown in recorded], redaction, router)
    asked: dict[tuple[Any, ...], dict[str, set[str]]] = {}  # queries by filling

    def key_of(pair: tuple[Capture, Capture]) -> tuple[tuple[Any, ...], str]:
        capture, without_secrets = pair
        request, response = capture.request, capture.response
        template = templates[id(without_secrets)]
        names = tuple(sorted(name for name, _ in parameters(capture)))
        key = (
            request.method.upper(), template, int((response and response.status) or 0), names, _sent(without_secrets),
            _answered(capture, redaction),
        )  # fmt: skip
        filling = _filling(answered_json(capture, redaction), template)
        asked.setdefault(key, {}).setdefault(filling, set()).add(request.query)
        return key, filling

    groups: dict[tuple[Any, ...], CaptureGroup] = {}
    keyed = list(losses.each(recorded, key_of, UNREADABLE, lambda pair: pair[0].key))
    for (capture, without_secrets), (key, filling) in keyed:
        # Where another query is what makes a list empty, no state has to.
        by_state = asked[key].get("empty", set()) & asked[key].get("filled", set())
        whole = (*key, filling if by_state else "")
        group = groups.setdefault(whole, CaptureGroup(*whole))
        group.captures.append(capture)
        group.shown.append(without_secrets)
    return list(groups.values())


def _routed_template(capture: Capture, router: Router | None) -> str | None:
    """The template of a path by an API document; None where it says nothing of it."""
    request = capture.request
    route = None if router is None else router.find(request.method, capture.relative_request.path)
    if route is None:
        return None
    own = route.operation.path.split("/")[1:]
    steps = capture.relative_request.path.split("/")
    before = steps[: len(steps) - len(own)]
    return "/".join([*before, *("{id}" if "{" in step else step for step in own)])


def _templates(captures: Sequence[Capture], redaction: Redaction, router: Router | None) -> dict[int, str]:
    """The template of each path: by a document, by the looks of steps, by those that vary while answers are alike."""
    by_document = {id(capture): template for capture in captures if (template := _routed_template(capture, router))}
    templates = {id(capture): by_document.get(id(capture)) or _step_template(capture) for capture in captures}
    captures = [capture for capture in captures if id(capture) not in by_document]
    _generalise(captures, templates, redaction)
    _generalise_pairs(captures, templates, redaction)
    _adopt(captures, templates)
    return templates


def _adopt(captures: Sequence[Capture], templates: dict[int, str]) -> None:
    """What was not there is one of the things of a place, though it was asked for but once."""
    placed = {(capture.request.method, templates[id(capture)]) for capture in captures}
    for capture in captures:
        response = capture.response
        if response is None or response.status not in _GONE:
            continue
        steps = templates[id(capture)].split("/")
        for method, template in sorted(placed):
            own = template.split("/")
            is_like = len(own) == len(steps) and all(
                step in ("{id}", given) for step, given in zip(own, steps, strict=True)
            )
            if method == capture.request.method and is_like and own != steps:
                templates[id(capture)] = template
                break


def _generalise(captures: Sequence[Capture], templates: dict[int, str], redaction: Redaction) -> None:
    """Put a place where many texts stand at one step while the others, and answers, are alike."""
    most = max((template.count("/") for template in templates.values()), default=0)
    for place in range(1, min(most, _DEEP) + 1):
        alike: dict[tuple[Any, ...], list[Capture]] = {}
        for capture in captures:
            steps = templates[id(capture)].split("/")
            if place < len(steps) and place > 1 and steps[place] not in _ID:
                response = capture.response
                others = (*steps[:place], None, *steps[place + 1 :])
                status = None if response is None else response.status
                key = (capture.request.method, others, status, _answer_keys(capture, redaction))
                alike.setdefault(key, []).append(capture)
        for members in alike.values():
            if len({templates[id(member)].split("/")[place] for member in members}) >= _MANY:
                for member in members:
                    steps = templates[id(member)].split("/")
                    templates[id(member)] = "/".join([*steps[:place], "{id}", *steps[place + 1 :]])


def _generalise_pairs(captures: Sequence[Capture], templates: dict[int, str], redaction: Redaction) -> None:
    """As `_generalise`, of two steps side by side: of owners and their things there are few of each pair."""
    most = max((template.count("/") for template in templates.values()), default=0)
    for place in range(2, min(most, _DEEP)):
        alike: dict[tuple[Any, ...], list[Capture]] = {}
        for capture in captures:
            steps = templates[id(capture)].split("/")
            keys = _answer_keys(capture, redaction)
            pair = steps[place : place + 2]
            if len(pair) == 2 and not _ID.keys() & set(pair) and keys.count(",") >= 1:
                response = capture.response
                others = (*steps[:place], None, None, *steps[place + 2 :])
                status = None if response is None else response.status
                alike.setdefault((capture.request.method, others, status, keys), []).append(capture)
        for members in alike.values():
            pairs = {tuple(templates[id(member)].split("/")[place : place + 2]) for member in members}
            kinds = [{pair[number] for pair in pairs} for number in (0, 1)]
            if len(pairs) >= _MANY and min(map(len, kinds)) >= _SEVERAL:
                for member in members:
                    steps = templates[id(member)].split("/")
                    templates[id(member)] = "/".join([*steps[:place], "{id}", "{id}", *steps[place + 2 :]])


def _answer_keys(capture: Capture, redaction: Redaction) -> str:
    value = answered_json(capture, redaction)
    return repr(sorted(value)) if isinstance(value, dict) else type(value).__name__


_STEPS = (
    r"\d+", r"\d{4}-\d{2}-\d{2}", "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
    "[0-9a-fA-F]{40}", "[0-9a-fA-F]{24}", "[0-9a-fA-F]{32}",
)  # fmt: skip
"""Patterns of a step that names one thing among many, the plainest first."""


def open_pattern(template: str, paths: Sequence[str]) -> str:
    """The pattern for all paths of a template: what steps look like, else anything between two slashes."""
    split = [path.split("/") for path in paths]
    steps: list[str] = []
    for place, step in enumerate(template.split("/")):
        if step not in _ID:
            steps.append(re.escape(step))
            continue
        own = [path[place] for path in split]
        steps.append(next((pattern for pattern in _STEPS if all(re.fullmatch(pattern, each) for each in own)), "[^/]+"))
    return "/".join(steps)


def closed_pattern(paths: Iterable[str]) -> str:
    """The pattern for these paths alone; what they begin with alike stands once."""
    listed = list(paths)
    alike = takewhile(lambda steps: len(set(steps)) == 1, zip(*(path.split("/")[:-1] for path in listed), strict=False))
    begin = "/".join(steps[0] for steps in alike)
    rest = [path.removeprefix(begin) for path in listed]
    if not begin or len(listed) < 2 or any(not each.startswith("/") for each in rest):
        return "|".join(map(re.escape, listed))
    alternatives = "|".join(re.escape(each[1:]) for each in rest)
    return f"{re.escape(begin)}/({alternatives})"
