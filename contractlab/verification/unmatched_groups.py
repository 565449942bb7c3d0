"""Captures that match no example, taken together by what agrees with an example and what differs.

Each group is something that one choice settles: a base path, another service, a path that no contract has. What decides
is looked at in this order: what somebody said by hand, a base path, a path with one character more or less, a browser's
preflight, another method, other values in query or body, another host, and at last a path that nobody relies on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from urllib.parse import urlsplit

from contractlab.captures import AnyCapture, Capture
from contractlab.captures.capture import LEFT_UNMATCHED, strip_base_path
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.format import request_forms_of
from contractlab.contracts.request_forms import RequestForms, decoded_path
from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest
from contractlab.verification.request_index import RequestIndex
from contractlab.verification.unpaired import Unpaired

__all__ = ["GroupKind", "UnmatchedGroup", "group_unmatched", "host_of"]

_SAMPLE = 400
"""Captures from which base paths are guessed; all others are only tried below those."""
_MOST_STEPS = 8
_MOST_BASE_PATHS = 3
_LONGEST_PATH = 400
"""Characters of a path beyond which one more or less is not looked for."""


class GroupKind(StrEnum):
    """What the captures of a group have in common."""

    BASE_PATH = "base-path"
    """Below a base path they match examples."""

    NEAR_PATH = "near-path"
    """One character of the path, or its last slash, keeps them from matching an example."""

    METHOD = "method"
    """An example has the path, with another method; or they are a browser's preflights, which no contract has."""

    VALUES = "values"
    """An example has method and path, and query or body differ."""

    HOST = "host"
    """Of another host than those that match, and no example has the path."""

    PATH = "path"
    """No example has the path."""

    MESSAGE = "message"
    """Messages that no example describes."""

    NAMED = "named"
    """They say whose they are, and there is no such example."""

    BY_HAND = "by-hand"
    """Left unmatched by hand."""


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class UnmatchedGroup:
    """Captures that match no example for the same reason.

    Attributes
    ----------
    kind : GroupKind
    method, value : str
        The method where it counts; then a base path, a host, or a path in which ``*`` stands for numbers and the like.
    members : tuple of Unpaired
        In the order in which they were recorded.
    near : Example or None
        The example that one thing keeps them from matching.
    """

    kind: GroupKind
    method: str
    value: str
    members: tuple[Unpaired, ...]
    near: Example | None = None

    @property
    def id(self) -> str:
        """A name that stays the same when captures are added, without what paths may hold of secrets."""
        if self.kind == GroupKind.HOST or not self.value:
            return f"{self.kind.value}:{self.value or self.method}"
        text = repr((self.method, self.value)).encode("utf-8", "surrogatepass")
        return f"{self.kind.value}:{blake2b(text, digest_size=6).hexdigest()}"

    @property
    def captures(self) -> tuple[AnyCapture, ...]:
        """The captures."""
        return tuple(member.capture for member in self.members)

    @property
    def nearest(self) -> Example | None:
        """`near`, else what comes nearest to the first capture."""
        return self.near if self.near is not None else self.members[0].nearest


def host_of(capture: AnyCapture) -> str:
    """Host and port of a capture, without whoever is named before it; empty where none was recorded."""
    if not isinstance(capture, Capture) or not capture.origin:
        return ""
    try:
        parts = urlsplit(capture.origin)
        port = f":{parts.port}" if parts.port is not None else ""
        return f"{parts.hostname or ''}{port}"
    except ValueError:  # a port that is no number, half an IPv6 address
        return ""


def group_unmatched(
    contracts: Sequence[Contract], unmatched: Iterable[Unpaired], matched: Iterable[AnyCapture] = ()
) -> list[UnmatchedGroup]:
    """Unmatched captures by what one choice could settle, those with most captures first.

    Parameters
    ----------
    contracts : sequence of Contract
    unmatched : iterable of Unpaired
    matched : iterable of Capture and MessageCapture
        Captures that match examples: their hosts are those of the provider.
    """
    listed = list(unmatched)
    near_examples = _NearExamples([example for contract in contracts for example in contract.examples])
    hosts = {host for host in map(host_of, matched) if host}
    base_paths = _base_paths(listed, near_examples)
    groups: dict[tuple[GroupKind, str, str], _Gathered] = {}
    for member in listed:
        place, near = _place_of(member, near_examples, hosts, base_paths)
        groups.setdefault(place, _Gathered(near)).members.append(member)
    made = [UnmatchedGroup(*place, tuple(group.members), group.near) for place, group in groups.items()]
    return sorted(made, key=lambda group: (group.kind == GroupKind.BY_HAND, -len(group.members)))


@dataclass(slots=True)
class _Gathered:
    near: Example | None
    members: list[Unpaired] = field(default_factory=list)


