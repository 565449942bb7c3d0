"""What the client of Pact's verifier does to an answer before the core judges it: each thing a rule with its name.

Source: raw answers and redirects put before pact-python 4.2.0 (pact_verifier 1.4.7 on reqwest, hyper and tower-http).
The rules run in the order of `CLIENT_RULES`, each on what the one before it left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from contractlab.contracts.contract import Example
from contractlab.contracts.transport import Follow, RecordedAnswer, SeenAnswer, TransportNote
from contractlab.formats.pact.redirects import MOST_REDIRECTS, address_of, location_of, next_method, shown_address
from contractlab.values.headers import Headers
from contractlab.values.http import HttpResponse
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.sentences import Sentence, code

__all__ = ["CLIENT_RULES", "ClientRule", "seen_answer"]

_UNPACKED = frozenset({"gzip", "deflate"})
"""Content codings that the client asks for and undoes: in this spelling, alone, on the first line of the header."""

_FRAMING = frozenset({"content-encoding", "content-length"})
_OF_HTTP_1 = frozenset({"connection", "keep-alive", "transfer-encoding"})
"""Headers that no answer over a later version of HTTP has (RFC 9113 §8.2.2)."""

_WITH_BODY = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Methods, as they are mostly written, whose answers have a body."""

_ONLY_IF_ASKED = frozenset({"br", "zstd"})
"""Codings that servers use only for clients that name them."""


@dataclass(frozen=True, slots=True)
class _Passing:
    """An answer on its way through the rules."""

    example: Example
    answer: RecordedAnswer
    follow: Follow

    @property
    def response(self) -> HttpResponse:
        return self.answer.response

    def with_answer(self, answer: RecordedAnswer) -> _Passing:
        return replace(self, answer=answer)

    def with_response(self, response: HttpResponse) -> _Passing:
        return self.with_answer(replace(self.answer, response=response))


@dataclass(frozen=True, slots=True)
class _Change:
    """What a rule makes of an answer: the next answer and notes on it, or why there is nothing to judge."""

    passing: _Passing
    sentence: Sentence | None = None
    headers: frozenset[str] = frozenset()
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class ClientRule:
    """One thing that the client does.

    Attributes
    ----------
    name : str
        For programs and saved runs; never renamed.
    explanation : str
        What the client does, whatever the answer.
    apply : callable
        Gives the change, or None where the rule has nothing to say of an answer.
    """

    name: str
    explanation: str
    apply: Callable[[_Passing], _Change | None]


def _stopped(passing: _Passing, text: str) -> _Change:
    return _Change(passing, reason=Reason(ReasonCode.STOPPED, text))


def _follow_redirects(passing: _Passing) -> _Change | None:
    answer = passing.answer
    if not answer.follows_redirects:
        return None
    method = answer.request.method.upper()
    asked: list[str] = []
    while (location := location_of(answer.response)) is not None:
        address = address_of(answer.origin, answer.request, location)
        if address is None:
            break
        shown = shown_address(address, answer.origin)
        if not address.startswith(("http://", "https://")):
            return _stopped(passing, f"CI follows the redirect to {shown} and ends with an error: it speaks HTTP alone")
        if len(asked) == MOST_REDIRECTS:
            return _stopped(passing, f"CI follows {MOST_REDIRECTS} redirects and ends with an error at the next")
        method = next_method(answer.response.status, method)
        recorded = passing.follow(method, address)
        if recorded is None:
            return _not_recorded(passing.with_answer(answer), shown, asked)
        asked.append(shown)
        answer = recorded
    if not asked:
        return None
    more = "" if len(asked) == 1 else f", then {len(asked) - 1} more"
    sentence = Sentence.of(
        "CI follows the redirect to ", code(asked[0]), f"{more}: the answer there was judged, not the redirect itself."
    )
    return _Change(passing.with_answer(answer), sentence)


def _not_recorded(passing: _Passing, shown: str, asked: list[str]) -> _Change:
    """A redirect whose target nobody recorded; an example that expects the redirect is judged by it all the same.

    Whoever has such an example lets CI run without following, since there it could never pass otherwise.
    """
    judged = passing.example.check_response(passing.response)
    if not asked and all(mismatch.part != "status" for mismatch in judged.mismatches):
        sentence = Sentence.of(
            "CI follows the redirect to ", code(shown), " unless it is told not to; the redirect itself was judged."
        )
        return _Change(passing, sentence)
    text = (
        f"CI follows the redirect to {shown}, and the answer there was not recorded; "
        "record with --follow-redirects, or let the verifier ask through the recorder"
    )
    return _Change(passing, reason=Reason(ReasonCode.REDIRECTED, text))


