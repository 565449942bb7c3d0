"""Rows of advice: what nobody asks for, what would slip through, what changed; each with what it opens to."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import groupby
from typing import Literal

from contractlab.contracts.contract import Contract
from contractlab.editing import Edit
from contractlab.editing.wrong_answers import Mutant
from contractlab.insight.asks import Ask, AsksOfParts
from contractlab.insight.coverage import Coverage, EndpointCoverage, FieldCoverage, coverage_in_steps
from contractlab.insight.drift import DriftChange, drift_in_steps
from contractlab.insight.judged import Outcome
from contractlab.insight.recorded_bodies import RecordedBodies
from contractlab.insight.strictness import PathStrictness, Strictness, strictness_in_steps
from contractlab.insight.tightening import Tightening
from contractlab.values.steps import last_of
from contractlab.values.text import shorten
from contractlab.verification.results import Result
from contractlab.views.words import count, cut
from contractlab.widgets.desk_protocol import DeskProtocol, previews_of
from contractlab.widgets.drawn import drawn
from contractlab.widgets.insight.protocol import Topic

__all__ = ["Opened", "TopicRow", "Topics"]

MOST = 60
"""Rows that are shown."""

LINES = 40
_NAMED = 3
_ADVICE = 6
Tone = Literal["weak", "nobody", "failed", "plain"]


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """What a row opens to."""

    lines: Sequence[tuple[str, str]]
    advice: Sequence[Tightening] = ()
    none: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class TopicRow:
    """A place, with a sentence about it."""

    label: str
    about: str
    sentence: str
    open: Callable[[], Opened]
    bar: tuple[int, ...] = ()
    tone: Tone = "plain"


@dataclass(slots=True, eq=False)
class TopicRows:
    """The rows of a topic, the worst first."""

    title: str
    rows: list[TopicRow] = field(default_factory=list)
    note: str = ""


class Topics:
    """What advice there is for a desk as it is now, edits included; each topic is looked up when it is asked for.

    Parameters
    ----------
    desk : Desk
    before : Topics, optional
        What there was before an edit: captures that were looked through are not looked through again.
    """

    def __init__(self, desk: DeskProtocol, before: Topics | None = None) -> None:
        self._desk = desk
        kept: RecordedBodies | None = None if before is None else before._bodies
        is_same = kept is not None and kept.redaction is desk.redaction
        self._bodies: RecordedBodies = kept if kept is not None and is_same else RecordedBodies(desk.redaction)
        self._of_parts = AsksOfParts()
        edits = {id(edit.original): edit for edit in desk.history.edits}
        self.contracts: list[Contract] = []
        self._edits: dict[int, Edit] = {}
        for contract in desk.contracts:
            edit = edits.get(id(contract))
            now = contract if edit is None else edit.revised
            self.contracts.append(now)
            if edit is not None:
                self._edits[id(now)] = edit

    def edit_of(self, contract: Contract) -> Edit:
        """The desk's edit of a contract as it is now."""
        edit = self._edits.get(id(contract))
        return self._desk.edit_of(contract) if edit is None else edit

    @cached_property
    def _strictness(self) -> Strictness:
        return last_of(self._strictness_in_steps())

    def _strictness_in_steps(self) -> Generator[None, None, Strictness]:
        desk = self._desk
        return strictness_in_steps(self.contracts, desk.captures, desk.dialect, self.edit_of)

    def pieces(self, topic: Topic) -> int:
        """About how many pieces of work a topic is."""
        examples = sum(len(contract.examples) for contract in self.contracts)
        if topic == "coverage":
            return 2 * (examples + len(self._desk.captures))
        if topic == "strictness":
            return examples
        return examples * max(len(self._desk.matrix.versions), 1) + len(self._desk.captures)

    def rows(self, topic: Topic) -> Generator[None, None, TopicRows]:
        """The rows of a topic, made in pieces that are short."""
        made = {"coverage": self._coverage_rows, "strictness": self._strictness_rows, "drift": self._drift_rows}
        return made[topic]()

    def _results(self) -> list[Result]:
        """What the desk has judged, edits included: nothing is checked again."""
        kept = {id(contract) for contract in self.contracts}
        results = [result for result in self._desk.matrix.results if id(result.contract) in kept]
        for preview in previews_of(self._desk):
            results += preview.results
        return results

    def _coverage_rows(self) -> Generator[None, None, TopicRows]:
        if not len(self._desk.captures):
            return TopicRows(
                "No captures, so nobody's answers are known.", note="Drop a recording on the tab Captures."
            )
        made = yield from coverage_in_steps(
            self.contracts, self._desk.captures, self._results(), self._bodies, self._of_parts
        )
        listed = [(each, own) for each in made.endpoints if each.has_contract for own in _told(each)]
        rows = [drawn(partial(self._coverage_row, made, each, own), _broken_row) for each, own in listed]
        unasked = sum(1 for row in rows if row.tone == "nobody")
        lost = made.without_contract
        title = f"Nobody asks for {count(unasked, 'field')}" if unasked else "Every field that came is asked for"
        more = f"; {count(len(lost), 'endpoint')} without a contract" if lost else ""
        return TopicRows(f"{title}, as far as these contracts know{more}.", rows, "" if rows else _nobody_knows(lost))

    def _coverage_row(self, made: Coverage, each: EndpointCoverage, own: FieldCoverage) -> TopicRow:
        seen = f"{own.seen:,} of {count(own.captures, 'capture')}"
        tone: Tone
        if own.nobody:
            sentence, tone = f"nobody asks for it; it came in {seen}", "nobody"
        elif own.never_answered:
            sentence, tone = f"asked by {_names(own)}, and never answered", "failed"
        else:
            sentence, tone = f"asked so weakly by {_names(own)} that something passes unchecked", "weak"
        about = f"{each.endpoint.key.provider} · {each.label}"
        return TopicRow(own.path, about, sentence, lambda: self._open_field(made, each, own), tone=tone)

    def _open_field(self, made: Coverage, each: EndpointCoverage, own: FieldCoverage) -> Opened:
        lines = [
            (f"{'○' if ask.kind == 'weakly' else '✓'} {consumer}", f"{ask.kind}: {', '.join(_described(ask))}")
            for consumer, ask in own.asks.items()
        ]
        if own.nobody:
            removable = made.removable(own.path, each.label)
            lines.append(("✓" if removable.safe else "✗", removable.sentence))
            return Opened(lines, none="No edit of a contract: it is for the provider's team to leave it out.")
        if own.never_answered:
            return Opened(lines, none="No edit here: a cell of the matrix that fails at it has its fixes.")
        paths = [path for path in self._strictness.paths if path.label == own.path and self._asks(path, each)]
        advice = [tightening for path in paths for tightening in path.tightenings]
        return Opened(lines, advice[:_ADVICE], "" if advice else "No rule is known that stops more and breaks nothing.")

    def _asks(self, path: PathStrictness, each: EndpointCoverage) -> bool:
        return any(own.example is example for own in path.fields for example in each.endpoint.examples)

    def _strictness_rows(self) -> Generator[None, None, TopicRows]:
        if "_strictness" not in self.__dict__:
            self._strictness = yield from self._strictness_in_steps()
        made = self._strictness
        if not made.paths:
            return TopicRows("The contracts have no answers to be tried.")
        title = f"{made.percent} % of {made.asked:,} wrong answers would be stopped where something is asked"
        several = len(self.contracts) > 1
        asked = [path for path in made.paths if path.asked]
        firm = [path for path in asked if path.first_let_through is None]
        folded = firm if len(firm) > 1 else []  # nothing is to be done about these: one row is enough
        apart = {id(path) for path in folded}
        weak = [path for path in asked if id(path) not in apart]
        rows = [drawn(partial(_strictness_row, path, several), _broken_row) for path in weak]
        if folded:
            rows.append(drawn(partial(_firm_row, folded, several), _broken_row))
        return TopicRows(f"{title}; {made.never:,} more are never asked.", rows)

    def _drift_rows(self) -> Generator[None, None, TopicRows]:
        matrix = self._desk.matrix
        if len(matrix.versions) < 2:
            return TopicRows("Captures of one version: nothing can have changed.")
        changes = (yield from drift_in_steps(matrix, self._of_parts, self._bodies)).changes
        title = f"{count(len(changes), 'change')} in the answers from {matrix.versions[0]} to {matrix.versions[-1]}."
        rows = [drawn(partial(_drift_row, change), _broken_row) for change in changes]
        return TopicRows(title, rows, "" if changes else "No field drifted.")


