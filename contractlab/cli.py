"""The command line: ``contractlab show | lint | verify | report | record | tour``.

Exit status: 0 passed; 1 a verdict that is failed, error or not exercised; 2 input that cannot be read, or usage; 3 an
internal error.
"""

from __future__ import annotations

import gc
import json
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

import contractlab as cl
from contractlab.cli_output import (
    BROKEN,
    INTERNAL,
    PASSED,
    UNREADABLE,
    complain,
    draw,
    draw_run,
    lint_document,
    status_of,
    tell_refused,
    use_utf8,
    write_files,
)
from contractlab.settings import Settings, read_settings
from contractlab.values.text import visible

if TYPE_CHECKING:
    from contractlab.captures import Redaction

__all__ = ["main"]

CAPTURE_FILES = (".har", ".jsonl", ".ndjson")
_F = TypeVar("_F", bound=Callable[..., Any])


class _Group(click.Group):
    """Turns errors into exit statuses."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except cl.ContractLabError as error:
            complain(error)
            ctx.exit(UNREADABLE)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            # A traceback is long, and may repeat what a recording says: it is written where it was asked for.
            if ctx.params.get("debug"):
                click.echo("\n".join(map(visible, traceback.format_exc().splitlines())), err=True)
            said = " ".join(f"{type(error).__name__}: {error}".split())
            complain(f"{said}. This is a fault in contractlab, not in your input; contractlab --debug … shows where.")
            ctx.exit(INTERNAL)


# -- what commands share ----------------------------------------------------------------------------------------------


def run_options(command: _F) -> _F:
    """Options of the commands that check captures."""
    options = [
        click.argument("contracts", nargs=-1, metavar="CONTRACT..."),
        click.option("--captures", multiple=True, metavar="PATH", help="HAR or JSON lines file, or a folder of them."),
        click.option(
            "--dialect",
            type=click.Choice(["reference", "spec"]),
            default="reference",
            show_default=True,
            help="Whose verdicts: the Rust core's, or those of the specification's own cases.",
        ),
        click.option(
            "--only", multiple=True, metavar="NAME", help="Examples to check: key, description, part of one, pattern."
        ),
        click.option("--allow-not-exercised", is_flag=True, help="Examples without a capture do not fail."),
        click.option("--provider-version", metavar="VERSION", help="Where the captures do not say it themselves."),
        click.option("--base-path", default="", metavar="PATH", help="What stands before the contract's paths."),
        click.option(
            "--redact", multiple=True, metavar="NAME", help="More headers, parameters or JSON paths to keep from sight."
        ),
        click.option("--json", "json_file", metavar="FILE", help="Write the whole run as JSON; - for standard output."),
        click.option("--junit", metavar="FILE", help="Write a JUnit file; - for standard output."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def contract_sources(given: Sequence[str], settings: Settings) -> list[str]:
    """Contracts of the command line, else of the settings."""
    found = list(given) or list(settings.contracts)
    if not found:
        raise click.UsageError("no contract: name files, folders or addresses, or set tool.contractlab.contracts")
    return found


def capture_sources(given: Sequence[str], settings: Settings) -> list[str]:
    """Captures of the command line, else of the settings."""
    found = list(given) or list(settings.captures)
    if not found:
        raise click.UsageError("no captures: give --captures PATH, or set tool.contractlab.captures")
    return found


def redaction_of(given: Sequence[str], settings: Settings) -> Redaction:
    """What to keep from sight: of the settings and of the command line."""
    try:
        return cl.Redaction.of([*settings.redaction, *given])
    except ValueError as error:
        raise click.UsageError(f"what to redact is not understood: {visible(error)}") from None


# -- commands ---------------------------------------------------------------------------------------------------------


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(cl.__version__, package_name="contractlab", message="contractlab %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def main(debug: bool) -> None:
    """Explore consumer-driven contracts: read them, check captured responses, see what differs and why."""
    # A command builds many objects that live until it ends; looking through them again and again takes a third of it.
    gc.set_threshold(200_000, 20, 100)
    use_utf8()


@main.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--example", "examples", multiple=True, metavar="NAME", help="Show these examples in full.")
@click.option("--captures", multiple=True, metavar="PATH", help="Show these captures; folders of them need the option.")
def show(paths: tuple[str, ...], examples: tuple[str, ...], captures: tuple[str, ...]) -> None:
    """Show contracts or captures; with --example, single examples in full."""
    sources = list(paths) if captures else contract_sources(paths, read_settings())
    recorded = [*captures, *(one for one in sources if one.lower().endswith(CAPTURE_FILES))]
    others = [one for one in sources if one not in recorded]
    unreadable = False
    if recorded:
        loaded = cl.load_captures(recorded)
        loaded.redaction = redaction_of((), read_settings())
        draw(loaded)
        unreadable = tell_refused(cl.Contracts(), loaded)
    if not others:
        sys.exit(UNREADABLE if unreadable else PASSED)
    contracts = cl.load_all(*others)
    if examples:
        from contractlab.verification.inputs import select_examples

        found = select_examples((one for contract in contracts for one in contract.examples), examples)
        if not found:
            known = [one.description for contract in contracts for one in contract.examples][:10]
            raise cl.AmbiguousExample(f"no example is called {', '.join(map(repr, examples))}; there are", known)
        for one in found:
            draw(one)
    else:
        draw(contracts[0] if len(contracts) == 1 and not contracts.refused else contracts)
    if tell_refused(contracts) or unreadable:
        sys.exit(UNREADABLE)


@main.command()
@click.argument("contracts", nargs=-1, metavar="CONTRACT...")
@click.option("--strict", is_flag=True, help="Warnings fail as well.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON instead of lines.")
def lint(contracts: tuple[str, ...], strict: bool, as_json: bool) -> None:
    """List what is odd about contracts, with file and line."""
    loaded = cl.load_all(*contract_sources(contracts, read_settings()))
    problems = loaded.problems
    errors = sum(one.severity == "error" for one in problems)
    if as_json:
        click.echo(json.dumps(lint_document(loaded), indent=1))
    else:
        for problem in problems:
            click.echo(visible(cl.Redaction().redact_text(str(problem))))
        files = f"{len(loaded)} contract{'s' if len(loaded) != 1 else ''}, {loaded.examples_count} examples"
        click.echo(f"{files}: {errors} errors, {len(problems) - errors} other remarks")
    if tell_refused(loaded):
        sys.exit(UNREADABLE)
    sys.exit(BROKEN if errors or (strict and problems) else PASSED)


@main.command()
@run_options
@click.option("--output", metavar="FILE", help="Save the run for cl.load_run.")
@click.option(
    "--verifier-results", metavar="FILE", help="Instead of captures: the JSON results of the Rust verifier, explained."
)
def verify(
    contracts: tuple[str, ...],
    captures: tuple[str, ...],
    dialect: str,
    only: tuple[str, ...],
    allow_not_exercised: bool,
    provider_version: str | None,
    base_path: str,
    redact: tuple[str, ...],
    json_file: str | None,
    junit: str | None,
    output: str | None,
    verifier_results: str | None,
) -> None:
    """Check captured responses against contracts."""
    settings = read_settings()
    loaded = cl.load_all(*contract_sources(contracts, settings))
    hidden = redaction_of(redact, settings)
    if verifier_results:
        if captures or only or output or dialect != "reference":
            raise click.UsageError("--verifier-results goes without --captures, --only, --output and --dialect")
        said = cl.load_verifier_results(
            verifier_results,
            loaded,
            provider_version=provider_version,
            allow_not_exercised=allow_not_exercised,
            redaction=hidden,
        )
        sys.exit(_tell(said, json_file, junit))
    run = cl.verify(
        loaded,
        cl.load_captures(capture_sources(captures, settings), provider_version=provider_version, base_path=base_path),
        dialect=dialect,
        only=only or None,
        allow_not_exercised=allow_not_exercised,
        redaction=hidden,
    )
    if output:
        run.save(output)
    sys.exit(_tell(run, json_file, junit))


def _tell(run: cl.Run, json_file: str | None, junit: str | None) -> int:
    """Write and show a run; its exit status."""
    write_files(run, json_file=json_file, junit=junit)
    if "-" not in (json_file, junit):
        draw_run(run)
    return status_of(run)


@main.command()
@run_options
@click.option("--output", default="report.ipynb", show_default=True, metavar="FILE", help="The report notebook.")
@click.option("--html", metavar="FILE", help="Write the report as one page that needs nothing else.")
@click.option("--markdown", metavar="FILE", help="Write the report as Markdown.")
@click.option(
    "--summary", metavar="FILE", help="Append the report to a step summary ($GITHUB_STEP_SUMMARY); at most 900 kB."
)
@click.option("--template", metavar="FILE", help="A notebook of your own, with a cell tagged 'parameters'.")
@click.option(
    "-p",
    "--parameter",
    "given",
    multiple=True,
    metavar="NAME=JSON",
    help="A parameter of the notebook: -p strict=true is true here, where papermill makes it text.",
)
@click.option("--stamp", is_flag=True, help="Say when the report was made; else reports of the same data are equal.")
@click.option("--save-run", metavar="FILE", help="Save the run for cl.load_run as well.")
@click.option("--kernel", default="python3", show_default=True, metavar="NAME", help="Jupyter kernel.")
@click.option(
    "--verifier-results", metavar="FILE", help="Instead of captures: the JSON results of the Rust verifier, explained."
)
def report(
    contracts: tuple[str, ...],
    captures: tuple[str, ...],
    dialect: str,
    only: tuple[str, ...],
    allow_not_exercised: bool,
    provider_version: str | None,
    base_path: str,
    redact: tuple[str, ...],
    json_file: str | None,
    junit: str | None,
    output: str,
    html: str | None,
    markdown: str | None,
    summary: str | None,
    template: str | None,
    given: tuple[str, ...],
    stamp: bool,
    save_run: str | None,
    kernel: str,
    verifier_results: str | None,
) -> None:
    """Write a report notebook and execute it; the exit status is that of the run in it.

    Captures of several versions make a report of all of them, side by side.
    """
    from contractlab.cli_report import Wanted, parameters_of, run_report, write_all

    settings = read_settings()
    hidden = redaction_of(redact, settings)
    made_at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC") if stamp else ""
    wanted = Wanted(output, html, markdown, summary, json_file, junit, made_at)
    if verifier_results:
        if captures or only or template or given or save_run or dialect != "reference":
            raise click.UsageError(
                "--verifier-results goes without --captures, --only, --dialect, --template, -p and --save-run"
            )
        said = cl.load_verifier_results(
            verifier_results,
            cl.load_all(*contract_sources(contracts, settings)),
            provider_version=provider_version,
            allow_not_exercised=allow_not_exercised,
            redaction=hidden,
        )
        sys.exit(write_all(said, wanted, executed=False))
    more = parameters_of(given)
    parameters: dict[str, Any] = {
        "contracts": more.get("contracts") or contract_sources(contracts, settings),
        "captures": more.get("captures") or capture_sources(captures, settings),
        "dialect": dialect,
        "only": list(only) or None,
        "provider_version": provider_version,
        "base_path": base_path,
        "allow_not_exercised": allow_not_exercised,
        "redaction": [*settings.redaction, *redact],
        "stamp": made_at,
        "save_run": save_run or "",
        **more,
    }
    sys.exit(run_report(parameters, wanted, kernel=kernel, template=template))


@main.command()
@click.option("--upstream", metavar="URL", help="The provider: http://127.0.0.1:8000; else tool.contractlab.provider.")
@click.option("--port", default=0, show_default=True, metavar="N", help="Where to listen, on 127.0.0.1; 0: a free one.")
@click.option("--output", default="captures.jsonl", show_default=True, metavar="FILE", help="One exchange a line.")
@click.option("--provider-version", metavar="VERSION", help="Written into each capture.")
@click.option("--redact", multiple=True, metavar="NAME", help="More headers, parameters or JSON paths to take out.")
@click.option("--body-limit", default=10.0, show_default=True, metavar="MB", help="Larger bodies pass unrecorded.")
@click.option("--timeout", default=60.0, show_default=True, metavar="S", help="How long the provider may be silent.")
@click.option("--follow-redirects", is_flag=True, help="Record what a redirect leads to, as verifiers judge it.")
@click.option(
    "--host", "hosts", multiple=True, metavar="NAME", help="A public name that leads here; others are refused."
)
def record(
    upstream: str | None,
    port: int,
    output: str,
    provider_version: str | None,
    redact: tuple[str, ...],
    body_limit: float,
    timeout: float,
    follow_redirects: bool,
    hosts: tuple[str, ...],
) -> None:
    """Stand before a provider and record what it answers, to any client: a test, a browser, the Pact verifier.

    Point the client at the address that is printed. Secrets are not written. Needs the extra "server".
    """
    from contractlab.cli_record import run_recorder

    settings = read_settings()
    address = upstream or settings.provider
    if not address:
        raise click.UsageError("no provider: give --upstream URL, or set tool.contractlab.provider")
    if timeout <= 0 or body_limit < 0:
        raise click.UsageError("--timeout and --body-limit must not be negative")
    status = run_recorder(
        address,
        port=port,
        output=output,
        provider_version=provider_version,
        redaction=redaction_of(redact, settings),
        body_limit=int(body_limit * 1_000_000),
        timeout=timeout,
        follow_redirects=follow_redirects,
        hosts=hosts,
        contracts=settings.contracts,
    )
    sys.exit(status)


@main.command()
@click.argument("folder", default="contractlab-tour", type=click.Path(file_okay=False))
@click.option("--copy-only", is_flag=True, help="Copy the notebooks, and do not start JupyterLab.")
@click.option("--replace", is_flag=True, help="Write over notebooks that are there already.")
@click.option("--no-browser", is_flag=True, help="Start JupyterLab without opening a browser.")
def tour(folder: str, copy_only: bool, replace: bool, no_browser: bool) -> None:
    """Copy the guided notebooks to FOLDER and open them in JupyterLab. Needs the extra "lab"."""
    from contractlab.cli_tour import run_tour

    sys.exit(run_tour(Path(folder), copy_only=copy_only, replace=replace, browser=not no_browser))


if __name__ == "__main__":
    main()
