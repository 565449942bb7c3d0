"""A run as JUnit XML, the form that every CI server reads.

One ``testsuite`` for each consumer, provider and version; one ``testcase`` for each result. Texts are redacted like
every view, and characters that XML cannot hold are written as ``‹U+XXXX›``.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from contractlab.values.error_text import pretty_body
from contractlab.values.text import visible
from contractlab.verification.causes import group_mismatches, shared_sentence
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.views.result_model import error_reason
from contractlab.views.words import full_place, place_of

__all__ = ["junit_xml"]

_SENTENCES = 20
_LONGEST = 2_000
_ANSWER = 1_000
_NOTHING = """<testsuite name="contractlab" tests="1" failures="0" errors="1" skipped="0">
<testcase classname="contractlab" name="run"><error message="nothing to check" type="error"/></testcase>
</testsuite>"""
# Beyond what `visible` takes: characters that are legal in Unicode and not in XML 1.0.
_NOT_XML = {0xFFFE: "‹U+FFFE›", 0xFFFF: "‹U+FFFF›"}


def _text(text: object) -> str:
    shown = visible(str(text)[:_LONGEST]).translate(_NOT_XML)
    return escape(shown, {'"': "&quot;"})


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(map(_text, lines))


def _attributes(**values: object) -> str:
    return "".join(f' {name}="{_text(value)}"' for name, value in values.items() if value is not None)


def _failure(result: Result) -> tuple[str, str]:
    """The first sentence, and all of them with the place in the contract to look at."""
    mask = result.mask
    sentences: list[str] = []
    first = ""
    groups = group_mismatches(result.mismatches)
    for path, group in groups[:_SENTENCES]:
        sentence = str(shared_sentence(group, path, shown=mask.mismatch(group[0])))
        first = first or sentence
        many = f" ({len(group):,} values)" if len(group) > 1 else ""
        sentences.append(f"{sentence}{many} {full_place(place_of(group[0], result.example, result.match))}")
    if len(groups) > _SENTENCES:
        sentences.append(f"… and {len(groups) - _SENTENCES:,} more")
    answer = pretty_body(mask.error_body, _ANSWER) if any(group[0].part == "status" for _, group in groups) else None
    if answer is not None:
        sentences += ["", "The provider answered:", *answer.splitlines()]
    sentences += _client(result)
    sentences += _raised(result)
    return first, _lines(sentences)


def _client(result: Result) -> list[str]:
    """What CI's client made of the answer."""
    return [note.message for note in result.decisive_notes]


def _raised(result: Result) -> list[str]:
    """What a state handler or the app raised."""
    lines = result.traceback.splitlines()
    return ["", *lines] if lines else []


def _case(result: Result, tolerated: bool) -> str:
    label = f"{result.contract.consumer} → {result.contract.provider}"
    capture = result.capture
    spent = capture.duration_ms / 1000 if capture is not None and capture.duration_ms is not None else 0.0
    start = f"<testcase{_attributes(classname=label, name=result.example.description, time=f'{max(spent, 0.0):.3f}')}"
    verdict = result.verdict
    if verdict == "passed":
        return f"{start}/>"
    if verdict == "failed":
        message, body = _failure(result)
        inner = f"<failure{_attributes(message=message, type='mismatch')}>{body}</failure>"
    elif verdict == "pending":
        message, _ = _failure(result)
        inner = f"<skipped{_attributes(message=f'pending: {message}')}/>"
    elif verdict == "not exercised" and tolerated:
        inner = f"<skipped{_attributes(message='not exercised: no capture')}/>"
    else:
        reason = "no capture exercises this example" if verdict == "not exercised" else error_reason(result.reason)
        body = _lines([full_place(result.example.location), *_client(result), *_raised(result)])
        inner = f"<error{_attributes(message=reason, type=verdict)}>{body}</error>"
    return f"{start}>{inner}</testcase>"


def _suite(name: str, results: list[Result], tolerated: bool) -> str:
    verdicts = [result.verdict for result in results]
    missing = verdicts.count("not exercised")
    counts = {
        "tests": len(results),
        "failures": verdicts.count("failed"),
        "errors": verdicts.count("error") + (0 if tolerated else missing),
        "skipped": verdicts.count("pending") + (missing if tolerated else 0),
    }
    cases = "\n".join(_case(result, tolerated) for result in results)
    return f"<testsuite{_attributes(name=name, **counts)}>\n{cases}\n</testsuite>"


def _stopped_suite(run: Run) -> str:
    """Why a part of the verification did not take place, as errors of no example."""
    cases = "\n".join(
        f"<testcase{_attributes(classname='contractlab', name='verification')}>"
        f"<error{_attributes(message=error_reason(reason.text), type='error')}/></testcase>"
        for reason in run.stopped_elsewhere
    )
    number = len(run.stopped_elsewhere)
    counts = _attributes(name="verification", tests=number, failures=0, errors=number, skipped=0)
    return f"<testsuite{counts}>\n{cases}\n</testsuite>"


def junit_xml(run: Run) -> str:
    """Write a run as JUnit XML.

    Parameters
    ----------
    run : Run

    Returns
    -------
    str
        A whole document. A run without results is one suite with one error: nothing to check is no success.
    """
    suites: dict[str, list[Result]] = {}
    for result in run.results:
        name = f"{result.contract.consumer} → {result.contract.provider}"
        suites.setdefault(f"{name} {result.provider_version}" if result.provider_version else name, []).append(result)
    written = [_suite(name, results, run.allow_not_exercised) for name, results in suites.items()]
    if run.stopped_elsewhere:
        written.append(_stopped_suite(run))
    if not written:
        written = [_NOTHING]
    inner = "\n".join(written)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="contractlab">\n{inner}\n</testsuites>\n'
