"""The payloads of the live views as TypeScript, against which their scripts are type-checked.

``python tests/widgets/typescript.py`` writes `contractlab/widgets/protocol.d.ts`; a test holds it up to date.
"""

from __future__ import annotations

import ast
import sys
import types
import typing
from importlib import import_module
from pathlib import Path
from typing import Any

from contractlab.widgets import protocol as shared
from contractlab.widgets.assets import ROOM
from contractlab.widgets.protocol import PartOf, ViewProtocol

__all__ = ["DECLARATIONS", "PROTOCOLS", "declarations", "shapes"]

DECLARATIONS = ROOM / "protocol.d.ts"
MODULES = (
    "protocol", "explorer.protocol", "editor.protocol", "editor.messages", "states.protocol", "captures.protocol",
    "repairs.protocol", "provider.protocol", "insight.protocol", "desk.protocol", "define.protocol",
)  # fmt: skip
VIEWS = ("explorer", "editor", "states", "captures", "repairs", "provider", "insight", "desk", "define")
PROTOCOLS: dict[str, ViewProtocol] = {
    view: import_module(f"contractlab.widgets.{view}.protocol").PROTOCOL for view in VIEWS
}
HEAD = "// What the live views and their screens say to each other: written by tests/widgets/typescript.py.\n"
PLAIN: dict[Any, str] = {str: "string", int: "number", bool: "boolean", type(None): "null", object: "unknown"}


def shapes() -> dict[str, Any]:
    """Every TypedDict and alias of the protocols, by name."""
    named: dict[str, Any] = {}
    for module in [import_module(f"contractlab.widgets.{name}") for name in MODULES]:
        for name in module.__all__:
            value = vars(module)[name]
            if name in ("JSONValue", "Message", "Answer", "PROTOCOL") or value in (PartOf, ViewProtocol):
                continue
            assert named.setdefault(name, value) is value, f"{name} has two meanings"
    return named


def _bases() -> dict[str, list[str]]:
    """Names of the classes that each class of the protocols goes on from; a TypedDict forgets them when it is made."""
    files = [ROOM / f"{name.replace('.', '/')}.py" for name in MODULES]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    classes = [node for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]
    return {node.name: [base.id for base in node.bases if isinstance(base, ast.Name)] for node in classes}


class _Writer:
    """Writes types; a type that has a name is written by it, so that a reader finds it again."""

    def __init__(self) -> None:
        self.shapes = shapes()
        self.names = {value: name for name, value in self.shapes.items()}
        self.bases = _bases()

    def type(self, kind: Any, *, whole: bool = False) -> str:
        """A type; `whole` writes out an alias instead of its name."""
        if kind in self.names and not whole:
            return self.names[kind]
        if kind in PLAIN:
            return PLAIN[kind]
        if typing.is_typeddict(kind):
            return kind.__name__
        origin, inner = typing.get_origin(kind), typing.get_args(kind)
        if origin is typing.Annotated:
            # What Python cannot say of a list or a dict stands beside it.
            return self.part(inner[1]) if isinstance(inner[1], PartOf) else self.type(inner[1])
        if origin is typing.Literal:
            return " | ".join(f'"{value}"' for value in inner)
        if origin is list:
            made = self.type(inner[0])
            return f"({made})[]" if " " in made else f"{made}[]"
        if origin is dict:
            return f"Record<{self.type(inner[0])}, {self.type(inner[1])}>"
        if origin is tuple:
            return f"[{', '.join(map(self.type, inner))}]"
        if origin in (typing.Union, types.UnionType):
            return self.union(inner)
        raise TypeError(f"no TypeScript for {kind!r}")

    def union(self, kinds: tuple[Any, ...]) -> str:
        """A union; of two tuples of which one goes on where the other ends, one tuple."""
        if len(kinds) == 2 and all(typing.get_origin(kind) is tuple for kind in kinds):
            short, long = sorted((typing.get_args(kind) for kind in kinds), key=len)
            assert long[: len(short)] == short
            more = [f"{self.type(kind)}?" for kind in long[len(short) :]]
            return f"[{', '.join([*map(self.type, short), *more])}]"
        return " | ".join(map(self.type, kinds))

    def part(self, part: PartOf) -> str:
        """Some keys of a payload, and more beside them."""
        whole = part.whole.__name__
        left = [f'"{name}"' for name in part.more if name in part.whole.__annotations__]
        made = f"Partial<Omit<{whole}, {' | '.join(left)}>>" if left else f"Partial<{whole}>"
        more = " ".join(f"{name}?: {self.type(kind)};" for name, kind in part.more.items())
        return f"{made} & {{ {more} }}" if more else made

    def interface(self, name: str, kind: Any) -> str:
        """A TypedDict with all of its keys."""
        hints = typing.get_type_hints(kind, include_extras=True)
        if not hints:
            return f"export type {name} = Record<string, never>;\n"
        bases = [base for base in self.bases[name] if base in self.shapes]
        inherited = {key for base in bases for key in self.shapes[base].__annotations__}
        above = f" extends {', '.join(bases)}" if bases else ""
        lines = []
        for key, hint in hints.items():
            if key in inherited:
                continue
            optional = typing.get_origin(hint) is typing.NotRequired
            lines.append(f"  {key}{'?' * optional}: {self.type(typing.get_args(hint)[0] if optional else hint)};")
        return f"export interface {name}{above} {{\n" + "\n".join(lines) + "\n}\n"

    def protocol(self, name: str, protocol: ViewProtocol) -> str:
        """All that a view and its screens say."""
        change = "" if protocol.change is shared.Nothing else f" & {self.type(protocol.change)}"
        lines = [f"export type {name} = {{", f"  payload: {self.type(protocol.payload)};", "  operations: {"]
        for op, (message, answer) in protocol.operations.items():
            answer_type = "" if answer is None else self.type(answer)
            answer_type = f"({answer_type})" if " " in answer_type and change else answer_type
            answer_type = (answer_type + change).removeprefix(" & ")
            lines.append(f"    {op}: {{ message: {self.type(message)}; answer: {answer_type} }};")
        return "\n".join([*lines, "  };", f"  heard: {self.type(protocol.heard)};", "};\n"])


def declarations() -> str:
    """The whole file."""
    writer = _Writer()
    pieces = [HEAD]
    for name, kind in shapes().items():
        if typing.is_typeddict(kind):
            pieces.append(writer.interface(name, kind))
        else:
            pieces.append(f"export type {name} = {writer.type(kind, whole=True)};\n")
    pieces += [writer.protocol(f"{view.capitalize()}Protocol", each) for view, each in PROTOCOLS.items()]
    return "\n".join(pieces)


if __name__ == "__main__":
    Path(DECLARATIONS).write_text(declarations(), encoding="utf-8")
    sys.stdout.write(f"{DECLARATIONS}\n")
