"""Two magics for notebooks, after ``%load_ext contractlab``: ``%contract`` and ``%verify``, thin around functions."""

from __future__ import annotations

import shlex
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments

import contractlab as cl
from contractlab.settings import read_settings

__all__ = ["ContractMagics"]


@magics_class
class ContractMagics(Magics):
    """``%contract`` and ``%verify``."""

    @magic_arguments()
    @argument("path", nargs="?", help="File or address; without it, that of [tool.contractlab].")
    @argument("example", nargs="?", help="Key, place or description of one example.")
    @line_magic
    def contract(self, line: str) -> Any:
        """Load a contract, or one of its examples: the same as ``cl.load(path)[example]``."""
        given = _parsed(self.contract, line)
        if given.path is None:
            return cl.load_all(*_settings("contracts"))
        contract = cl.load(given.path)
        if given.example is None:
            return contract
        return contract[int(given.example) if given.example.isdecimal() else given.example]

    @magic_arguments()
    @argument("contracts", nargs="*", help="Files, folders or addresses; without them, those of [tool.contractlab].")
    @argument("--captures", "-c", action="append", help="HAR or JSON lines file, or a folder of them.")
    @argument("--only", action="append", help="Examples to check: key, description, part of one, pattern.")
    @argument("--provider-version", help="Where the captures do not say it themselves.")
    @argument("--base-path", default="", help="What stands before the contract's paths.")
    @argument("--dialect", default="reference", choices=["reference", "spec"], help="Whose verdicts.")
    @argument("--allow-not-exercised", action="store_true", help="Examples without a capture do not fail.")
    @line_magic
    def verify(self, line: str) -> Any:
        """Check contracts against captures: the same as ``cl.verify(contracts, captures)``."""
        given = _parsed(self.verify, line)
        captures = cl.load_captures(
            given.captures or _settings("captures"),
            provider_version=given.provider_version,
            base_path=given.base_path,
        )
        return cl.verify(
            cl.load_all(*(given.contracts or _settings("contracts"))),
            captures,
            only=given.only,
            dialect=given.dialect,
            allow_not_exercised=given.allow_not_exercised,
        )


def _parsed(magic: Any, line: str) -> Any:
    """Arguments as a shell would take them apart, so that a description may stand in quotes."""
    try:
        return magic.parser.parse_args(shlex.split(line))
    except ValueError as error:
        raise UsageError(f"{error}: {line}") from None


def _settings(name: str) -> list[str]:
    found = list(getattr(read_settings(), name))
    if not found:
        raise UsageError(f"no {name}: name them, or set {name} in [tool.contractlab] of pyproject.toml")
    return found
