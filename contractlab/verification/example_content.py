"""What of an example decides about answers: examples that have it in common judge an answer alike."""

from __future__ import annotations

from collections.abc import Hashable
from hashlib import blake2b

from contractlab.contracts.contract import Example
from contractlab.contracts.format import Format, format_of
from contractlab.contracts.transport import AnswersByPart

__all__ = ["ExampleContents"]


class ExampleContents:
    """Digests of examples, each document looked at once.

    Parameters
    ----------
    by_answer : bool
        True where only what decides about an answer counts, and not what is asked for.
    """

    def __init__(self, by_answer: bool = False) -> None:
        self._by_answer = by_answer
        self._digests: dict[int, tuple[object, Hashable]] = {}  # by identity of documents, which are held
        self._asked: Format | None = None
        self._by_part: AnswersByPart | None = None

    def __call__(self, example: Example, dialect: str) -> Hashable:
        """What examples that judge alike have in common.

        Parameters
        ----------
        example : Example
        dialect : str
        """
        document = self._deciding(example)
        digest = self._digests.get(id(document))
        if digest is None:
            digest = self._digests[id(document)] = (document, _digest(document))
        contract = example.contract
        return (contract.format, contract.spec_version, example.kind, digest[1], dialect)

    def _deciding(self, example: Example) -> object:
        """What of an example decides about answers."""
        if self._by_answer and example.kind == "http" and example.judged == "response":
            used = format_of(example.contract)
            if used is not self._asked:  # to ask what a format can do takes longer than to do it
                self._asked, self._by_part = used, used if isinstance(used, AnswersByPart) else None
            if self._by_part is not None:
                return self._by_part.answer_content(example)
        return example.document


def _digest(document: object) -> Hashable:
    try:
        # Unlike JSON, repr keeps 1, 1.0 and True apart.
        return blake2b(repr(document).encode("utf-8", "surrogatepass"), digest_size=16).digest()
    except (RecursionError, ValueError):
        return id(document)