def _place_of(
    member: Unpaired, near_examples: _NearExamples, hosts: set[str], base_paths: Sequence[str]
) -> tuple[tuple[GroupKind, str, str], Example | None]:
    """Kind, method and value of the group that a capture belongs to, and the example that is near."""
    capture = member.capture
    if capture.assigned == LEFT_UNMATCHED:
        return (GroupKind.BY_HAND, "", ""), None
    if member.note:
        return (GroupKind.NAMED, "", capture.assigned or capture.example or ""), None
    if not isinstance(capture, Capture):
        return (GroupKind.MESSAGE, "", capture.kind), None
    request, method = capture.relative_request, capture.request.method.upper()
    for base_path in base_paths:
        if near_examples.fitting(strip_base_path(request, base_path)) is not None and request.path != base_path:
            return (GroupKind.BASE_PATH, "", base_path), None
    near = near_examples.one_character_away(request)
    if near is not None:
        return (GroupKind.NEAR_PATH, method, request.path), near
    if method == "OPTIONS" and method not in near_examples.methods:
        return (GroupKind.METHOD, method, ""), near_examples.with_other_method(request)
    near = near_examples.with_other_method(request)
    if near is not None:
        return (GroupKind.METHOD, method, request.path), near
    near = near_examples.with_path(request)
    if near is not None:
        return (GroupKind.VALUES, method, f"{near.contract.label}/{near.key}"), near
    host = host_of(capture)
    if host and hosts and host not in hosts:
        return (GroupKind.HOST, "", host), None
    return (GroupKind.PATH, method, _pattern(request.path)), None


_VARYING = re.compile(r"\d+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,64}")


def _pattern(path: str) -> str:
    """A path in which ``*`` stands for each step that is a number, a UUID or a long hexadecimal number."""
    steps = path[:_LONGEST_PATH].split("/")
    return "/".join("*" if _VARYING.fullmatch(step) else step for step in steps)


def _base_paths(unmatched: Sequence[Unpaired], near_examples: _NearExamples) -> list[str]:
    """Base paths below which captures match examples, those of most captures first, and the shortest of these."""
    counted: Counter[str] = Counter()
    for member in unmatched[:_SAMPLE]:
        capture = member.capture
        if not isinstance(capture, Capture) or member.note or capture.assigned is not None:
            continue
        request = capture.relative_request
        steps = request.path.split("/")[1:-1][:_MOST_STEPS]
        for count in range(1, len(steps) + 1):
            base_path = "/" + "/".join(steps[:count])
            if near_examples.fitting(strip_base_path(request, base_path)) is not None:
                counted[base_path] += 1
    ordered = sorted(counted, key=lambda base_path: (-counted[base_path], len(base_path)))
    return ordered[:_MOST_BASE_PATHS]


class _NearExamples:
    """The examples, asked in several ways which of them has a request that is nearly a recorded one.

    Parameters
    ----------
    examples : sequence of Example
    """

    def __init__(self, examples: Sequence[Example]) -> None:
        listed = [example for example in examples if example.kind == "http" and example.judged != "request"]
        self._index = RequestIndex(listed)
        self._forms: dict[str, list[tuple[Example, RequestForms]]] = {}
        self._by_path: dict[str, dict[str, Example]] = {}
        for example in listed:
            forms = request_forms_of(example)
            method = forms.request.method
            if forms.path.varies:
                self._forms.setdefault(method, []).append((example, forms))
            self._by_path.setdefault(method, {}).setdefault(str(forms.path.value), example)
        self._by_length: dict[str, dict[int, list[str]]] = {}
        for method, paths in self._by_path.items():
            for path in paths:
                self._by_length.setdefault(method, {}).setdefault(len(path), []).append(path)
        self.methods = frozenset(self._by_path)

    def fitting(self, request: HttpRequest) -> Example | None:
        """An example that the request fits."""
        candidates = self._index.candidates(request)
        return candidates[0].example if candidates else None

    def with_other_method(self, request: HttpRequest) -> Example | None:
        """An example of this path, whose method is another."""
        for method in sorted(self.methods - {request.method.upper()}):
            near = self._with_path(method, request)
            if near is not None:
                return near
        return None

    def with_path(self, request: HttpRequest) -> Example | None:
        """An example of this method and path."""
        return self._with_path(request.method.upper(), request)

    def _with_path(self, method: str, request: HttpRequest) -> Example | None:
        path = decoded_path(request.path)
        literal = self._by_path.get(method, {}).get(path)
        if literal is not None:
            return literal
        return next(
            (example for example, forms in self._forms.get(method, ()) if forms.path.distance(path) is not None), None
        )

    def one_character_away(self, request: HttpRequest) -> Example | None:
        """An example that the request fits but for one character of its path, its case, or its last slash."""
        path, method = decoded_path(request.path), request.method.upper()
        if len(path) > _LONGEST_PATH:
            return None
        lengths = self._by_length.get(method, {})
        for length in (len(path) - 1, len(path) + 1, len(path)):
            for near in lengths.get(length, ()):
                if near != path and (_is_one_edit(path, near) or path.lower() == near.lower()):
                    fitting = self.fitting(replace(request, path=near))
                    if fitting is not None:
                        return fitting
        return None


def _is_one_edit(left: str, right: str) -> bool:
    """True if one character was added, taken away or changed."""
    short, long = sorted((left, right), key=len)
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    rest = start + 1
    return short[start:] == long[rest:] or (len(short) == len(long) and short[rest:] == long[rest:])
