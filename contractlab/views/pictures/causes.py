"""Causes over versions: which cause breaks how many examples, and since when; ten rows for 300 examples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from contractlab.verification.causes import Cause
from contractlab.verification.matrix import Matrix
from contractlab.verification.matrix_rows import MatrixRow
from contractlab.verification.results import Result
from contractlab.views.drawing import Drawing, Look, Mark, WordLook, Words
from contractlab.views.model import Cell, Line, Picture, Row, Table, faint, line, strong, tell
from contractlab.views.pictures.columns import Columns, figures_by_version, span_of_versions
from contractlab.views.result_model import error_reason
from contractlab.views.words import count, cut

__all__ = ["STEPS", "Kind", "causes_over_versions", "find_kinds", "step_of"]

CAUSES, ERRORS = 12, 3
_LEFT, _RIGHT, _WIDTH, _WIDEST = 290, 160, 1040, 72
_ROW, _TOP = 22, 44
_LETTER, _SENTENCE = 22, 39

"""Where the sentence begins, and the characters for which there is room."""

_ROOMY = 30
"""Width of a column below which figures of three digits are crowded."""

STEPS = (3, 10, 30)
"""Numbers of examples at which the next step of the colour begins."""

_STEP_LOOKS: tuple[Look, ...] = ("step-1", "step-2", "step-3", "step-4")
_SCALE = "many: 1–2, 3–9, 10–29, 30 and more"


def step_of(number: int) -> Look:
    """The step of the colour for so many examples."""
    return _STEP_LOOKS[sum(number >= start for start in STEPS)]


@dataclass(slots=True)
class Kind:
    """A cause, or errors of one reason: rows of the matrix by column."""

    sign: str
    sentence: Line
    verdict: str = "failed"
    rows: dict[int, dict[int, None]] = field(default_factory=dict)

    def add(self, row: int, column: int) -> None:
        """Count a row at a version, once."""
        self.rows.setdefault(column, {})[row] = None

    @property
    def examples(self) -> int:
        """In how many examples it occurs."""
        return len({row for rows in self.rows.values() for row in rows})

    def label(self, column: int) -> str:
        """What stands in its mark."""
        number = len(self.rows[column])
        if self.verdict == "error":
            return "!" if number == 1 else f"!{number:,}"
        return f"{number:,}"

    def look(self, column: int) -> Look:
        """How its mark looks."""
        return "error" if self.verdict == "error" else step_of(len(self.rows[column]))


def _sentence(cause: Cause) -> Line:
    shown = cause.results[0].mask.mismatch(cause.mismatches[0])
    return tell(cause.sentence_in_list(shown))


def find_kinds(matrix: Matrix, rows: Sequence[MatrixRow]) -> list[Kind]:
    """Causes, then errors by their reason; what has no place among the rows is left out."""
    places: dict[int, tuple[int, int]] = {}
    reasons: dict[str, Kind] = {}
    for number, row in enumerate(rows):
        for column, cell in enumerate(row.cells):
            for result in cell.results:
                places[id(result)] = (number, column)
                if result.verdict == "error":
                    _of_reason(reasons, result).add(number, column)
    kinds = [Kind(cause.letter, _sentence(cause)) for cause in matrix.causes[:CAUSES]]
    for kind, cause in zip(kinds, matrix.causes, strict=False):
        _place(kind, cause.results, places)
    errors = sorted(reasons.values(), key=lambda kind: -kind.examples)
    return [kind for kind in (*kinds, *errors[:ERRORS]) if kind.rows]


def _of_reason(reasons: dict[str, Kind], result: Result) -> Kind:
    reason = error_reason(result.reason)
    if reason not in reasons:
        text = cut(reason, 200)
        reasons[reason] = Kind("!", line(f"{text[:1].upper()}{text[1:]}"), "error")
    return reasons[reason]


def _place(kind: Kind, results: Iterable[Result], places: dict[int, tuple[int, int]]) -> None:
    for result in results:
        if id(result) in places:
            kind.add(*places[id(result)])


def _extent(kind: Kind, names: Sequence[str]) -> str:
    """``since 1.20.0`` where it lasts to the newest version, else the first and the last of its versions."""
    columns = sorted(kind.rows)
    first, last = cut(names[columns[0]], 16), cut(names[columns[-1]], 16)
    if columns[-1] == len(names) - 1:
        return f"since {first}" if len(columns) > 1 else f"new in {first}"
    return span_of_versions([first] if first == last else [first, last])


_WORD_LOOKS: dict[str, WordLook] = {"code": "code", "code-strong": "code-strong", "strong": "strong"}


def _words(kind: Kind, y: int) -> list[Words]:
    """The letter and the sentence, cut to its room."""
    room, spans = _SENTENCE, []
    for span in kind.sentence:
        text = span.text if len(span.text) <= room else f"{span.text[: max(room - 1, 0)]}…"
        spans.append((_WORD_LOOKS.get(span.kind, "faint"), text))
        room -= len(span.text)
        if room <= 0:
            break
    if room == 0 and len(spans) < len(kind.sentence):
        spans.append(("faint", "…"))
    return [
        Words(0, y, (("strong", kind.sign),)),
        Words(_LETTER, y, tuple(spans)),
    ]


def _legend(right: int) -> tuple[list[Mark], list[Words]]:
    """The four steps, with the numbers at which each begins."""
    left = right - 230
    marks = [Mark(left - 96 + 22 * number, 2, 20, 12, look) for number, look in enumerate(_STEP_LOOKS)]
    words = [Words(left - 102, 12, (("faint", "few"),), "end"), Words(left, 12, (("faint", _SCALE),))]
    return marks, words


def _table(kinds: Sequence[Kind], columns: Columns, names: Sequence[str], examples: int) -> Table:
    """The same figures: a bar of the examples, and how many at each version."""
    rows = []
    for kind in kinds:
        figures = figures_by_version(
            (name, f"{len(kind.rows.get(column, ())):,}")
            for name, column in zip(columns.names, columns.numbers, strict=True)
        )
        bar = ((kind.verdict, kind.examples), ("none", max(examples - kind.examples, 0)))
        remark = f"{count(kind.examples, 'example')}, {_extent(kind, names)} ({figures})"
        rows.append(Row((Cell(line(f"{kind.sign} {_brief(kind)}")), Cell((), bar=bar), Cell(line(remark)))))
    return Table(tuple(rows), ("cause", "examples", "by version, until the next"), "grid", ("36%", "16%", ""))


def _brief(kind: Kind) -> str:
    """The sentence as plain text; it stands in full where the causes are listed."""
    return cut("".join(span.text for span in kind.sentence), 80)


def causes_over_versions(matrix: Matrix, rows: Sequence[MatrixRow] | None = None) -> Picture | None:
    """Which cause breaks how many examples at each version, as a heat map: four steps of one colour, and the number.

    Parameters
    ----------
    matrix : Matrix
    rows : sequence of MatrixRow, optional
        As in `verdicts_over_versions`.

    Returns
    -------
    Picture or None
        None with fewer than two versions, or where nothing failed.
    """
    rows = matrix.rows if rows is None else rows
    kinds = find_kinds(matrix, rows) if len(matrix.versions) > 1 else []
    columns = Columns.of(matrix, _LEFT, _WIDTH - _LEFT - _RIGHT, _WIDEST) if matrix.versions else None
    kinds = [kind for kind in kinds if columns is not None and not set(kind.rows).isdisjoint(columns.numbers)]
    if columns is None or not kinds:
        return None
    places, marks = [], []
    failing = any(kind.verdict != "error" for kind in kinds)
    legend, words = _legend(columns.end + _RIGHT) if failing else ([], [])
    words += columns.heads(_TOP - 8)
    words.append(Words(columns.end + 8, _TOP - 8, (("faint", "examples"),)))
    for number, kind in enumerate(kinds):
        y = _TOP + number * _ROW
        places.append(Mark(_LEFT, y + 1, columns.end - _LEFT - 1, _ROW - 2, "track"))
        words += _words(kind, y + 15)
        figures: tuple[tuple[WordLook, str], ...] = (("faint", f"{kind.sign} "), ("strong", f"{kind.examples:,}"))
        extent = (*figures, ("faint", f", {_extent(kind, matrix.versions)}"))
        words.append(Words(columns.end + 8, y + 15, extent))
        for column in sorted(set(kind.rows) & set(columns.numbers)):
            version = columns.names[column - columns.first]
            what = "could not be checked" if kind.verdict == "error" else f"cause {kind.sign}"
            marks.append(
                Mark(
                    columns.x(column),
                    y + 1,
                    columns.width - 1,
                    _ROW - 2,
                    kind.look(column),
                    kind.label(column),
                    tip=f"{version}: {count(len(kind.rows[column]), 'example')}, {what}",
                    cell=(next(iter(kind.rows[column])), column),
                )
            )
    size = f"{count(len(rows), 'example')} × {count(len(matrix.versions), 'version')}"
    causes = sum(kind.verdict != "error" for kind in kinds)
    left = len(matrix.causes) - causes
    remark = f"; {count(left, 'more cause')}" if left > 0 else ""
    widest = max(kinds, key=lambda kind: kind.examples)
    about = "".join(span.text for span in widest.sentence)
    drawing = Drawing(
        columns.end + _RIGHT,
        _TOP + len(kinds) * _ROW + 2,
        f"Causes over versions: {count(causes, 'cause')} in {size}",
        f"Widest: {widest.sign}, {cut(about, 200)}: {count(widest.examples, 'example')}, "
        f"{_extent(widest, matrix.versions)}.",
        dense=columns.width < _ROOMY,
        places=tuple(places),
        marks=(*legend, *marks),
        words=tuple(words),
    )
    note = faint(f"{size}; the number is how many examples fail{remark}{columns.remark}")
    table = _table(kinds, columns, matrix.versions, len(rows))
    return Picture(line(strong("Causes over versions"), " ", note), drawing, table)
