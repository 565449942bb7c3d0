"""YAML of recordings, read so that nothing in it can do harm.

PyYAML's safe loader makes plain values only. What it does not bound is looked at before, in a walk over the events of
the parser that needs no recursion: nesting, foreign tags, and aliases, by which a few lines can stand for gigabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contractlab.captures.documents import UnreadableJson
from contractlab.errors import Fault, InvalidCapture

__all__ = ["parse_yaml"]

DEEPEST = 40
LARGEST = 64_000_000
"""Characters of one document; the parser takes a minute for them."""
MOST_REPEATED = 64_000_000
"""Characters that all aliases together may stand for; what a value weighs beside its text is `WEIGHT`."""
WEIGHT = 50
_FAULTS = 20

_STANDARD = "tag:yaml.org,2002:"
_PLAIN = frozenset(
    [f"{_STANDARD}{name}" for name in ("str", "int", "float", "bool", "null", "binary", "seq", "map", "timestamp")]
)
# How Ruby marks bytes, and how Python 2 marked its text.
_BYTES = "!binary"
_TEXTS = (f"{_STANDARD}python/str", f"{_STANDARD}python/unicode")


def parse_yaml(text: str, source: str, list_keys: Sequence[str]) -> tuple[Any, list[int]]:
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
        Lines, from 1, on which the items of that list begin.

    Raises
    ------
    UnreadableJson
        If it is no YAML.
    InvalidCapture
        If it holds what no recording needs: with every such place.
    """
    import yaml

    if len(text) > LARGEST:
        raise InvalidCapture(source, [f"is larger than {LARGEST:,} characters; split it, or save it as JSON."])
    try:
        faults, lines = _look_through(text, list_keys)
        if faults:
            raise InvalidCapture(source, faults)
        return yaml.load(text, Loader=_loader()), lines  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise UnreadableJson(
            f"is no YAML: {error.problem or error.context}.", mark.line + 1 if mark else None
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableJson(f"is no YAML: {str(error).splitlines()[0]}.") from None


def _loader() -> Any:
    """PyYAML's safe loader, in C where that is built, with two more ways to write texts and bytes."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader: Any = type("_CassetteLoader", (base,), {})
    for tag in _TEXTS:
        loader.add_constructor(tag, lambda self, node: self.construct_scalar(node))
    loader.add_constructor(_BYTES, base.construct_yaml_binary)
    return loader


def _look_through(text: str, list_keys: Sequence[str]) -> tuple[list[Fault], list[int]]:
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    faults: list[Fault] = []
    lines: list[int] = []
    weights: dict[str, int] = {}
    open_nodes: list[list[Any]] = []  # anchor and weight of each node that has begun
    repeated = documents = 0
    word, in_list = "", False  # the last word below the root, and whether what follows it is the list in question
    event: Any
    for event in yaml.parse(text, Loader=base):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.NodeEvent):  # aliases included
            if len(open_nodes) == 1:
                in_list = isinstance(event, yaml.SequenceStartEvent) and word in list_keys
                word = event.value if isinstance(event, yaml.ScalarEvent) else ""
            elif len(open_nodes) == 2 and in_list:
                lines.append(line)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                faults.append(Fault("a second document begins; a recording is one.", "", line))
        elif isinstance(event, yaml.AliasEvent):
            anchor = str(event.anchor)
            weight = weights.get(anchor)
            if weight is None:
                faults.append(Fault(f"the alias {anchor[:40]} stands within itself, or for nothing.", "", line))
                weight = 0
            repeated += weight
            if open_nodes:
                open_nodes[-1][1] += weight
            if repeated > MOST_REPEATED:
                faults.append(Fault("aliases stand for more than a recording can hold.", "", line))
                return faults, lines
        elif isinstance(event, yaml.NodeEvent):
            tag = getattr(event, "tag", None)
            if tag is not None and tag not in _PLAIN and tag not in _TEXTS and tag not in (_BYTES, "!"):
                faults.append(
                    Fault(f"the tag {tag[:60]} asks for an object, and only plain values are read.", "", line)
                )
            if isinstance(event, yaml.ScalarEvent):
                _close(weights, open_nodes, event.anchor, len(event.value) + WEIGHT)
            else:
                open_nodes.append([event.anchor, WEIGHT])
                if len(open_nodes) > DEEPEST:
                    faults.append(Fault("is nested too deeply to be read; no recording needs that.", "", line))
                    return faults, lines
        elif isinstance(event, yaml.CollectionEndEvent):
            _close(weights, open_nodes, *open_nodes.pop())
        if len(faults) >= _FAULTS:
            break
    return faults, lines


def _close(weights: dict[str, int], open_nodes: list[list[Any]], anchor: str | None, weight: int) -> None:
    """A node is complete: from now on aliases may name it."""
    if anchor is not None:
        weights[anchor] = weight
    if open_nodes:
        open_nodes[-1][1] += weight