def _nobody_knows(lost: Sequence[EndpointCoverage]) -> str:
    """Where there is no field to show: of which answers no contract says anything."""
    if not lost:
        return ""
    labels = [cut(each.label, 80) for each in lost[:_NAMED]]
    more = f" and {len(lost) - _NAMED:,} more" if len(lost) > _NAMED else ""
    return f"Without a contract: {', '.join(labels)}{more}."


def _broken_row(sentence: str) -> TopicRow:
    return TopicRow(sentence, "", "", lambda: Opened((), none=sentence), tone="failed")


def _told(each: EndpointCoverage) -> list[FieldCoverage]:
    """Fields with something to say: nobody asks, never answered, asked weakly."""
    unasked = set(map(id, each.unasked))
    listed = [own for own in each.fields if id(own) in unasked]
    listed += [own for own in each.fields if own.never_answered]
    return listed + [own for own in each.fields if own.weakly and not own.never_answered]


def _names(own: FieldCoverage) -> str:
    names = list(own.asks)
    return ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")


def _described(ask: Ask) -> list[str]:
    names = [shorten(example.description, 60) for example in ask.examples]
    return names[:3] + (["…"] if len(names) > 3 else [])


def _strictness_row(path: PathStrictness, several: bool) -> TopicRow:
    first = path.first_let_through
    examples = count(len({id(own.example) for own in path.fields}), "example")
    about = f"{_pair(path)}, {examples}" if several else examples
    kind = "" if first is None or first.kind == first.words else f" ({first.kind})"
    sentence = "stops everything that was tried" if first is None else f"lets {first.words} through{kind}"
    bar = (path.stopped, path.weakly, path.never)
    return TopicRow(path.label, about, sentence, lambda: _open_path(path), bar, "plain" if first is None else "weak")