def _has_body(response: HttpResponse) -> bool:
    """True for a body that is not empty, and for a body that the capture did not keep."""
    return response.body is NOT_RECORDED or bool(response.body)


def _drop_body(passing: _Passing) -> _Change | None:
    response, method = passing.response, passing.answer.request.method.upper()
    bodiless = method == "HEAD" or response.status in (204, 304)
    if not bodiless or not _has_body(response):
        return None
    asked = "HEAD" if method == "HEAD" else str(response.status)
    sentence = Sentence.of("CI reads no body after ", code(asked), ": none was judged.")
    return _Change(passing.with_response(replace(response, body=None)), sentence)


def _codings(response: HttpResponse) -> list[str]:
    return [coding.strip() for line in response.headers.get_all("content-encoding") for coding in line.split(",")]


def _unpack(passing: _Passing) -> _Change | None:
    response = passing.response
    lines = response.headers.get_all("content-encoding")
    if not lines or lines[0].strip() not in _UNPACKED:
        return None
    coding = lines[0].strip()
    if passing.answer.unpacking_fault:
        text = f"CI ends with an error where it unpacks the {coding} body: {passing.answer.unpacking_fault}"
        return _stopped(passing, text)
    if len(_codings(response)) > 1 and any(each.lower() in _UNPACKED for each in _codings(response)[1:]):
        # Only the first is undone there, and the recorded body has all of them undone.
        return _still_packed(passing, ", ".join(lines))
    kept = [(name, value) for name, value in response.headers if name.lower() not in _FRAMING]
    sentence = Sentence.of(
        "CI unpacks ", code(coding), " and takes ", code("Content-Encoding"), " and ", code("Content-Length"), " away."
    )
    return _Change(passing.with_response(replace(response, headers=Headers(kept))), sentence, _FRAMING)


def _leave_packed(passing: _Passing) -> _Change | None:
    """Codings that the client knows nothing of; a recording holds such a body unpacked, or not at all."""
    response = passing.response
    foreign = [coding for coding in _codings(response) if coding.lower() not in ("", "identity")]
    if not foreign or not _has_body(response):
        return None
    named = ", ".join(foreign)
    if not all(_asked_for(coding.lower(), passing) for coding in foreign):
        is_compared = passing.example.response.body.presence != "missing"
        return _still_packed(passing, named) if is_compared else None
    if response.body is NOT_RECORDED:
        return None
    kept = [(name, value) for name, value in response.headers if name.lower() not in _FRAMING]
    sentence = Sentence.of(
        "Whoever recorded this asked for ", code(named), ", and CI asks for gzip and deflate alone: the body was ",
        "judged unpacked, without ", code("Content-Encoding"), " and ", code("Content-Length"), ".",
    )  # fmt: skip
    return _Change(passing.with_response(replace(response, headers=Headers(kept))), sentence, _FRAMING)


def _asked_for(coding: str, passing: _Passing) -> bool:
    """True if the recorded request, unlike one of CI, asked for a coding."""
    if coding in _UNPACKED:
        return False
    accepted = passing.answer.request.headers.get("accept-encoding")
    if accepted is None:
        return coding in _ONLY_IF_ASKED
    return coding in {piece.partition(";")[0].strip().lower() for piece in accepted.split(",")}


def _still_packed(passing: _Passing, named: str) -> _Change:
    sentence = Sentence.of(
        "CI does not undo ",
        code("Content-Encoding"),
        ": ",
        code(named),
        ": it compares the packed bytes, which the recording does not hold.",
    )
    return _Change(passing.with_response(replace(passing.response, body=NOT_RECORDED)), sentence)


def _ask_over_http_1(passing: _Passing) -> _Change | None:
    response = passing.response
    if not passing.answer.http_version.lower().startswith(("h2", "h3", "http/2", "http/3")):
        return None
    unknown = _OF_HTTP_1 - response.headers.by_name.keys()
    sentence = Sentence.of(
        "CI asks over HTTP/1.1, and this was recorded over ", code(passing.answer.http_version, 20),
        ", where there is no ", code("Connection"), ", ", code("Keep-Alive"), " or ", code("Transfer-Encoding"), ".",
    )  # fmt: skip
    seen = replace(response, not_recorded=response.not_recorded | unknown)
    return _Change(passing.with_response(seen), sentence, unknown)


