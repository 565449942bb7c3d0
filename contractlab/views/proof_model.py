"""Views of proofs without a mock, and of several proofs together."""

from __future__ import annotations

from contractlab.definition.consumer_runs import ConsumerRun
from contractlab.definition.message_proofs import MessageProof
from contractlab.definition.named_consumers import AnyProof, Proofs
from contractlab.definition.proving import Proof
from contractlab.views.definition_model import build_message_proof, build_proof
from contractlab.views.model import (
    Block,
    Cell,
    Details,
    Document,
    Line,
    Paragraph,
    Row,
    Table,
    chip,
    code,
    faint,
    line,
    strong,
)
from contractlab.views.result_model import build_result
from contractlab.views.words import count, cut

__all__ = ["build_consumer_run", "build_proofs"]

_ROWS = 60
_SHOWN = 3
"""Failures of which everything is shown below the table."""


def _sign(proof: AnyProof) -> Line:
    return line(chip("passed", "proved") if proof.passed else chip("failed", "not proved"))


def build_consumer_run(done: ConsumerRun) -> Document:
    """What the consumer was asked for an example, and what it did."""
    blocks: list[Block] = [Paragraph(line(strong(cut(done.example.description, 120)), " ", *_sign(done)), "title")]
    if not done.passed and done.result.reason is None:  # a reason is shown below
        blocks.append(Paragraph(line(cut(done.why, 400))))
    if done.raised is not None:
        raised = f"{type(done.raised).__name__}: {done.raised}"
        blocks.append(Paragraph(line(faint("The trigger raised "), code(cut(raised, 300)))))
    elif done.passed and done.returned is not None:
        blocks.append(Paragraph(line(faint("The trigger gave "), code(cut(repr(done.returned), 300)))))
    _, *rest = build_result(done.result).blocks  # its title says the same again
    return Document((*blocks, *rest))


def _whole(proof: AnyProof) -> Document:
    if isinstance(proof, Proof):
        return build_proof(proof)
    return build_message_proof(proof) if isinstance(proof, MessageProof) else build_consumer_run(proof)


def build_proofs(proofs: Proofs) -> Document:
    """Which examples are proved; the first that are not, whole."""
    title = line(strong(count(len(proofs), "example")), faint(f", {len(proofs) - len(proofs.failures):,} proved"))
    rows = tuple(
        Row((Cell(line(cut(each.example.description, 120))), Cell(_sign(each)), Cell(line(faint(cut(each.why, 160))))))
        for each in proofs[:_ROWS]
    )
    blocks: list[Block] = [Paragraph(title, "title")]
    if rows:
        blocks.append(Table(rows, ("example", "", "why"), left_out=max(0, len(proofs) - _ROWS)))
    for place, failure in enumerate(proofs.failures[:_SHOWN]):
        whole = _whole(failure)
        blocks.append(Details(line(strong(cut(failure.example.description, 120))), whole.blocks, open=place == 0))
    return Document(tuple(blocks))
