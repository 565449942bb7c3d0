"""The one door that every stranger's text passes on its way into HTML and SVG."""

from __future__ import annotations

from html import escape

from contractlab.values.text import visible

__all__ = ["text_of"]


def text_of(text: object) -> str:
    """Text that is nothing but text: hidden characters become visible, and markup becomes characters."""
    return escape(visible(text), quote=True)