def _drop_trailers(passing: _Passing) -> _Change | None:
    response = passing.response
    announced = {name.strip().lower() for name in (response.headers.get("trailer") or "").split(",")}
    dropped = frozenset(announced & response.not_recorded)
    if not dropped:
        return None
    sentence = Sentence.of("CI reads no header that follows the body: ", code(", ".join(sorted(dropped))), ".")
    seen = replace(response, not_recorded=response.not_recorded - dropped)
    return _Change(passing.with_response(seen), sentence, dropped)


def _drop_unreadable_headers(passing: _Passing) -> _Change | None:
    headers = passing.response.headers
    if all(value.isascii() for _, value in headers):
        return None
    hidden = {place.name.lower() for place in passing.response.redacted if place.part == "header"}

    def is_read(name: str, value: str) -> bool:
        return value.isascii() or name.lower() in hidden  # what stands for a removed value is none of the provider's

    kept = [(name, value) for name, value in headers if is_read(name, value)]
    names = list(dict.fromkeys(name for name, value in headers if not is_read(name, value)))
    if not names:
        return None
    dropped = frozenset(name.lower() for name in names)
    left = {name.lower() for name, _ in kept}
    if "content-type" in dropped - left and _has_body(passing.response):
        return _stopped(
            passing,
            "CI's verifier breaks off at a Content-Type outside ASCII: nothing is verified, and the build is green",
        )
    sentence = Sentence.of(
        "CI cannot read a header value outside ASCII and goes on without it: ", code(", ".join(names)), "."
    )
    seen = replace(passing.response, headers=Headers(kept, valueless=dropped - left))
    return _Change(passing.with_response(seen), sentence, dropped)


CLIENT_RULES: tuple[ClientRule, ...] = (
    ClientRule(
        "redirect",
        "The client follows 301, 302, 303, 307 and 308 where they have a Location, up to ten times. What it finds "
        "there is judged. A POST becomes a GET after 301 and 302, and all but HEAD after 303.",
        _follow_redirects,
    ),
    ClientRule("no-body", "No body is read after HEAD, 204 and 304, whatever was sent.", _drop_body),
    ClientRule(
        "unpacked",
        "A body is unpacked where the first Content-Encoding is gzip or deflate, in lower case and alone. Every "
        "Content-Encoding and Content-Length is taken away then, and a body that cannot be unpacked is an error.",
        _unpack,
    ),
    ClientRule(
        "packed",
        "Any other content coding stays as it is: packed bytes are compared, and the headers remain.",
        _leave_packed,
    ),
    ClientRule(
        "http-1",
        "The client asks over HTTP/1.1: what belongs to one connection there is not recorded by whoever asked over "
        "HTTP/2 or HTTP/3.",
        _ask_over_http_1,
    ),
    ClientRule("trailers", "Headers that follow a chunked body are not read.", _drop_trailers),
    ClientRule(
        "unreadable-header",
        "A header line whose value is not ASCII is left out; its name stands there without a value. A Content-Type of "
        "which nothing is left makes the verifier break off.",
        _drop_unreadable_headers,
    ),
)
"""What the client does, in order."""


_TOUCHED = frozenset({"content-encoding", "location", "trailer"})


def _is_plain(answer: RecordedAnswer) -> bool:
    """True for nearly every answer: no rule has anything to say of it, and none needs to be asked."""
    response = answer.response
    return (
        _TOUCHED.isdisjoint(response.headers.by_name)
        and not response.headers.valueless
        and answer.http_version in ("HTTP/1.1", "")
        and response.status not in (204, 304)
        and answer.request.method in _WITH_BODY
        and all(value.isascii() for _, value in response.headers)
    )


def seen_answer(example: Example, answer: RecordedAnswer, follow: Follow) -> SeenAnswer:
    """An answer as the verifier's client hands it on, by `CLIENT_RULES`.

    Parameters
    ----------
    example : Example
        Of kind ``"http"``.
    answer : RecordedAnswer
    follow : callable
        Finds the recorded answer to the request after a redirect.
    """
    if _is_plain(answer):
        return SeenAnswer(answer.response, always=True)
    passing = _Passing(example, answer, follow)
    notes: list[TransportNote] = []
    for rule in CLIENT_RULES:
        change = rule.apply(passing)
        if change is None:
            continue
        passing = change.passing
        if change.sentence is not None:
            notes.append(TransportNote(rule.name, change.sentence, change.headers))
        if change.reason is not None:
            return SeenAnswer(passing.response, tuple(notes), change.reason)
    return SeenAnswer(passing.response, tuple(notes))
