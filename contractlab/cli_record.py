"""The command ``contractlab record``: what it says while it runs, and what to type next."""

from __future__ import annotations

import shlex
import signal
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from contractlab.cli_output import PASSED, UNREADABLE, complain
from contractlab.values.text import visible

if TYPE_CHECKING:
    from contractlab.captures import Capture, Redaction
    from contractlab.captures.recorders.recording_file import RecordingFile

__all__ = ["run_recorder"]


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


def run_recorder(
    upstream: str,
    *,
    port: int,
    output: str,
    provider_version: str | None,
    redaction: Redaction,
    body_limit: int,
    timeout: float,
    follow_redirects: bool,
    hosts: Sequence[str],
    contracts: Sequence[str],
) -> int:
    """Record until Ctrl-C.

    Returns
    -------
    int
        Exit status: 2 if something could not be written.
    """
    from contractlab.servers import RecordingProxy

    log = _Log()
    proxy = RecordingProxy(
        upstream,
        output=output,
        port=port,
        provider_version=provider_version,
        redaction=redaction,
        body_limit=body_limit,
        timeout=timeout,
        follow_redirects=follow_redirects,
        hosts=hosts,
        tell=complain,
        on_capture=log.capture,
    )
    version = f" {visible(provider_version)}" if provider_version else ""
    click.echo(f"recording {visible(proxy.upstream)}{version} into {visible(output)}; Ctrl-C ends it")
    click.echo(f"send requests to {proxy.url}")
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
    return _sum_up(file, log, output, contracts)


def _sum_up(file: RecordingFile, log: _Log, output: str, contracts: Sequence[str]) -> int:
    count = f"{file.written:,} exchange{'' if file.written == 1 else 's'}"
    broken = f", {log.broken:,} of them without a response" if log.broken else ""
    click.echo(f"{count} recorded in {visible(output)}{broken}.")
    if file.written:
        named = " ".join(map(shlex.quote, contracts)) or "CONTRACT"
        click.echo(f"next: contractlab verify {named} --captures {shlex.quote(output)}")
    if file.lost:
        complain(f"{file.lost:,} more could not be written")
        return UNREADABLE
    return PASSED
