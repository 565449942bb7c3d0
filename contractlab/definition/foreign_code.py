"""The code that defines a contract with another program."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.contracts.contract import Contract
from contractlab.contracts.defining import Defines, WritesCode
from contractlab.contracts.format import format_of
from contractlab.contracts.problems import Problem
from contractlab.contracts.registry import registered
from contractlab.errors import InvalidEdit
from contractlab.values.text import quote

__all__ = ["foreign_code"]


def foreign_code(contract: Contract, style: str, name: str, lost: Sequence[Problem]) -> str:
    """The code that defines a contract with the program that a style names.

    Parameters
    ----------
    contract : Contract
    style : str
    name : str
        Of the variable.
    lost : sequence of Problem
        What a contract that was converted lost.

    Returns
    -------
    str
        What the program cannot say is listed in comments, and so is what was lost by converting.

    Raises
    ------
    InvalidEdit
        If there is no such style, or the program writes no contracts of this format.
    """
    styles: list[str] = []
    own = format_of(contract)
    for each in registered():
        if not isinstance(each, Defines) or not isinstance(defining := each.defining, WritesCode):
            continue
        styles += map(repr, defining.code_styles)
        if style not in defining.code_styles:
            continue
        if own.name != each.name:
            raise InvalidEdit(
                f"{style} writes no such contract: convert it first, "
                f"cl.define(cl.convert(contract, {each.name!r})).code(style={style!r})"
            )
        return defining.code_of(contract, style, name, list(dict.fromkeys(problem.message for problem in lost)))
    raise InvalidEdit(f"there is no code in the style of {quote(style, 40)}; use {', '.join(styles)} or leave it out")
