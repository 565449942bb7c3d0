"""The tokens of JSON text, for those who edit it or look for places in it without parsing it."""

from __future__ import annotations

import re

__all__ = ["JSON_TOKEN"]

JSON_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[{}\[\],:]|[^\s{}\[\],:"]++', re.DOTALL)
"""Strings, structure and other words of JSON text. A string that never ends is taken to the end of the text: to look
for its end again from every quote in it would take quadratic time."""
