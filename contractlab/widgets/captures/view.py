"""The live view of recordings: drop a file, see what fits what, settle the rest by hand, make an example of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from contractlab.captures import AnyCapture, Capture, Captures, load_captures
from contractlab.errors import InvalidEdit
from contractlab.values.text import shorten
from contractlab.verification.matrix import Matrix
from contractlab.verification.results import Result
from contractlab.verification.unpaired import Unpaired
from contractlab.views.unpaired_model import unpaired_sentence
from contractlab.views.words import capture_line, count, cut
from contractlab.widgets.assets import module, style
from contractlab.widgets.captures.assigning import assign_by_hand
from contractlab.widgets.captures.protocol import CaptureRow, CapturesPayload, PromoteAnswer, Removed
from contractlab.widgets.desk_protocol import DeskProtocol
from contractlab.widgets.edit_events import tell
from contractlab.widgets.live import LiveView, PanelHost
from contractlab.widgets.protocol import Answer, JSONValue, Message, SaidAnswer
from contractlab.widgets.rpc import Operation, text_of, whole_number
from contractlab.widgets.span_json import line_json, spans_json

__all__ = ["CapturesView"]

_ROWS = 300
_LARGEST = 60_000_000
_PLACES = 20
_LOOKED_AT = 1_000
"""Captures of which the removed secrets are counted."""


class CapturesView(LiveView):
    """Recordings of a desk, one a row, with what each fits.

    Parameters
    ----------
    desk : Desk
    host : PanelHost, optional
        As in `LiveView`.
    """

    _esm = module("captures.js")
    _css = style("base.css", "captures.css")
    view: CapturesPayload

    def __init__(self, desk: DeskProtocol, *, host: PanelHost | None = None) -> None:
        self.desk = desk
        self._answering = False
        super().__init__(host=host, view=self._view())
        desk.history.listen(self._heard)

    def _view(self) -> CapturesPayload:
        paired = _Pairing.of(self.desk.matrix)
        listed = list(self.desk.captures)
        rows = [self._row(number, capture, paired) for number, capture in enumerate(listed)]
        rows.sort(key=lambda row: (row["fits"], row["verdict"] == "passed"))
        fits = sum(row["fits"] for row in rows)
        hide = self.desk.redaction.redact_text
        return {
            "rows": rows[:_ROWS],
            "left": max(len(rows) - _ROWS, 0),
            "said": f"{count(len(rows), 'capture')}, {fits:,} matched, {len(rows) - fits:,} unmatched",
            "examples": [
                {"contract": place, "example": example.index, "title": shorten(example.description, 120)}
                for place, contract in enumerate(self.desk.contracts)
                for example in contract.examples[:_ROWS]
            ],
            "contracts": [shorten(contract.label, 120) for contract in self.desk.contracts],
            "removed": self._removed(listed),
            "problems": [shorten(hide(problem.message), 300) for problem in self.desk.captures.problems[:_PLACES]],
        }

    def _row(self, number: int, capture: AnyCapture, paired: _Pairing) -> CaptureRow:
        results, unpaired = paired.results.get(capture.key, []), paired.unpaired.get(capture.key)
        row: CaptureRow = {
            "number": number,
            "line": spans_json(capture_line(self.desk.redaction.redact_capture(capture))),
            "version": cut(capture.provider_version or "–", 40),
            "by_hand": capture.assigned is not None,
            "fits": bool(results),
            "verdict": "",
            "promote": not results and (not isinstance(capture, Capture) or capture.response is not None),
        }
        if results:
            first = results[0]
            row["example"] = shorten(first.example.description, 160)
            row["verdict"] = first.verdict
            row["letter"] = paired.letters.get(id(first), "")
        elif unpaired is not None:
            row["why"] = line_json(unpaired_sentence(unpaired, self.desk.redaction))
        return row

    def _removed(self, listed: Sequence[AnyCapture]) -> list[Removed]:
        """Places whose secrets views take out, those of most captures first."""
        counted: Counter[tuple[str, str]] = Counter()
        for capture in listed[:_LOOKED_AT]:
            shown = self.desk.redaction.redact_capture(capture)
            for place in dict.fromkeys(place for part in shown.parts for place in part.redacted):
                counted[(place.part, place.name)] += 1
        return [
            {"part": part, "name": shorten(name, 80), "times": number}
            for (part, name), number in counted.most_common(_PLACES)
        ]

    def operations(self) -> Mapping[str, Operation]:
        """See `LiveView`."""
        return {"drop": self._drop, "assign": self._assign, "promote": self._promote}

    def _capture(self, message: Message) -> AnyCapture:
        number = whole_number(message, "number")
        listed = list(self.desk.captures)
        if not 0 <= number < len(listed):
            raise InvalidEdit("this capture no longer exists")
        return listed[number]

    def _drop(self, message: Message) -> SaidAnswer:
        text, name = text_of(message, "text", _LARGEST), shorten(text_of(message, "name", 1_000), 120)
        version = message.get("version")
        named = version if isinstance(version, str) and version else None
        loaded = load_captures(text.encode("utf-8", "surrogatepass"), provider_version=named)
        if not len(loaded):
            raise InvalidEdit(f"{name} holds no capture")
        self.desk.add_captures(Captures(loaded, problems=loaded.problems))
        self.desk.history.tell()
        return {"said": f"{count(len(loaded), 'capture')} from {name}. Kept in memory only."}

    def _assign(self, message: Message) -> SaidAnswer:
        capture = self._capture(message)
        if message.get("example") is None:
            assign_by_hand(self.desk, [capture], None, "Manual match removed")
            return {"said": "Manual match removed."}
        place, number = whole_number(message, "contract"), whole_number(message, "example")
        contracts = list(self.desk.contracts)
        if not 0 <= place < len(contracts) or not 0 <= number < len(contracts[place].examples):
            raise InvalidEdit("this example no longer exists")
        example = contracts[place].examples[number]
        sentence = f"Matched to {shorten(example.description, 80)!r}"
        assign_by_hand(self.desk, [capture], example, sentence)
        return {"said": f"{sentence}."}

    def _promote(self, message: Message) -> PromoteAnswer:
        capture = self._capture(message)
        contracts = list(self.desk.contracts)
        place = message.get("contract", 0)
        if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(contracts):
            raise InvalidEdit("choose the contract that the example is for")
        edit = self.desk.edit_of(contracts[place])
        promoted = edit.promote(capture, text_of(message, "name", 2_000).strip(), redaction=self.desk.redaction)
        tell(edit)
        name = shorten(promoted.example.description, 80)
        sentence = f"Added {name!r} (unsaved)."
        return {"said": sentence, "code": edit.steps[-1].code[:2_000]}

    def handle(self, message: JSONValue) -> Answer:
        """See `LiveView`; after a change the answer holds the new view."""
        self._answering = True
        try:
            answer = super().handle(message)
        finally:
            self._answering = False
        if answer["ok"]:
            now = self._view()
            self.keep(now)
            answer["view"] = now
        return answer

    def _heard(self) -> None:
        """Show what was done elsewhere: a promotion undone, a contract saved."""
        if self._answering:
            return
        now = self._view()
        if now != self.view:
            self.keep(now)
            self.push("view", {"view": now})


@dataclass(slots=True)
class _Pairing:
    """What a matrix found for each capture, by its key: an assigned capture is another object than before.

    Attributes
    ----------
    results : dict of str to list of Result
    unpaired : dict of str to Unpaired
    letters : dict of int to str
        The letter of the first cause by identity of the result.
    """

    results: dict[str, list[Result]] = field(default_factory=dict)
    unpaired: dict[str, Unpaired] = field(default_factory=dict)
    letters: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, matrix: Matrix) -> _Pairing:
        """Read a matrix."""
        results: dict[int, list[Result]] = {}
        pairing = cls()
        for run in matrix.runs.values():
            for result in run.results:
                if result.capture is not None:
                    results.setdefault(id(result.capture), []).append(result)
            pairing.unpaired |= {unpaired.capture.key: unpaired for unpaired in run.unpaired}
        for of_capture in results.values():
            for result in of_capture:
                if result.capture is not None:
                    pairing.results[result.capture.key] = of_capture
        for cause in matrix.causes:
            for result in cause.results:
                pairing.letters.setdefault(id(result), cause.letter)
        return pairing
