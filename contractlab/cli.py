"""The command line: ``contractlab show | lint | verify | report``.

Exit status: 0 passed; 1 a verdict that is failed, error or not exercised; 2 input that cannot be read, or usage; 3 an
internal error.
"""

from __future__ import annotations

import gc
import shutil
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

import contractlab as cl
from contractlab.settings import Settings, read_settings

if TYPE_CHECKING:
    from contractlab.captures import Captures, Redaction
    from contractlab.contracts.collection import Contracts
    from contractlab.verification import Run

__all__ = ["main"]

PASSED, BROKEN, UNREADABLE, INTERNAL = 0, 1, 2, 3
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
        except Exception:
            click.echo(traceback.format_exc(), err=True)
            click.echo("This is a fault in contractlab, not in your input.", err=True)
            ctx.exit(INTERNAL)


def complain(error: object) -> None:
    """Write an error for people, control characters made visible."""
    from contractlab.values.text import visible

    click.echo("\n".join(visible(line) for line in f"error: {error}".splitlines()), err=True)


def width() -> int:
    """Columns of the terminal; 100 where there is none."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100


def draw(item: object) -> None:
    """Write the text view of anything that has one."""
    from contractlab.views import render_text

    click.echo(render_text(item, width=width()).rstrip("\n"))


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
    from contractlab.values.text import visible

    try:
        return cl.Redaction.of([*settings.redaction, *given])
    except ValueError as error:
        raise click.UsageError(f"what to redact is not understood: {visible(error)}") from None


def tell_refused(contracts: Contracts, captures: Captures | None = None) -> bool:
    """Write what could not be read; True if there was any."""
    faults = [str(one) for one in contracts.refused]
    if captures is not None:
        faults += [str(one) for one in captures.problems if one.severity == "error"]
    for fault in faults:
        complain(fault)
    return bool(faults)


def write_files(run: Run, json_file: str | None, junit: str | None) -> None:
    """Write the files that were asked for."""
    from contractlab.captures.saving import replace_file

    def put(target: str, text: str) -> None:
        if target == "-":
            click.echo(text)
        else:
            replace_file(Path(target), text.encode("utf-8", "backslashreplace") + b"\n")

    if json_file:
        import json

        put(json_file, json.dumps(run.to_dict(), indent=1))
    if junit:
        from contractlab.views.junit import junit_xml

        put(junit, junit_xml(run).rstrip("\n"))


def status_of(run: Run) -> int:
    """Exit status of a run: what could be read is judged all the same."""
    if tell_refused(run.contracts, run.captures):
        return UNREADABLE
    if not run.results:
        complain("there is nothing to check: no example was found")
        return BROKEN
    return PASSED if run.passed else BROKEN


# -- commands ---------------------------------------------------------------------------------------------------------


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(cl.__version__, package_name="contractlab", message="contractlab %(version)s")
def main() -> None:
    """Explore consumer-driven contracts: read them, check captured responses, see what differs and why."""
    # A command builds many objects that live until it ends; looking through them again and again takes a third of it.
    gc.set_threshold(200_000, 20, 100)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


@main.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--example", "examples", multiple=True, metavar="NAME", help="Show these examples in full.")
def show(paths: tuple[str, ...], examples: tuple[str, ...]) -> None:
    """Show contracts or captures; with --example, single examples in full."""
    sources = contract_sources(paths, read_settings())
    recorded = [one for one in sources if one.lower().endswith(CAPTURE_FILES)]
    others = [one for one in sources if one not in recorded]
    if recorded:
        draw(cl.load_captures(recorded))
    if not others:
        return
    contracts = cl.load_all(*others)
    if examples:
        from contractlab.verification.run import select_examples

        found = select_examples((one for contract in contracts for one in contract.examples), examples)
        if not found:
            known = [one.description for contract in contracts for one in contract.examples][:10]
            raise cl.AmbiguousExample(f"no example is called {', '.join(map(repr, examples))}; there are", known)
        for one in found:
            draw(one)
    else:
        draw(contracts[0] if len(contracts) == 1 and not contracts.refused else contracts)
    if tell_refused(contracts):
        sys.exit(UNREADABLE)


@main.command()
@click.argument("contracts", nargs=-1, metavar="CONTRACT...")
@click.option("--strict", is_flag=True, help="Warnings fail as well.")
def lint(contracts: tuple[str, ...], strict: bool) -> None:
    """List what is odd about contracts, with file and line."""
    from contractlab.values.text import visible

    loaded = cl.load_all(*contract_sources(contracts, read_settings()))
    problems = loaded.problems
    for problem in problems:
        click.echo(visible(str(problem)))
    refused = tell_refused(loaded)
    errors = sum(one.severity == "error" for one in problems)
    files = f"{len(loaded)} contract{'s' if len(loaded) != 1 else ''}, {loaded.examples_count} examples"
    click.echo(f"{files}: {errors} errors, {len(problems) - errors} other remarks")
    if refused:
        sys.exit(UNREADABLE)
    sys.exit(BROKEN if errors or (strict and problems) else PASSED)


@main.command()
@run_options
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
) -> None:
    """Check captured responses against contracts."""
    settings = read_settings()
    run = cl.verify(
        cl.load_all(*contract_sources(contracts, settings)),
        cl.load_captures(capture_sources(captures, settings), provider_version=provider_version, base_path=base_path),
        dialect=dialect,
        only=only or None,
        allow_not_exercised=allow_not_exercised,
        redaction=redaction_of(redact, settings),
    )
    write_files(run, json_file, junit)
    if "-" not in (json_file, junit):
        draw(run)
    sys.exit(status_of(run))


@main.command()
@run_options
@click.option("--output", default="report.ipynb", show_default=True, metavar="FILE", help="The report notebook.")
@click.option("--save-run", metavar="FILE", help="Save the run for cl.load_run as well.")
@click.option("--kernel", default="python3", show_default=True, metavar="NAME", help="Jupyter kernel.")
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
    save_run: str | None,
    kernel: str,
) -> None:
    """Write a report notebook and execute it; the exit status is that of the run in it."""
    from contractlab.reports import ReportFailed, execute_report

    settings = read_settings()
    redaction_of(redact, settings)
    parameters: dict[str, Any] = {
        "contracts": contract_sources(contracts, settings),
        "captures": capture_sources(captures, settings),
        "dialect": dialect,
        "only": list(only) or None,
        "provider_version": provider_version,
        "base_path": base_path,
        "allow_not_exercised": allow_not_exercised,
        "redaction": [*settings.redaction, *redact],
        "save_run": save_run or "",
    }
    try:
        run = execute_report(output, parameters, kernel=kernel)
    except ReportFailed as error:
        complain(error)
        known = {"", "InvalidContract", "InvalidCapture", "ProviderError", "SaveConflict"}
        sys.exit(UNREADABLE if error.error in known else INTERNAL)
    write_files(run, json_file, junit)
    if "-" not in (json_file, junit):
        draw(run)
        click.echo(f"\nreport: {output}")
    sys.exit(status_of(run))


if __name__ == "__main__":
    main()
