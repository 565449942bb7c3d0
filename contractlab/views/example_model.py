"""The view of an example: what is sent, what must come back, and the rule beside each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contractlab.contracts.example import Example
from contractlab.contracts.expected import ExpectedMessage, ExpectedRequest, ExpectedResponse
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.contracts.problems import Problem
from contractlab.engine.nodes import deciding_rule, explain
from contractlab.engine.rules import RuleList, RuleSet
from contractlab.engine.xml_document import XmlElement
from contractlab.formats.contractcase import CaseExample
from contractlab.values.rule import DecidingRule, rule_label
from contractlab.values.sentences import status_text
from contractlab.values.source import Location
from contractlab.values.text import quote, shorten
from contractlab.views.diff import rule_span
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    CodeBlock,
    Details,
    Document,
    Line,
    Only,
    Paragraph,
    Row,
    Span,
    Table,
    chip,
    code,
    faint,
    join,
    line,
    strong,
)
from contractlab.views.tree import Branch
from contractlab.views.values import brackets, describe_bytes, is_container, key_label, plain_value, text_excerpt
from contractlab.views.words import count, cut, given, request_line, short_place, where_declared

__all__ = ["HEAD", "WIDTHS", "Values", "build_example", "declared_line", "rule_line"]

ROWS = 40
_ITEMS = 3
HEAD = ("example value", "must match", "declared")
WIDTHS = ("44%", "28%", "")


# -- the body as a tree ----------------------------------------------------------------------------------------------


class Values:
    """Rows for the values of a body, parents first, never more than `ROWS`."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.left = 0
        self._markup = False

    def _add(self, shown: Line, rule: Line, declared: Line, depth: int) -> None:
        if len(self.rows) >= ROWS:
            self.left += 1
            return
        self.rows.append(Row((Cell(shown, indent=depth), Cell(rule), Cell(declared, faint=True))))

    def add(self, branch: Branch, depth: int = 0) -> None:
        """Add a value and those below it."""
        one = branch.explained
        if len(self.rows) >= ROWS:
            self.left += 1
            return
        value = one.expected
        if depth == 0:
            self._markup = isinstance(value, XmlElement)
        label = key_label(one.key, markup=self._markup)
        # A rule may reach a value and say nothing of it, as eachKey does of the values.
        rule = [faint("not checked")] if one.status == "unchecked" else list(rule_line(one.rule))
        if one.mismatches:
            rule += [Span("text", " "), chip("error", "does not fit its own example")]
        declared = declared_line(one.rule)
        if not is_container(value) or not (branch.children if isinstance(value, XmlElement) else value):
            span = plain_value(value, 60)
            self._add((Span("code", label + span.text, span.title),), tuple(rule), declared, depth)
            return
        opening, closing = brackets(value)
        self._add((code(f"{label}{opening}"),), tuple(rule), declared, depth)
        several = isinstance(value, list)
        children = branch.items(range(_ITEMS)) if several and len(value) > 50 else branch.children
        shown = children[:_ITEMS] if several else children
        for child in shown:
            self.add(child, depth + 1)
        rest = len(value) - len(shown) if isinstance(value, list) else 0
        if rest > 0:
            self._add((faint(f"⋯ {count(rest, 'more item')}"),), (), (), depth + 1)
        self._add((code(closing),), (), (), depth)


def rule_line(rule: DecidingRule | None) -> Line:
    """The rule in force."""
    if rule is None:
        return (faint("exact"),)
    return (rule_span(rule), faint(" inherited")) if rule.cascaded else (rule_span(rule),)


def declared_line(rule: DecidingRule | None) -> Line:
    """Where it is written."""
    if rule is None:
        return ()
    number = rule.declared_at.line
    return line(
        f"line {number:,} " if number is not None else "",
        Span("code", shorten(rule.path, 60), rule.path if len(rule.path) > 60 else ""),
    )


def _body_blocks(body: ExpectedBody, plan: Any, rules: RuleSet, noun: str) -> list[Block]:
    if body.presence == "missing":
        return [Paragraph(line(faint(f"{noun}: anything goes, nothing is expected of it.")))]
    if body.presence in ("null", "empty"):
        return [Paragraph(line(faint(f"{noun}: none is expected.")))]
    kind = line(strong(f"{noun} "), code(cut(str(body.type_with(None) if plan is None else plan.type), 80)))
    values = Values()
    try:
        node = plan.comparison.node
        values.add(Branch(explain(node, node.example, "body"), node))
    except Exception:
        # What contractlab does not compare is shown as it is written.
        text, remark = text_excerpt(body.data)
        blocks: list[Block] = [Paragraph(kind), CodeBlock(text)]
        blocks += [Paragraph(line(faint(remark)))] if remark else []
        return [*blocks, *_rules_block(rules)]
    if len(values.rows) == 1 and isinstance(node.example, bytes):
        return [Paragraph(line(kind, faint(f" {describe_bytes(node.example)}"))), *_rules_block(rules)]
    table: list[Block] = [Paragraph(kind), Table(tuple(values.rows), HEAD, "diff", WIDTHS, (), 16, "example.document")]
    if values.left:
        table.append(Paragraph(line(faint("… and more values: "), code("example.document"))))
    return table


