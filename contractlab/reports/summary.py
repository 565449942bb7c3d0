"""The top of a step summary: what is broken and where to look, with links to the lines of the job's own commit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

from contractlab.reports.document import Report
from contractlab.values.display import quiet
from contractlab.values.source import Location
from contractlab.verification.causes import Cause
from contractlab.verification.results import Result
from contractlab.views.markdown import code_span, render_document
from contractlab.views.model import Document, Line, Paragraph, chip, faint, join, line, tell
from contractlab.views.result_model import error_reason
from contractlab.views.words import cut, place_of, short_place

__all__ = ["Checkout", "causes_with_links"]

_LISTED = 20
_NAMED = 2


@quiet
@dataclass(frozen=True, slots=True)
class Checkout:
    """Where the files of a CI job can be seen in a browser.

    Attributes
    ----------
    address : str
        What stands before the path of a file; empty where nobody knows.
    folder : Path
        What paths are relative to.
    """

    address: str = ""
    folder: Path = Path()

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Checkout:
        """Read the variables that GitHub's and GitLab's runners set; the defaults where there are none.

        Source: "Variables reference" of GitHub Actions, "Predefined CI/CD variables reference" of GitLab.
        """
        values = {name: environment.get(name, "").strip() for name in _NEEDED}
        if all(values[name] for name in _GITHUB):
            server, repository, commit = (values[name] for name in _GITHUB)
            address, folder = f"{server}/{repository}/blob/{commit}", values["GITHUB_WORKSPACE"]
        elif all(values[name] for name in _GITLAB):
            project, commit = (values[name] for name in _GITLAB)
            address, folder = f"{project}/-/blob/{commit}", values["CI_PROJECT_DIR"]
        else:
            return cls()
        if not address.startswith(("https://", "http://")):
            return cls()
        return cls(quote(address, safe=":/-._~%"), Path(folder) if folder else Path.cwd())

    def link(self, location: Location) -> str:
        """The address of a line; empty for what lies in no file of the checkout."""
        if not self.address or not location.file or location.file.startswith("<") or "://" in location.file:
            return ""
        try:
            inside = Path(os.path.abspath(location.file)).relative_to(os.path.abspath(self.folder))
        except ValueError:
            return ""
        number = location.line
        return f"{self.address}/{quote(inside.as_posix())}" + (f"#L{number}" if number is not None else "")


_GITHUB = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")
_GITLAB = ("CI_PROJECT_URL", "CI_COMMIT_SHA")
_NEEDED = (*_GITHUB, *_GITLAB, "GITHUB_WORKSPACE", "CI_PROJECT_DIR")


def causes_with_links(report: Report, checkout: Checkout) -> str:
    """What a step summary begins with in the place of a report's own causes; empty where nothing failed.

    Parameters
    ----------
    report : Report
    checkout : Checkout

    Returns
    -------
    str
        A list of causes and of errors by their reason, those of the newest versions first.
    """
    subject = report.subject
    # A line is written where it is listed: there may be a cause for each field of a body.
    rows: list[tuple[bool, Callable[[], str]]] = []
    for cause in subject.causes:
        rows.append((_is_now(report, cause.results), partial(_cause, report, cause, checkout)))
    for reason, results in _errors(subject.results):
        rows.append((_is_now(report, results), partial(_error, report, reason, results, checkout)))
    if not rows:
        return ""
    rows.sort(key=lambda row: not row[0])
    more = [f"- … {len(rows) - _LISTED:,} more"] if len(rows) > _LISTED else []
    return "\n".join([f"## Causes {len(rows):,}\n", *(text() for _, text in rows[:_LISTED]), *more, ""])


def _is_now(report: Report, results: Sequence[Result]) -> bool:
    return any(id(result) in report.subject.is_current for result in results)


def _errors(results: Sequence[Result]) -> Iterator[tuple[str, list[Result]]]:
    grouped: dict[str, list[Result]] = {}
    for result in results:
        if result.verdict == "error":
            grouped.setdefault(error_reason(result.reason), []).append(result)
    yield from grouped.items()


def _cause(report: Report, cause: Cause, checkout: Checkout) -> str:
    newest = cause.results[-1]
    mine = set(map(id, cause.mismatches))
    mismatch = next(mismatch for mismatch in newest.mismatches if id(mismatch) in mine)
    shown = cause.results[0].mask.mismatch(cause.mismatches[0])
    pending = all(result.verdict == "pending" for result in cause.results)
    sentence = tell(cause.sentence_in_list(shown))
    start = line(chip("pending" if pending else "failed", cause.letter), " ", sentence)
    return _item(report, start, cause.results, place_of(mismatch, newest.example, newest.match), checkout)


def _error(report: Report, reason: str, results: Sequence[Result], checkout: Checkout) -> str:
    start = line(chip("error"), " ", f"{cut(reason[:1].upper() + reason[1:], 300).rstrip('.')}.")
    return _item(report, start, results, results[-1].example.location, checkout)


def _item(report: Report, start: Line, results: Sequence[Result], location: Location, checkout: Checkout) -> str:
    names = list(dict.fromkeys(result.example.description for result in results))
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    examples = faint("In " + ", ".join(f"“{cut(name, 80)}”" for name in names[:_NAMED]) + more)
    text = render_document(Document((Paragraph(join([start, report.subject.lasting.line(results), line(examples)])),)))
    address, place = checkout.link(location), short_place(location)
    source = f"[{code_span(place)}]({address})" if address else code_span(place)
    return f"- {' '.join(text.split())} · {source}"
