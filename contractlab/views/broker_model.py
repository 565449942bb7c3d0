"""Views of what a broker answers: whether a version can be deployed, and the matrix."""

from __future__ import annotations

import shlex
from urllib.parse import quote

from contractlab.broker.answer import Answer
from contractlab.broker.cells import Cell as Pair
from contractlab.broker.cells import CellKind, OtherResult
from contractlab.broker.proposals import NEW_VERSION, Proposal, Step, StepKind
from contractlab.values.text import visible
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
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
    faint_code,
    line,
    strong,
)
from contractlab.views.words import count, cut

__all__ = ["build_answer", "verdict_line"]

_MOST = 50
_NAME = 80
_SENTENCE = 400


def verdict_line(deployable: bool | None) -> Line:
    """Yes, no or unknown, as a chip."""
    if deployable is True:
        return line(chip("passed", "Yes"))
    return line(chip("failed", "No")) if deployable is False else line(chip("error", "Unknown"))


def _what(answer: Answer) -> Line:
    words = {True: "can be deployed", False: "cannot be deployed", None: "cannot be deployed yet"}[answer.deployable]
    name = f"{cut(answer.pacticipant, _NAME)} {cut(answer.version, _NAME)}"
    return line(strong(f"{name} {words}"), _where(answer))


def _where(answer: Answer) -> str:
    return f" to {cut(answer.place, _NAME)}" if answer.to_environment else f", asked of {cut(answer.place, _NAME)}"


def _mark(pair: Pair) -> Line:
    if pair.ignored:
        return line(faint("ignored"))
    if pair.kind is CellKind.VERIFIED:
        return line(chip("passed", "verified"))
    if pair.kind is CellKind.NO_CONTRACT:
        return line(faint("no contract"))
    if pair.hidden and not pair.strict:
        return line(faint("not counted"))
    if pair.kind is CellKind.FAILED:
        return line(chip("failed", "failed"))
    if pair.kind in _NOTHING_THERE:
        return line(chip("error", pair.kind.value))
    return line(chip("failed", "never verified"))


_NOTHING_THERE = (CellKind.NOTHING_RECORDED, CellKind.VERSION_UNKNOWN)


def _against(answer: Answer, pair: Pair) -> Line:
    """The one that it has to fit."""
    if pair.consumer == answer.pacticipant and pair.provider:
        name, version = pair.provider, pair.provider_version
    elif pair.provider == answer.pacticipant:
        name, version = pair.consumer, pair.consumer_version
    else:
        name, version = pair.consumer, pair.consumer_version
    return line(strong(cut(name, _NAME)), f" {cut(version, _NAME)}" if version else "")


def _why(answer: Answer, pair: Pair) -> Line:
    """What a person would say of the pair."""
    if pair.failures:
        first, rest = pair.failures[0], len(pair.failures) - 1
        more = faint(f"; {count(rest, 'more example')} failed") if rest else ""
        return line(cut(first.text, _SENTENCE), more)
    if pair.kind is CellKind.VERIFIED:
        return line("")
    good = [result for result in pair.others if result.success]
    sentence = _short(answer, pair)
    return line(f"{sentence} ", *_others(good)) if good else line(sentence)


def _short(answer: Answer, pair: Pair) -> str:
    """The pair in fewer words than alone: what is asked about stands in the title, the other beside it."""
    if pair.kind is CellKind.VERIFIED_BY_OTHERS:
        return "No result for this content."
    if pair.kind is CellKind.NEVER_VERIFIED:
        return f"No version of {cut(pair.provider, _NAME)} verified this content."
    if pair.kind is CellKind.PROVIDER_WITHOUT_RESULTS:
        return f"{cut(f'{pair.provider} {pair.provider_version}', _NAME)} never told a result."
    if pair.kind is CellKind.NOTHING_RECORDED:
        place = f"in {cut(answer.place, _NAME)}" if answer.to_environment else f"for {cut(answer.place, _NAME)}"
        return f"No version is recorded {place}."
    return f"{_sentence(pair.text)}."


def _sentence(text: str) -> str:
    shown = cut(text, _SENTENCE)
    return shown[:1].upper() + shown[1:]


def _others(good: list[OtherResult]) -> list[Span | str]:
    pieces: list[Span | str] = []
    for result in good[:3]:
        places = f" in {', '.join(result.environments)}" if result.environments else ""
        away = abs(result.versions_away)
        side = "after" if result.versions_away > 0 else "before"
        distance = f", {count(away, 'version')} {side}" if away else ""
        pieces += ["; " if pieces else "", strong(cut(result.version, _NAME)), faint(f"{cut(places, _NAME)}{distance}")]
    return [*pieces, " verified it."]


