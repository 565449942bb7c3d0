"""The command ``contractlab completion``: what a shell reads to complete commands, options and file names."""

from __future__ import annotations

from dataclasses import dataclass

import click
from click.shell_completion import get_completion_class

from contractlab.cli.declare import argument, command
from contractlab.cli.output import PASSED

__all__ = ["SHELLS", "CompletionArguments", "completion"]

SHELLS = ("bash", "zsh", "fish")
_PROGRAM = "contractlab"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionArguments:
    """Which shell."""

    shell: str = argument(type=click.Choice(SHELLS))


@command(CompletionArguments)
def completion(arguments: CompletionArguments) -> int:
    """Write the script by which a shell completes contractlab.

    \b
    bash: echo 'eval "$(contractlab completion bash)"' >> ~/.bashrc
    zsh:  echo 'eval "$(contractlab completion zsh)"' >> ~/.zshrc
    fish: contractlab completion fish > ~/.config/fish/completions/contractlab.fish
    """  # noqa: D301  # click takes the sign itself for lines that stay as they are
    kind = get_completion_class(arguments.shell)
    assert kind is not None  # click has all of SHELLS
    root = click.get_current_context().find_root().command
    script = kind(root, {}, _PROGRAM, f"_{_PROGRAM.upper()}_COMPLETE")
    # What `source` adds is a question to bash about its version, which nobody asks who only wants the text.
    click.echo(script.source_template % script.source_vars())
    return PASSED
