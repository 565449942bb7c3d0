"""Two magics for notebooks, after ``%load_ext contractlab``: ``%contract`` and ``%verify``, thin around functions."""

from __future__ import annotations

import shlex
from argparse import Namespace
from collections.abc import Sequence
from typing import Protocol

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import MagicArgumentParser, argument, magic_arguments

import contractlab as cl
from contractlab.settings import read_settings
from contractlab.values.patterns import expand_patterns

__all__ = ["ContractMagics"]


class _Magic(Protocol):
    """A method to which `magic_arguments` gave a parser."""

    parser: MagicArgumentParser


@magics_class
class ContractMagics(Magics):
    """``%contract`` and ``%verify``."""

    @magic_arguments()
    @argument("path", nargs="?", help="File or address; without it, that of [tool.contractlab].")
    @argument("example", nargs="?", help="Key, place or description of one example.")
    @line_magic
    def contract(self, line: str) -> cl.Contracts | cl.Contract | cl.Example:
        """Load a contract, or one of its examples: the same as ``cl.load(path)[example]``."""
        typed = _parsed(self.contract, line)
        if typed.path is None:
            return cl.load_all(*_required("contracts", read_settings().contracts))
        contract = cl.load(typed.path)
        if typed.example is None:
            return contract
        return contract[int(typed.example) if typed.example.isdecimal() else typed.example]

    @magic_arguments()
    @argument("contracts", nargs="*", help="Files, folders or addresses; without them, those of [tool.contractlab].")
    @argument("--captures", "-c", action="append", help="HAR or JSON lines file, or a folder of them.")
    @argument("--only", action="append", help="Examples to check: key, description, part of one, pattern.")
    @argument("--provider-version", help="Where the captures do not say it themselves.")
    @argument("--base-path", default="", help="What stands before the contract's paths; auto finds it.")
    @argument("--dialect", default="reference", choices=["reference", "spec"], help="Whose verdicts.")
    @argument("--allow-not-exercised", action="store_true", help="Examples without a capture do not fail.")
    @line_magic
    def verify(self, line: str) -> cl.Run:
        """Check contracts against captures: the same as ``cl.verify(contracts, captures)``."""
        typed = _parsed(self.verify, line)
        captures = cl.load_captures(
            typed.captures or _required("captures", read_settings().captures),
            provider_version=typed.provider_version,
            base_path=typed.base_path,
        )
        return cl.verify(
            cl.load_all(*(typed.contracts or _required("contracts", read_settings().contracts))),
            captures,
            only=typed.only,
            dialect=typed.dialect,
            allow_not_exercised=typed.allow_not_exercised,
        )


def _parsed(magic: _Magic, line: str) -> Namespace:
    """Arguments as a shell would take them apart, so that a description may stand in quotes."""
    try:
        return magic.parser.parse_args(shlex.split(line))
    except ValueError as error:
        raise UsageError(f"{error}: {line}") from None


def _required(name: str, sources: Sequence[str]) -> list[str]:
    """What the settings name, which must be something."""
    if not sources:
        raise UsageError(f"no {name}: name them, or set {name} in [tool.contractlab] of pyproject.toml")
    return expand_patterns(sources)
