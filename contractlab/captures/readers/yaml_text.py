"""YAML of recordings, read so that nothing in it can do harm.

PyYAML's safe loader makes plain values only. What it does not bound is looked at before, in a walk over the events of
the parser that needs no recursion: nesting, foreign tags, and aliases, by which a few lines can stand for gigabytes.

Imported only where there is YAML to read: most recordings are JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from contractlab.captures.documents import UnreadableJson
from contractlab.errors import Fault, InvalidCapture
from contractlab.values.display import quiet

__all__ = ["parse_yaml"]

DEEPEST = 40
LARGEST = 64_000_000
"""Characters of one document; the parser takes a minute for them."""
MOST_REPEATED = 64_000_000
"""Characters that all aliases together may stand for; what a value weighs beside its text is `WEIGHT`."""
WEIGHT = 50
_FAULTS = 20
_VCR_PY_0 = (
    "is a cassette of VCR.py before version 1, which wrote Python objects. Bring it up to date with "
    "python -m vcr.migration, or record it again."
)

_STANDARD = "tag:yaml.org,2002:"
_PLAIN = frozenset(
    [f"{_STANDARD}{name}" for name in ("str", "int", "float", "bool", "null", "binary", "seq", "map", "timestamp")]
)
# How Ruby marks bytes, and how Python 2 marked its text.
_BYTES = "!binary"
_TEXTS = (f"{_STANDARD}python/str", f"{_STANDARD}python/unicode")
_READABLE = _PLAIN | {*_TEXTS, _BYTES, "!"}
_STRUCTURES = ("!ruby/struct:VCR::", "!ruby/object:VCR::", "!ruby/sym", "!ruby/string", "!ruby/hash")
"""Tags of Ruby that are passed over: what they are put on is read as the plain value that it is."""
_VCR_OBJECT = f"{_STANDARD}python/object:vcr."


def parse_yaml(text: str, source: str, list_keys: Sequence[str]) -> tuple[object, list[int]]:
    """Parse one YAML document.

    Parameters
    ----------
    text : str
    source : str
        Name of the file.
    list_keys : sequence of str
        Keys of the document under which the list stands whose lines are wanted.

    Returns
    -------
    document : plain values
    lines : list of int
        Lines, from 1, on which the items of that list begin, or those of the document where it is a list itself.

    Raises
    ------
    UnreadableJson
        If it is no YAML.
    InvalidCapture
        If it holds what no recording needs: with every such place.
    """
    if len(text) > LARGEST:
        raise InvalidCapture(source, [f"is larger than {LARGEST:,} characters; split it, or save it as JSON."])
    loader = _loader()
    walk = _EventWalk(list_keys)
    try:
        for event in yaml.parse(text, Loader=loader):
            walk.see(event)
            if walk.ended or len(walk.faults) >= _FAULTS:
                break
        if walk.faults:
            raise InvalidCapture(source, walk.faults)
        return yaml.load(text, Loader=loader), walk.lines  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise UnreadableJson(
            f"is not valid YAML: {error.problem or error.context}.", mark.line + 1 if mark else None
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableJson(f"is not valid YAML: {str(error).splitlines()[0]}.") from None


def _loader() -> type[yaml.SafeLoader]:
    """PyYAML's safe loader, in C where that is built, with two more ways to write texts and bytes."""
    try:
        base: type[yaml.SafeLoader] = yaml.CSafeLoader  # type: ignore[assignment]  # the same interface
    except AttributeError:
        base = yaml.SafeLoader
    loader: Any = type("_CassetteLoader", (base,), {})  # the stubs know no constructors of loaders made here
    for tag in _TEXTS:
        loader.add_constructor(tag, lambda self, node: self.construct_scalar(node))
    loader.add_constructor(_BYTES, base.construct_yaml_binary)
    for prefix in _STRUCTURES:
        loader.add_multi_constructor(prefix, _without_tag)
    made: type[yaml.SafeLoader] = loader
    return made


def _without_tag(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> object:
    """Make the plain value of a node, whatever its tag asks for."""
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


@quiet
@dataclass(slots=True)
class _OpenNode:
    """A node that has begun: what aliases to it would stand for so far."""

    anchor: str | None
    weight: int = WEIGHT


class _EventWalk:
    """Looks at the events of one document, in order.

    Attributes
    ----------
    faults : list of Fault
    lines : list of int
        Lines of the items of the list under one of `list_keys`.
    ended : bool
        True once it is not worth going on.
    """

    def __init__(self, list_keys: Sequence[str]) -> None:
        self.faults: list[Fault] = []
        self.lines: list[int] = []
        self.ended = False
        self._list_keys = list_keys
        self._weights: dict[str, int] = {}
        self._open: list[_OpenNode] = []
        self._repeated = self._documents = 0
        self._is_list = False  # whether the document itself is the list
        self._word, self._in_list = "", False  # the last word below the root, and whether such a list follows it

    def see(self, event: yaml.Event) -> None:
        """Take the next event."""
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        if isinstance(event, yaml.NodeEvent):  # aliases included
            self._find_list(event, line)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._fault("a second document begins; a recording is one.", line)
        elif isinstance(event, yaml.AliasEvent):
            self._repeat(str(event.anchor), line)
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            if event.tag is not None and event.tag.startswith(_VCR_OBJECT):
                self._fault(_VCR_PY_0, line)
                self.ended = True
            elif event.tag is not None and event.tag not in _READABLE and not event.tag.startswith(_STRUCTURES):
                self._fault(f"the tag {event.tag[:60]} asks for an object, and only plain values are read.", line)
            if isinstance(event, yaml.ScalarEvent):
                self._close(_OpenNode(event.anchor, len(event.value) + WEIGHT))
                return
            self._open.append(_OpenNode(event.anchor))
            if len(self._open) > DEEPEST:
                self._fault("is nested too deeply to be read; no recording needs that.", line)
                self.ended = True
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close(self._open.pop())

    def _fault(self, message: str, line: int) -> None:
        self.faults.append(Fault(message, "", line))

    def _find_list(self, event: yaml.NodeEvent, line: int) -> None:
        if not self._open:
            self._is_list = isinstance(event, yaml.SequenceStartEvent)
        elif len(self._open) == 1 and self._is_list:
            self.lines.append(line)
        elif len(self._open) == 1:
            self._in_list = isinstance(event, yaml.SequenceStartEvent) and self._word in self._list_keys
            self._word = event.value if isinstance(event, yaml.ScalarEvent) else ""
        elif len(self._open) == 2 and self._in_list:
            self.lines.append(line)

    def _repeat(self, anchor: str, line: int) -> None:
        """An alias stands for all that its node holds, aliases in it included."""
        weight = self._weights.get(anchor)
        if weight is None:
            self._fault(f"the alias {anchor[:40]} stands within itself, or for nothing.", line)
            weight = 0
        self._repeated += weight
        if self._open:
            self._open[-1].weight += weight
        if self._repeated > MOST_REPEATED:
            self._fault("aliases stand for more than a recording can hold.", line)
            self.ended = True

    def _close(self, node: _OpenNode) -> None:
        """A node is complete: from now on aliases may name it."""
        if node.anchor is not None:
            self._weights[node.anchor] = node.weight
        if self._open:
            self._open[-1].weight += node.weight