def build_answer(answer: Answer) -> Document:
    """The document of an answer: the verdict, the reason a person would give, every pair of versions, what to do."""
    blocks: list[Block] = [Paragraph(line(verdict_line(answer.deployable), " ", _what(answer)), "title")]
    if answer.as_of:
        blocks.append(Paragraph(line(faint(f"As of {answer.as_of}, by the rules of a mirror."))))
    if answer.reasons:
        rest = len(answer.reasons) - 1
        more = f" {count(rest, 'more reason')} below." if rest else ""
        blocks.append(Paragraph(line(f"{_sentence(answer.reasons[0])}.", more), "sentence"))
    counted = [pair for pair in answer.cells if not pair.ignored and not (pair.hidden and not pair.strict)]
    rows = tuple(
        Row((Cell(_mark(pair)), Cell(_against(answer, pair)), Cell(_why(answer, pair))))
        for pair in sorted(counted, key=lambda pair: (not pair.blocks, pair.kind is CellKind.NO_CONTRACT))[:_MOST]
    )
    if rows:
        blocks.append(
            Table(rows, ("Answer", "Against", "Why"), widths=("20%", "25%", ""), caption=_asked(answer, counted))
        )
    if len(counted) > _MOST:
        blocks.append(Paragraph(line(faint(f"{len(counted) - _MOST:,} more: "), code("answer.cells"))))
    blocks += _proposals(answer)
    if answer.difference:
        hidden = sum(pair.hidden and not pair.ignored for pair in answer.cells)
        yes = "By the broker\u2019s rule. " if answer.deployable is True else ""
        title = line(strong(f"{count(hidden, 'live version')} not counted by the broker"))
        blocks.append(
            Details(title, (Paragraph(line(f"{yes}{cut(answer.difference, _SENTENCE)}.")),), open=True, boxed=True)
        )
    ignored = [pair for pair in answer.cells if pair.ignored]
    if ignored:
        names = ", ".join(dict.fromkeys(str_of(_against(answer, pair)) for pair in ignored[:_MOST]))
        blocks.append(
            Details(
                line(strong(f"Ignored: {len(ignored)}")), (Paragraph(line(faint(cut(names, _SENTENCE)))),), boxed=True
            )
        )
    return Document(tuple(blocks))


def str_of(text: Line) -> str:
    """A line as plain text."""
    return "".join(span.text for span in text)


def _asked(answer: Answer, counted: list[Pair]) -> Line:
    kinds: dict[str, int] = {}
    for pair in counted:
        kinds[pair.kind.value] = kinds.get(pair.kind.value, 0) + 1
    figures = ", ".join(f"{number:,} {kind}" for kind, number in kinds.items())
    return line(f"{count(len(counted), 'pair')} of versions: {figures}")


def _proposals(answer: Answer) -> list[Block]:
    if not answer.proposals:
        return []
    rows = tuple(
        Row(
            (
                Cell(line(strong(str(number)))),
                Cell(line(f"{cut(each.text, _SENTENCE)}. ", *_commands(each))),
                Cell(line(_against(answer, each.cell), faint(", and the answer is yes" if each.is_enough else ""))),
            )
        )
        for number, each in enumerate(answer.proposals[:_MOST], start=1)
    )
    return [
        Paragraph(line(strong("What would help"), faint(", each tried on a copy of the book")), "heading"),
        Only(frozenset({"html", "markdown"}), (Table(rows, ("", "Step", "Turns green"), widths=("40px", "", "25%")),)),
        # A terminal has no room for columns of sentences.
        Only(frozenset({"text"}), (Bullets(tuple(_step(each) for each in answer.proposals[:_MOST])),)),
    ]


def _step(proposal: Proposal) -> Line:
    return line(f"{cut(proposal.text, _SENTENCE)}.", faint(" Then it is a yes." if proposal.is_enough else ""))


def _commands(proposal: Proposal) -> list[Span | str]:
    """What to type for the steps that one command does."""
    commands = [command for command in map(command_of, proposal.steps) if command]
    return [piece for command in commands for piece in (faint_code(cut(command, _SENTENCE)), " ")]


def command_of(step: Step) -> str:
    """The command that does a step; ``""`` where it takes more than one, or a version that is still to be made."""
    if step.version == NEW_VERSION:
        return ""
    name, version, place = (shlex.quote(visible(text)) for text in (step.pacticipant, step.version, step.place))
    versioned = f"--pacticipant {name} --version {version}"
    return {
        StepKind.DEPLOY: f"contractlab broker record-deployment {versioned} --environment {place}",
        StepKind.TAG: f"contractlab broker create-version-tag {versioned} --tag {place}",
        StepKind.BRANCH: f"contractlab broker create-or-update-version {versioned} --branch {place}",
        StepKind.VERIFY: f"contractlab verify {shlex.quote('broker:' + quote(step.pacticipant))} --provider URL",
        StepKind.PUBLISH: "",
    }[step.kind]
