"""Floor 13: the command line, with a file for each command."""

from contractlab.cli.group import main

__all__ = ["main"]
