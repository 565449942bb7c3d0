"""The section "Can it be deployed?": what a broker answers to the questions of a report."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.broker.references import ask_reference
from contractlab.broker.verbs import DeployAnswer
from contractlab.reports.section import Section, quiet_section
from contractlab.views.model import Block
from contractlab.views.registry import build

__all__ = ["DEPLOY", "DEPLOY_TITLE", "deploy_answers", "deploy_section"]

DEPLOY = "deploy"
DEPLOY_TITLE = "Can it be deployed?"


def deploy_section(answers: Sequence[DeployAnswer]) -> Section:
    """Each answer as a view of its own shows it: the verdict, why, what would help."""
    if not answers:
        return quiet_section(DEPLOY, DEPLOY_TITLE, "No broker was asked.", None)
    blocks: list[Block] = []
    for answer in answers:
        blocks += build(answer).blocks
    return Section(DEPLOY, DEPLOY_TITLE, tuple(blocks))


def deploy_answers(questions: Sequence[str], broker: str = "") -> list[DeployAnswer]:
    """Ask a broker what a report is to say.

    Parameters
    ----------
    questions : sequence of str
        Each as ``"Foo?version=3&environment=prod"``; see `contractlab.broker.references.ask_reference`.
    broker : str
        Address or file; the variable ``PACT_BROKER_BASE_URL`` goes first.

    Raises
    ------
    BrokerError
        If a question cannot be understood, or the broker does not answer it.
    """
    return [ask_reference(question, broker or None) for question in questions]
