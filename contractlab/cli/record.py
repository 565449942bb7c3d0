"""The command ``contractlab record``: a proxy before a provider, what it says while it runs, and what to type next."""

from __future__ import annotations

import shlex
import signal
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from contractlab.cli.declare import command, option
from contractlab.cli.input_options import redact_option
from contractlab.cli.inputs import project_settings, redaction_of
from contractlab.cli.output import PASSED, UNREADABLE, complain
from contractlab.values.text import visible

if TYPE_CHECKING:
    from contractlab.captures import Capture
    from contractlab.captures.recorders.recording_file import RecordingFile

__all__ = ["RecordArguments", "record"]

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordArguments:
    """Which provider, where the proxy listens, and what is written."""

    upstream: str | None = option(
        "--upstream", metavar="URL", help="The provider: http://127.0.0.1:8000; else tool.contractlab.provider."
    )
    port: int = option(
        "--port", default=0, show_default=True, metavar="N", help="Where to listen, on 127.0.0.1; 0: a free one."
    )
    output: str = option(
        "--output", default="captures.jsonl", show_default=True, metavar="FILE", help="One exchange a line."
    )
    provider_version: str | None = option("--provider-version", metavar="VERSION", help="Written into each capture.")
    redact: tuple[str, ...] = redact_option("take out")
    body_limit: float = option(
        "--body-limit", default=10.0, show_default=True, metavar="MB", help="Larger bodies pass unrecorded."
    )
    timeout: float = option("--timeout", default=60.0, show_default=True, metavar="S", help="Provider timeout.")
    follow_redirects: bool = option(
        "--follow-redirects", is_flag=True, help="Record what a redirect leads to, as verifiers judge it."
    )
    state_change_url: str | None = option(
        "--state-change-url",
        metavar="URL",
        help="The provider's state handlers: calls are passed on, and captures say which states were in force.",
    )
    hosts: tuple[str, ...] = option(
        "--host", multiple=True, metavar="NAME", help="A public name that leads here; others are refused."
    )


@command(RecordArguments)
def record(arguments: RecordArguments) -> int:
    """Stand before a provider and record what it answers, to any client: a test, a browser, the Pact verifier.

    Point the client at the address that is printed. Secrets are not written. Needs the extra "server".
    """
    settings = project_settings()
    upstream = arguments.upstream or settings.provider
    if not upstream:
        raise click.UsageError("no provider: give --upstream URL, or set tool.contractlab.provider")
    if arguments.timeout <= 0 or arguments.body_limit < 0:
        raise click.UsageError("--timeout and --body-limit must not be negative")
    redaction = redaction_of(arguments.redact, settings)

    from contractlab.servers import RecordingProxy

    log = _Log()
    proxy = RecordingProxy(
        upstream,
        output=arguments.output,
        port=arguments.port,
        provider_version=arguments.provider_version,
        redaction=redaction,
        body_limit=int(arguments.body_limit * _MEGABYTE),
        timeout=arguments.timeout,
        follow_redirects=arguments.follow_redirects,
        state_change_url=arguments.state_change_url,
        hosts=arguments.hosts,
        tell=complain,
        on_capture=log.capture,
    )
    version = f" {visible(arguments.provider_version)}" if arguments.provider_version else ""
    click.echo(f"recording {visible(proxy.upstream)}{version} into {visible(arguments.output)}; Ctrl-C ends it")
    click.echo(f"send requests to {proxy.url}")
    if proxy.state_change_url is not None:
        click.echo(f"send state changes to {visible(proxy.state_change_url)}")
    # The server ends at both signals and then passes them on; what is left to say comes after.
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        proxy.run()
    except KeyboardInterrupt:
        click.echo()
    finally:
        signal.signal(signal.SIGTERM, before)
    file = proxy.recorder.file
    assert file is not None
    return _sum_up(file, log, arguments.output, settings.contracts)


class _Log:
    """One line for each exchange, and the sum of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.answered = self.broken = 0

    def capture(self, capture: Capture) -> None:
        """Say what was recorded; `capture` is without secrets already."""
        with self._lock:
            self.broken += capture.response is None
            self.answered += capture.response is not None
            why = f"  ({visible(capture.error)})" if capture.error else ""
            self._say(f"{self.answered + self.broken:>5}  {capture.label}{why}")

    def _say(self, text: str) -> None:
        try:
            click.echo(text)
        except (OSError, ValueError):  # nobody reads any more; the recording goes on
            return


def _sum_up(file: RecordingFile, log: _Log, output: str, contracts: Sequence[str]) -> int:
    """Say what was recorded and what to type next; the exit status, 2 if something could not be written."""
    exchanges = f"{file.written:,} exchange{'' if file.written == 1 else 's'}"
    broken = f", {log.broken:,} of them without a response" if log.broken else ""
    click.echo(f"{exchanges} recorded in {visible(output)}{broken}.")
    if file.written:
        names = " ".join(map(shlex.quote, contracts)) or "CONTRACT"
        click.echo(f"next: contractlab verify {names} --captures {shlex.quote(output)}")
    if file.lost:
        complain(f"{file.lost:,} more could not be written")
        return UNREADABLE
    return PASSED