def _let_through(mutant: Mutant) -> str:
    """The wrong answer and of which kind it is, where that is not said twice: ``7 (another type)``, ``null``."""
    kind, words = mutant.kind, mutant.words
    return words if kind == words else f"{words} ({kind})"


def _firm_row(paths: Sequence[PathStrictness], several: bool) -> TopicRow:
    """Places that let nothing through, in one row that opens to their names."""
    labels = [shorten(path.label, 40) for path in paths[:_NAMED]]
    about = ", ".join(labels) + (f" and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else "")
    bar = (sum(path.stopped for path in paths), 0, sum(path.never for path in paths))

    def opened() -> Opened:
        lines = [("✓ stops all", f"{path.label}{f', {_pair(path)}' if several else ''}") for path in paths]
        return Opened(lines, none="Nothing is let through here, so nothing is to be done.")

    return TopicRow(count(len(paths), "place"), about, "stop everything that was tried", opened, bar)


def _pair(path: PathStrictness) -> str:
    return f"{path.contract.consumer} → {path.contract.provider}"


def _open_path(path: PathStrictness) -> Opened:
    judged = [judged for own in path.fields for judged in own.mutants]
    order = {Outcome.WEAKLY: "○ passes", Outcome.NEVER: "– never asked", Outcome.STOPPED: "✓ stopped"}
    lines = dict.fromkeys((sign, _let_through(each.mutant))
                          for outcome, sign in order.items() for each in judged if each.outcome is outcome)  # fmt: skip
    advice = path.tightenings[:_ADVICE]
    none = "" if advice or not path.weakly else "No rule is known that stops more and breaks nothing."
    return Opened(list(lines), advice, none)


def _drift_row(change: DriftChange) -> TopicRow:
    tone: Tone = "failed" if change.failed_since else "nobody" if not change.asked_by else "plain"
    parts = [(each.path, each.sentence.removeprefix(f"{each.path} ")) for each in change.fields]
    opened = Opened([*_spans(change), *parts], none="No edit: no contract changed, only the answers.")
    return TopicRow(change.path, change.endpoint.label, change.sentence.removeprefix(f"{change.path} "),
                    lambda: opened, tone=tone)  # fmt: skip


def _spans(change: DriftChange) -> list[tuple[str, str]]:
    """Versions with what they answered; those that follow each other and answered alike are one line."""
    spans: list[tuple[str, str]] = []
    for words, group in groupby(change.strip, key=lambda each: each[1]):
        versions = [version for version, _ in group]
        named = versions[0] if len(versions) == 1 else f"{versions[0]} to {versions[-1]}"
        spans.append((named, words))
    return spans
