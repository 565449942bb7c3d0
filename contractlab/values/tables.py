"""Tables as pandas frames whose columns are declared once: name, kind, order and meaning.

A frame has the same columns and dtypes whatever is in it, and comes back from Parquet as it was. pandas is imported
here, when a frame is made, and nowhere below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from contractlab.values.json_types import Value

if TYPE_CHECKING:
    import numpy
    import pandas
    from pandas.api.extensions import ExtensionDtype

__all__ = ["Column", "ColumnKind", "column_lines", "make_table", "ordered_cells", "written"]


class ColumnKind(Enum):
    """What a column holds; the value says it in words."""

    TEXT = "text"
    COUNT = "whole number"
    SOME_COUNT = "whole number or nothing"
    NUMBER = "number"
    ORDERED = "ordered category"
    TIME = "time (UTC)"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a frame.

    Attributes
    ----------
    name : str
    meaning : str
        A few words, without a full stop.
    kind : ColumnKind
        Texts are of the dtype that pandas has for them (``str``; before pandas 3 ``object``); whole numbers ``int64``,
        ``Int64`` where there may be none; numbers ``float64``; ordered categories ``category``; times
        ``datetime64[us, UTC]``.
    """

    name: str
    meaning: str
    kind: ColumnKind = ColumnKind.TEXT
    order: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Its kind and its order: ``ordered category: failed < error < passed``."""
        if self.kind is not ColumnKind.ORDERED:
            return str(self.kind.value)
        return f"{self.kind.value}: {' < '.join(self.order) if self.order else 'oldest < … < newest'}"


def column_lines(columns: Iterable[Column]) -> list[str]:
    """Rows of a Markdown table that documents columns: name, kind, meaning."""
    return [f"| `{column.name}` | {column.words} | {column.meaning} |" for column in columns]


def make_table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    index: Sequence[str] = (),
    orders: Mapping[str, Sequence[str]] | None = None,
) -> pandas.DataFrame:
    """Make a frame of declared columns.

    Parameters
    ----------
    columns : sequence of Column
    rows : iterable of sequences
        A value for each column. Times are datetimes, or ISO 8601 texts; what is no time becomes ``NaT``.
    index : sequence of str
        Columns that become the index.
    orders : mapping of str to sequence of str, optional
        Order of the values of a category where the data bring it; values beyond it come last, as they appear.
    """
    import pandas

    listed = list(rows)
    given = orders or {}
    data = {
        column.name: _series(column, [row[place] for row in listed], given.get(column.name, column.order))
        for place, column in enumerate(columns)
    }
    frame = pandas.DataFrame(data, columns=[column.name for column in columns])
    return frame.set_index(list(index)) if index else frame


def ordered_cells(
    rows: Sequence[Sequence[str | None]], names: Sequence[str], order: Sequence[str], index: pandas.Index | None
) -> pandas.DataFrame:
    """A frame whose columns all hold the same ordered category.

    Parameters
    ----------
    rows : sequence of sequences
        None where there is nothing.
    names : sequence of str
        Names of the columns.
    order : sequence of str
    index : Index or None
    """
    import pandas

    labels = [written(name) for name in names]
    frame = pandas.DataFrame(rows, index=index, columns=labels, dtype="object")
    return frame.astype(_ordered(order, [value for row in rows for value in row]))


def _ordered(order: Sequence[str], values: Iterable[Value]) -> pandas.CategoricalDtype:
    """The category of an order; values beyond it come last."""
    import pandas

    categories = [text for text in dict.fromkeys(map(written, [*order, *values])) if text is not None]
    # Where there is no category, its kind is still that of texts: Parquet keeps no category of mere objects.
    dtype = "string" if not categories and _text_dtype() == "object" else _text_dtype()
    return pandas.CategoricalDtype(pandas.Index(categories, dtype=dtype), ordered=True)


def _text_dtype() -> ExtensionDtype | numpy.dtype[Any]:
    """The dtype that pandas has for texts."""
    import pandas

    return pandas.Series([""]).dtype


def written(value: Value) -> str | None:
    """A value as text that every store of texts takes: half of a surrogate pair, which JSON can say, is written out."""
    if value is None:
        return None
    text = str(value)
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _series(column: Column, values: list[Value], order: Sequence[str]) -> pandas.Series:
    import pandas

    if column.kind is ColumnKind.ORDERED:
        return pandas.Series([written(value) for value in values], dtype=_ordered(order, values))
    if column.kind is ColumnKind.TIME:
        times = pandas.to_datetime(pandas.Series(values, dtype="object"), utc=True, format="ISO8601", errors="coerce")
        return times.astype("datetime64[us, UTC]")
    dtypes = {ColumnKind.COUNT: "int64", ColumnKind.SOME_COUNT: "Int64", ColumnKind.NUMBER: "float64"}
    if column.kind is ColumnKind.TEXT:
        return pandas.Series([written(value) for value in values], dtype=_text_dtype())
    return pandas.Series(values, dtype=dtypes[column.kind])
