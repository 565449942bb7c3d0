"""Sentences of a matrix answer: why it is yes or no, worded as a broker words them."""

from __future__ import annotations

from dataclasses import dataclass

from contractlab.broker.book import Book
from contractlab.broker.matrix import QueryAnswer, Row
from contractlab.broker.matrix_selectors import Resolved
from contractlab.broker.records import Pacticipant
from contractlab.values.display import quiet

__all__ = ["Notice", "matrix_notices", "version_words"]


@quiet
@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence; `type` is ``"success"``, ``"error"``, ``"warning"``, ``"info"``, ``"prompt"`` or ``"debug"``."""

    type: str
    text: str


def version_words(resolved: Resolved) -> str:
    """The versions that a selector means: "the version of Bar currently in test (b1)"."""
    selector, name = resolved.selector, resolved.name
    number = None if resolved.version is None else resolved.version.number
    if resolved.pacticipant is None:
        return f"any version of {name} (no such pacticipant exists)"
    if selector.tag is not None and selector.latest:
        return f"the latest version of {name} with tag {selector.tag} ({number or 'no such version exists'})"
    if selector.main_branch and selector.latest:
        main = resolved.pacticipant.main_branch
        if number is None:
            return f"the latest version of {name} from the main branch (no versions exist for this branch)"
        return f"the latest version of {name} from branch {main} ({number})"
    if selector.branch is not None and selector.latest:
        return f"the latest version of {name} from branch {selector.branch} ({number or 'no such version exists'})"
    if selector.latest:
        return f"the latest version of {name} ({number or 'no such version exists'})"
    if selector.tag is not None:
        return f"a version of {name} with tag {selector.tag} ({number or 'no such version exists'})"
    if selector.branch is not None or selector.main_branch:
        branch = selector.branch or resolved.pacticipant.main_branch
        prefix = "one of the versions" if resolved.one_of_many else "the version"
        return f"{prefix} of {name} from branch {branch} ({number or 'no such version exists'})"
    if selector.environment is not None:
        if number is None:
            nothing = "no version is currently recorded as deployed/released in this environment"
            return f"a version of {name} currently in {selector.environment} ({nothing})"
        prefix = "one of the versions" if resolved.one_of_many else "the version"
        return f"{prefix} of {name} currently in {selector.environment} ({number})"
    if selector.version is not None:
        missing = "" if resolved.exists else " (no such version exists)"
        return f"version {selector.version} of {name}{missing}"
    return f"any version of {name}"


def _missing_words(resolved: Resolved) -> str:
    selector, name = resolved.selector, resolved.name
    if selector.environment is not None:
        return (
            f"No version of {name} is currently recorded as deployed or released in environment {selector.environment}"
        )
    if selector.tag is not None:
        return f"No version with tag {selector.tag} exists for {name}"
    if selector.main_branch:
        return f"No version of {name} from the main branch exists"
    if selector.branch is not None:
        return f"No version of {name} from branch {selector.branch} exists"
    if selector.version is not None:
        return f"No pacts or verifications have been published for version {selector.version} of {name}"
    return f"No version of {name} exists"


class _Words:
    """Names both sides of a row by the first selector of each pacticipant."""

    def __init__(self, book: Book, answer: QueryAnswer) -> None:
        self.book = book
        self.by_name = {each.name: each for each in reversed(answer.resolved)}
        self.by_version = {each.version.id: each for each in answer.resolved if each.version is not None}

    def side(self, pacticipant: Pacticipant, version: int | None = None) -> str:
        resolved = self.by_name.get(pacticipant.name)
        if version is not None:
            resolved = self.by_version.get(version, resolved)
        if resolved is None or (version is None and resolved.one_of_many):
            return f"any version of {pacticipant.name}"
        return version_words(resolved)

    def never(self, consumer: Pacticipant, provider: Pacticipant) -> str:
        return f"There is no verified pact between {self.side(consumer)} and {self.side(provider)}"

    def of_row(self, row: Row) -> str:
        consumer = self.book.pacticipants[row.publication.consumer]
        provider = self.book.pacticipants[row.publication.provider]
        left = self.side(consumer, row.publication.version)
        right = self.side(provider, None if row.result is None else row.result.version)
        if row.success is None:
            return f"There is no verified pact between {left} and {right}"
        return f"The verification for the pact between {left} and {right} failed"


def matrix_notices(book: Book, answer: QueryAnswer) -> tuple[Notice, ...]:
    """Why an answer is what it is; missing versions go before everything else, errors before success."""
    return (*_advice(answer), *_verdict(book, answer))


_NO_ENVIRONMENT = (
    "WARN: It is recommended to specify the environment into which you are deploying. "
    "Without the environment, this result will not be reliable."
)
_NO_VERSION = (
    "WARN: It is recommended to specify the version number (rather than the tag or branch) of the pacticipant you wish "
    "to deploy to avoid race conditions. Without a version number, this result will not be reliable."
)


def _advice(answer: QueryAnswer) -> list[Notice]:
    """What a broker says of a question that is too open to rely on."""
    notices = [
        Notice("warning", f"WARN: Cannot ignore {version_words(each)}") for each in answer.ignored if not each.exists
    ]
    to = answer.query.to
    overall = to is not None and not (to.tag or to.branch or to.main_branch or to.environment)
    single = len(answer.query.selectors) == 1 and sum(each.specified for each in answer.resolved) == 1
    texts = [_NO_ENVIRONMENT] if single and (to is None or overall) else []
    # Observed: one version that is named is enough, and so are names alone.
    selectors = answer.query.selectors
    if not any(each.version for each in selectors) and not all(each.means_all for each in selectors):
        texts.append(_NO_VERSION)
    return notices + [Notice("warning", text) for text in texts]


def _verdict(book: Book, answer: QueryAnswer) -> list[Notice]:
    words = _Words(book, answer)
    errors = [
        _missing_words(each) for each in answer.resolved if each.specified and not each.exists and not each.ignored
    ]
    if not errors:
        errors += [words.never(consumer, provider) for consumer, provider in answer.unmet]
        for wanted in (False, None):
            errors += [words.of_row(row) for row in answer.considered if row.success is wanted]
    notices = [Notice("error", text) for text in errors]
    if not notices and not answer.unmet and all(row.success for row in answer.considered):
        text = (
            "All required verification results are published and successful"
            if answer.considered
            else "There are no missing dependencies"
        )
        notices.append(Notice("success", text))
    return notices
