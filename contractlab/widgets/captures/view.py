"""The live view of captures: what matches what, what to do about the rest, files to drop, examples to make."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence

from contractlab.captures import AnyCapture, Capture, load_captures
from contractlab.contracts.contract import Contract, Example
from contractlab.errors import InvalidEdit
from contractlab.values.text import shorten
from contractlab.verification.unmatched_groups import GroupKind, UnmatchedGroup
from contractlab.verification.unpaired import Unpaired
from contractlab.views.model import line
from contractlab.views.unpaired_model import unpaired_sentence
from contractlab.views.words import capture_line, count, cut, file_name
from contractlab.widgets.assets import module, style
from contractlab.widgets.captures.assigning import assign_by_hand, ignore_group, use_base_path
from contractlab.widgets.captures.candidates import candidates_of, settle_everything, settle_group
from contractlab.widgets.captures.group_words import group_json
from contractlab.widgets.captures.picture import Picture, picture_of
from contractlab.widgets.captures.protocol import (
    AmbiguousJson,
    CandidatesAnswer,
    CaptureCounts,
    CaptureRow,
    CapturesPayload,
    GroupJson,
    PromoteAnswer,
    Removed,
    RowsPage,
)
from contractlab.widgets.desk_protocol import DeskProtocol
from contractlab.widgets.drawn import drawn
from contractlab.widgets.edit_events import tell
from contractlab.widgets.live import LiveView, PanelHost
from contractlab.widgets.protocol import Answer, JSONValue, LineJson, Message, SentenceAnswer
from contractlab.widgets.rpc import Operation, text_of, whole_number
from contractlab.widgets.span_json import line_json, spans_json

__all__ = ["CapturesView"]

_ROWS = 60
"""Rows that are sent at a time."""

_GROUPS = 30
_EXAMPLES = 300
_LARGEST = 60_000_000
_PLACES = 20
_LOOKED_AT = 1_000
"""Captures of which the removed secrets are counted."""

_ASKS = frozenset({"rows", "candidates"})
"""Operations that change nothing, so that the view is not sent again."""


class _DroppedFile(io.BytesIO):
    """The bytes of a file that was dropped, by the file's own name: it makes the keys, and may say the version."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(data)
        self.name = name


