"""Rows of the Run panel: what came of each example, secrets taken out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from contractlab.captures import AnyCapture, Capture
from contractlab.contracts.contract import Example
from contractlab.live.live_session import AskedExample
from contractlab.live.state_steps import REQUEST
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON
from contractlab.values.message import Message
from contractlab.values.text import quote, shorten, visible
from contractlab.verification.results import Result
from contractlab.views.model import tell
from contractlab.views.result_model import build_result, sentence_of
from contractlab.views.words import cut
from contractlab.widgets.block_json import blocks_json
from contractlab.widgets.protocol import LineJson
from contractlab.widgets.provider.protocol import LiveDetails, LiveRow, LiveState, LiveStep, StateMark
from contractlab.widgets.span_json import spans_json

__all__ = ["broken_row", "details_of", "duration", "row_of"]

_STATES = 12
_STEPS = 60
_BODY = 20_000
_HEADERS = 200
_ROWS = 200


def row_of(
    at: str, example: Example, asked: AskedExample | None, result: Result | None, lacking: Iterable[str] = ()
) -> LiveRow:
    """A row.

    Parameters
    ----------
    at : str
        What names it.
    example : Example
        As it is edited now.
    asked : AskedExample or None
        What came of it, if it was asked for.
    result : Result or None
        The verdict about that by the example as it is edited now.
    lacking : iterable of str
        States without a handler.
    """
    capture = None if result is None else result.mask.capture
    return {
        "at": at,
        "title": cut(example.description, 160),
        "verdict": "" if result is None else result.verdict,
        "sentence": [] if result is None else _said(result),
        "states": _states(example, asked, capture, frozenset(lacking)),
        "request": _request_line(example, capture, _given(example, capture)),
        "answer": _answer(capture),
        "time": "" if asked is None else duration(asked.seconds),
        "edited": asked is not None and asked.example.document != example.document,
    }


def broken_row(at: str, sentence: str) -> LiveRow:
    """The row of an example that cannot be drawn.

    Parameters
    ----------
    at : str
        What names it.
    sentence : str
        Why.
    """
    return {
        "at": at,
        "title": sentence,
        "verdict": "error",
        "sentence": [],
        "states": [],
        "request": [],
        "answer": "",
        "time": "",
        "edited": False,
    }


def duration(seconds: float) -> str:
    """Seconds, as people say them."""
    return f"{seconds:,.1f} s" if seconds >= 1 else f"{seconds * 1000:,.0f} ms"


def _said(result: Result) -> LineJson:
    """The first difference, or why there is no verdict."""
    shown = result.shown_mismatches
    if shown:
        more = len(shown) - 1
        line = spans_json(tell(shown[0].sentence))
        if more:
            line.append(("faint", f" And {more:,} more."))
        raised = _raised(result.traceback)
        return [*line, ("faint", f" The app raised {raised}.")] if raised else line
    if result.verdict == "passed" or result.reason is None:
        return []
    return [("text", cut(sentence_of(result.redaction.redact_text(result.reason)), 400))]


def _raised(traceback: str) -> str:
    """The class of what was raised, as the last line of a traceback names it."""
    name = traceback.rpartition("\n")[2].partition(":")[0].strip()
    return cut(name.rpartition(".")[2], 60) if name.replace(".", "_").isidentifier() else ""


def _recorded(capture: AnyCapture | None) -> list[tuple[str, Mapping[str, JSON]]]:
    return [] if capture is None else [(name, dict(params)) for name, params in capture.states]


def _given(example: Example, capture: AnyCapture | None) -> dict[str, JSON]:
    """Values that handlers gave: what was in force and does not stand in the contract."""
    given: dict[str, JSON] = {}
    for (_, params), state in zip(_recorded(capture), _named_states(example), strict=False):
        given.update({name: value for name, value in params.items() if state.get(name) != value})
    return given


def _named_states(example: Example) -> list[Mapping[str, JSON]]:
    return [dict(state.params) for state in example.states_to_bring if state.name]


def _values(values: Mapping[str, JSON]) -> str:
    return ", ".join(f"{visible(str(name))[:60]} = {quote(value, 80)}" for name, value in list(values.items())[:8])


def _states(
    example: Example, asked: AskedExample | None, capture: AnyCapture | None, lacking: frozenset[str]
) -> list[LiveState]:
    outcomes = {} if asked is None else {step.state: step.failed for step in asked.steps if step.action == "setup"}
    recorded = _recorded(capture)
    shown: list[LiveState] = []
    for number, state in enumerate(each for each in example.states_to_bring if each.name):
        mark: StateMark = "asked"
        if state.name in lacking:
            mark = "missing"
        elif state.name in outcomes:
            mark = "failed" if outcomes[state.name] else "done"
        params = recorded[number][1] if number < len(recorded) else {}
        given = {name: value for name, value in params.items() if dict(state.params).get(name) != value}
        shown.append({"name": cut(state.name, 80), "mark": mark, "values": _values(given)})
    return shown[:_STATES]


def _request_line(example: Example, capture: AnyCapture | None, given: Mapping[str, JSON]) -> LineJson:
    """The request as it was sent, with the values in it that handlers gave; of a message what it is."""
    if not isinstance(capture, Capture):
        return [] if capture is None else [("faint", "a message")]
    if capture.response is None and capture.duration_ms is None:
        return [("faint", "not sent")]
    text = cut(f"{capture.request.method} {capture.request.target}", 160)
    texts = [value if isinstance(value, str) else quote(value, 60) for value in given.values()]
    line: LineJson = []
    rest = text
    for value in sorted({each for each in texts if len(each) > 1 and each in text}, key=text.index):
        before, given_value, after = rest.partition(value)
        if given_value:
            line += [("code", visible(before)), ("given", visible(given_value))]
            rest = after
    return [*line, ("code", visible(rest))]


def _answer(capture: AnyCapture | None) -> str:
    if isinstance(capture, Capture) and capture.response is not None:
        return f"→ {capture.response.status}"
    return ""


def details_of(example: Example, asked: AskedExample, result: Result) -> LiveDetails:
    """What an opened row shows.

    Parameters
    ----------
    example : Example
        As it is edited now.
    asked : AskedExample
    result : Result
    """
    capture = result.mask.capture
    recorded = dict(_recorded(capture))
    contract = {state.name: dict(state.params) for state in example.states_to_bring}
    steps: list[LiveStep] = []
    for step in asked.steps[:_STEPS]:
        values = recorded.get(step.state, {}) if step.action == "setup" and not step.failed else {}
        given = {name: value for name, value in values.items() if contract.get(step.state, {}).get(name) != value}
        steps.append(
            {
                "doing": {"setup": "set up", "teardown": "torn down"}.get(step.action, "request"),
                "state": "" if step.action == REQUEST else cut(step.state, 120) or "around every example",
                "time": duration(step.seconds),
                "failed": step.failed,
                "values": _values(given),
            }
        )
    document = build_result(result, _ROWS)
    request = capture.request if isinstance(capture, Capture) and _was_sent(capture) else None
    answer: HttpResponse | Message | None = None
    if isinstance(capture, Capture):
        answer = capture.response
    elif capture is not None:
        answer = next(iter(capture.parts), None)
    return {
        "steps": steps,
        "traceback": "\n".join(map(visible, result.traceback.splitlines())),
        "request": "" if request is None else _request_text(request),
        "response": "" if answer is None else _answer_text(answer),
        "blocks": blocks_json(document.blocks[1:]),
    }


def _was_sent(capture: Capture) -> bool:
    return capture.response is not None or capture.duration_ms is not None


def _request_text(request: HttpRequest) -> str:
    head = [f"{request.method} {request.target}", *_header_lines(request)]
    return _text(head, request.body)


def _answer_text(answer: HttpResponse | Message) -> str:
    if isinstance(answer, HttpResponse):
        return _text([str(answer.status), *_header_lines(answer)], answer.body)
    metadata = [f"{name}: {value}" for name, value in list(answer.metadata.items())[:_HEADERS]]
    return _text(metadata, answer.contents)


def _header_lines(part: HttpRequest | HttpResponse) -> list[str]:
    return [f"{name}: {value}" for name, value in list(part.headers)[:_HEADERS]]


def _text(head: list[str], body: object) -> str:
    """Lines of a head, and the body as text."""
    lines = [shorten(line, 2_000) for line in head]
    if isinstance(body, bytes) and body:
        text = body[:_BODY].decode("utf-8", "replace")
        lines += ["", *text.split("\n")]
        if len(body) > _BODY:
            lines.append(f"… {len(body) - _BODY:,} more bytes")
    return "\n".join(map(visible, lines))
