"""``can-i-deploy``, ``can-i-merge`` and ``matrix``: what a broker says of versions. The status is 0 for a yes alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from contractlab.cli.broker_inputs import OutputArguments, echo_json, echo_table, open_broker
from contractlab.cli.broker_selectors import SelectorCommand, VersionSelector, typed_selectors
from contractlab.cli.declare import command, option
from contractlab.cli.output import BROKEN, PASSED
from contractlab.values.json_types import JSONObject
from contractlab.values.text import visible

if TYPE_CHECKING:
    from contractlab.broker.results import MatrixRow, MatrixTable
    from contractlab.broker.verbs import Broker

__all__ = ["can_i_deploy", "can_i_merge", "matrix"]

_RESULTS = {True: "true", False: "false", None: "unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectorArguments(OutputArguments):
    """Which versions are asked about."""

    pacticipants: tuple[str, ...] = option(
        "-a", "--pacticipant", multiple=True, metavar="NAME", help="Application; what follows says which version."
    )
    versions: tuple[str, ...] = option("-e", "--version", multiple=True, metavar="VERSION", help="Its version.")
    latest: tuple[str, ...] = option(
        "-l",
        "--latest",
        multiple=True,
        is_flag=False,
        flag_value="",
        metavar="[TAG]",
        help="Its newest version; with TAG, the newest with that tag.",
    )
    branches: tuple[str, ...] = option(
        "--branch", multiple=True, metavar="NAME", help="The newest version on a branch."
    )
    main_branch: bool = option("--main-branch", is_flag=True, help="The newest version on its main branch.")
    ignore: tuple[str, ...] = option("--ignore", multiple=True, metavar="NAME", help="Applications that do not count.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitArguments(SelectorArguments):
    """How long to wait for results."""

    retry_while_unknown: int = option(
        "--retry-while-unknown",
        type=click.IntRange(min=0),
        default=0,
        metavar="TIMES",
        help="Ask again so often while results are missing.",
    )
    retry_interval: float = option(
        "--retry-interval", type=click.FloatRange(min=0), default=10, show_default=True, help="Seconds in between."
    )
    dry_run: bool = option("--dry-run", is_flag=True, help="Write the answer, and end with status 0 whatever it is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CanIDeployArguments(WaitArguments):
    """Where the versions go."""

    environment: str | None = option("--to-environment", metavar="NAME", help="Environment to deploy to.")
    to: str | None = option("--to", metavar="TAG", help="Tag of the versions to fit.")
    strict: bool = option(
        "--strict", is_flag=True, help="No, too, where a live version has no result: brokers overlook it."
    )


@dataclass(frozen=True, slots=True)
class _Verdict:
    """An answer as it is written.

    Attributes
    ----------
    deployable : bool or None
    table : MatrixTable
    reasons, proposals : sequence of str
    """

    deployable: bool | None
    table: MatrixTable
    reasons: Sequence[str]
    proposals: Sequence[str] = ()


@command(CanIDeployArguments, SelectorCommand, "can-i-deploy", broken="no, or nobody knows")
def can_i_deploy(arguments: CanIDeployArguments) -> int:
    """Ask whether versions may be deployed.

    The status is 0 for a yes; 1 for a no, and where the broker cannot tell.
    """
    if arguments.environment is not None and arguments.to is not None:
        raise click.UsageError("--to-environment and --to: name one place")
    return _answer(arguments, environment=arguments.environment, to=arguments.to, strict=arguments.strict)


@command(WaitArguments, SelectorCommand, "can-i-merge", broken="no, or nobody knows")
def can_i_merge(arguments: WaitArguments) -> int:
    """Ask whether versions fit the main branches of those they work with; the status as of can-i-deploy."""
    return _answer(arguments, merge=True)


def _answer(
    arguments: WaitArguments,
    *,
    environment: str | None = None,
    to: str | None = None,
    merge: bool = False,
    strict: bool = False,
) -> int:
    selectors = typed_selectors()
    only = selectors[0] if len(selectors) == 1 and set(selectors[0]) == {"pacticipant", "version"} else None
    if strict and (only is None or environment is None):
        raise click.UsageError("--strict asks about one --version and an environment")
    with open_broker(arguments, reads=True) as broker:

        def ask() -> _Verdict:
            if only is None:
                return _by_matrix(broker, selectors, environment, to, merge, arguments.ignore)
            answer = broker.can_i_deploy(
                str(only["pacticipant"]),
                version=str(only["version"]),
                environment=environment,
                to=to,
                main_branch=merge,
                ignore=arguments.ignore,
                strict=strict,
            )
            reasons = [str(reason) for reason in answer.reasons]
            return _Verdict(answer.deployable, answer.table, reasons, [each.text for each in answer.proposals])

        verdict = _patiently(ask, arguments.retry_while_unknown, arguments.retry_interval)
    _write(verdict, arguments.output)
    if arguments.dry_run:
        return PASSED
    return PASSED if verdict.deployable is True else BROKEN


def _patiently(ask: Callable[[], _Verdict], times: int, seconds: float) -> _Verdict:
    verdict = ask()
    while times > 0 and verdict.table.summary.unknown:
        time.sleep(seconds)
        times -= 1
        verdict = ask()
    return verdict


def _by_matrix(
    broker: Broker,
    selectors: Sequence[VersionSelector],
    environment: str | None,
    to: str | None,
    merge: bool,
    ignore: Sequence[str],
) -> _Verdict:
    """Several versions, or versions to be looked for: the matrix answers as it does the command lines."""
    alone = len(selectors) == 1 and environment is None
    table = broker.matrix(
        *selectors,
        latestby="cvp" if alone or to is not None or merge else "cvpv",
        environment=environment,
        tag=to,
        main_branch=merge,
        latest=alone,
        ignore=ignore,
    )
    return _Verdict(table.deployable, table, [notice.text for notice in table.notices])


def _write(verdict: _Verdict, output: str) -> None:
    if output == "json":
        echo_json(_document(verdict.table, verdict.deployable, verdict.reasons))
        return
    _write_rows(verdict.table)
    for reason in verdict.reasons:
        click.echo("\n".join(map(visible, reason.splitlines())))
    click.echo()
    if verdict.deployable is True:
        click.echo("Yes, it may be deployed.")
    elif verdict.deployable is False:
        click.echo("No, it may not be deployed.")
    else:
        click.echo("Unknown, which is not a yes: results are missing.")
    for proposal in verdict.proposals:
        click.echo(f"  {visible(proposal)}")


def _write_rows(table: MatrixTable) -> None:
    if not table.rows:
        return
    head = ("CONSUMER", "C.VERSION", "PROVIDER", "P.VERSION", "SUCCESS?")
    echo_table(
        head,
        [
            (
                row.consumer,
                row.consumer_version,
                row.provider,
                row.provider_version or "",
                "ignored" if row.ignored else _RESULTS[row.success],
            )
            for row in table.rows
        ],
    )
    click.echo()


def _document(table: MatrixTable, deployable: bool | None, reasons: Sequence[str]) -> JSONObject:
    """The answer as brokers write it."""
    summary = table.summary
    return {
        "summary": {
            "deployable": deployable,
            "reason": "\n".join(reasons),
            "success": summary.success,
            "failed": summary.failed,
            "unknown": summary.unknown,
            **({} if summary.ignored is None else {"ignored": summary.ignored}),
        },
        "notices": [{"type": notice.type, "text": notice.text} for notice in table.notices],
        "matrix": [_row(row) for row in table.rows],
    }


def _row(row: MatrixRow) -> Mapping[str, Any]:
    provider = None if row.provider_version is None else {"number": row.provider_version}
    return {
        "consumer": {"name": row.consumer, "version": {"number": row.consumer_version}},
        "provider": {"name": row.provider, "version": provider},
        "verificationResult": None if row.success is None else {"success": row.success},
        **({"ignored": True} if row.ignored else {}),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixArguments(SelectorArguments):
    """Which rows."""

    latestby: str | None = option(
        "--latestby", type=click.Choice(["cvpv", "cvp"]), help="The newest result of each pair; of the newest provider."
    )
    environment: str | None = option("--environment", metavar="NAME", help="Versions of the others that are there.")


@command(MatrixArguments, SelectorCommand)
def matrix(arguments: MatrixArguments) -> int:
    """List versions of consumers with the versions of providers that verified them."""
    with open_broker(arguments, reads=True) as broker:
        table = broker.matrix(
            *typed_selectors(),
            latestby=arguments.latestby,
            environment=arguments.environment,
            ignore=arguments.ignore,
        )
    if arguments.output == "json":
        echo_json(_document(table, table.deployable, [notice.text for notice in table.notices]))
    elif table.rows:
        _write_rows(table)
    else:
        click.echo("No contract.")
    return PASSED