class CapturesView(LiveView):
    """Captures of a desk: which match examples, which could, and what one choice would settle.

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
        self._hidden: dict[str, tuple[tuple[str, str], ...]] = {}  # by key: no choice changes what is taken out
        self._shown: tuple[Picture, frozenset[str]] | None = None
        super().__init__(host=host, view=self._view())
        desk.history.listen(self._heard)

    # What is shown

    def _view(self) -> CapturesPayload:
        picture = picture_of(self.desk)
        self._shown = (picture, frozenset(self.desk.ignored))
        counts = self._counts(picture)
        groups, hide = picture.groups, self.desk.redaction.redact_text
        rows = [self._drawn(picture, capture) for capture in picture.listed("all")[:_ROWS]]
        return {
            "rows": rows,
            "total": len(picture.captures),
            "sentence": _sentence(counts),
            "counts": counts,
            "groups": [self._group(group, picture) for group in groups[:_GROUPS]],
            "more_groups": max(len(groups) - _GROUPS, 0),
            "ignored": [self._group(group, picture) for group in picture.ignored[:_GROUPS]],
            "ambiguous": [
                self._ambiguous(group.id, len(group.examples), group.captures) for group in picture.ambiguous[:_GROUPS]
            ],
            "examples": [
                {"contract": place, "example": example.index, "title": shorten(example.description, 120)}
                for place, contract in enumerate(self.desk.contracts)
                for example in contract.examples[:_EXAMPLES]
            ],
            "contracts": [shorten(contract.label, 120) for contract in self.desk.contracts],
            "removed": self._removed(picture.captures),
            "problems": [shorten(hide(problem.message), 300) for problem in self.desk.captures.problems[:_PLACES]],
        }

    def _counts(self, picture: Picture) -> CaptureCounts:
        kinds = Counter(picture.kinds().values())
        return {
            "total": len(picture.captures),
            "matched": kinds["matched"],
            "ambiguous": kinds["ambiguous"],
            "unmatched": kinds["unmatched"],
            "ignored": kinds["ignored"],
            "others": kinds["other"],
        }

    def _group(self, group: UnmatchedGroup, picture: Picture) -> GroupJson:
        payload = picture.group_payloads.get(group.id)
        if payload is None:
            payload = picture.group_payloads[group.id] = drawn(
                lambda: group_json(group, picture, list(self.desk.contracts), self.desk.redaction),
                lambda sentence: _broken_group(group, picture, sentence),
                "this group",
            )
        return payload

    def _why(self, picture: Picture, unpaired: Unpaired) -> LineJson:
        """Why a capture matches nothing: in full for the first of its group, which the others are like."""
        group = picture.group_by_key.get(unpaired.capture.key)
        if group is None or group.members[0] is unpaired:
            return line_json(unpaired_sentence(unpaired, self.desk.redaction))
        return self._group(group, picture)["sentence"]

    def _ambiguous(self, name: str, examples: int, captures: Sequence[AnyCapture]) -> AmbiguousJson:
        def request_said() -> LineJson:
            return spans_json(capture_line(self.desk.redaction.redact_capture(captures[0])))

        request = drawn(request_said, lambda sentence: spans_json(line(sentence)))
        return {"id": name, "number": len(captures), "examples": examples, "sentence": request}

    def _drawn(self, picture: Picture, capture: AnyCapture) -> CaptureRow:
        return drawn(lambda: self._row(picture, capture), lambda sentence: _broken_row(picture, capture, sentence))

    def _row(self, picture: Picture, capture: AnyCapture) -> CaptureRow:
        results, unpaired = picture.results.get(capture.key, []), picture.unmatched.get(capture.key)
        kind = picture.kinds()[capture.key]
        row: CaptureRow = {
            "number": picture.numbers[capture.key],
            "kind": kind,
            "line": spans_json(capture_line(self.desk.redaction.redact_capture(capture))),
            "version": cut(capture.provider_version or "–", 40),
            "origin": f"{cut(file_name(capture.source), 60)}, entry {capture.index + 1:,}",
            "by_hand": capture.assigned is not None,
            "fits": bool(results),
            "verdict": "",
            "promote": not results and (not isinstance(capture, Capture) or capture.response is not None),
        }
        if kind == "ambiguous":
            row["example"] = f"{len(results):,} examples"
            row["verdict"] = results[0].verdict
        elif results:
            row["example"] = shorten(results[0].example.description, 160)
            row["verdict"] = results[0].verdict
            row["letter"] = picture.letters.get(id(results[0]), "")
        elif unpaired is not None:
            row["why"] = self._why(picture, unpaired)
        return row

    def _removed(self, listed: Sequence[AnyCapture]) -> list[Removed]:
        """Places whose secrets views take out, those of most captures first."""
        counted: Counter[tuple[str, str]] = Counter()
        for capture in listed[:_LOOKED_AT]:
            places = self._hidden.get(capture.key)
            if places is None:
                parts = self.desk.redaction.redact_capture(capture).parts
                removed = dict.fromkeys((place.part, place.name) for part in parts for place in part.redacted)
                places = self._hidden[capture.key] = tuple(removed)
            counted.update(places)
        return [
            {"part": part, "name": shorten(name, 80), "times": number}
            for (part, name), number in counted.most_common(_PLACES)
        ]

    # What the screen asks for

    def operations(self) -> Mapping[str, Operation]:
        """See `LiveView`."""
        return {
            "drop": self._drop,
            "assign": self._assign,
            "promote": self._promote,
            "rows": self._rows,
            "candidates": self._candidates,
            "settle": self._settle,
            "settle_all": self._settle_all,
            "apply": self._apply,
            "ignore": self._ignore,
            "show": self._show,
        }

    def _capture(self, message: Message) -> AnyCapture:
        number = whole_number(message, "number")
        listed = list(self.desk.captures)
        if not 0 <= number < len(listed):
            raise InvalidEdit("this capture no longer exists")
        return listed[number]

    def _rows(self, message: Message) -> RowsPage:
        picture, name = picture_of(self.desk), text_of(message, "list", 300)
        offset = whole_number(message, "offset")
        listed = picture.listed(name)
        page = listed[max(offset, 0) : max(offset, 0) + _ROWS]
        rows = [self._drawn(picture, capture) for capture in page]
        if ":" in name and not name.startswith("ambiguous:"):
            outcome = picture.outcome(picture.group(name), page)
            for row, capture in zip(rows, page, strict=True):
                row.pop("why", None)  # the group says it
                if capture.key in outcome:
                    example, verdict = outcome[capture.key]
                    row["example"], row["then"] = shorten(example.description, 160), verdict
        return {"rows": rows, "total": len(listed)}

    def _candidates(self, message: Message) -> CandidatesAnswer:
        group = picture_of(self.desk).ambiguous_group(text_of(message, "group", 300))
        return candidates_of(self.desk, group, text_of(message, "version", 1_000))

    def _settle(self, message: Message) -> SentenceAnswer:
        group = picture_of(self.desk).ambiguous_group(text_of(message, "group", 300))
        version = "" if message.get("version") is None else text_of(message, "version", 1_000)
        return {"sentence": settle_group(self.desk, group, whole_number(message, "choice"), version)}

    def _settle_all(self, message: Message) -> SentenceAnswer:
        return {"sentence": settle_everything(self.desk, in_turn=message.get("turn") is True)}

    def _apply(self, message: Message) -> SentenceAnswer:
        group = picture_of(self.desk).group(text_of(message, "group", 300))
        captures, number = group.captures, count(len(group.members), "capture")
        if group.kind == GroupKind.BASE_PATH:
            sentence = f"Base path {cut(group.value, 60)} for {number}"
            use_base_path(self.desk, captures, group.value, sentence)
            return {"sentence": f"{sentence}."}
        if group.kind == GroupKind.BY_HAND:
            assign_by_hand(self.desk, captures, None, "Manual match removed")
            return {"sentence": "Manual match removed."}
        nearest = group.nearest if group.kind in _MATCHES_NEAREST else None
        if nearest is None:
            raise InvalidEdit("no example is near these captures")
        sentence = f"Matched to {shorten(nearest.description, 80)!r}"
        assign_by_hand(self.desk, captures, nearest, sentence)
        return {"sentence": f"{sentence}."}

    def _ignore(self, message: Message) -> SentenceAnswer:
        group = picture_of(self.desk).group(text_of(message, "group", 300))
        number = count(len(group.members), "unmatched capture")
        ignore_group(self.desk, group.id, f"{number} ignored")
        return {"sentence": f"{number} ignored."}

    def _show(self, message: Message) -> SentenceAnswer:
        group = picture_of(self.desk).group(text_of(message, "group", 300))
        number = count(len(group.members), "capture")
        ignore_group(self.desk, group.id, f"{number} no longer ignored", hide=False)
        return {"sentence": f"{number} no longer ignored."}

    def _drop(self, message: Message) -> SentenceAnswer:
        text, given = text_of(message, "text", _LARGEST), text_of(message, "name", 1_000)
        name = shorten(given, 120)
        version = message.get("version")
        named = version if isinstance(version, str) and version else None
        data = text.encode("utf-8", "surrogatepass")
        dropped = _DroppedFile(shorten(file_name(given), 200) or "dropped file", data)
        loaded = load_captures(dropped, provider_version=named, base_path=self.desk.captures.base_path)
        if not len(loaded):
            raise InvalidEdit(f"{name} holds no capture")
        self.desk.add_captures(loaded)
        self.desk.history.tell()
        return {"sentence": f"{count(len(loaded), 'capture')} from {name}. Kept in memory only."}

    def _example(self, message: Message) -> Example:
        place, number = whole_number(message, "contract"), whole_number(message, "example")
        contracts = list(self.desk.contracts)
        if not 0 <= place < len(contracts) or not 0 <= number < len(contracts[place].examples):
            raise InvalidEdit("this example no longer exists")
        return contracts[place].examples[number]

    def _assign(self, message: Message) -> SentenceAnswer:
        capture = self._capture(message)
        if message.get("example") is None:
            assign_by_hand(self.desk, [capture], None, "Manual match removed")
            return {"sentence": "Manual match removed."}
        example = self._example(message)
        sentence = f"Matched to {shorten(example.description, 80)!r}"
        assign_by_hand(self.desk, [capture], example, sentence)
        return {"sentence": f"{sentence}."}

    def _contract(self, message: Message) -> Contract:
        contracts, place = list(self.desk.contracts), message.get("contract", 0)
        if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(contracts):
            raise InvalidEdit("choose the contract that the example is for")
        return contracts[place]

    def _promote(self, message: Message) -> PromoteAnswer:
        capture = self._capture(message)
        edit = self.desk.edit_of(self._contract(message))
        promoted = edit.promote(capture, text_of(message, "name", 2_000).strip(), redaction=self.desk.redaction)
        tell(edit)
        name = shorten(promoted.example.description, 80)
        return {"sentence": f"Added {name!r} (unsaved).", "code": edit.steps[-1].code[:2_000]}

    # What changes

    def handle(self, message: JSONValue) -> Answer:
        """See `LiveView`; after a change the answer holds the new view."""
        self._answering = True
        try:
            answer = super().handle(message)
        finally:
            self._answering = False
        if answer["ok"] and answer["op"] not in _ASKS:
            now = self._view()
            self.keep(now)
            answer["view"] = now
        return answer

    def _heard(self) -> None:
        """Show what was done elsewhere: a promotion undone, a contract saved."""
        if self._answering:
            return
        if self._shown == (picture_of(self.desk), frozenset(self.desk.ignored)):
            return
        now = self._view()
        if now != self.view:
            self.keep(now)
            self.push("view", {"view": now})


_MATCHES_NEAREST = frozenset({GroupKind.NEAR_PATH, GroupKind.VALUES, GroupKind.MESSAGE})


def _sentence(counts: CaptureCounts) -> str:
    """``44 captures: 12 matched, 6 ambiguous, 26 unmatched``; what is rare is named where there is any."""
    sentence = (
        f"{count(counts['total'], 'capture')}: {counts['matched']:,} matched, {counts['ambiguous']:,} ambiguous, "
    )
    sentence += f"{counts['unmatched']:,} unmatched"
    if counts["ignored"]:
        sentence += f", {counts['ignored']:,} ignored"
    if counts["others"]:
        sentence += f", {counts['others']:,} state calls or redirects"
    return sentence


def _broken_row(picture: Picture, capture: AnyCapture, sentence: str) -> CaptureRow:
    return {
        "number": picture.numbers[capture.key],
        "kind": "other",
        "line": spans_json(line(sentence)),
        "version": "–",
        "origin": "",
        "by_hand": False,
        "fits": False,
        "verdict": "",
        "promote": False,
    }


def _broken_group(group: UnmatchedGroup, picture: Picture, sentence: str) -> GroupJson:
    first = picture.numbers[group.captures[0].key]
    return {
        "id": group.id,
        "number": len(group.captures),
        "first": first,
        "sentence": spans_json(line(sentence)),
        "about": [],
        "actions": [],
        "code": "",
    }
