"""A Pact example in words and values, with the rule that decides at each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from contractlab.contracts.described import (
    DescribedBody,
    DescribedExample,
    DescribedGenerator,
    DescribedPart,
    DescribedRules,
    DescribedValue,
    pointer_in_part,
)
from contractlab.contracts.expected import ExpectedMessage, ExpectedRequest, ExpectedResponse
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.engine.nodes import deciding_rule
from contractlab.engine.rules import EMPTY_RULES, RuleList, RuleSet
from contractlab.formats.pact.matching.bodies import BodyPlan
from contractlab.formats.pact.matching.http import RequestPlan, ResponsePlan
from contractlab.formats.pact.matching.names import NamedValues
from contractlab.formats.pact.matching.query import QueryPlan
from contractlab.formats.pact.model import PactExample
from contractlab.values.json_types import JSON
from contractlab.values.mismatch import Mismatch
from contractlab.values.rule import DecidingRule, rule_label
from contractlab.values.sentences import status_text
from contractlab.values.text import quote, shorten

__all__ = ["describe", "value_pointer"]

Checks = Mapping[str, NamedValues]
"""Checks of headers, by their names in lower case, or of parameters."""


def _matchers(best: RuleList) -> str:
    labels = (rule_label(rule.name, rule.args) for rule in best.rules)
    return (" or " if best.any_of else " and ").join(labels) or best.name


def _single(rules: Mapping[str, RuleSet], category: str) -> str:
    """Rules of a category that has no names; nothing where the value must be equal."""
    best = rules.get(category, EMPTY_RULES).first()
    return "" if best is None else _matchers(best)


def _rule(checks: Checks, name: str) -> DecidingRule | None:
    for key in (name.lower(), name):
        rule = deciding_rule(checks[key].choice) if key in checks else None
        if rule is not None:
            return rule
    return None


def _named(kind: str, separator: str, values: Mapping[str, Sequence[str]], checks: Checks) -> Iterator[DescribedValue]:
    for name, listed in values.items():
        yield DescribedValue(kind, f"{name}{separator}{', '.join(map(str, listed))}", _rule(checks, name))


def _body(body: ExpectedBody, plan: BodyPlan | None, rules: RuleSet, noun: str = "body") -> DescribedBody:
    if body.presence != "present":
        return DescribedBody("missing" if body.presence == "missing" else "none", noun)
    return DescribedBody(
        "present",
        noun,
        str(body.type_with(None) if plan is None else plan.type),
        tree=None if plan is None else plan.own_tree(),
        data=body.data,
        rules=tuple(DescribedRules(best.path, _matchers(best)) for best in rules.lists),
    )


def _request(request: ExpectedRequest, plan: RequestPlan | None) -> DescribedPart:
    query = plan.query.checks if plan is not None and isinstance(plan.query, QueryPlan) else {}
    headers = {} if plan is None else dict(plan.headers.checks)
    rules = request.rules.get("body", EMPTY_RULES)
    body = None
    if request.body.presence == "present":
        body = _body(request.body, None if plan is None else plan.body, rules)
    return DescribedPart(
        "Request",
        "what the consumer sends",
        values=(
            DescribedValue("method", request.method, placed=False),
            DescribedValue(
                "path", request.path, matchers=_single(request.rules, "path"), hint=request.path, placed=False
            ),
            *_named("query", "=", request.query, query),
            *_named("header", ": ", request.headers, headers),
        ),
        body=body,
        generators=tuple(_generators(request.generators)),
        call="example.request",
    )


def _response(response: ExpectedResponse, plan: ResponsePlan | None) -> DescribedPart:
    headers = {} if plan is None else dict(plan.headers.checks)
    return DescribedPart(
        "Response",
        "what the provider must answer",
        values=(
            DescribedValue(
                "status", status_text(response.status), matchers=_single(response.rules, "status"), placed=False
            ),
            *_named("header", ": ", response.headers, headers),
        ),
        body=_body(response.body, None if plan is None else plan.body, response.rules.get("body", EMPTY_RULES)),
        generators=tuple(_generators(response.generators)),
        call="example.response",
    )


def _message(message: ExpectedMessage, title: str) -> DescribedPart:
    rules = message.rules.get("body") or message.rules.get("contents") or EMPTY_RULES
    types = [str(value) for name, value in message.metadata.items() if name.lower() in ("contenttype", "content-type")]
    plan = BodyPlan(message.contents, types[0] if types else None, rules, part="contents")
    return DescribedPart(
        title,
        values=tuple(
            DescribedValue("metadata", f"{name}: {quote(value, 80)}", judged=False, placed=False)
            for name, value in message.metadata.items()
        ),
        body=_body(message.contents, plan, rules, "contents"),
        generators=tuple(_generators(message.generators)),
        call="example.metadata",
    )


def _generators(generators: JSON) -> Iterator[DescribedGenerator]:
    """Values that are made at run time; by their paths, or one for the whole category, as V3 and V4 write them."""
    if not isinstance(generators, Mapping):
        return
    for category, listed in list(generators.items())[:20]:
        by_path = listed if isinstance(listed, Mapping) and "type" not in listed else {"": listed}
        for path, written in list(by_path.items())[:20]:
            if not isinstance(written, Mapping):
                yield DescribedGenerator(category, path, str(written))
                continue
            arguments = {key: value for key, value in written.items() if key != "type"}
            yield DescribedGenerator(
                category, path, str(written.get("type", "")), quote(arguments, 80) if arguments else ""
            )


def _messages(example: PactExample) -> Iterator[DescribedPart]:
    for number, message in enumerate(example.expected_messages):
        title = "Message" if example.kind == "message" else f"Reply {number}" if number else "Request"
        yield _message(message, title)


def _comments(comments: Mapping[str, JSON]) -> Iterable[str]:
    texts = comments.get("text")
    yield from map(str, texts) if isinstance(texts, list) else ()
    for key, value in comments.items():
        if key != "text":
            yield f"{key}: {value if isinstance(value, str) else quote(value, 200)}"


def _request_plan(example: PactExample) -> RequestPlan | None:
    try:
        return example.request_plan()
    except Exception:
        # What cannot be compiled is among the problems of the contract; the example is shown all the same.
        return None


def _response_plan(example: PactExample) -> ResponsePlan | None:
    try:
        return example.response_plan()
    except Exception:
        return None


def describe(example: PactExample) -> DescribedExample:
    """See `contractlab.contracts.format.Format`."""
    comments = tuple(_comments(example.comments)) if example.comments else None
    request, response = example.expected_request, example.expected_response
    parts: tuple[DescribedPart, ...] = ()
    refusal = ""
    if example.kind == "http" and request is not None and response is not None:
        parts = (_request(request, _request_plan(example)), _response(response, _response_plan(example)))
    elif example.kind in ("message", "sync-message"):
        parts = tuple(_messages(example))
    else:
        refusal = f"Examples of kind {shorten(example.kind, 40)} cannot be checked yet."
    return DescribedExample(parts, plugins=example.plugins, comments=comments, refusal=refusal)


def value_pointer(example: PactExample, mismatch: Mismatch, subject: str, reply: int) -> str:
    """See `contractlab.contracts.format.Format`."""
    part: ExpectedRequest | ExpectedResponse | ExpectedMessage | None
    of_message = reply > 0 or subject == "message" or (subject == "request" and example.kind == "sync-message")
    if of_message:
        part = example.expected_messages[reply] if reply < len(example.expected_messages) else None
    else:
        part = example.expected_request if subject == "request" else example.expected_response
    if part is None:
        return example.pointer
    body = "contents" if of_message else "body"
    # V4 wraps every body in an object with its content type.
    steps = [body, "content"] if example.contract.spec_version == "4.0" else [body]
    return pointer_in_part(part.pointer or example.pointer, mismatch, steps)
