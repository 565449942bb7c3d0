"""An answer of a broker, and what it says where it says no: every shape of its errors as one `BrokerError`.

Source: observed on pact_broker 2.120.0. An error is a text or an object under ``error``, a list or an object under
``errors``, a document of ``application/problem+json``, notices, or nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from contractlab.errors import BrokerError
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON
from contractlab.values.text import visible

__all__ = ["BrokerResponse", "links_of", "message_texts", "refusal"]

_LONGEST_MESSAGE = 2000

_ADVICE = {
    400: "",
    401: "Give a token, or a user with a password: token=, auth=, or PACT_BROKER_TOKEN, PACT_BROKER_USERNAME.",
    403: "The user or token may not do this.",
    404: "",
    405: "Is this the address of a broker, with its path?",
    406: "Is this the address of a broker, with its path?",
    409: "Nothing was changed.",
    415: "Is this the address of a broker, with its path?",
    429: "The broker is asked too often; try again later.",
}
_ADVICE_TOKEN_REFUSED = "Open-source brokers take a user with a password, and answer a token like this."


@quiet
@dataclass(frozen=True, slots=True)
class BrokerResponse:
    """What a broker answered.

    Attributes
    ----------
    status : int
    document : JSON value
        The parsed body; None where it is empty or no JSON.
    text : str
        The body as text, where it is no JSON.
    headers : mapping
        With names in lower case.
    body : bytes
    """

    status: int
    document: JSON
    text: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def mapping(self) -> Mapping[str, JSON]:
        """The document, where it is an object; else an empty one."""
        return self.document if isinstance(self.document, Mapping) else {}

    def link(self, relation: str) -> str | None:
        """The address of a relation; the first of several."""
        return next((href for _, href in links_of(self.mapping, relation)), None)

    def named_links(self, relation: str) -> list[tuple[str, str]]:
        """Names and addresses of a relation."""
        return list(links_of(self.mapping, relation))


def links_of(document: Mapping[str, JSON], relation: str) -> Iterator[tuple[str, str]]:
    """Names and addresses of the links of a relation; brokers write one, or a list of them."""
    links = document.get("_links")
    entry = links.get(relation) if isinstance(links, Mapping) else None
    for each in entry if isinstance(entry, list) else [entry]:
        if isinstance(each, Mapping) and isinstance(each.get("href"), str):
            name = each.get("name")
            yield (name if isinstance(name, str) else "", each["href"])


def refusal(response: BrokerResponse, request: str, *, with_token: bool = False) -> BrokerError:
    """The error of an answer that says no.

    Parameters
    ----------
    response : BrokerResponse
        Of a status of 400 and above.
    request : str
        What was asked, such as ``"GET https://broker.example/pacticipants"``.
    with_token : bool
        True if a token was sent.
    """
    texts = message_texts(response)
    advice = _ADVICE.get(
        response.status, "The broker itself is in trouble; its log says more." if response.status >= 500 else ""
    )
    if response.status == 400 and with_token and not texts:
        advice = _ADVICE_TOKEN_REFUSED
    return BrokerError(
        f"{request}: the broker answers {response.status}", status=response.status, messages=texts, advice=advice
    )


def message_texts(response: BrokerResponse) -> tuple[str, ...]:
    """What the broker says, each text once; nothing for an empty body or a web page."""
    document = response.document
    texts: list[str] = []
    if isinstance(document, Mapping):
        texts += _texts(document.get("errors"), "")
        texts += _texts(document.get("error"), "")
        notices = document.get("notices")
        if isinstance(notices, list):
            texts += [
                each["text"] for each in notices if isinstance(each, Mapping) and isinstance(each.get("text"), str)
            ]
        if not texts:
            texts += [document[key] for key in ("detail", "title", "message") if isinstance(document.get(key), str)]
    elif response.text and "html" not in response.headers.get("content-type", ""):
        texts.append(response.text)
    return tuple(dict.fromkeys(_shown(text) for text in texts if text.strip()))


def _texts(value: JSON, place: str) -> Iterator[str]:
    """Texts of ``error`` or ``errors``, each with the place that it is about; two levels deep, as brokers write."""
    if isinstance(value, str):
        yield f"{place} {value}".strip()
    elif isinstance(value, list):
        for each in value:
            if isinstance(each, Mapping):
                yield _problem_text(each, place)
            elif isinstance(each, str):
                yield f"{place} {each}".strip()
    elif isinstance(value, Mapping):
        if isinstance(value.get("message"), str):
            yield f"{place} {value['message']}".strip()
            return
        for key, each in value.items():
            entries = each if isinstance(each, list) else [each]
            for entry in entries:
                if isinstance(entry, str):
                    yield f"{key} {entry}".strip()
                elif isinstance(entry, Mapping):
                    yield _problem_text(entry, str(key))


def _problem_text(problem: Mapping[str, JSON], place: str) -> str:
    """One error of a problem document: what is wrong, with the pointer into the request."""
    detail = next((problem[key] for key in ("detail", "message", "title") if isinstance(problem.get(key), str)), "")
    pointer = problem.get("pointer") if isinstance(problem.get("pointer"), str) else place
    return f"{pointer} {detail}".strip()


def _shown(text: str) -> str:
    """A broker's text for a screen: lines stay lines, nothing in them can hide."""
    lines = "\n".join(visible(line) for line in text.strip().splitlines())
    return lines if len(lines) <= _LONGEST_MESSAGE else f"{lines[:_LONGEST_MESSAGE]}…"
