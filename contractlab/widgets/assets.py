"""Scripts and styles of the live views, put together without any build.

The files are plain ES modules that import each other, so that an editor and a type checker understand them. A notebook
hands a view's script over as one text, from which nothing can be imported; so a module and what it imports are joined.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

__all__ = ["ROOM", "inline", "module", "style"]

ROOM = Path(__file__).parent
"""Where everything lies: shared files at the top, those of a view in its folder."""

_IMPORT = re.compile(r'^import \{[^{}]*\} from "(\.\.?/(?:[a-z_]+/)?[a-z_]+\.js)";\n', re.MULTILINE)
_ENTRY = re.compile(r"^export default \{.*?^\};\n", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class)\b)", re.MULTILINE)


def _file(name: str) -> Path:
    """A file at the top, or one that a view's folder has by the folder's own name."""
    shared = ROOM / name
    return shared if shared.is_file() else ROOM / name.partition(".")[0] / name


@cache
def module(name: str) -> str:
    """A module with everything that it imports, as one text without imports.

    Parameters
    ----------
    name : str
        ``"explorer.js"`` is the one in the folder ``explorer``. Imports are of the form ``import { a, b } from
        "./other.js";``. Names must not repeat among the files that are joined.
    """
    joined: list[str] = []
    _join(_file(name), joined, set())
    return "\n".join(joined)


def _join(file: Path, joined: list[str], seen: set[Path]) -> None:
    """Append a module behind what it imports, each once, in the order of the imports."""
    seen.add(file)
    text = file.read_text(encoding="utf-8")
    for address in _IMPORT.findall(text):
        imported = (file.parent / address).resolve()
        if imported not in seen:
            _join(imported, joined, seen)
            # Only what is asked for by name is given away: parts are private to the whole.
            joined[-1] = _EXPORT.sub("", _ENTRY.sub("", joined[-1]))
    joined.append(_IMPORT.sub("", text))


_DEFAULT = re.compile(r"^export default (?=\{)", re.MULTILINE)
_BOOT = """
const given = JSON.parse(document.getElementById("model").textContent);
const still = { get: (name) => given[name], set() {}, save_changes() {}, on() {}, off() {}, send() {} };
const place = document.getElementById("live");
whole.render({ model: still, el: place });
document.documentElement.classList.add("is-live");
"""


@cache
def inline(name: str) -> str:
    """A module for a page without a kernel: it draws the model of the page where the page has a place for it.

    Parameters
    ----------
    name : str
        A module whose default export has ``render({model, el})``. The page has its state as JSON in ``#model``, and an
        empty element ``#live``.
    """
    text, count = _DEFAULT.subn("const whole = ", module(name))
    assert count == 1, name
    return text + _BOOT


@cache
def style(*names: str) -> str:
    """Style sheets, one after the other; names as in `module`."""
    return "\n".join(_file(name).read_text(encoding="utf-8") for name in names)
