"""What would turn a no into a yes: steps that are tried on a copy of the book before they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from contractlab.broker.book import Book
from contractlab.broker.cells import Cell, CellKind, cells_of
from contractlab.broker.matrix import MatrixQuery, ask_matrix
from contractlab.broker.matrix_selectors import MatrixSelector
from contractlab.broker.writing import (
    add_to_branch,
    deploy,
    ensure_pacticipant,
    ensure_version,
    record_result,
    tag_version,
)
from contractlab.values.display import quiet

__all__ = ["NEW_VERSION", "Proposal", "Step", "StepKind", "apply_steps", "proposals_for"]

NEW_VERSION = "<new version>"
"""Stands for a version that is still to be made."""

_MOST_CELLS = 50
_MOST_CANDIDATES = 5


class StepKind(StrEnum):
    """What is to be done."""

    DEPLOY = "deploy"
    VERIFY = "verify"
    TAG = "tag"
    BRANCH = "branch"
    PUBLISH = "publish"


@quiet
@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; `place` is an environment, a tag or a branch, `sha` the content to be verified."""

    kind: StepKind
    pacticipant: str
    version: str
    place: str = ""
    consumer: str = ""
    sha: str = ""

    @property
    def text(self) -> str:
        """The step as a sentence."""
        name = f"{self.pacticipant} {self.version}"
        return {
            StepKind.DEPLOY: f"deploy {name} to {self.place}, and record it",
            StepKind.VERIFY: f"verify the contract of {self.consumer} ({self.sha[:7]}…) with {name}",
            StepKind.TAG: f"tag {name} with {self.place}",
            StepKind.BRANCH: f"put {name} on branch {self.place}",
            StepKind.PUBLISH: f"publish the contracts of {name}, or ask for a version that the broker knows",
        }[self.kind]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Steps that turn one cell green; leaving out any of them does not.

    Attributes
    ----------
    cell : Cell
    steps : tuple of Step
    is_enough : bool
        True if the answer as a whole is yes then.
    """

    cell: Cell
    steps: tuple[Step, ...]
    is_enough: bool

    @property
    def text(self) -> str:
        """The steps as a sentence."""
        words = ", then ".join(map(self._words, self.steps))
        return words[:1].upper() + words[1:]

    def _words(self, step: Step) -> str:
        """A step; to verify anew helps only where what failed was mended before."""
        cell = self.cell
        failed = cell.kind is CellKind.FAILED and step.version == cell.provider_version
        return f"mend what failed, and {step.text} again" if failed and step.kind is StepKind.VERIFY else step.text


def apply_steps(book: Book, steps: Sequence[Step]) -> Book:
    """A sketch of a book in which the steps were done."""
    copy = book.sketch()
    for step in steps:
        pacticipant = ensure_pacticipant(copy, step.pacticipant)
        version = ensure_version(copy, pacticipant, step.version)
        if step.kind is StepKind.DEPLOY:
            environment = copy.environments.first("name", step.place)
            assert environment is not None
            deploy(copy, version, environment, None)
        elif step.kind is StepKind.TAG:
            tag_version(copy, version, step.place)
        elif step.kind is StepKind.BRANCH:
            add_to_branch(copy, version, step.place)
        elif step.kind is StepKind.VERIFY:
            consumer = ensure_pacticipant(copy, step.consumer)
            content = copy.contents.first("consumer provider sha", consumer.id, pacticipant.id, step.sha)
            if content is not None:
                record_result(copy, content, version, True)
    copy.journal.clear()
    return copy


def proposals_for(book: Book, query: MatrixQuery, *, strict: bool) -> list[Proposal]:
    """Proposals for every cell that blocks, those of fewer steps and of what is known already first."""
    cells = [cell for cell in cells_of(book, ask_matrix(book, query), strict=strict) if cell.blocks]
    proposals = []
    for cell in cells[:_MOST_CELLS]:
        for steps in _candidates(book, query, cell):
            proposal = _checked(book, query, cell, steps, strict)
            if proposal is not None:
                proposals.append(proposal)
                break
    return sorted(proposals, key=lambda each: (not each.is_enough, len(each.steps)))


def _checked(book: Book, query: MatrixQuery, cell: Cell, steps: Sequence[Step], strict: bool) -> Proposal | None:
    """The proposal, if it turns the cell green and every step of it is needed."""
    if not _is_green(apply_steps(book, steps), query, cell, strict):
        return None
    for index in range(len(steps) if len(steps) > 1 else 0):
        if _is_green(apply_steps(book, [*steps[:index], *steps[index + 1 :]]), query, cell, strict):
            return None
    after = apply_steps(book, steps)
    answer = ask_matrix(after, query)
    blocked = any(each.blocks for each in cells_of(after, answer, strict=strict))
    return Proposal(cell, tuple(steps), answer.deployable is True and not blocked)


def _is_green(book: Book, query: MatrixQuery, cell: Cell, strict: bool) -> bool:
    """True if nothing blocks any longer where the cell was, nor because nothing is there now."""
    for each in cells_of(book, ask_matrix(book, query), strict=strict):
        if not each.blocks or each.pair != cell.pair or each.consumer_version != cell.consumer_version:
            continue
        nothing = CellKind.NOTHING_RECORDED in (each.kind, cell.kind)
        if nothing or each.provider_version == cell.provider_version:
            return False
    return True


def _candidates(book: Book, query: MatrixQuery, cell: Cell) -> Iterator[list[Step]]:
    if cell.kind is CellKind.VERSION_UNKNOWN:
        yield [Step(StepKind.PUBLISH, cell.consumer, cell.consumer_version)]
        return
    good = [result.version for result in cell.others if result.success][:_MOST_CANDIDATES]
    asked_is_consumer = cell.consumer == query.selectors[0].pacticipant
    to = query.to
    if asked_is_consumer and to is not None:
        for version in good:
            place = _placed(book, cell.provider, version, to)
            if place is not None and _may_go(book, cell.provider, version, to):
                yield [place]
    if cell.provider_version:
        yield [_verify(cell, cell.provider_version)]
    elif to is not None:
        provider = book.pacticipant(cell.provider)
        newest = [] if provider is None else book.versions_of(provider.id)[:1]
        for number in [*good, *(version.number for version in newest), NEW_VERSION]:
            place = _placed(book, cell.provider, number, to)
            verify = _verify(cell, number)
            yield [verify]
            if place is not None:
                yield [place]
                yield [verify, place]


def _verify(cell: Cell, version: str) -> Step:
    return Step(StepKind.VERIFY, cell.provider, version, "", cell.consumer, cell.sha)


def _placed(book: Book, name: str, version: str, to: MatrixSelector) -> Step | None:
    """The step that brings a version where the question looks."""
    if to.environment is not None:
        return Step(StepKind.DEPLOY, name, version, to.environment)
    if to.tag is not None:
        return Step(StepKind.TAG, name, version, to.tag)
    pacticipant = book.pacticipant(name)
    if to.main_branch and pacticipant is not None:
        return Step(StepKind.BRANCH, name, version, pacticipant.main_branch or "main")
    return None


def _may_go(book: Book, name: str, version: str, to: MatrixSelector) -> bool:
    """True if the other side may go there itself, before it is proposed."""
    query = MatrixQuery((MatrixSelector(name, version),), "cvpv" if to.environment is not None else "cvp", to)
    # What it breaks there is what it replaces; a version that already blocks is no way out.
    return ask_matrix(book, query).deployable is True
