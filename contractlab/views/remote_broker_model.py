"""The view of what a broker at an address answers to "may it be deployed?": its verdict, its reasons, its rows."""

from __future__ import annotations

from contractlab.broker.client.deploying import RemoteAnswer
from contractlab.views.broker_matrix_model import build_broker_matrix
from contractlab.views.model import Block, Bullets, Document, Paragraph, Table, chip, line, strong
from contractlab.views.words import cut

__all__ = ["build_remote_answer"]

_MOST = 50
_SENTENCE = 400


def build_remote_answer(answer: RemoteAnswer) -> Document:
    """The document of an answer: the question with yes or no, why, and the rows that the broker judged."""
    kind = {True: chip("passed", "yes"), False: chip("failed", "no"), None: chip("error", "not known yet")}
    title = line(kind[answer.deployable], " ", strong(cut(answer.question, _SENTENCE)))
    blocks: list[Block] = [Paragraph(title, "title")]
    if answer.reasons:
        blocks.append(Bullets(tuple(line(cut(text, _SENTENCE)) for text in answer.reasons[:_MOST])))
    blocks += [block for block in build_broker_matrix(answer.table).blocks if isinstance(block, Table)]
    return Document(tuple(blocks))
