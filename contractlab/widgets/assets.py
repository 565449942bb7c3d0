"""Scripts and styles of the live views, put together from `static/` without any build.

The files are plain ES modules that import each other, so that an editor and a type checker understand them. A notebook
hands a view's script over as one text, from which nothing can be imported; so a module and what it imports are joined.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

__all__ = ["STATIC", "inline", "module", "style"]

STATIC = Path(__file__).parent / "static"

_IMPORT = re.compile(r'^import \{[^{}]*\} from "\./([a-z_]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class)\b)", re.MULTILINE)


@cache
def module(name: str) -> str:
    """A module with everything that it imports, as one text without imports.

    Parameters
    ----------
    name : str
        File in `static/`; its imports are of the form ``import { a, b } from "./other.js";``. Names must not repeat
        among the files that are joined.
    """
    joined: list[str] = []
    _join(name, joined, set())
    return "\n".join(joined)


def _join(name: str, joined: list[str], known: set[str]) -> None:
    known.add(name)
    text = (STATIC / name).read_text(encoding="utf-8")
    for wanted in _IMPORT.findall(text):
        if wanted not in known:
            _join(wanted, joined, known)
            # Only what is asked for by name is given away: parts are private to the whole.
            joined[-1] = _EXPORT.sub("", joined[-1])
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
    """Style sheets, one after the other."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)
