"""Forms of reports that other packages write, by the end of the file's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from contractlab.errors import SaveConflict
from contractlab.reports.document import Report
from contractlab.values.plugins import load_plugins, plugin_words

__all__ = ["FORMS", "GROUP", "ReportWriter", "added_writers", "write_added"]

FORMS = (".ipynb", ".html", ".md")
"""Ends of the forms that are our own; nobody takes their place."""

GROUP = "contractlab.report_writers"
"""Group of entry points of other packages; each is called like the end of a file's name, with or without its dot, and
names a `ReportWriter`."""

ReportWriter = Callable[[Report], str | bytes]
"""From a report to the whole file; secrets are to be taken out as the views of contractlab do it."""

_writers: dict[str, ReportWriter] | None = None


def added_writers() -> Mapping[str, ReportWriter]:
    """Writers by the end of the name: ``{".csv": …}``; our own ends are not among them."""
    global _writers
    if _writers is None:
        listed = ((f".{name.lstrip('.').lower()}", writer) for name, writer in load_plugins(GROUP, "report writer"))
        _writers = {form: writer for form, writer in listed if form not in FORMS}
    return _writers


def write_added(made: Report, target: Path) -> str | bytes:
    """What the writer for a file makes of a report.

    Raises
    ------
    SaveConflict
        If it goes wrong, or gives neither text nor bytes: nothing else writes what was asked for.
    """
    form = target.suffix.lower()
    try:
        written = added_writers()[form](made)
    except Exception as error:
        raise SaveConflict(f"{target}: the report writer {form!r} failed: {plugin_words(error)}") from error
    if not isinstance(written, str | bytes):
        raise SaveConflict(f"{target}: the report writer {form!r} gave a {type(written).__name__}, not text or bytes")
    return written