def _rules_block(rules: RuleSet) -> list[Block]:
    if not rules:
        return []
    items = [line(code(shorten(one.path, 120)), " ", *_list_span(one)) for one in rules.lists[:20]]
    return [Bullets(tuple(items))]


def _list_span(one: RuleList) -> Line:
    label = (" or " if one.any_of else " and ").join(rule_label(rule.name, rule.args) for rule in one.rules) or one.name
    return (Span("rule", shorten(label, 40), label if len(label) > 40 else ""),)


# -- parts -----------------------------------------------------------------------------------------------------------


def _single(rules: Mapping[str, RuleSet], category: str) -> Line:
    found = rules.get(category)
    best = found.first() if found is not None else None
    return _list_span(best) if best is not None else (faint("exact"),)


def _named_rows(
    values: Mapping[str, Sequence[str]], checks: Mapping[str, DecidingRule | None], what: str, separator: str
) -> list[Row]:
    rows = []
    for name, listed in list(values.items())[:30]:
        text = f"{name}{separator}{', '.join(map(str, listed))}"
        rule = checks.get(name.lower()) or checks.get(name)
        rows.append(
            Row(
                (
                    Cell(line(faint(f"{what} "), Span("code", shorten(text, 100), text if len(text) > 100 else ""))),
                    Cell(rule_line(rule)),
                    Cell(declared_line(rule), faint=True),
                )
            )
        )
    return rows


def _choices(plan: Any, attribute: str) -> dict[str, DecidingRule | None]:
    """Which rule judges each header or parameter."""
    checks = getattr(getattr(plan, attribute, None), "checks", ())
    if isinstance(checks, Mapping):
        checks = tuple(checks.items())
    found: dict[str, DecidingRule | None] = {}
    for entry in checks:
        if isinstance(entry, tuple) and len(entry) == 2:
            name, check = entry
            found[str(name)] = deciding_rule(getattr(check, "choice", None))
    return found


def _request_blocks(request: ExpectedRequest, plan: Any) -> list[Block]:
    rows = [
        Row((Cell(line(faint("method "), code(cut(request.method, 20)))), Cell((faint("exact"),)), Cell(()))),
        Row(
            (
                Cell(line(faint("path "), Span("code", shorten(request.path, 100), request.path[:300]))),
                Cell(_single(request.rules, "path")),
                Cell(()),
            )
        ),
    ]
    rows += _named_rows(request.query, _choices(plan, "query"), "query", "=")
    rows += _named_rows(request.headers, _choices(plan, "headers"), "header", ": ")
    blocks: list[Block] = [Table(tuple(rows), HEAD, "diff", WIDTHS, (), 6, "example.request")]
    if request.body.presence == "present":
        blocks += _body_blocks(request.body, getattr(plan, "body", None), request.rules.get("body", RuleSet()), "body")
    return blocks + _generators_block(request.generators)


def _response_blocks(response: ExpectedResponse, plan: Any) -> list[Block]:
    rows = [
        Row(
            (
                Cell(line(faint("status "), code(status_text(response.status)))),
                Cell(_single(response.rules, "status")),
                Cell(()),
            )
        )
    ]
    rows += _named_rows(response.headers, _choices(plan, "headers"), "header", ": ")
    blocks: list[Block] = [Table(tuple(rows), HEAD, "diff", WIDTHS, (), 6, "example.response")]
    blocks += _body_blocks(response.body, getattr(plan, "body", None), response.rules.get("body", RuleSet()), "body")
    return blocks + _generators_block(response.generators)


def _message_blocks(message: ExpectedMessage) -> list[Block]:
    rows = [
        Row((Cell(line(faint("metadata "), code(shorten(f"{name}: {quote(value, 80)}", 120)))), Cell(()), Cell(())))
        for name, value in list(message.metadata.items())[:30]
    ]
    blocks: list[Block] = [Table(tuple(rows), HEAD, "diff", WIDTHS, (), 6, "example.metadata")] if rows else []
    rules = message.rules.get("body") or message.rules.get("contents") or RuleSet()
    return (
        blocks
        + _body_blocks(message.contents, _message_plan(message, rules), rules, "contents")
        + _generators_block(message.generators)
    )


