"""Code to paste that is too long for its place: it ends between two statements, so that what is pasted still runs."""

from __future__ import annotations

import ast

__all__ = ["pasted"]

_LONGEST = 4_000


def pasted(code: str, longest: int = _LONGEST) -> str:
    """The first statements of `code`, and a remark on how much is left out.

    Parameters
    ----------
    code : str
        Lines of Python.
    longest : int
        Characters at most, without the remark.
    """
    if len(code) <= longest:
        return code
    try:
        begins = [node.lineno - 1 for node in ast.parse(code).body]
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        begins = []  # too long to be read is too long to be pasted
    lines = code.split("\n")
    kept, length, at = 0, 0, 0
    for begin in [*begins[1:], len(lines)] if begins else []:
        length += sum(len(text) + 1 for text in lines[at:begin])
        if length > longest:
            break
        kept = at = begin
    left = sum(len(text) + 1 for text in lines[kept:])
    return "\n".join([*lines[:kept], f"# … {left:,} more characters of code"])
