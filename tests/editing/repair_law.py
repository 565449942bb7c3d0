"""What must hold of every repair: applied, it gives the verdicts that it promised, and looking changes nothing."""

from __future__ import annotations

from typing import Any

import contractlab as cl
from contractlab.captures import Captures
from contractlab.editing.repair import CauseRepairs, Repair, Repairs
from contractlab.verification.run import Run

Verdicts = dict[int, str]


def verdicts_of(run: Run) -> Verdicts:
    """Verdicts by capture; what nothing exercises is left out."""
    return {id(result.capture): result.verdict for result in run.results if result.capture is not None}


def promised(repair: Repair, before: Verdicts) -> Verdicts:
    """Verdicts by capture as a repair says that they will be."""
    after = dict(before)
    for change in repair.verdict_changes:
        if change.capture is not None and change.after not in (None, "not exercised"):
            after[id(change.capture)] = str(change.after)
    return after


def hold_law(contract: cl.Contract, captures: Captures) -> int:
    """Hold the law for every repair of a contract; how many changed something."""
    run = cl.verify([contract], captures)
    before, applied = verdicts_of(run), 0
    edit = cl.edit(contract)
    offered: Repairs = cl.repairs(run, edit)
    for repairs in offered:
        hold_order(repairs)
        for repair in repairs:
            assert not edit.steps, "looking changes nothing"
            if not repair.applies:
                continue
            applied += 1
            assert repair.apply() == (edit,)
            assert len(edit.steps) == 1, repair.name
            after = verdicts_of(cl.verify([edit.contract], captures))
            assert after == promised(repair, before), repair.name
            broke = {id(result.capture) for result in repairs.cause.results}
            assert repair.mended == sum(after[capture] == "passed" for capture in broke), repair.name
            assert repair.helps == bool(repair.settled or repair.mended or repair.waits), repair.name
            if repair.mended == repair.total and not repair.broken:
                causes = [cause.message for cause in cl.verify([edit.contract], captures).causes]
                assert repairs.cause.message not in causes
            edit.undo()
            assert edit.to_bytes() == contract.source.data
            edit.redo()
            edit.undo()
            hold_code(repair, contract, captures, after)
    return applied


def hold_code(repair: Repair, contract: cl.Contract, captures: Captures, after: Verdicts) -> None:
    """The lines of Python do the same."""
    namespace: dict[str, Any] = {"edit": cl.edit(contract), "match": cl.match}
    exec(repair.code, namespace)
    assert verdicts_of(cl.verify([namespace["edit"].contract], captures)) == after, repair.code


def hold_order(repairs: CauseRepairs) -> None:
    """Least harm first; what does not help comes last and says why; somebody can always be told."""
    assert len(repairs) <= 12
    assert [repair.helps for repair in repairs] == sorted((repair.helps for repair in repairs), reverse=True)
    broken = [repair.broken for repair in repairs.helping]
    assert broken == sorted(broken)
    assert all(repair.why_not for repair in repairs.folded)
    strictness = [repair.strictness for repair in repairs if repair.strictness is not None]
    assert all(0 <= each.after <= each.before and each.before for each in strictness)
    (provider_repair,) = [repair for repair in repairs if not repair.applies and repair.helps]
    assert provider_repair.text


__all__ = ["hold_law", "hold_order", "promised", "verdicts_of"]