def _message_plan(message: ExpectedMessage, rules: RuleSet) -> Any:
    from contractlab.formats.pact.matching.bodies import BodyPlan

    types = [str(value) for name, value in message.metadata.items() if name.lower() in ("contenttype", "content-type")]
    return BodyPlan(message.contents, types[0] if types else None, rules, part="contents")


def _generators_block(generators: Any) -> list[Block]:
    """Values that are made at run time."""
    if not isinstance(generators, Mapping) or not generators:
        return []
    items: list[Line] = []
    for category, listed in list(generators.items())[:20]:
        inner = listed if isinstance(listed, Mapping) and "type" not in listed else {"": listed}
        for path, one in list(inner.items())[:20]:
            kind = one.get("type", "") if isinstance(one, Mapping) else one
            more = {key: value for key, value in one.items() if key != "type"} if isinstance(one, Mapping) else {}
            detail = faint(f" {quote(more, 80)}") if more else faint("")
            items.append(
                line(
                    faint(f"{cut(str(category), 40)} "),
                    code(shorten(path, 80)) if path else "",
                    " ",
                    Span("rule", shorten(kind, 40)),
                    detail,
                )
            )
    return [Details(line(strong("Generators "), faint("values made at run time")), (Bullets(tuple(items[:40])),), True)]


# -- the document ----------------------------------------------------------------------------------------------------


def _plan(example: Any, name: str) -> Any:
    try:
        return getattr(example, name)()
    except Exception:
        return None


def _comments(example: Any) -> list[Block]:
    comments = getattr(example, "comments", None)
    if not isinstance(comments, Mapping) or not comments:
        return []
    listed = comments.get("text")
    texts = [str(one) for one in listed] if isinstance(listed, list) else []
    texts += [
        f"{key}: {value if isinstance(value, str) else quote(value, 200)}"
        for key, value in comments.items()
        if key != "text"
    ]
    return [Details(line(strong("Comments")), (Bullets(tuple(line(cut(one, 300)) for one in texts[:20])),))]


def _problem_blocks(problems: Sequence[Problem], noun: str) -> list[Block]:
    if not problems:
        return []
    items = tuple(
        line(where_declared(one.location), f" {one.severity}: {cut(one.message, 300)}") for one in problems[:10]
    )
    return [Details(line(strong(count(len(problems), noun))), (Bullets(items),), noun == "problem")]


def build_example(example: Example) -> Document:
    """The document of an example."""
    method, target, status = request_line(example)
    title = line(strong(cut(example.description)))
    if example.pending:
        title = line(title, " ", chip("pending", "pending"))
    about = (
        line(faint(f"{cut(method, 20)} "), code(cut(target)), faint(f" → {status}")) if target else line(faint(method))
    )
    place: Location = example.location
    where = line(code(short_place(place)), " ", faint("key "), Span("code-faint", cut(example.key, 60)))
    blocks: list[Block] = [Paragraph(title, "title"), Paragraph(join([about, where, given(example.states)]))]
    plugins = getattr(example, "plugins", ())
    if plugins:
        blocks.append(Paragraph(line(chip("error", "needs plugins"), " ", cut(", ".join(plugins)))))
    if isinstance(example, CaseExample):
        from contractlab.views.case_example import case_blocks

        blocks += case_blocks(example)
    elif example.kind == "http":
        blocks.append(
            Details(
                line(strong("Request "), faint("what the consumer sends")),
                tuple(_request_blocks(example.request, _plan(example, "request_plan"))),
                True,
            )
        )
        blocks.append(
            Details(
                line(strong("Response "), faint("what the provider must answer")),
                tuple(_response_blocks(example.response, _plan(example, "response_plan"))),
                True,
            )
        )
    elif example.kind in ("message", "sync-message"):
        for index, message in enumerate(getattr(example, "expected_messages", ())):
            noun = "Message" if example.kind == "message" else ("Request" if index == 0 else f"Reply {index}")
            blocks.append(Details(line(strong(noun)), tuple(_message_blocks(message)), True))
    else:
        blocks.append(Paragraph(line(f"Examples of kind {cut(example.kind, 40)} cannot be checked yet.")))
    problems = [one for one in example.contract.problems if one.example == example.key]
    blocks += _problem_blocks([one for one in problems if one.severity != "info"], "problem")
    remarks = _problem_blocks([one for one in problems if one.severity == "info"], "remark")
    blocks += [Only(frozenset({"html", "markdown"}), tuple(remarks))] if remarks else []
    blocks += _comments(example)
    return Document(tuple(blocks))
