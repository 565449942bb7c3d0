"""What a run says to a broker of each contract, and why it must not be published: whichever broker it is."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.__about__ import __version__
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.published import Published
from contractlab.errors import BrokerError
from contractlab.values.json_types import JSONObject
from contractlab.values.mismatch import Mismatch
from contractlab.values.text import count, visible
from contractlab.verification.results import Result
from contractlab.verification.run import Run

__all__ = ["result_bodies", "version_of"]

_ATTRIBUTES = {"headers": "header", "content-type": "header", "contents": "body"}
"""Parts that the reference's verifier calls otherwise; the rest has the same name."""
_CHECKED = ("passed", "failed", "pending")
_MOST_REASONS = 20
_REDACTED = "redacted"


def version_of(run: Run, given: str | None) -> str:
    """The provider version that the results are of.

    Raises
    ------
    BrokerError
        If none is known, or the run is about several and none or another one was named.
    """
    versions = [version for version in run.provider_versions if version is not None]
    if given is not None and given.strip():
        if len(versions) > 1 and given not in versions:
            raise BrokerError(
                f"the run has no results of provider version {visible(given)!r}",
                candidates=tuple(map(visible, versions[:8])),
            )
        return given
    if len(versions) != 1:
        raise BrokerError(
            "the provider's version is missing" if not versions else "the run is about several provider versions",
            candidates=tuple(map(visible, versions[:8])),
            advice="Give provider_version=, such as the commit.",
        )
    return versions[0]


def result_bodies(
    run: Run, version: str, build_url: str | None = None, partial: bool = False, *, addressed: bool = True
) -> list[tuple[Published, JSONObject]]:
    """What is to be published, for each contract of a run.

    Parameters
    ----------
    run : Run
    version : str
        Of the provider.
    build_url : str, optional
    partial : bool
        True to publish a failure where examples were not checked, instead of refusing.
    addressed : bool
        False for a broker in a file: its contracts name no address for results.

    Raises
    ------
    BrokerError
        If results must not be published, with every reason.
    """
    reasons: list[str] = []
    if run.dialect != "reference":
        reasons.append(f"The verdicts are of the dialect {run.dialect}, and no verifier gives these.")
    if run.stopped and not partial:
        reasons += [visible(reason.text) for reason in run.stopped]
    several = len([each for each in run.provider_versions if each is not None]) > 1
    bodies: list[tuple[Published, JSONObject]] = []
    for contract in run.contracts:
        results = [
            result
            for result in run.results
            if result.contract is contract and (not several or result.provider_version in (version, None))
        ]
        if not results:
            continue
        faults = _faults(contract, results, partial, addressed)
        place = contract.published
        if faults or place is None:
            reasons += [f"{visible(contract.label)}: {fault}" for fault in faults]
            continue
        bodies.append((place, _body(contract, place, results, version, build_url)))
    if not reasons and not bodies:
        reasons.append("The run has no results.")
    if reasons:
        left_out = len(reasons) - _MOST_REASONS
        more = (f"and {count(left_out, 'more reason')}",) if left_out > 0 else ()
        raise BrokerError(
            "the results of this run are not published",
            messages=(*reasons[:_MOST_REASONS], *more),
            advice="" if partial else "partial=True publishes a failure where only examples were not checked.",
        )
    return bodies


def _faults(contract: Contract, results: Sequence[Result], partial: bool, addressed: bool) -> list[str]:
    """Why the results of a contract must not be published."""
    place = contract.published
    if place is None:
        return ["it did not come from a broker, or was edited since."]
    if addressed and not place.results_url:
        return ["the broker does not say where results go."]
    if len(place.ids) != len(contract.examples):
        return ["the broker knows other examples than the contract has."]
    faults: list[str] = []
    if any(result.second_hand for result in results):
        faults.append("somebody else gave the verdicts, and no recording shows that they are right.")
    if any(each.reason == _REDACTED for result in results for each in result.unchecked):
        faults.append("something was not checked, because it was redacted.")
    exercised = {result.example.key for result in results if result.verdict in _CHECKED}
    unchecked = [example for example in contract.examples if example.key not in exercised]
    errors = [result for result in results if result.verdict == "error"]
    if not partial:
        faults += [f"{visible(result.example.description)!r} could not be checked." for result in errors]
        failed = {result.example.key for result in errors}
        faults += [
            f"{visible(example.description)!r} was not exercised." for example in unchecked if example.key not in failed
        ]
    # A broker in a file takes a failure of everything, too: there is nobody whose build it would break unseen.
    if not exercised and (addressed or not partial):
        faults.append("nothing was checked.")
    return faults


def _body(
    contract: Contract, place: Published, results: Sequence[Result], version: str, build_url: str | None
) -> JSONObject:
    tests: list[JSONObject] = []
    for example, identifier in zip(contract.examples, place.ids, strict=True):
        own = [result for result in results if result.example is example]
        if any(result.verdict != "not exercised" for result in own):
            tests.append(_test(example, identifier, own))
    complete = len(tests) == len(contract.examples)
    body: JSONObject = {
        "success": complete and all(test["success"] for test in tests),
        "providerApplicationVersion": version,
        "testResults": tests,
        "verifiedBy": {"implementation": "contractlab", "version": __version__},
    }
    if build_url is not None:
        body["buildUrl"] = build_url
    return body


def _test(example: Example, identifier: str, results: Sequence[Result]) -> JSONObject:
    """The result of one example: it passed if every recording of it did; a pending one that failed has failed."""
    test: JSONObject = {
        "interactionId": identifier,
        "success": all(result.verdict in ("passed", "not exercised") for result in results),
    }
    if test["success"]:
        return test
    test["interactionDescription"] = example.description
    mismatches = [_mismatch(each) for result in results for each in result.shown_mismatches]
    errors = [result.reason for result in results if result.verdict == "error" and result.reason]
    if mismatches:
        test["mismatches"] = mismatches
    if errors:
        test["exceptions"] = [{"message": reason} for reason in errors]
    return test


def _mismatch(mismatch: Mismatch) -> JSONObject:
    attribute = _ATTRIBUTES.get(mismatch.part, mismatch.part)
    return {"attribute": attribute, "identifier": mismatch.path, "description": mismatch.message}
