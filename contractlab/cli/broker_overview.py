"""``graph`` and ``problems``: who talks to whom, and what is odd."""

from __future__ import annotations

from dataclasses import dataclass

import click

from contractlab.cli.broker_inputs import BrokerArguments, OutputArguments, echo_json, open_broker
from contractlab.cli.declare import command, option
from contractlab.cli.output import PASSED, draw
from contractlab.values.files import replace_file

__all__ = ["graph", "problems"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphArguments(BrokerArguments):
    """What is drawn, and how."""

    environment: str | None = option("--environment", metavar="NAME", help="What is live there; else main branches.")
    pacticipant: str | None = option("-a", "--pacticipant", metavar="NAME", help="With it and its neighbours alone.")
    version: str | None = option("-e", "--version", metavar="VERSION", help="As if this version of it were there.")
    output: str = option(
        "-o",
        "--output",
        type=click.Choice(["table", "text", "json", "mermaid", "dot", "svg"]),
        default="table",
        show_default=True,
        help="For people, for programs, for Mermaid, for Graphviz, or a picture.",
    )
    target: str | None = option("--write", metavar="FILE", help="Write it there.")


@command(GraphArguments)
def graph(arguments: GraphArguments) -> int:
    """Draw who talks to whom, and whether it was verified."""
    if arguments.version is not None and arguments.pacticipant is None:
        raise click.UsageError("--version without --pacticipant")
    with open_broker(arguments, reads=True) as broker:
        named = arguments.pacticipant if arguments.version is not None else None
        drawn = broker.graph(arguments.environment, pacticipant=named, version=arguments.version)
    if arguments.pacticipant is not None:
        if all(node.name != arguments.pacticipant for node in drawn.nodes):
            raise click.UsageError(f"--pacticipant {arguments.pacticipant}: it has no contract there")
        drawn = drawn[arguments.pacticipant]
    text = None
    if arguments.output == "mermaid":
        text = drawn.to_mermaid()
    elif arguments.output == "dot":
        text = drawn.to_dot()
    elif arguments.output == "svg":
        from contractlab.views.graph_model import graph_file

        text = graph_file(drawn)
    if text is None:
        if arguments.target is not None:
            raise click.UsageError("--write takes mermaid, dot or svg: name one with --output")
        if arguments.output == "json":
            echo_json(drawn.to_json())
        else:
            draw(drawn)
    elif arguments.target is not None:
        replace_file(arguments.target, text.encode())
    else:
        click.echo(text, nl=False)
    return PASSED


@command(OutputArguments)
def problems(arguments: OutputArguments) -> int:
    """List what is odd about a broker: what keeps its answers from meaning what people think."""
    with open_broker(arguments, reads=True) as broker:
        oddities = broker.problems
    if arguments.output == "json":
        echo_json([{"code": each.code.value, "pacticipant": each.pacticipant, "text": each.text} for each in oddities])
    else:
        draw(oddities)
    return PASSED
