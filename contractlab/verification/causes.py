"""Causes: mismatches of one kind taken together. A red build is usually one to three of them."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from string import ascii_uppercase

from contractlab.captures.versions import order_versions
from contractlab.contracts.contract import Example
from contractlab.values.display import clean_text
from contractlab.values.mismatch import AnyKey, Mismatch, PathToken, format_path, general_path
from contractlab.values.rule import DecidingRule
from contractlab.values.sentences import Sentence, Span, build_sentence
from contractlab.values.steps import last_of
from contractlab.values.text import count, json_kind, quote
from contractlab.verification.results import Result

__all__ = [
    "Cause",
    "CauseKey",
    "cause_key",
    "causes_in_steps",
    "field_tail",
    "find_causes",
    "group_mismatches",
    "shared_sentence",
]

CauseKey = tuple[str | None, ...]

_RESULTS_A_STEP = 2_000

_COUNTED = 1_000
"""Values of which the different ones are counted; a sentence about more of them names the number of these."""

_EXACT_PARTS = frozenset({"status", "content-type", "method"})
"""Parts in which another value is another cause: 404 instead of 200 is not 500 instead of 201."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason why examples fail.

    Attributes
    ----------
    letter : str
        ``A`` to ``Z``, then ``+``: by number of results, then first version, then path.
    part : str
    path : str
        The general path that its mismatches share, else their tail.
    rule : DecidingRule or None
        The rule of the first mismatch.
    mismatches : tuple of Mismatch
    results : tuple of Result
        Failing results in which it occurs, in order.
    repeats_advice : bool
        True if a cause before it gives the same advice, which lists of causes then give once.
    """

    letter: str
    part: str
    path: str
    rule: DecidingRule | None
    mismatches: tuple[Mismatch, ...]
    results: tuple[Result, ...]
    repeats_advice: bool = False

    @property
    def examples(self) -> tuple[Example, ...]:
        """Examples in which it occurs."""
        return tuple({id(result.example): result.example for result in self.results}.values())

    @property
    def sentence(self) -> Sentence:
        """The first mismatch's sentence, with the shared path."""
        return shared_sentence(self.mismatches, self.path)

    def sentence_in_list(self, shown: Mismatch) -> Sentence:
        """The sentence among those of other causes.

        Parameters
        ----------
        shown : Mismatch
            The first mismatch as it may be shown, secrets taken out.
        """
        shown = replace(shown, remark=()) if self.repeats_advice else shown
        return shared_sentence(self.mismatches, self.path, shown=shown)

    @property
    def message(self) -> str:
        """The sentence as plain text."""
        return str(self.sentence)

    def __repr__(self) -> str:
        first = self.mismatches[0].code if self.mismatches else ""
        place = f"{self.part} {clean_text(self.path)}"
        return f"<Cause {self.letter}: {place}: {first} in {count(len(self.results), 'result')}>"


def field_tail(tokens: tuple[PathToken, ...]) -> tuple[PathToken, ...]:
    """What follows the last array or map level; an item itself keeps its level."""
    last = max((index for index, token in enumerate(tokens) if isinstance(token, int | AnyKey)), default=-1)
    return tokens[last + 1 :] or tokens[last:]


def cause_key(mismatch: Mismatch) -> CauseKey:
    """What mismatches of one kind have in common."""
    rule = mismatch.rule
    tail = general_path(field_tail(mismatch.tokens)) if mismatch.tokens else mismatch.path
    args = json.dumps(rule.args, sort_keys=True, default=str) if rule else ""
    got = json_kind(mismatch.actual) if not isinstance(mismatch.actual, bytes) else "bytes"
    key: CauseKey = (mismatch.part, mismatch.code, rule.name if rule else None, args, got, tail)
    if mismatch.part in _EXACT_PARTS:
        key += (str(mismatch.expected), str(mismatch.actual))
    return key


def _shown_path(mismatches: Sequence[Mismatch]) -> str:
    first = mismatches[0]
    if not first.tokens:
        return first.path
    paths = {general_path(mismatch.tokens) for mismatch in mismatches}
    if len(paths) > 1:
        return format_path(field_tail(first.tokens), general=True).removeprefix("$").removeprefix(".")
    return first.path if len({mismatch.path for mismatch in mismatches}) == 1 else paths.pop()


def group_mismatches(mismatches: Iterable[Mismatch]) -> tuple[tuple[str, tuple[Mismatch, ...]], ...]:
    """Mismatches of one kind taken together, in the order of their first; each group with the path it shares."""
    grouped: dict[CauseKey, list[Mismatch]] = {}
    for mismatch in mismatches:
        grouped.setdefault(cause_key(mismatch), []).append(mismatch)
    return tuple((_shown_path(group), tuple(group)) for group in grouped.values())


def shared_sentence(
    mismatches: Sequence[Mismatch],
    path: str,
    *,
    shown: Mismatch | None = None,
    tail: Iterable[Span] = (),
    advice: bool = True,
) -> Sentence:
    """One sentence for mismatches of one kind.

    Parameters
    ----------
    mismatches : sequence of Mismatch
    path : str
        The path they share.
    shown : Mismatch, optional
        The first of them as it may be shown, secrets taken out.
    tail : spans, optional
        What follows the last word.
    advice : bool
        As in `build_sentence`.
    """
    first = mismatches[0]
    several = len({quote(mismatch.actual) for mismatch in mismatches[:_COUNTED]}) if len(mismatches) > 1 else 1
    return build_sentence(first if shown is None else shown, place=path, tail=tail, several=several, advice=advice)


def find_causes(results: Iterable[Result]) -> tuple[Cause, ...]:
    """Group the mismatches of failing results.

    Parameters
    ----------
    results : iterable of Result
        Only those that failed, or would if they were not pending, are looked at.
    """
    return last_of(causes_in_steps(results))


def causes_in_steps(results: Iterable[Result]) -> Generator[None, None, tuple[Cause, ...]]:
    """The same in pieces that are short, after each of which it yields."""
    grouped: dict[CauseKey, tuple[list[Mismatch], dict[int, Result]]] = {}
    results = tuple(results)
    versions = order_versions(result.capture for result in results if result.capture is not None)
    rank = {version: number for number, version in enumerate(versions)}
    yield
    for number, result in enumerate(results):
        if not number % _RESULTS_A_STEP:
            yield
        if result.verdict not in ("failed", "pending"):
            continue
        for mismatch in result.mismatches:
            mismatches, results_by_id = grouped.setdefault(cause_key(mismatch), ([], {}))
            mismatches.append(mismatch)
            results_by_id[id(result)] = result
    keyed: list[tuple[tuple[int, int, str], tuple[list[Mismatch], dict[int, Result]]]] = []
    for kind in grouped.values():
        keyed.append(((-len(kind[1]), _first_version(kind[1].values(), rank), _shown_path(kind[0])), kind))
        yield
    ordered = [kind for _, kind in sorted(keyed, key=itemgetter(0))]
    causes = []
    advice: set[tuple[Span, ...]] = set()
    for index, (mismatches, results_by_id) in enumerate(ordered):
        letter = ascii_uppercase[index] if index < 26 else "+"
        first = mismatches[0]
        causes.append(
            Cause(
                letter,
                first.part,
                _shown_path(mismatches),
                first.rule,
                tuple(mismatches),
                tuple(results_by_id.values()),
                first.remark in advice,
            )
        )
        if first.remark:
            advice.add(first.remark)
    return tuple(causes)


def _first_version(results: Iterable[Result], rank: Mapping[str, int]) -> int:
    return min((rank.get(result.provider_version or "", -1) for result in results), default=-1)
