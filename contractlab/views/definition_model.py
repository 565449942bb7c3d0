"""Views of a contract that is being defined: its examples, what is proved of them, and what is odd."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.captures import MessageCapture, Redaction
from contractlab.definition.built_contract import DefinedExample
from contractlab.definition.definition import Definition
from contractlab.definition.example_chain import ExampleBeingDefined
from contractlab.definition.message_proofs import MessageProof
from contractlab.definition.proving import Proof
from contractlab.definition.variable_name import variable_name
from contractlab.errors import InvalidEdit
from contractlab.values.text import shorten_middle
from contractlab.verification.masking import Mask
from contractlab.views.contract_model import problems_block, rule_count
from contractlab.views.mock_model import build_mock
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    Document,
    Line,
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
from contractlab.views.result_model import build_match
from contractlab.views.words import count, cut, format_name, request_line

__all__ = ["build_chain", "build_definition", "build_message_proof", "build_proof"]

ROWS = 60


def build_definition(definition: Definition, name: str | None = None) -> Document:
    """The card of a definition.

    Parameters
    ----------
    definition : Definition
    name : str, optional
        What code calls it by, where that is known.
    """
    name = variable_name(definition.consumer) if name is None else name
    title = line(strong(f"{cut(definition.consumer, 80)} → {cut(definition.provider, 80)}"), faint(", being defined"))
    blocks: list[Block] = [Paragraph(title, "title")]
    try:
        examples = definition.examples
        problems = definition.problems
    except InvalidEdit as error:
        blocks.append(Paragraph(line(strong("These examples make no contract together: "), cut(str(error), 400))))
        return Document(tuple(blocks))
    blocks.append(Paragraph(line(faint(format_name(definition.contract)))))
    if examples:
        blocks.append(Paragraph(_decision(examples)))
    if examples:
        rows = tuple(map(_row, examples[:ROWS]))
        table = Table(rows, ("example", "given", "request", "matchers", ""), left_out=max(0, len(examples) - ROWS))
        blocks.append(table)
    else:
        blocks.append(Paragraph(line("No example is defined yet: ", code(f'{name}.example("…")'))))
    unfinished = definition.unfinished
    if unfinished:
        blocks.append(Paragraph(line(strong(count(len(unfinished), "example")), " not in the contract yet")))
        blocks.append(Bullets(tuple(_unfinished(chain) for chain in unfinished[:ROWS])))
    blocks += problems_block(problems, f"{name}.problems")
    calls = (f"{name}.problems", f'{name}.save("pacts/")')
    blocks.append(
        Paragraph(join([line(faint("Next: "), code(f"{name}.mock()")), *(line(code(call)) for call in calls)]))
    )
    return Document(tuple(blocks))


def _row(defined: DefinedExample) -> Row:
    example = defined.example
    method, target, status = request_line(example)
    asked = [code(shorten_middle(target, 80)), faint(f" → {status}")] if target else []
    states = ", ".join(state.name for state in example.states)
    return Row(
        (
            Cell(line(cut(defined.name or example.description, 120))),
            Cell(line(faint(cut(states, 80)))),
            Cell(line(faint(f"{cut(method, 20)} "), *asked)),
            Cell(line(f"{rule_count(example):,}")),
            Cell(line(_proof(defined))),
        )
    )


def _decision(examples: Sequence[DefinedExample]) -> Line:
    """How many are proved, and what saving would do."""
    left = [each for each in examples if not each.proved and not each.loaded]
    if not left:
        loaded = sum(each.loaded and not each.proved for each in examples)
        rest = f", {loaded:,} as loaded" if loaded else ""
        proved = len(examples) - loaded
        return line(chip("passed", f"{proved:,} of {len(examples):,} proved"), faint(f"{rest}. Saving writes all."))
    kept = len(examples) - len(left)
    writes = f"Saving would write {kept:,} and refuse {len(left):,}." if kept else "Saving would write nothing."
    return line(strong(f"{len(left):,} of {len(examples):,} not proved. "), faint(writes))


def _proof(defined: DefinedExample) -> Span:
    if defined.proved:
        return chip("passed", "proved")
    return faint("as loaded") if defined.loaded else chip("not exercised", "not proved")


def _unfinished(chain: ExampleBeingDefined) -> Line:
    return line(cut(chain.description or "without a description", 100), faint(" lacks "), cut(chain.lacks, 160))


def build_chain(chain: ExampleBeingDefined) -> Document:
    """The card of an example that is being defined."""
    title = line(strong(cut(chain.description or "An example", 120)), faint(f" {chain.kind}, being defined"))
    blocks: list[Block] = [Paragraph(title, "title")]
    if chain.states:
        blocks.append(Paragraph(line(faint("given "), cut(", ".join(name for name, _ in chain.states), 200))))
    if chain.lacks:
        blocks.append(Paragraph(line(faint("It lacks "), cut(chain.lacks, 160))))
    return Document(tuple(blocks))


def _outcome(proof: Proof | MessageProof) -> list[Block]:
    """Title, why it is no proof, and what the trigger gave or raised."""
    sign = chip("passed", "proved") if proof.passed else chip("failed", "not proved")
    blocks: list[Block] = [Paragraph(line(strong(cut(proof.example.description, 120)), " ", sign), "title")]
    if not proof.passed:
        blocks.append(Paragraph(line(cut(proof.why, 400))))
    if proof.raised is not None:
        raised = f"{type(proof.raised).__name__}: {proof.raised}"
        blocks.append(Paragraph(line(faint("The trigger raised "), code(cut(raised, 300)))))
    elif proof.passed:
        blocks.append(Paragraph(line(faint("The trigger gave "), code(cut(repr(proof.returned), 300)))))
    return blocks


def build_proof(proof: Proof) -> Document:
    """What the consumer sent for an example, and what it made of the answer."""
    return Document((*_outcome(proof), *build_mock(proof.provider).blocks))


def build_message_proof(proof: MessageProof) -> Document:
    """What the consumer sent and was handed for an example of messages."""
    blocks = _outcome(proof)
    for result in proof.results:
        blocks += build_match(result).blocks
    handed = "handed over" if proof.example.kind == "message" else "replied"
    for message in proof.messages if proof.passed or not proof.results else ():
        shown = Mask(MessageCapture("message", message=message), Redaction()).capture
        contents = shown.message.contents if isinstance(shown, MessageCapture) and shown.message is not None else None
        text = contents.decode("utf-8", "replace") if isinstance(contents, bytes) else "nothing"
        blocks.append(Paragraph(line(faint(f"{handed} "), code(cut(text, 600)))))
    return Document(tuple(blocks))
