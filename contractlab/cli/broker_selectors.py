"""Versions on a command line: each ``--pacticipant`` begins one, and what follows belongs to it."""

from __future__ import annotations

from collections.abc import Mapping

import click

from contractlab.cli.declare import Command

__all__ = ["SelectorCommand", "typed_selectors"]

_KEY = "contractlab.broker.selectors"
_FIELDS = {"versions": "version", "branches": "branch", "tags": "tag"}

VersionSelector = Mapping[str, str | bool]


class SelectorCommand(Command):
    """A command that keeps the order of its options: which version belongs to which application depends on it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """See `click.Command`."""
        values, _, order = self.make_parser(ctx).parse_args(args=list(args))
        ctx.meta[_KEY] = (values, [parameter.name for parameter in order])
        return super().parse_args(ctx, args)


def typed_selectors() -> list[VersionSelector]:
    """Versions as they were typed, in their order.

    Raises
    ------
    click.UsageError
        If something stands before the application that it belongs to, or none is named.
    """
    values, order = click.get_current_context().meta[_KEY]
    left = {name: list(values.get(name) or ()) for name in ("pacticipants", "latest", *_FIELDS)}
    selectors: list[dict[str, str | bool]] = []
    for name in order:
        if name == "pacticipants":
            selectors.append({"pacticipant": left[name].pop(0)})
            continue
        if name not in left and name != "main_branch":
            continue
        if not selectors:
            raise click.UsageError("--pacticipant NAME stands before the version that is meant")
        chosen = selectors[-1]
        if name == "main_branch":
            chosen["mainBranch"] = True
        elif name == "latest":
            tag = left[name].pop(0)
            chosen["latest"] = True
            if isinstance(tag, str) and tag:  # click marks an option without its value by an object of its own
                chosen["tag"] = tag
        else:
            chosen[_FIELDS[name]] = left[name].pop(0)
            if name != "versions":
                chosen["latest"] = True
    if not selectors:
        raise click.UsageError("name an application: --pacticipant NAME")
    for chosen in selectors:
        if "version" in chosen and len(chosen) > 2:
            raise click.UsageError(f"{chosen['pacticipant']}: a version, or how to find one, not both")
    return list(selectors)
