"""``record-deployment`` and its like: what runs and what is supported where."""

from __future__ import annotations

from dataclasses import dataclass

import click

from contractlab.cli.broker_inputs import BrokerArguments, open_broker
from contractlab.cli.declare import command, option
from contractlab.cli.output import PASSED
from contractlab.values.text import visible

__all__ = ["record_deployment", "record_release", "record_support_ended", "record_undeployment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceArguments(BrokerArguments):
    """Which application, and where."""

    pacticipant: str = option("-a", "--pacticipant", required=True, metavar="NAME", help="Application.")
    environment: str = option("--environment", required=True, metavar="NAME", help="Environment.")


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionArguments(PlaceArguments):
    """Which version, too."""

    version: str = option("-e", "--version", required=True, metavar="VERSION", help="Version of the application.")


def _instance() -> str | None:
    declared: str | None = option(
        "--application-instance", "--target", metavar="NAME", help="One of several places in the environment."
    )
    return declared


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentArguments(VersionArguments):
    """In which instance, too."""

    instance: str | None = _instance()


@dataclass(frozen=True, slots=True, kw_only=True)
class UndeploymentArguments(PlaceArguments):
    """Of which instance."""

    instance: str | None = _instance()


def _where(environment: str, instance: str | None) -> str:
    return f"{environment} (application instance {instance})" if instance else environment


@command(DeploymentArguments, name="record-deployment")
def record_deployment(arguments: DeploymentArguments) -> int:
    """Record that a version runs in an environment now, in the place of what ran there."""
    with open_broker(arguments) as broker:
        broker.record_deployment(
            arguments.pacticipant, arguments.version, arguments.environment, instance=arguments.instance
        )
    place = _where(arguments.environment, arguments.instance)
    click.echo(visible(f"Recorded deployment of {arguments.pacticipant} version {arguments.version} to {place}."))
    return PASSED


@command(UndeploymentArguments, name="record-undeployment")
def record_undeployment(arguments: UndeploymentArguments) -> int:
    """Record that an application does not run in an environment any more."""
    with open_broker(arguments) as broker:
        broker.record_undeployment(arguments.pacticipant, arguments.environment, instance=arguments.instance)
    place = _where(arguments.environment, arguments.instance)
    click.echo(visible(f"Recorded undeployment of {arguments.pacticipant} from {place}."))
    return PASSED


@command(VersionArguments, name="record-release")
def record_release(arguments: VersionArguments) -> int:
    """Record that a version is supported in an environment from now on, beside others."""
    with open_broker(arguments) as broker:
        broker.record_release(arguments.pacticipant, arguments.version, arguments.environment)
    place = arguments.environment
    click.echo(visible(f"Recorded release of {arguments.pacticipant} version {arguments.version} to {place}."))
    return PASSED


@command(VersionArguments, name="record-support-ended")
def record_support_ended(arguments: VersionArguments) -> int:
    """Record that a version is not supported in an environment any more."""
    with open_broker(arguments) as broker:
        broker.record_support_ended(arguments.pacticipant, arguments.version, arguments.environment)
    what = f"{arguments.pacticipant} version {arguments.version} in {arguments.environment}"
    click.echo(visible(f"Recorded support ended for {what}."))
    return PASSED
