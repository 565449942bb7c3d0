"""Plays histories of a broker on a book: what each verb of golden/broker does, through Python."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from contractlab.broker.book import Book
from contractlab.broker.events import publication_events
from contractlab.broker.matrix import MatrixQuery, QueryAnswer, ask_matrix, query_faults
from contractlab.broker.matrix_selectors import MatrixSelector
from contractlab.broker.notices import matrix_notices
from contractlab.broker.records import Content, Pacticipant, Publication, Version
from contractlab.broker.selecting import Chosen, Provider, select
from contractlab.broker.selectors import parse_selectors
from contractlab.broker.writing import (
    add_to_branch,
    create_environment,
    delete_branch,
    delete_branch_version,
    delete_publication,
    delete_tag,
    delete_version,
    deploy,
    end_deployment,
    end_release,
    ensure_pacticipant,
    ensure_version,
    publish_content,
    put_tag,
    record_result,
    release,
    set_main_branch,
    tag_version,
)

TAGS = ["dev", "prod", "main", "rc"]
BRANCHES = ["develop", "feat/x", "fix", "main"]
HOUR = 36_000.0
"""Seconds in which a first tag becomes the branch: the broker of the histories ran with so many."""

Json = Any


def content_sha(k: int) -> str:
    """A stand-in for the SHA of content `k`."""
    return hashlib.sha1(str(k).encode()).hexdigest()


class Ticks:
    """A clock that goes on by a microsecond with every look."""

    def __init__(self) -> None:
        self.now = 1_800_000_000_000_000

    def __call__(self) -> int:
        self.now += 1
        return self.now


class Player:
    """A book for one history; methods are the verbs, what they return the answers.

    Parameters
    ----------
    book : Book, optional
        An empty one, whose clock is `Ticks`; one of its own without.
    """

    def __init__(self, book: Book | None = None) -> None:
        self.book = Book(Ticks()) if book is None else book
        self.contents: dict[str, int] = {content_sha(k): k for k in range(20)}

    def _version(self, pacticipant: str, number: str) -> Version | None:
        participant = self.book.pacticipant(pacticipant)
        return None if participant is None else self.book.version(participant, number)

    def publish(
        self,
        consumer: str,
        version: str,
        contracts: Sequence[tuple[str, int]],
        branch: str | None = None,
        tags: Sequence[str] = (),
        on_conflict: str | None = None,
    ) -> Json:
        existing = self._version(consumer, version)
        for provider, k in contracts:
            providing = self.book.pacticipant(provider)
            before = None if existing is None or providing is None else self.book.publication(existing, providing)
            if before is not None and self.book.contents[before.content].sha != content_sha(k):
                return {"status": 409, "events": []}
        row = ensure_version(self.book, ensure_pacticipant(self.book, consumer), version)
        if branch:
            add_to_branch(self.book, row, branch)
        for tag in tags:
            tag_version(self.book, row, tag, first_tag_limit=HOUR)
        events = []
        for provider, k in contracts:
            published = publish_content(self.book, row, ensure_pacticipant(self.book, provider), content_sha(k))
            events.append(publication_events(self.book, published))
        return {"status": 200, "events": events}

    def _put_version(self, pacticipant: str, number: str) -> Version:
        return ensure_version(self.book, ensure_pacticipant(self.book, pacticipant), number)

    def branch_version(self, pacticipant: str, branch: str, version: str) -> int:
        return 201 if add_to_branch(self.book, self._put_version(pacticipant, version), branch) else 200

    def put_tag(self, pacticipant: str, version: str, tag: str) -> int:
        return 201 if put_tag(self.book, self._put_version(pacticipant, version), tag, first_tag_limit=HOUR) else 200

    def delete_tag(self, pacticipant: str, version: str, tag: str) -> int:
        row = self._version(pacticipant, version)
        return 204 if row is not None and delete_tag(self.book, row, tag) else 404

    def delete_branch(self, pacticipant: str, branch: str) -> int:
        participant = self.book.pacticipant(pacticipant)
        row = None if participant is None else self.book.branch(participant.id, branch)
        if row is None:
            return 404
        delete_branch(self.book, row)
        return 204

    def delete_branch_version(self, pacticipant: str, branch: str, version: str) -> int:
        row = self._version(pacticipant, version)
        of = None if row is None else self.book.branch(row.pacticipant, branch)
        return 204 if row is not None and of is not None and delete_branch_version(self.book, of, row) else 404

    def delete_version(self, pacticipant: str, version: str) -> int:
        row = self._version(pacticipant, version)
        if row is None:
            return 404
        delete_version(self.book, row)
        return 204

    def _publication(self, consumer: str, provider: str, version: str) -> Publication | None:
        row, providing = self._version(consumer, version), self.book.pacticipant(provider)
        return None if row is None or providing is None else self.book.publication(row, providing)

    def delete_pact(self, consumer: str, provider: str, version: str) -> int:
        row = self._publication(consumer, provider, version)
        if row is None:
            return 404
        delete_publication(self.book, row)
        return 200

    def main_branch(self, pacticipant: str, branch: str) -> int:
        participant = self.book.pacticipant(pacticipant)
        set_main_branch(self.book, participant or ensure_pacticipant(self.book, pacticipant), branch)
        return 201 if participant is None else 200

    def environment(self, name: str, production: bool) -> int:
        create_environment(self.book, name, production=production)
        return 201

    def deploy(self, pacticipant: str, version: str, environment: str, instance: str | None = None) -> int:
        row, place = self._version(pacticipant, version), self.book.environments.first("name", environment)
        if row is None or place is None:
            return 404
        deploy(self.book, row, place, instance)
        return 201

    def undeploy(self, pacticipant: str, environment: str, instance: str | None = None) -> list[int]:
        participant, place = self.book.pacticipant(pacticipant), self.book.environments.first("name", environment)
        answers = []
        if participant is not None and place is not None:
            for row in self.book.deployments.by("pacticipant environment ended_at", participant.id, place.id, None):
                if row.instance == instance:
                    end_deployment(self.book, row)
                    answers.append(200)
        return answers

    def release(self, pacticipant: str, version: str, environment: str) -> int:
        row, place = self._version(pacticipant, version), self.book.environments.first("name", environment)
        if row is None or place is None:
            return 404
        return 201 if release(self.book, row, place) else 200

    def end_support(self, pacticipant: str, version: str, environment: str) -> list[int]:
        row, place = self._version(pacticipant, version), self.book.environments.first("name", environment)
        if row is None or place is None:
            return []
        open_ones = [
            each for each in self.book.releases.by("version environment", row.id, place.id) if each.ended_at is None
        ]
        for each in open_ones:
            end_release(self.book, each)
        return [200] * len(open_ones)

    def _results(
        self,
        content: Content,
        provider: str,
        number: str,
        success: bool,
        branch: str | None,
        tags: Sequence[str],
        wip: bool,
    ) -> int:
        if branch:
            self.branch_version(provider, branch, number)
        for tag in tags:
            self.put_tag(provider, number, tag)
        record_result(self.book, content, self._put_version(provider, number), success, wip=wip)
        return 201

    def verify(
        self,
        provider: str,
        version: str,
        consumer: str,
        consumer_version: str,
        success: bool,
        branch: str | None = None,
        tags: Sequence[str] = (),
    ) -> int:
        row = self._publication(consumer, provider, consumer_version)
        if row is None:
            return 404
        return self._results(self.book.contents[row.content], provider, version, success, branch, tags, False)

    def _select(
        self,
        provider: str,
        selectors: Sequence[Json],
        branch: str | None,
        tags: Sequence[str],
        pending: bool | None,
        wip: str | None,
    ) -> tuple[int, Json]:
        parsed, faults = parse_selectors(selectors, self.book, branch)
        if faults:
            return 400, {"errors": {"consumerVersionSelectors": faults}}
        participant = self.book.pacticipant(provider)
        if participant is None:
            return 404, {"error": f"No provider with name '{provider}' found"}
        return 200, select(
            self.book,
            Provider(participant, branch, tuple(tags)),
            parsed,
            pending=pending is not False,
            wip_since=0 if wip else None,
        )

    def verify_selected(
        self,
        provider: str,
        version: str,
        selectors: Sequence[Json],
        index: int,
        success: bool,
        branch: str | None = None,
        tags: Sequence[str] = (),
        wip: str | None = None,
    ) -> list[int]:
        status, chosen = self._select(provider, selectors, branch, tags, True, wip)
        if status != 200:
            return [status, 0]
        if not chosen:
            return [200, 0]
        each: Chosen = chosen[index % len(chosen)]
        content = self.book.contents[each.publication.content]
        return [self._results(content, provider, version, success, branch, tags, each.wip), len(chosen)]

    def ask_selected(
        self,
        provider: str,
        selectors: Sequence[Json],
        branch: str | None = None,
        tags: Sequence[str] = (),
        pending: bool | None = None,
        wip: str | None = None,
    ) -> Json:
        status, chosen = self._select(provider, selectors, branch, tags, pending, wip)
        if status != 200:
            return {"status": status, "errors": chosen}
        pacts = []
        for each in chosen:
            publication = each.publication
            pact = {
                "consumer": self.book.pacticipants[publication.consumer].name,
                "version": self.book.versions[publication.version].number,
                "content": self.contents[self.book.contents[publication.content].sha],
            }
            if each.pending is not None:
                pact["pending"] = each.pending
            if each.wip:
                pact["wip"] = True
            pacts.append(pact)
        return {"status": 200, "pacts": pacts}

    def ask_can_i_deploy(
        self,
        pacticipant: str,
        version: str,
        environment: str | None = None,
        to: str | None = None,
        ignore: Sequence[str] = (),
    ) -> Json:
        if self.book.pacticipant(pacticipant) is None:
            return {"status": 400, "errors": {"errors": {"pacticipant": ["does not match an existing pacticipant"]}}}
        target = MatrixSelector("", environment=environment, tag=to, latest=to is not None)
        return self._matrix(
            MatrixQuery(
                (MatrixSelector(pacticipant, version),),
                "cvp" if to else "cvpv",
                target,
                tuple(MatrixSelector(name) for name in ignore),
            )
        )

    def ask_matrix(self, selectors: Sequence[Json], **options: Json) -> Json:
        chosen = tuple(
            MatrixSelector(
                each["pacticipant"],
                each.get("version"),
                each.get("branch"),
                "mainBranch" in each,
                each.get("tag"),
                "latest" in each,
                each.get("environment"),
            )
            for each in selectors
        )
        to = None
        if {"environment", "tag", "latest", "mainBranch"} & set(options):
            to = MatrixSelector(
                "",
                None,
                None,
                "mainBranch" in options,
                options.get("tag"),
                "latest" in options,
                options.get("environment"),
            )
        words = {"true": True, "false": False, "": None}
        success = frozenset(words[word] for word in options["success"]) if "success" in options else None
        ignore = tuple(MatrixSelector(name) for name in options.get("ignore", ()))
        return self._matrix(MatrixQuery(chosen, options.get("latestby"), to, ignore, success))

    def _matrix(self, query: MatrixQuery) -> Json:
        faults = query_faults(self.book, query)
        if faults:
            return {"status": 400, "errors": {"errors": faults}}
        answer = ask_matrix(self.book, query)
        return {
            "status": 200,
            "summary": {"deployable": answer.deployable, **answer.counts},
            "notices": [[notice.type, notice.text] for notice in matrix_notices(self.book, answer)],
            "rows": [self._row(answer, index) for index in range(len(answer.rows))],
        }

    def _row(self, answer: QueryAnswer, index: int) -> list[Json]:
        row = answer.rows[index]
        publication, result = row.publication, row.result
        cells: list[Json] = [
            self.book.pacticipants[publication.consumer].name,
            self.book.versions[publication.version].number,
            self.book.pacticipants[publication.provider].name,
            None if result is None else self.book.versions[result.version].number,
            row.success,
        ]
        return cells + ([True] if row.ignored else [])

    def ask_latest(self, consumer: str, provider: str) -> Json:
        consuming, providing = self.book.pacticipant(consumer), self.book.pacticipant(provider)
        rows: list[Publication] = []
        if consuming is not None and providing is not None:
            rows = self.book.publications.by("consumer provider", consuming.id, providing.id)
        versions = [self.book.versions[order] for order in sorted((row.version for row in rows), reverse=True)]
        tags = {version: self.book.tag_names(version) for version in versions}
        branches = {version: [each.name for each in self.book.branches_of(version)] for version in versions}

        def newest(fits: Sequence[Version]) -> str | None:
            return fits[0].number if fits else None

        return {
            "latest": newest(versions),
            "untagged": newest([version for version in versions if not tags[version]]),
            **{f"tag {name}": newest([each for each in versions if name in tags[each]]) for name in TAGS},
            **{f"branch {name}": newest([each for each in versions if name in branches[each]]) for name in BRANCHES},
        }

    def ask_pacticipant(self, pacticipant: str) -> Json:
        participant = self.book.pacticipant(pacticipant)
        if participant is None:
            return {"status": 404}
        return {
            "mainBranch": participant.main_branch,
            "versions": [self._described(row) for row in self._all(participant)],
        }

    def _all(self, pacticipant: Pacticipant) -> list[Version]:
        return self.book.versions_of(pacticipant.id)

    def _described(self, version: Version) -> Json:
        branches = self.book.branches_of(version)
        return {
            "number": version.number,
            "branches": [[each.name, each.head == version.id] for each in branches],
            "tags": self.book.tag_names(version),
        }

    def ask_environment(self, environment: str) -> Json:
        place = self.book.environments.first("name", environment)
        assert place is not None
        deployed = self.book.deployments.by("environment ended_at", place.id, None)[::-1]
        supported = self.book.releases.by("environment ended_at", place.id, None)

        def cells(pacticipant: int, version: int) -> list[str]:
            return [self.book.pacticipants[pacticipant].name, self.book.versions[version].number]

        return {
            "deployed": [[*cells(row.pacticipant, row.version), row.instance] for row in deployed],
            "supported": sorted(cells(row.pacticipant, row.version) for row in supported),
        }


def play(steps: Sequence[tuple[str, dict[str, Json]]], book: Book | None = None) -> list[Json]:
    """The answers of a history; `book` as in `Player`."""
    player = Player(book)
    verbs = {
        name: getattr(player, name)
        for name in (
            "publish branch_version put_tag delete_tag delete_branch delete_branch_version delete_version delete_pact "
            "main_branch environment deploy undeploy release end_support verify verify_selected ask_selected "
            "ask_can_i_deploy ask_matrix ask_latest ask_pacticipant ask_environment"
        ).split()
    }
    return [json.loads(json.dumps(verbs[verb](**arguments))) for verb, arguments in steps]
