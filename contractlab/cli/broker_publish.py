"""``publish``: contracts for a version of their consumer."""

from __future__ import annotations

from dataclasses import dataclass

import click

from contractlab.cli.broker_inputs import OutputArguments, echo_json, open_broker
from contractlab.cli.declare import argument, command, option
from contractlab.cli.output import PASSED
from contractlab.cli.standard_input import refuse_standard_input
from contractlab.values.patterns import expand_patterns
from contractlab.values.text import visible

__all__ = ["publish"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishArguments(OutputArguments):
    """What is published, and for which version."""

    contracts: tuple[str, ...] = argument(nargs=-1, required=True, metavar="CONTRACT...")
    version: str | None = option("-a", "--consumer-app-version", metavar="VERSION", help="Version of the consumer.")
    branch: str | None = option("-h", "--branch", metavar="NAME", help="Branch of that version.")
    detect: bool = option(
        "-r",
        "--auto-detect-version-properties",
        is_flag=True,
        help="Take version, branch and build address from the CI service, else from git, where they are not given.",
    )
    tags: tuple[str, ...] = option("-t", "--tag", multiple=True, metavar="TAG", help="Tag of that version.")
    tag_with_branch: bool = option("-g", "--tag-with-git-branch", is_flag=True, help="Tag it with the branch.")
    build_url: str | None = option("--build-url", metavar="URL", help="Page of the build.")
    merge: bool = option("--merge", is_flag=True, help="Ask for other content to be added to what is there.")
    dry_run: bool = option("--dry-run", is_flag=True, help="Show the requests, and send none.")


@command(PublishArguments)
def publish(arguments: PublishArguments) -> int:
    """Publish contracts: files, or folders of them."""
    from contractlab.broker.build_facts import find_branch, find_build_url, find_version

    refuse_standard_input(arguments.contracts, "a contract is published with the name of its file")
    version, branch, build_url = arguments.version, arguments.branch, arguments.build_url
    if arguments.detect:
        version = version or find_version()
        branch = branch or find_branch()
        build_url = build_url or find_build_url()
    if not version:
        raise click.UsageError("--consumer-app-version VERSION is missing; -r takes it from the CI service or git")
    tags = list(arguments.tags)
    if arguments.tag_with_branch:
        tag = branch or find_branch()
        if tag is None:
            raise click.UsageError("--tag-with-git-branch: no branch is known here")
        tags.append(tag)
    with open_broker(arguments) as broker:
        outcome = broker.publish(
            expand_patterns(arguments.contracts),
            version=version,
            branch=branch,
            tags=tags,
            build_url=build_url,
            dry_run=arguments.dry_run,
            merge=arguments.merge,
        )
    if arguments.output == "json":
        echo_json(
            {
                "done": list(outcome.done),
                "notices": [{"type": notice.type, "text": notice.text} for notice in outcome.notices],
                "requests": [
                    {"method": each.method, "path": each.path, "body": each.body} for each in outcome.requests
                ],
            }
        )
        return PASSED
    for sentence in outcome.done:
        click.echo(visible(sentence))
    for request in outcome.requests:
        click.echo(f"{request.method} {visible(request.path)}")
    for notice in outcome.notices:
        click.echo("\n".join(map(visible, notice.text.splitlines())))
    return PASSED
