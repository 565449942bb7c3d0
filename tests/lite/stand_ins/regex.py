r"""Stands in for regex in tests under node: what the standard library's `re` knows; no ``\p{…}`` and no time limit."""

import re
from re import DOTALL, IGNORECASE, MULTILINE, VERBOSE, Match, error, escape

__all__ = ["DOTALL", "IGNORECASE", "MULTILINE", "V1", "VERBOSE", "Match", "Pattern", "compile", "error", "escape"]

V1 = 0


class Pattern:
    def __init__(self, pattern, flags=0):
        self._compiled = re.compile(pattern, flags)
        self.pattern, self.flags, self.groups = pattern, self._compiled.flags, self._compiled.groups

    def search(self, text, *place, timeout=None, partial=False):
        return self._compiled.search(text, *place)

    def match(self, text, *place, timeout=None, partial=False):
        return self._compiled.match(text, *place)

    def fullmatch(self, text, *place, timeout=None, partial=False):
        return self._compiled.fullmatch(text, *place)


def compile(pattern, flags=0):  # noqa: A001  the name is regex's
    return Pattern(pattern, flags)


def search(pattern, text, flags=0, timeout=None):
    return re.search(pattern, text, flags)


def match(pattern, text, flags=0, timeout=None):
    return re.match(pattern, text, flags)


def fullmatch(pattern, text, flags=0, timeout=None):
    return re.fullmatch(pattern, text, flags)
