"""Floor 9: one view model, rendered as HTML, Markdown and text.

``present(item)`` gives what a notebook displays; `render_text`, `render_html` and `render_markdown` give one form
alone.
"""

from __future__ import annotations

from typing import Any

from contractlab.values.gc_pause import PausedCollection
from contractlab.values.internal import keep_fault
from contractlab.values.text import visible

__all__ = ["present", "render_html", "render_markdown", "render_text"]


def render_html(item: Any) -> str:
    """Draw `item` as static HTML.

    Parameters
    ----------
    item : Contract, Example, Capture, Run, Result, …
        Anything that `contractlab.views.registry` knows.

    Raises
    ------
    TypeError
        If nobody knows how to draw it.
    """
    from contractlab.views.html import render_document
    from contractlab.views.registry import build_or_say

    return render_document(build_or_say(item))


def render_markdown(item: Any) -> str:
    """Draw `item` as GitHub's Markdown; parameters and exceptions as in `render_html`."""
    from contractlab.views.markdown import render_document
    from contractlab.views.registry import build_or_say

    return render_document(build_or_say(item))


def render_text(item: Any, *, width: int = 100, in_shell: bool = False) -> str:
    """Draw `item` as plain text for a terminal.

    Parameters
    ----------
    item : object
        As in `render_html`.
    width : int
        Longest line.
    in_shell : bool
        True where what is to be typed next is typed in a shell, not in Python.
    """
    from contractlab.views.registry import build_or_say
    from contractlab.views.shell import for_shell
    from contractlab.views.text import render_document

    document = build_or_say(item)
    return render_document(for_shell(document) if in_shell else document, width)


def present(item: Any) -> dict[str, str]:
    """Draw `item` for a notebook.

    Parameters
    ----------
    item : object

    Returns
    -------
    dict
        text/plain, text/html and text/markdown; text/plain alone, the ``repr``, where drawing fails: a view must not
        hide a result behind a traceback.
    """
    try:
        from contractlab.views import html, markdown, text
        from contractlab.views.registry import build

        with PausedCollection():
            document = build(item)
            return {
                "text/plain": text.render_document(document),
                "text/html": html.render_document(document),
                "text/markdown": markdown.render_document(document),
            }
    except Exception as error:
        keep_fault(error, "this view cannot be drawn")
        return {"text/plain": _fallback(item)}


def _fallback(item: Any) -> str:
    try:
        return visible(repr(item))
    except Exception:
        return f"<{type(item).__name__}>"
