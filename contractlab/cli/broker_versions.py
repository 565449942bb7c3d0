"""``create-or-update-version``, ``create-version-tag``, ``describe-version`` and ``delete-branch``."""

from __future__ import annotations

from dataclasses import dataclass

import click

from contractlab.cli.broker_inputs import BrokerArguments, OutputArguments, echo_json, echo_table, open_broker
from contractlab.cli.declare import command, option
from contractlab.cli.output import PASSED
from contractlab.values.text import visible

__all__ = ["create_or_update_version", "create_version_tag", "delete_branch", "describe_version"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionArguments(BrokerArguments):
    """Which version."""

    pacticipant: str = option("-a", "--pacticipant", required=True, metavar="NAME", help="Application.")
    version: str = option("-e", "--version", required=True, metavar="VERSION", help="Its version.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeVersionArguments(VersionArguments):
    """What is added to it."""

    branch: str | None = option("-h", "--branch", metavar="NAME", help="Branch that it is on.")
    tags: tuple[str, ...] = option("-t", "--tag", multiple=True, metavar="TAG", help="Tag of it.")
    build_url: str | None = option("--build-url", metavar="URL", help="Page of its build.")


@command(ChangeVersionArguments, name="create-or-update-version")
def create_or_update_version(arguments: ChangeVersionArguments) -> int:
    """Create a version, or add a branch, tags or a build's page to it."""
    with open_broker(arguments) as broker:
        broker.create_or_update_version(
            arguments.pacticipant,
            arguments.version,
            branch=arguments.branch,
            tags=arguments.tags,
            build_url=arguments.build_url,
        )
    click.echo(visible(f"{arguments.pacticipant} version {arguments.version} is as given."))
    return PASSED


@dataclass(frozen=True, slots=True, kw_only=True)
class TagArguments(VersionArguments):
    """Which tags."""

    tags: tuple[str, ...] = option("-t", "--tag", multiple=True, metavar="TAG", help="Tag to give it.")
    auto_create: bool = option("--auto-create-version", is_flag=True, help="Make the version if it is not there.")
    tag_with_branch: bool = option("-g", "--tag-with-git-branch", is_flag=True, help="Tag it with the branch.")


@command(TagArguments, name="create-version-tag")
def create_version_tag(arguments: TagArguments) -> int:
    """Tag a version."""
    tags = list(arguments.tags)
    if arguments.tag_with_branch:
        from contractlab.broker.build_facts import find_branch

        branch = find_branch()
        if branch is None:
            raise click.UsageError("--tag-with-git-branch: no branch is known here")
        tags.append(branch)
    if not tags:
        raise click.UsageError("name a tag: --tag TAG")
    with open_broker(arguments) as broker:
        for tag in tags:
            broker.tag(arguments.pacticipant, arguments.version, tag, create=arguments.auto_create)
            click.echo(visible(f"Tagged {arguments.pacticipant} version {arguments.version} as {tag}."))
    return PASSED


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeVersionArguments(OutputArguments):
    """Which version."""

    pacticipant: str = option("-a", "--pacticipant", required=True, metavar="NAME", help="Application.")
    version: str | None = option("-e", "--version", metavar="VERSION", help="Its version; the newest without.")
    environment: str | None = option("--environment", metavar="NAME", help="Those that are live there.")


@command(DescribeVersionArguments, name="describe-version")
def describe_version(arguments: DescribeVersionArguments) -> int:
    """Write what is known of a version; of the newest where none is named."""
    if arguments.environment is not None:
        return _describe_live(arguments, arguments.environment)
    with open_broker(arguments, reads=True) as broker:
        version = broker.version(arguments.pacticipant, arguments.version)
    if arguments.output == "json":
        echo_json(
            {
                "number": version.number,
                "branches": list(version.branches),
                "tags": list(version.tags),
                "buildUrl": version.build_url,
            }
        )
        return PASSED
    row = (version.number, ", ".join(version.branches), ", ".join(version.tags), version.build_url)
    echo_table(("VERSION", "BRANCHES", "TAGS", "BUILD"), [row])
    return PASSED


def _describe_live(arguments: DescribeVersionArguments, environment: str) -> int:
    if arguments.version is not None:
        raise click.UsageError("--version and --environment: name one")
    with open_broker(arguments) as broker:
        deployed = broker.deployments(environment, arguments.pacticipant)
        released = broker.releases(environment, arguments.pacticipant)
    live = [(each, "deployed") for each in deployed] + [(each, "supported") for each in released]
    rows = [(each.version, state) for each, state in live if each.pacticipant == arguments.pacticipant]
    if arguments.output == "json":
        echo_json([{"number": number, "state": state, "environment": environment} for number, state in rows])
    else:
        echo_table(("VERSION", "STATE", "ENVIRONMENT"), [(*row, environment) for row in rows])
    return PASSED


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteBranchArguments(BrokerArguments):
    """Which branch."""

    pacticipant: str = option("-a", "--pacticipant", required=True, metavar="NAME", help="Application.")
    branch: str = option("--branch", required=True, metavar="NAME", help="Its branch.")
    error: bool = option(
        "--error-when-not-found/--no-error-when-not-found",
        default=True,
        show_default=True,
        help="Whether it must be there.",
    )


@command(DeleteBranchArguments, name="delete-branch")
def delete_branch(arguments: DeleteBranchArguments) -> int:
    """Delete a branch; its versions and contracts stay."""
    with open_broker(arguments) as broker:
        broker.delete_branch(arguments.pacticipant, arguments.branch, missing_ok=not arguments.error)
    click.echo(visible(f"{arguments.pacticipant} has no branch {arguments.branch} any more."))
    return PASSED
