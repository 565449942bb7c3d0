"""The headline of a report: the sentence that a person would say, and the line below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contractlab.contracts.contract import Contract
from contractlab.reports.subject import Subject, counts_of, listed
from contractlab.values.display import quiet
from contractlab.values.result import Verdict
from contractlab.verification.matrix import NO_VERSION
from contractlab.verification.results import Result
from contractlab.views.model import Line, Span, chip, faint, join, line, strong
from contractlab.views.result_model import sentence_of
from contractlab.views.tally import tally_of, tally_of_matrix
from contractlab.views.words import count, cut
from contractlab.views.words import versions as span_of

__all__ = ["lead", "title", "verdict_chip"]

_NAMED = 3
_NAME = 80


def title(subject: Subject) -> str:
    """What it came to, in one sentence without its full stop.

    Returns
    -------
    str
        Plain text of the newest version, such as ``customer-service 2.5.0 breaks billing-service``; it may hold
        anything that a name holds.
    """
    unread = len(subject.refused)
    more = f", and {count(unread, 'contract')} could not be read" if unread else ""
    if _is_unfinished(subject):
        return f"{_who(subject, subject.current)} could not be verified in full{more}"
    more += ", and the verification stopped short" if subject.stopped else ""
    return f"{_verdict(subject)}{more}"


def _is_unfinished(subject: Subject) -> bool:
    """True if nothing failed, and not everything was verified."""
    counts = counts_of(subject.current)
    return bool(subject.stopped and subject.results) and not counts["failed"] and not counts["error"]


def _verdict(subject: Subject) -> str:
    current = subject.current
    counts, checked = counts_of(current), _contracts(current)
    if not subject.results:
        return "There is nothing to check"
    for wording in _BREAKS:
        if counts[wording.verdict]:
            hurt = [result for result in current if result.verdict == wording.verdict]
            return _broken(subject, hurt, checked, wording)
    missing, total = counts["not exercised"], len(current)
    if missing == total:
        return (
            f"Nothing was checked: no capture matches {'the example' if total == 1 else f'any of {total:,} examples'}"
        )
    if missing and not subject.tolerant:
        return f"{_who(subject, current)}: {missing:,} of {count(total, 'example')} not exercised"
    return f"{_kept(subject, checked)}{_but(counts)}{_older(subject)}"


@quiet
@dataclass(frozen=True, slots=True)
class _Wording:
    """The headline of a broken run: a provider and its consumers, or how many contracts of how many."""

    verdict: Verdict
    single_provider: str
    several_providers: str


_BREAKS = (
    _Wording("failed", "{} breaks {}", "{} of {} are broken"),
    _Wording("error", "{} could not be checked in full against {}", "{} of {} could not be checked in full"),
)


def _broken(subject: Subject, hurt: Sequence[Result], checked: Sequence[Contract], wording: _Wording) -> str:
    pairs = list(dict.fromkeys((result.contract.consumer, result.contract.provider) for result in hurt))
    consumers = [cut(consumer, _NAME) for consumer in dict.fromkeys(consumer for consumer, _ in pairs)]
    if len({provider for _, provider in pairs}) == 1:
        total = len({contract.consumer for contract in checked if contract.provider == pairs[0][1]})
        whom = listed(consumers) if len(consumers) <= _NAMED else f"{len(consumers):,} of {total:,} consumers"
        return wording.single_provider.format(_who(subject, hurt), whom) + _under(subject)
    every = len({(contract.consumer, contract.provider) for contract in checked})
    return wording.several_providers.format(f"{len(pairs):,}", count(every, "contract"))


def _kept(subject: Subject, checked: Sequence[Contract]) -> str:
    pairs = {(contract.consumer, contract.provider) for contract in checked}
    if len({provider for _, provider in pairs}) > 1:
        return f"All {len(pairs):,} contracts are kept"
    if len(pairs) > 1:
        return f"{_who(subject, subject.current)} keeps all {len(pairs):,} contracts"
    whom = cut(checked[0].consumer, _NAME)
    return f"{_who(subject, subject.current)} keeps its contract with {whom}{_under(subject)}"


def _but(counts: Mapping[str, int]) -> str:
    """What a passing run did not find good."""
    pending, missing = counts["pending"], counts["not exercised"]
    exceptions = [f"{count(pending, 'pending example')}"] if pending else []
    exceptions += [f"{count(missing, 'example')} without a capture"] if missing else []
    return f", apart from {listed(exceptions)}" if exceptions else ""


def _older(subject: Subject) -> str:
    """Older versions that fail a run whose newest version is fine."""
    broken = _broken_versions(subject)
    if not broken:
        return ""
    few = len(broken) <= _NAMED
    names = listed([cut(version, 40) for version in broken]) if few else f"{len(broken):,} older versions"
    return f"; {names} did not"


def _broken_versions(subject: Subject) -> list[str]:
    bad = {"failed", "error"}
    hurt = {subject.column_of[id(result)] for result in subject.results if result.verdict in bad}
    now = {subject.column_of[id(result)] for result in subject.current}
    return [version for version in subject.matrix.versions if version in hurt and version not in now]


def _under(subject: Subject) -> str:
    """The version of the contract, where the columns are such."""
    if subject.matrix.axis != "consumer" or not subject.versions:
        return ""
    return f" under {cut(subject.versions[-1], 40)}"


def _who(subject: Subject, results: Sequence[Result]) -> str:
    """Provider and version of some results."""
    providers = list(dict.fromkeys(result.contract.provider for result in results))
    name = cut(providers[0], _NAME) if len(providers) == 1 else count(len(providers), "provider")
    if subject.matrix.axis == "provider":
        newest = dict.fromkeys(map(subject.newest_of, providers))
        versions = [None if version == NO_VERSION else version for version in newest]
    else:
        versions = list(dict.fromkeys(result.provider_version for result in results))
    return f"{name} {span_of(versions)}".rstrip()


def _contracts(results: Sequence[Result]) -> list[Contract]:
    return list({id(result.contract): result.contract for result in results}.values())


def verdict_chip(subject: Subject) -> Span:
    """``4 of 8 failed``: the verdict of the newest version."""
    if _is_unfinished(subject):
        return chip("error", "not verified in full")
    return tally_of(subject.current).chip(tolerant=subject.tolerant)


def lead(subject: Subject) -> Line:
    """Since when, what is new, and the other figures."""
    counts = counts_of(subject.current)
    sentences: list[Line] = []
    if subject.second_hand is not None:
        sentences.append(line(strong("From verifier results"), "."))
    sentences += [line(sentence_of(cut(reason.text, 300))) for reason in subject.stopped[:_NAMED]]
    broken = bool(counts["failed"] or counts["error"])
    providers = {pair.provider for pair in subject.pairs}
    if broken and len(subject.versions) > 1 and len(providers) == 1:
        last = subject.matrix.last_passing
        since = line("Last fully passing: ", strong(cut(last, 60)), ".") if last else line("No fully passing version.")
        sentences.append(since)
        fresh = _new(subject)
        if fresh:
            sentences.append(line(f"New in {cut(subject.versions[-1], 60)}: ", fresh, "."))
    current = tally_of(subject.current)
    rest = current.rest(tolerant=subject.tolerant)
    if rest:
        sentences.append(line(faint(f"{rest}.")))
    if len(subject.matrix.versions) > 1:
        every = tally_of_matrix(subject.matrix)
        text = f"In all: {every.headline(tolerant=subject.tolerant)} ({every.scope})."
        sentences.append(line(faint(text)))
    if not broken and _broken_versions(subject) and not subject.passed:
        sentences.append(line("The run fails for its older versions."))
    return join(sentences, " ")


def _new(subject: Subject) -> Line:
    """``1 failure and 1 error``: what the newest version broke."""
    matrix, newest = subject.matrix, subject.matrix.versions[-1]
    fresh = [row.cells[-1].verdict for row in matrix.rows if matrix.first_failing(row) == newest]
    figures = [
        strong(count(fresh.count(verdict), noun))
        for verdict, noun in (("failed", "failure"), ("error", "error"))
        if verdict in fresh
    ]
    return line(*figures[:1], *(piece for figure in figures[1:] for piece in (" and ", figure)))
