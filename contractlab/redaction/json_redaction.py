"""Redaction inside JSON text: the values go, every other character stays.

The text is edited, not parsed and written anew, because a contract may look at what parsing loses: ``1.50``, numbers of
fifty digits, repeated keys. The walk needs no recursion and takes broken JSON as far as it goes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from contractlab.redaction.secret_texts import REDACTED, Secrets
from contractlab.values.json_path import BodyPath, Progress, advance, start
from contractlab.values.json_tokens import json_tokens, strings_of, unquote
from contractlab.values.mismatch import PathToken, format_path

__all__ = ["redact_json"]

_KEPT = frozenset(('""', "null", "true", "false"))
_MARKER = json.dumps(REDACTED, ensure_ascii=False)
DEEPEST = 200
"""Levels of nesting up to which places are told apart; what is deeper is removed as a whole."""


@dataclass(slots=True)
class _Frame:
    """One open object or array."""

    is_object: bool
    progress: Progress
    token: PathToken = 0
    expects_key: bool = False
    label: str = ""
    is_key_set: bool = False


@dataclass(slots=True)
class _Place:
    """A value in the text: from where to where, and whether its name or path makes it a secret.

    The way to it is read off the walk's own stack, which holds it until the walk goes on: few places need it.
    """

    start: int
    end: int
    stack: list[_Frame]
    secret: bool
    scalar: bool

    @property
    def tokens(self) -> tuple[PathToken, ...]:
        return tuple(frame.token for frame in self.stack)


_LABELS = frozenset({"name", "key", "k", "field", "id", "header", "parameter", "property", "label"})
_LABELLED = frozenset({"value", "val", "v", "content", "text", "data", "secret"})
"""``{"name": "password", "value": …}``: what the first says of the second."""
_LABEL_BEHIND = re.compile(
    r"\s{0,20}+,\s{0,20}+\"(?:name|key|k|field|header|parameter|property|label)\"\s{0,20}+:\s{0,20}+(\"[^\"\\]{1,80}\")",
    re.IGNORECASE,
)
"""``{"value": …, "name": "password"}``: the other way round."""
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})
"""Of a JSON Web Key (RFC 7518): all but the public ones."""
_SHORTEST_MEMBER = 16


def _places(
    text: str,
    is_secret_key: Callable[[str], bool],
    paths: tuple[BodyPath, ...],
    is_likely: Callable[[str, str], bool],
) -> Iterator[_Place]:
    """Give every secret value and every string of `text`, in order; secrets are not looked into."""
    stack: list[_Frame] = []
    root = start(paths)
    skipped: tuple[int, int] | None = None  # how many brackets of a secret container are open, and where it starts
    for match in json_tokens(text):
        piece = match[0]
        if skipped is not None:
            depth, begin = skipped
            depth += (piece in "{[") - (piece in "}]")
            skipped = (depth, begin) if depth else None
            if not depth:
                yield _Place(begin, match.end(), stack, True, False)
            continue
        if piece in "}]":
            if stack:
                stack.pop()
            continue
        if piece == ",":
            if stack and stack[-1].is_object:
                stack[-1].expects_key = True
            elif stack:
                stack[-1].token = int(stack[-1].token) + 1
            continue
        if piece == ":":
            continue
        frame = stack[-1] if stack else None
        if frame is not None and frame.is_object and frame.expects_key:
            frame.token = unquote(piece) if piece[0] == '"' else piece
            frame.expects_key = False
            if piece not in "{[":
                continue
        secret, progress = False, root
        if frame is not None:
            secret, progress = advance(frame.progress, frame.token)
            if not secret and isinstance(frame.token, str):
                secret = _is_secret(frame, piece, is_secret_key, is_likely, match)
            elif not secret and piece not in "{[" and len(stack) > 1 and isinstance(stack[-2].token, str):
                secret = _is_listed(stack[-2].token, piece, is_secret_key, is_likely)
        if piece in "{[":
            if len(stack) >= DEEPEST:
                yield _Place(0, len(text), [], True, False)
                return
            if secret:
                skipped = (1, match.start())
            else:
                stack.append(_Frame(piece == "{", progress, "" if piece == "{" else 0, piece == "{"))
        elif secret or piece[0] == '"':
            yield _Place(match.start(), match.end(), stack, secret, True)
    if skipped is not None:  # the text is cut inside a secret
        yield _Place(skipped[1], len(text), stack, True, False)


def _is_secret(
    frame: _Frame,
    piece: str,
    is_secret_key: Callable[[str], bool],
    is_likely: Callable[[str, str], bool],
    match: re.Match[str],
) -> bool:
    """Tell whether a value of an object is a secret: by its key, by its key and its looks, or by its label."""
    key = str(frame.token)
    if is_secret_key(key):
        return True
    if piece in "{[":
        return key.lower() in _LABELLED and frame.label != "" and is_secret_key(frame.label)
    value = unquote(piece) if piece[0] == '"' else piece
    if key == "kty":
        frame.is_key_set = True
    elif frame.is_key_set and key in _PRIVATE_MEMBERS and len(value) >= _SHORTEST_MEMBER:
        return True
    if key.lower() in _LABELLED:
        behind = _LABEL_BEHIND.match(match.string, match.end()) if not frame.label else None
        label = frame.label if behind is None else unquote(behind[1])
        if label:
            return is_secret_key(label) or is_likely(label, value)
    if key.lower() in _LABELS and piece[0] == '"':
        frame.label = value
    return is_likely(key, value)


def _is_listed(
    key: str, piece: str, is_secret_key: Callable[[str], bool], is_likely: Callable[[str, str], bool]
) -> bool:
    """Tell whether an item of a list is a secret by the name of the list, which may be that of several."""
    value = unquote(piece) if piece[0] == '"' else piece
    if is_likely(key, value):
        return True
    single = key.removesuffix("s")
    return single != key and (is_likely(single, value) or (is_secret_key(single) and is_likely("credential", value)))


def _never(key: str, value: str) -> bool:
    return False


def redact_json(
    text: str,
    *,
    is_secret_key: Callable[[str], bool],
    is_likely: Callable[[str, str], bool] = _never,
    paths: tuple[BodyPath, ...] = (),
    clean: Callable[[str], str] = lambda value: value,
    secrets: Secrets | None = None,
) -> tuple[str, tuple[str, ...]]:
    """Remove secrets from JSON text.

    Parameters
    ----------
    text : str
    is_secret_key : callable
        Takes a key; the whole value under it is removed. null, true, false and ``""`` stay: they hold no secret.
    is_likely : callable
        Takes a key and a scalar: what is a secret by both together.
    paths : tuple of BodyPath
        Places to remove besides.
    clean : callable
        Takes every other string value and gives it back without the secrets in it.
    secrets : Secrets, optional
        Collects the strings that were removed.

    Returns
    -------
    text : str
    names : tuple of str
        Concrete JSON paths of what was removed, in document order.
    """
    pieces: list[str] = []
    names: dict[str, None] = {}
    last = 0
    for place in _places(text, is_secret_key, paths, is_likely):
        original = text[place.start : place.end]
        if place.secret:
            if place.scalar and original in _KEPT:
                continue
            if secrets is not None:
                for string in strings_of(original):
                    secrets.add(unquote(string))
            if not place.tokens:
                return _MARKER, ("$",)
            new = _MARKER
        else:
            value = unquote(original)
            cleaned = clean(value)
            if cleaned == value:
                continue
            new = json.dumps(cleaned, ensure_ascii=False)
        pieces += (text[last : place.start], new)
        last = place.end
        names[format_path(place.tokens)] = None
    if not names:
        return text, ()
    pieces.append(text[last:])
    return "".join(pieces), tuple(names)
