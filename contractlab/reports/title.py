"""The title of a report: the sentence that a person would say."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.contracts.contract import Contract
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.views.words import count, cut
from contractlab.views.words import versions as span_of

__all__ = ["title"]

_NAMED = 3
_NAME = 80


def title(run: Run) -> str:
    """What a run came to, in one sentence without its full stop.

    Parameters
    ----------
    run : Run

    Returns
    -------
    str
        Plain text, such as ``customer-service 2.5.0 breaks billing-service``.
    """
    unread = len(run.contracts.refused)
    more = f", and {count(unread, 'contract')} could not be read" if unread else ""
    return f"{_verdict(run)}{more}"


def _verdict(run: Run) -> str:
    counts, checked = run.counts(), _contracts(run.results)
    if not run.results:
        return "There is nothing to check"
    for verdict, one_consumer, several in (
        ("failed", "breaks {}", "{} of {} are broken"),
        ("error", "could not be checked in full against {}", "{} of {} could not be checked in full"),
    ):
        if counts[verdict]:
            found = [one for one in run.results if one.verdict == verdict]
            return _broken(run, found, checked, one_consumer, several)
    missing, total = counts["not exercised"], len(run.results)
    if missing == total:
        return f"Nothing was checked: no capture fits {'the example' if total == 1 else f'any of {total:,} examples'}"
    if missing and not run.allow_not_exercised:
        return f"{_subject(run, run.results)}: {missing:,} of {count(total, 'example')} not exercised"
    return f"{_kept(run, checked)}{_but(counts)}"


def _broken(run: Run, found: Sequence[Result], checked: Sequence[Contract], one: str, several: str) -> str:
    hurt = _contracts(found)
    consumers = list(dict.fromkeys(cut(contract.consumer, _NAME) for contract in hurt))
    if len({contract.provider for contract in hurt}) == 1 and len(consumers) <= _NAMED:
        return f"{_subject(run, found)} {one.format(_listed(consumers))}"
    return several.format(f"{len(hurt):,}", count(len(checked), "contract"))


def _kept(run: Run, checked: Sequence[Contract]) -> str:
    if len({one.provider for one in checked}) > 1:
        return f"All {len(checked):,} contracts are kept"
    if len(checked) > 1:
        return f"{_subject(run, run.results)} keeps all {len(checked):,} contracts"
    return f"{_subject(run, run.results)} keeps its contract with {cut(checked[0].consumer, _NAME)}"


def _but(counts: dict[str, int]) -> str:
    """What a passing run did not find good."""
    pending, missing = counts["pending"], counts["not exercised"]
    said = [f"{count(pending, 'pending example')}"] if pending else []
    said += [f"{count(missing, 'example')} without a capture"] if missing else []
    return f", apart from {_listed(said)}" if said else ""


def _subject(run: Run, results: Sequence[Result]) -> str:
    """Provider and versions of some results."""
    providers = list(dict.fromkeys(one.contract.provider for one in results))
    name = cut(providers[0], _NAME) if len(providers) == 1 else count(len(providers), "provider")
    there = {one.provider_version for one in results}
    return f"{name} {span_of(one for one in run.provider_versions if one in there)}".rstrip()


def _contracts(results: Sequence[Result]) -> list[Contract]:
    return list({id(one.contract): one.contract for one in results}.values())


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
