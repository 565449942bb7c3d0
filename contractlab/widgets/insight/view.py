"""The live panel of advice: a topic at a time, rows that open to what was looked at, and edits that can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import cast, get_args

from contractlab.errors import InvalidEdit
from contractlab.insight.tightening import Tightening
from contractlab.values.text import shorten, visible
from contractlab.views.pasted import pasted
from contractlab.widgets.assets import module, style
from contractlab.widgets.desk_protocol import DeskProtocol
from contractlab.widgets.drawn import drawn
from contractlab.widgets.edit_events import tell
from contractlab.widgets.insight.protocol import (
    AdviceJson,
    InsightAnswer,
    InsightDetails,
    InsightPayload,
    InsightRow,
    InsightTopic,
    Topic,
)
from contractlab.widgets.insight.topics import LINES, MOST, Opened, TopicRow, TopicRows, Topics
from contractlab.widgets.live import LiveView, PanelHost
from contractlab.widgets.looking import Looking
from contractlab.widgets.protocol import Message, SentenceAnswer
from contractlab.widgets.rpc import Operation, whole_number

__all__ = ["InsightView"]

TOPICS: list[InsightTopic] = [
    {"id": "coverage", "label": "What nobody asks"},
    {"id": "strictness", "label": "What slips through"},
    {"id": "drift", "label": "What changed"},
]


class InsightView(LiveView):
    """Advice for a desk.

    Parameters
    ----------
    desk : Desk
        Whose edits are changed.
    host : PanelHost, optional
        As in `LiveView`.
    """

    _esm = module("insight.js")
    _css = style("base.css", "repairs.css", "insight.css")
    view: InsightPayload

    def __init__(self, desk: DeskProtocol, *, host: PanelHost | None = None) -> None:
        self.desk = desk
        self._topic: Topic = "coverage"
        self._topics = Topics(desk)
        self._looking: dict[Topic, Looking[TopicRows]] = {}
        self._rows = _rows_of(self._look_at_topic())
        self._opened: dict[int, Opened] = {}
        super().__init__(host=host, view=self._payload())
        desk.history.listen(self._heard)

    def _payload(self) -> InsightPayload:
        listed = self._rows.rows[:MOST]
        rows = [drawn(partial(_row, at, row), partial(_broken_row, at)) for at, row in enumerate(listed)]
        return {
            "topic": self._topic,
            "topics": TOPICS,
            "title": self._rows.title,
            "note": self._rows.note,
            "rows": rows,
            "left": max(0, len(self._rows.rows) - MOST),
            "looking": self._looking[self._topic].json,
        }

    def operations(self) -> Mapping[str, Operation]:
        """See `LiveView`."""
        return {
            "show": self._show,
            "details": self._details,
            "apply": self._apply,
            "renew": self._renew,
            "go_on": self._go_on,
            "stop": self._stop,
        }

    def _show(self, message: Message) -> InsightAnswer:
        topic = message.get("topic")
        if topic not in get_args(Topic):
            raise InvalidEdit("unknown topic")
        self._topic = cast(Topic, topic)
        return self._look()

    def _go_on(self, _message: Message) -> InsightAnswer:
        """Look for one slice more; what was stopped goes on."""
        return self._look()

    def _stop(self, _message: Message) -> InsightAnswer:
        looking = self._looking[self._topic]
        looking.stop()
        return self._show_rows(looking)

    def _look(self) -> InsightAnswer:
        return self._show_rows(self._look_at_topic())

    def _show_rows(self, looking: Looking[TopicRows]) -> InsightAnswer:
        self._rows = _rows_of(looking)
        self._opened = {}
        payload = self._payload()
        self.keep(payload)
        return {"view": payload}

    def _look_at_topic(self) -> Looking[TopicRows]:
        """The topic, after one slice; what is whole is not made again."""
        topic = self._topic
        if topic not in self._looking:
            self._looking[topic] = Looking(self._topics.rows(topic), self._topics.pieces(topic), TopicRows)
        self._looking[topic].go_on()
        return self._looking[topic]

    def _open(self, number: int) -> Opened:
        rows = self._rows.rows[:MOST]
        if not 0 <= number < len(rows):
            raise InvalidEdit("this row no longer exists")
        if number not in self._opened:
            self._opened[number] = drawn(rows[number].open, lambda sentence: Opened((), none=sentence), "this place")
        return self._opened[number]

    def _details(self, message: Message) -> InsightDetails:
        opened = self._open(whole_number(message, "number"))
        return {
            "lines": [(shorten(sign, 60), shorten(text, 300)) for sign, text in opened.lines[:LINES]],
            "more": max(0, len(opened.lines) - LINES),
            "advice": [
                drawn(partial(_advice, each, bool(len(self.desk.captures))), _broken_advice, "this advice")
                for each in opened.advice
            ],
            "none": opened.none,
        }

    def _apply(self, message: Message) -> SentenceAnswer:
        advice, number = self._open(whole_number(message, "number")).advice, whole_number(message, "advice")
        if not 0 <= number < len(advice):
            raise InvalidEdit("this advice no longer exists")
        tightening = advice[number]
        edit = self._topics.edit_of(tightening.field.example.contract)
        tightening.apply(edit)
        tell(edit)
        return {"sentence": f"Done: {shorten(_name(tightening), 120)}. It is one unsaved change; undo takes it back."}

    def _renew(self, _message: Message) -> InsightAnswer:
        self._topics = Topics(self.desk, self._topics)
        self._looking = {}
        return self._look()

    def _heard(self) -> None:
        self.push("stale", {})


def _rows_of(looking: Looking[TopicRows]) -> TopicRows:
    """The rows; none before they are whole, because an answer that was not looked at may change each of them."""
    if looking.made is not None:
        return looking.made
    if looking.running:
        return TopicRows("Looking through contracts and captures…")
    return TopicRows("Stopped: not everything was looked at, so nothing can be said.")


def _row(number: int, row: TopicRow) -> InsightRow:
    return {
        "number": number,
        "label": shorten(row.label, 120),
        "about": shorten(row.about, 160),
        "sentence": shorten(row.sentence, 300),
        "bar": list(row.bar),
        "tone": row.tone,
    }


def _name(tightening: Tightening) -> str:
    return f"Ask for {tightening.words} at {tightening.field.label}"


def _advice(tightening: Tightening, tried: bool) -> AdviceJson:
    stopped, passing = len(tightening.stops), len(tightening.field.let_through)
    broken = "breaks no capture" if tried else "no captures to try it on"
    of = f"{stopped:,} of {passing:,}" if stopped < passing else f"all {stopped:,}" if stopped > 1 else "it"
    code = "\n".join(map(visible, pasted(tightening.code).split("\n")))
    description = shorten(tightening.field.example.description, 80)
    return {
        "name": shorten(_name(tightening), 160),
        "meaning": f"In “{description}”: stops {of}, {broken}.",
        "code": code,
    }


def _broken_row(number: int, sentence: str) -> InsightRow:
    return {"number": number, "label": sentence, "about": "", "sentence": "", "bar": [], "tone": "failed"}


def _broken_advice(sentence: str) -> AdviceJson:
    return {"name": sentence, "meaning": "", "code": ""}
