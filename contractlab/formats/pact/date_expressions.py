"""What Pact's generators Date, Time and DateTime make: a moment, moved by an expression, written in a format.

An expression is read word by word as the Rust core reads it (pact_models, generators/date_expression_parser.rs and
time_expression_parser.rs), and moves the clock by the core's own arithmetic (datetime_expressions.rs), oddities
included: they are named where they are kept.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from contractlab.formats.pact.date_writing import UnwritableDateFormat, written_date
from contractlab.formats.pact.predicates.date_patterns import DAY_NAMES, MONTH_NAMES, InvalidDateFormat
from contractlab.values.text import visible

__all__ = ["DEFAULT_FORMATS", "InvalidDateExpression", "date_faults", "date_oddities", "dated"]

DEFAULT_FORMATS = {"Date": "yyyy-MM-dd", "Time": "HH:mm:ss", "DateTime": "yyyy-MM-dd'T'HH:mm:ss.SSSZ"}
"""The format of a generator that names none, by its type."""

_Move = Callable[[datetime, int], datetime]
"""Move a moment by a signed number of units; for names of days and months only the sign counts."""


class InvalidDateExpression(ValueError):
    """An expression that the core cannot read, or that leaves the calendar; nothing is made then."""


@dataclass(frozen=True)
class _Language:
    """The words of dates, or those of times."""

    bases: frozenset[str]
    units: dict[str, _Move]
    """What may follow a number."""
    offsets: dict[str, _Move]
    """What may follow next or last."""
    particles: frozenset[str] = frozenset({"next", "last", "+", "-"})

    @cached_property
    def token(self) -> re.Pattern[str]:
        """Reads one word or number; of words the longest."""
        words = self.bases | self.units.keys() | self.offsets.keys() | self.particles
        longest_first = sorted(words, key=len, reverse=True)
        return re.compile("[0-9]+|" + "|".join(map(re.escape, longest_first)))


class _Words:
    """The words of an expression, from left to right."""

    def __init__(self, text: str, language: _Language) -> None:
        self._text = text
        self._token = language.token
        self._at = 0

    def next(self) -> str | None:
        """The next word; an empty one at the end; None for what is no word, of which one character is passed over."""
        self._at += len(self.rest) - len(self.rest.lstrip(" \t\n\f"))
        if not self.rest:
            return ""
        match = self._token.match(self._text, self._at)
        if match is None:
            self._at += 1
            return None
        self._at = match.end()
        # The core reads numbers of 64 bits.
        return None if match[0].isdigit() and int(match[0][:21]) >= 2**64 else match[0]

    @property
    def rest(self) -> str:
        return self._text[self._at :]


@dataclass(frozen=True)
class _Parsed:
    base: str
    moves: list[tuple[_Move, int]]
    ignored: str = ""
    """What stands at the end and is no word; the core passes over one character of it."""


_SIGNS = {"+": 1, "-": -1, "next": 1, "last": -1}


def _parsed(text: str, language: _Language) -> _Parsed:
    words = _Words(text, language)
    base, moves = "now", []
    word = words.next()
    if word in ("next", "last"):
        unit = words.next()
        if unit not in language.offsets:
            raise InvalidDateExpression(f"{word!r} needs a unit or a name in {text!r}")
        moves.append((language.offsets[unit], _SIGNS[word]))
        word = words.next()
    elif word and word.isdigit() and "o'clock" in language.particles:
        base, word = _clock(word, words)
    elif word in language.bases:
        base = word
        word = words.next()
    elif word not in ("+", "-"):
        raise InvalidDateExpression(f"{text!r} begins with no word of the language")
    # A word other than a sign is wrong here, but what is no word at all only ends the expression ("next sept").
    if word and word not in ("+", "-"):
        raise InvalidDateExpression(f"+ or - is expected for {word!r} in {text!r}")
    while word in ("+", "-"):
        number, unit = words.next(), words.next()
        if not number or not number.isdigit() or unit not in language.units:
            raise InvalidDateExpression(f"{word!r} needs a number and a unit in {text!r}")
        moves.append((language.units[unit], _SIGNS[word] * int(number)))
        word = words.next()
    # The core has read one word further than it needs and asks only what follows that word.
    if words.rest.strip():
        raise InvalidDateExpression(f"{text!r} goes on after its end")
    return _Parsed(base, moves, "" if word == "" else text.rstrip()[-1:])


def _clock(hour: str, words: _Words) -> tuple[str, str | None]:
    """The base "n o'clock", "n am" or "n pm", and the word after it."""
    if words.next() != "o'clock" or not 1 <= int(hour) <= 12:
        raise InvalidDateExpression("1 to 12 o'clock is expected")
    word = words.next()
    if word is None:
        raise InvalidDateExpression("am, pm, + or - is expected after o'clock")
    if word in ("am", "pm"):
        return f"{int(hour)} {word}", words.next()
    return f"{int(hour)} o'clock", word


def _step(**unit: int) -> _Move:
    return lambda moment, count: moment + count * timedelta(**unit)


def _add_years(moment: datetime, count: int) -> datetime:
    year = moment.year + count
    if (moment.month, moment.day) == (2, 29) and monthrange(year, 2)[1] == 28:
        # 29 February stays the day it is when the other year has none.
        return moment
    return moment.replace(year=year)


def _add_months(moment: datetime, count: int) -> datetime:
    """Roll the month; a day that the new month lacks becomes its first when going on, its last when going back.

    The core walks day by day until the month has changed often enough, and stays there if there is no such day.
    """
    years, month = divmod(moment.month - 1 + count, 12)
    year = moment.year + years
    last_day = monthrange(year, month + 1)[1] if count else moment.day
    day = moment.day if moment.day <= last_day else 1 if count > 0 else last_day
    return moment.replace(year=year, month=month + 1, day=day)


def _to_weekday(weekday: int) -> _Move:
    def move(moment: datetime, sign: int) -> datetime:
        # Today does not count.
        return moment + sign * timedelta(days=(sign * (weekday - moment.weekday()) - 1) % 7 + 1)

    return move


def _to_month(month: int) -> _Move:
    def move(moment: datetime, sign: int) -> datetime:
        # This month does not count, and the day is always the first.
        passes = (sign > 0 and month <= moment.month) or (sign < 0 and month >= moment.month)
        return moment.replace(year=moment.year + sign * passes, month=month, day=1)

    return move


# The core has two short names of its own; "tue" and "thu" are no words to it.
_SHORT_DAYS = {"tuesday": "tues", "thursday": "thurs"}
_DATE_UNITS = {"day": _step(days=1), "week": _step(weeks=1), "month": _add_months, "year": _add_years}
_DATES = _Language(
    bases=frozenset({"now", "today", "yesterday", "tomorrow"}),
    units=_DATE_UNITS | {f"{name}s": move for name, move in _DATE_UNITS.items()},
    offsets={
        **_DATE_UNITS,
        "fortnight": _step(weeks=2),
        **{text: _to_weekday(n) for n, day in enumerate(DAY_NAMES) for text in (day, _SHORT_DAYS.get(day, day[:3]))},
        **{text: _to_month(n) for n, name in enumerate(MONTH_NAMES, 1) for text in (name, name[:3])},
    },
)

_TIME_UNITS = {
    text: _step(**{f"{name}s": 1})
    for name in ("hour", "minute", "second", "millisecond")
    for text in (name, f"{name}s")
}
_TIMES = _Language(
    bases=frozenset({"now", "midnight", "noon"}),
    units=_TIME_UNITS,
    offsets=_TIME_UNITS,
    particles=frozenset({"next", "last", "+", "-", "o'clock", "am", "pm"}),
)


def _moved(moment: datetime, moves: list[tuple[_Move, int]]) -> datetime:
    try:
        for move, count in moves:
            moment = move(moment, count)
    except (OverflowError, ValueError) as error:
        raise InvalidDateExpression("the expression leaves the years 1 to 9999") from error
    return moment


def _date_part(now: datetime, text: str) -> datetime:
    if not text:
        return now
    parsed = _parsed(text, _DATES)
    days = {"yesterday": -1, "tomorrow": 1}.get(parsed.base, 0)
    return _moved(now, [(_DATE_UNITS["day"], days), *parsed.moves])


def _time_part(now: datetime, text: str) -> datetime:
    if not text:
        return now
    parsed = _parsed(text, _TIMES)
    return _moved(_at_base(now, parsed.base), parsed.moves)


def _at_base(now: datetime, base: str) -> datetime:
    if base == "now":
        return now
    hour = {"midnight": 0, "noon": 12}.get(base)
    if hour is None:
        number, half = base.split()
        # "n o'clock" is in the half of the day that is not now.
        hour = int(number) + 12 * (half == "pm" or (half == "o'clock" and now.hour < 12))
    # 12 pm is hour 24 to the core, which does not exist: the clock stays as it is.
    return now if hour == 24 else now.replace(hour=hour, minute=0, second=0, microsecond=0)


def _date_and_time(now: datetime, text: str) -> datetime:
    date, _, time = text.partition("@")
    return _time_part(_date_part(now, date), time)


_EXPRESSIONS = {"Date": _date_part, "Time": _time_part, "DateTime": _date_and_time}


_SOME_DAY = datetime(2001, 6, 15, 12, tzinfo=UTC)
"""A clock for what does not depend on it, far from both ends of the calendar."""


def date_faults(kind: str, format: str | None, expression: str | None) -> Iterator[str]:  # noqa: A002
    """What keeps a generator from making the text that it seems to ask for, in words.

    Parameters
    ----------
    kind, format, expression
        As `dated` takes them.
    """
    try:
        written_date(_SOME_DAY, DEFAULT_FORMATS[kind] if format is None else format)
    except (InvalidDateFormat, UnwritableDateFormat) as error:
        yield f"the format cannot be read: {visible(error)}"
    text = expression or ""
    try:
        _EXPRESSIONS[kind](_SOME_DAY, text)
    except InvalidDateExpression as error:
        others = [name for name in _EXPRESSIONS if name != kind and _is_read(name, text)]
        hint = f"; it is one for {' or '.join(others)}" if others else ""
        if _is_read(kind, text.lower()):
            hint = "; it knows words in lower case alone"
        yield f"the Rust core cannot read the expression {visible(text)[:60]!r}: {visible(error)[:120]}{hint}"


def _is_read(kind: str, text: str) -> bool:
    try:
        _EXPRESSIONS[kind](_SOME_DAY, text)
    except InvalidDateExpression:
        return False
    return True


def date_oddities(kind: str, expression: str) -> Iterator[str]:
    """What the core reads in an expression otherwise than it seems to say, in words; nothing for one it cannot read."""
    if not _is_read(kind, expression):
        return
    parts = expression.partition("@")[::2] if kind == "DateTime" else (expression,)
    languages = (_TIMES,) if kind == "Time" else (_DATES, _TIMES)
    for part, language in zip(parts, languages, strict=False):
        if not part:
            continue
        parsed = _parsed(part, language)
        if parsed.ignored:
            yield f"the Rust core passes over {parsed.ignored!r} at the end of the expression {visible(part)[:60]!r}"
        if parsed.base == "12 pm":
            yield f"12 o'clock pm is hour 24 to the Rust core, so that {visible(part)[:60]!r} does not set the time"


def dated(
    kind: str,
    format: str | None,  # noqa: A002 - the field's name in a contract
    expression: str | None,
    now: datetime,
) -> str | None:
    """The text that a generator makes.

    Parameters
    ----------
    kind : str
        Type of the generator: ``Date``, ``Time`` or ``DateTime``.
    format : str, optional
        Java-like pattern; by default `DEFAULT_FORMATS` of `kind`.
    expression : str, optional
        Such as ``next monday`` (Date), ``noon + 2 hours`` (Time) or ``tomorrow @ 3 o'clock`` (DateTime).
    now : datetime
        The clock, with its time zone; one without counts as UTC.

    Returns
    -------
    str or None
        None where nothing is made and the example stays: for an expression or a format that the core cannot read, and
        for dates outside of the years 1 to 9999 (where the core goes on for a while, and then ends the whole run).

    Raises
    ------
    KeyError
        If `kind` is another type of generator.

    Examples
    --------
    >>> dated("Date", None, "next monday", datetime(2000, 1, 1))
    '2000-01-03'
    """
    pattern = DEFAULT_FORMATS[kind] if format is None else format
    try:
        return written_date(_EXPRESSIONS[kind](now, expression or ""), pattern)
    except (InvalidDateExpression, InvalidDateFormat, UnwritableDateFormat):
        return None
