"""How near a path expression comes to a place in a value that it does not reach.

The two are held side by side, step by step: another case, a prefix of XML, a key with dots in it, an index that is
missing. Each costs a little; the cheapest way says what the path should have been.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from contractlab.engine.paths import PathExpression, Token
from contractlab.values.mismatch import EVERY_ITEM, EVERY_KEY, PathToken

__all__ = ["NEVER", "Steps", "Way", "bare_name", "cheapest_way"]

Steps = tuple[PathToken, ...]

_JOINED = 4
"""Steps of a path that may be one key."""

_LEFT_OUT = 2
"""Steps that may be missing at the beginning of a path."""

_SIMILAR = 2
"""Cost of a name that is like another, as where a letter is missing."""

_ALIKE = 0.8
"""How much of two names is the same where they are alike."""

NEVER = 99
"""Cost of a way that there is not."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to read a path as a place.

    Attributes
    ----------
    cost : int
        Steps that are written otherwise.
    steps : tuple of str and int
        Those that the path should have.
    guess : bool
        True if a name is only similar, or the path begins further down: another value may be meant.
    """

    cost: int
    steps: Steps
    guess: bool = False


_NO_WAY = Way(NEVER, ())


_LONGEST = 300


def bare_name(name: str) -> str:
    """The letters and digits of a name, case left out: what spellings of one name have in common."""
    return "".join(char for char in name[:_LONGEST] if char.isalnum()).casefold()


def _local(name: str) -> str:
    """A name of XML without its prefix or namespace, an attribute's sign kept."""
    sign = name[:1] if name[:1] in "@#" else ""
    return sign + name[len(sign) :].rpartition(":")[2]


@lru_cache(maxsize=16_384)
def _name_cost(written: str, key: str) -> int:
    """What it costs to take a name of a path for a key."""
    if written == key:
        return 0
    if bare_name(written) == bare_name(key) != "":
        return 1
    if (":" in written or ":" in key) and _local(written) == _local(key) and len(_local(key)) > 0:
        return 1
    longest = max(len(written), len(key))
    if 3 < longest < 100 and 2 * min(len(written), len(key)) >= _ALIKE * (len(written) + len(key)) - 1:
        letters = SequenceMatcher(None, written.casefold(), key.casefold())
        if letters.quick_ratio() >= _ALIKE and letters.ratio() >= _ALIKE:
            return _SIMILAR
    return NEVER


class _Reader:
    """Reads one path as one place."""

    def __init__(self, written: PathExpression, place: Steps) -> None:
        self.written = written
        self.place = place
        self._ways: dict[tuple[int, int], Way] = {}

    def cheapest(self) -> Way:
        """The cheapest way, with up to two steps left out before the path and the name of a part taken away."""
        ways = [self._way(0, 0)]
        if len(self.written) > 1 and self.written[0].kind == "field" and self.written[0].text in ("body", "contents"):
            ways.append(_dearer(self._way(1, 0), 1))
        for left_out in range(1, min(_LEFT_OUT + 1, len(self.place))):
            ways.append(_dearer(self._way(0, left_out), 1 + left_out, self.place[:left_out], True))
        return min(ways, key=lambda way: way.cost)

    def _way(self, at: int, to: int) -> Way:
        cheapest = self._ways.get((at, to))
        if cheapest is None:
            self._ways[at, to] = _NO_WAY
            cheapest = self._ways[at, to] = min(self._next(at, to), key=lambda way: way.cost, default=_NO_WAY)
        return cheapest

    def _next(self, at: int, to: int) -> Iterator[Way]:
        written, place = self.written, self.place
        if at == len(written):
            if to == len(place):
                yield Way(0, ())
            elif to == len(place) - 1 and place[to] == "#text" and at:
                yield Way(0, ())  # a rule on an element reaches its text
            elif isinstance(place[to], int):
                yield _dearer(self._way(at, to + 1), 1, (EVERY_ITEM,))
            return
        token = written[at]
        if to == len(place):
            if token.kind in ("index", "star-index"):
                yield _dearer(self._way(at + 1, to), 1)
            return
        key = place[to]
        cost, step = _step(token, key)
        if cost < NEVER:
            yield _dearer(self._way(at + 1, to + 1), cost, (step,), cost >= _SIMILAR)
        if isinstance(key, int):
            yield _dearer(self._way(at, to + 1), 1, (EVERY_ITEM,))
        if token.kind in ("index", "star-index"):
            yield _dearer(self._way(at + 1, to), 1)
        if token.kind == "field" and isinstance(key, str):
            yield from self._joined(at, to, key)

    def _joined(self, at: int, to: int, key: str) -> Iterator[Way]:
        """Several steps of the path for one key with dots in it, or one step for several keys."""
        for many in range(2, _JOINED + 1):
            pieces = [piece.text for piece in self.written[at : at + many] if piece.kind in ("field", "index")]
            if len(pieces) == many and bare_name("".join(pieces)) == bare_name(key) != "":
                yield _dearer(self._way(at + many, to + 1), 1, (key,))
            keys = self.place[to : to + many]
            if len(keys) == many and bare_name("".join(map(str, keys))) == bare_name(self.written[at].text) != "":
                steps = tuple(key if isinstance(key, str) else EVERY_ITEM for key in keys)
                yield _dearer(self._way(at + 1, to + many), 1, steps)


def _dearer(way: Way, cost: int, before: Steps = (), guess: bool = False) -> Way:
    return _NO_WAY if way.cost >= NEVER else Way(way.cost + cost, (*before, *way.steps), way.guess or guess)


def _step(token: Token, key: PathToken) -> tuple[int, PathToken]:
    """What it costs to take a step of a path for a key or an index, and the step to write."""
    if isinstance(key, int):
        if token.kind in ("star", "star-index"):
            return 0, EVERY_ITEM
        same = token.text == str(key)
        return (0, key) if same else (1, EVERY_ITEM) if token.kind == "index" else (NEVER, key)
    if token.kind == "star":
        return 0, EVERY_KEY
    if token.kind == "star-index":
        return 1, EVERY_KEY
    return _name_cost(token.text, key), str(key)


def cheapest_way(written: PathExpression, place: Steps) -> Way:
    """The cheapest way to read a path as a place.

    Parameters
    ----------
    written : tuple of Token
        Steps of a path expression without its root.
    place : tuple of str and int

    Returns
    -------
    Way
        Of cost 0 if the path reaches the place as it is; of cost `NEVER` if the two have nothing to do with each other.
    """
    return _Reader(written, place).cheapest()
