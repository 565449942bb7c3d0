"""Forms that other packages write: of reports by the end of the file's name, and of findings by their own name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from contractlab.errors import SaveConflict
from contractlab.values.plugins import load_plugins, plugin_points, plugin_words

if TYPE_CHECKING:
    from contractlab.reports.annotations import Finding
    from contractlab.reports.document import Report

__all__ = [
    "FINDING_GROUP",
    "FORMS",
    "GROUP",
    "FindingWriter",
    "ReportWriter",
    "added_finding_writers",
    "added_writers",
    "finding_names",
    "report_names",
    "write_added",
    "write_added_findings",
    "write_added_report",
]

FORMS = (".ipynb", ".html", ".md")
"""Ends of the forms that are our own; nobody takes their place."""

GROUP = "contractlab.report_writers"
"""Group of entry points of other packages; each is called like the end of a file's name, with or without its dot, and
names a `ReportWriter`."""

FINDING_GROUP = "contractlab.finding_writers"
"""Group of entry points of other packages; each is called as ``--format`` asks for it, and names a `FindingWriter`."""

ReportWriter = Callable[["Report"], str | bytes]
"""From a report to the whole file; secrets are to be taken out as the views of contractlab do it."""

FindingWriter = Callable[[Sequence["Finding"]], str | bytes]
"""From what a run, a lint or a comparison found to the whole output; findings hold no secrets."""

_KIND = "report writer"
_FINDING_KIND = "finding writer"
_writers: dict[str, ReportWriter] | None = None
_finding_writers: dict[str, FindingWriter] | None = None


def added_writers() -> Mapping[str, ReportWriter]:
    """Writers by the end of the name: ``{".csv": …}``; our own ends are not among them."""
    global _writers
    if _writers is None:
        listed = ((f".{_plain(name)}", writer) for name, writer in load_plugins(GROUP, _KIND))
        _writers = {form: writer for form, writer in listed if form not in FORMS}
    return _writers


def added_finding_writers() -> Mapping[str, FindingWriter]:
    """Writers of findings by name: ``{"lines": …}``."""
    global _finding_writers
    if _finding_writers is None:
        _finding_writers = {_plain(name): writer for name, writer in load_plugins(FINDING_GROUP, _FINDING_KIND)}
    return _finding_writers


def report_names() -> tuple[str, ...]:
    """What report writers are called, without a dot; none of them is loaded."""
    names = (_plain(point.name) for point in plugin_points(GROUP))
    return tuple(dict.fromkeys(name for name in names if f".{name}" not in FORMS))


def finding_names() -> tuple[str, ...]:
    """What writers of findings are called; none of them is loaded."""
    return tuple(dict.fromkeys(_plain(point.name) for point in plugin_points(FINDING_GROUP)))


def _plain(name: str) -> str:
    return name.lstrip(".").lower()


def write_added(made: Report, target: Path) -> str | bytes:
    """What the writer for a file makes of a report.

    Raises
    ------
    SaveConflict
        If it goes wrong, or gives neither text nor bytes: nothing else writes what was asked for.
    """
    form = target.suffix.lower()
    return _checked(lambda: added_writers()[form](made), str(target), f"{_KIND} {form!r}")


def write_added_report(made: Report, name: str) -> str | bytes:
    """What the report writer of a name makes of a report for standard output; raises as `write_added`."""
    return _checked(lambda: added_writers()[f".{name}"](made), _OUTPUT, f"{_KIND} {name!r}")


def write_added_findings(findings: Sequence[Finding], name: str) -> str | bytes:
    """What the writer of a name makes of findings for standard output; raises as `write_added`."""
    return _checked(lambda: added_finding_writers()[name](findings), _OUTPUT, f"{_FINDING_KIND} {name!r}")


_OUTPUT = "standard output"


def _checked(write: Callable[[], object], target: str, writer: str) -> str | bytes:
    try:
        written = write()
    except Exception as error:
        raise SaveConflict(f"{target}: the {writer} failed: {plugin_words(error)}") from error
    if not isinstance(written, str | bytes):
        raise SaveConflict(f"{target}: the {writer} gave a {type(written).__name__}, not text or bytes")
    return written
