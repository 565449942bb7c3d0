"""Mirrors: offline they answer as the broker does, or say that they cannot tell; pushed, they make an equal one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from broker_books import contract
from broker_transports import BASE, HandMade
from random_lives import INTEGRATIONS, PLACES, TAGS, Life
from support import require

import contractlab as cl
from contractlab.broker.cells import CellKind
from contractlab.broker.embedded import EmbeddedBroker
from contractlab.broker.mirror import Mirror
from contractlab.broker.remote import RemoteBroker
from contractlab.errors import BrokerError

require("uvicorn")
require("starlette")

FULL = bool(os.environ.get("CONTRACTLAB_FULL"))
SEEDS = range(100 if FULL else 3)
MANY = 5000 if FULL else 150
SELECTORS: list[list[dict[str, Any]] | None] = [
    None,
    [{"mainBranch": True}],
    [{"branch": "feat/x"}, {"deployedOrReleased": True}],
    [{"branch": True}],
    [{"tag": "rc", "latest": True}, {"tag": "gold"}],
    [{"environment": "live"}],
    [{"matchingBranch": True}],
    [{"latest": True}],
]


# Nobody tells of results of contracts that were deleted: a mirror does not know that a version told any.
_KINDS = {CellKind.PROVIDER_WITHOUT_RESULTS: CellKind.NEVER_VERIFIED}


class Counted:
    """Counts the requests of a broker at an address."""

    def __init__(self, broker: RemoteBroker) -> None:
        self.sent: list[str] = []
        session = broker.links.session
        once = session._once

        def counting(method: str, url: str, *rest: Any) -> Any:
            self.sent.append(method)
            return once(method, url, *rest)

        session._once = counting  # type: ignore[method-assign]

    def __call__(self) -> int:
        """How many since the last look."""
        count = len(self.sent)
        self.sent.clear()
        return count


@contextmanager
def served(broker: EmbeddedBroker) -> Iterator[RemoteBroker]:
    with broker.serve() as url, RemoteBroker(url) as remote:
        yield remote


def verdicts(broker: EmbeddedBroker, numbers: bool = True) -> dict[Any, Any]:
    """Every answer about every version."""
    statuses: dict[Any, Any] = {}
    for name, info in broker.pacticipants.items():
        for version in info.versions[: None if FULL else 4]:
            for question in (*({"environment": place} for place in PLACES), {"to": "rc"}, {"main_branch": True}, {}):
                answer = broker.can_i_deploy(name, version=version.number, **question)
                strict = broker.can_i_deploy(name, version=version.number, strict=True, **question)
                rows = [
                    (row.consumer_version, row.provider_version, row.success, row.sha, numbers and row.result_number)
                    for row in answer.table
                ]
                kinds = [
                    (_KINDS.get(cell.kind, cell.kind), cell.consumer_version, cell.provider_version, cell.blocks)
                    for cell in strict.cells
                    if cell.kind is not CellKind.NO_CONTRACT
                ]
                statuses[name, version.number, str(question)] = (
                    answer.deployable,
                    len(set(answer.reasons)),
                    rows,
                    sorted(kinds),
                )
    for consumer, provider in INTEGRATIONS:
        if {consumer, provider} <= set(broker.pacticipants):
            for latestby in (None, "cvp", "cvpv"):
                table = broker.matrix(consumer, provider, latestby=latestby, limit=10_000)
                statuses[consumer, provider, latestby] = [
                    (row.consumer_version, row.provider_version, row.success, row.sha, numbers and row.result_number)
                    for row in table
                ]
    return statuses


def state(broker: EmbeddedBroker) -> dict[str, Any]:
    """What lists say."""
    listed = {
        name: (
            info.main_branch,
            [(v.number, sorted(v.branches), sorted(v.head_of), set(v.tags)) for v in info.versions],
        )
        for name, info in broker.pacticipants.items()
    }
    return listed | {
        f"environment {each.name}": (each.production, sorted(each.deployed), sorted(each.supported))
        for each in broker.environments
    }


Asked = dict[tuple[str, str], tuple[bool | None, bool]]


def selections(broker: EmbeddedBroker) -> Iterator[tuple[str, Asked, set[tuple[str, str]]]]:
    for provider in ("Stock", "Tax/ü"):
        if provider not in broker.pacticipants:
            continue
        for at, selectors in enumerate(SELECTORS):
            for branch, tags in (("main", ()), ("feat/x", ()), ("new", ()), (None, ("rc",)), (None, TAGS), (None, ())):
                if branch is None and selectors and "matchingBranch" in selectors[0]:
                    continue
                for since in (None, "2020-01-01", "2023-11-18") if FULL else ("2020-01-01",):
                    chosen = broker.contracts(
                        provider=provider,
                        selectors=selectors,
                        provider_branch=branch,
                        provider_tags=tags,
                        wip_since=since,
                    )
                    places = [each.published for each in chosen]
                    statuses = {(p.consumer, p.consumer_version): (p.pending, p.wip) for p in places if p is not None}
                    unsure = {(each.consumer, str(each.version)) for each in chosen.uncertain}
                    yield f"{provider} {at} {branch} {tags} {since}", statuses, unsure


def assert_same_selections(broker: EmbeddedBroker, mirror: EmbeddedBroker) -> int:
    """Equal but for what the mirror says that it cannot tell; gives how many it could."""
    sure = 0
    for (question, own, _), (_, its, unsure) in zip(selections(broker), selections(mirror), strict=True):
        consumers = {consumer for consumer, _ in unsure}
        # Of an uncertain content another version may stand for it: all of its consumer's are left out.
        left = {key: value for key, value in own.items() if key not in unsure}
        right = {key: value for key, value in its.items() if key not in unsure}
        if not unsure:
            assert list(own.items()) == list(its.items()), question
            sure += 1
        else:
            assert {k: v for k, v in left.items() if k[0] not in consumers} == {
                k: v for k, v in right.items() if k[0] not in consumers
            }, question
            assert left == right, question
    return sure


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mirror_answers_offline_as_its_broker_does(seed: int, tmp_path: Path) -> None:
    life = Life(seed)
    life.live(60)
    with served(life.broker) as remote:
        remote.mirror(tmp_path / "mirror.sqlite").close()
        life.live(25)
        with remote.mirror(tmp_path / "mirror.sqlite") as mirror:
            assert mirror.disagreements() == ()
    with cl.broker(tmp_path / "mirror.sqlite") as mirror:
        assert isinstance(mirror, Mirror)
        assert state(mirror) == state(life.broker)
        assert verdicts(mirror) == verdicts(life.broker)
        assert assert_same_selections(life.broker, mirror) > 20
        for entry in life.broker.latest_contracts():
            own = life.broker.contract(entry.consumer, entry.provider, version=entry.consumer_version)
            its = mirror.contract(entry.consumer, entry.provider, version=entry.consumer_version)
            assert its.document == own.document


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mirror_pushed_to_an_empty_broker_makes_an_equal_one(seed: int, tmp_path: Path) -> None:
    life = Life(seed)
    life.live(80)
    with served(life.broker) as remote:
        mirror = remote.mirror(tmp_path / "mirror.sqlite")
    with mirror, EmbeddedBroker(":memory:") as empty:
        planned = mirror.push(empty, dry_run=True)
        assert planned.dry_run
        assert len(planned.requests) == len(planned) > 0
        assert not empty.pacticipants
        pushed = mirror.push(empty)
        assert pushed.done == planned.done
        assert any("work in progress" in each for each in pushed.lost)
        assert state(empty) == state(mirror)
        assert verdicts(empty, numbers=False) == verdicts(mirror, numbers=False)
        assert_same_selections(empty, mirror)
        assert mirror.push(empty).done == ()
        life.live(20)
        with served(life.broker) as remote:
            assert life.broker.push(empty).done
        assert life.broker.push(empty).done == ()


def test_requests_follow_what_changed(tmp_path: Path) -> None:
    life = Life(1)
    with life.store.writing() as book:
        for at in range(MANY):
            consumer, provider = INTEGRATIONS[at % 4]
            life.publish(book, consumer, provider, at)
    with served(life.broker) as remote:
        count = Counted(remote)
        mirror = remote.mirror(tmp_path / "mirror.sqlite")
        first = count()
        publications = life.broker.ask(lambda book: len(book.publications))
        contents = life.broker.ask(lambda book: len(book.contents))
        assert publications > MANY // 3
        assert first >= publications
        mirror.refresh()
        nothing = count()
        assert nothing <= 30 + contents / 50
        with life.store.writing() as book:
            life.publish(book, "Shop", "Stock", MANY + 1)
            life.publish(book, "Shop", "Stock", MANY + 2)
        refreshed = mirror.refresh()
        assert refreshed.contracts <= 2
        assert count() <= nothing + 2 + 1
        mirror.close()


def test_a_mirror_is_not_written_to_and_says_of_when_it_is(tmp_path: Path) -> None:
    with EmbeddedBroker(":memory:") as broker:
        broker.publish(contract(), version="1", branch="main", build_url="http://ci/1")
        broker.create_environment("live", production=True)
        with served(broker) as remote:
            mirror = remote.mirror(tmp_path / "mirror.sqlite")
            address = remote.address
    with mirror:
        assert mirror.origin == address
        assert mirror.as_of.endswith("UTC")
        answer = mirror.can_i_deploy("Shop", version="1", environment="live")
        assert answer.as_of == mirror.as_of
        with pytest.raises(BrokerError, match="mirror"):
            mirror.publish(contract(), version="2")
        with pytest.raises(BrokerError, match="mirror"):
            mirror.record_deployment("Shop", "1", "live")
        before = state(mirror)
        with pytest.raises(BrokerError, match="no answer"):
            mirror.refresh()
        assert state(mirror) == before
    with pytest.raises(BrokerError, match="is a mirror of"):
        RemoteBroker("http://127.0.0.1:1").mirror(tmp_path / "mirror.sqlite")
    with EmbeddedBroker(tmp_path / "own.sqlite") as own:
        own.publish(contract(), version="1")
    with pytest.raises(BrokerError, match="of its own"):
        RemoteBroker("http://127.0.0.1:1").mirror(tmp_path / "own.sqlite")


def test_disagreements_are_shown(tmp_path: Path) -> None:
    with EmbeddedBroker(":memory:") as broker:
        broker.publish(contract(), version="1", branch="main")
        broker.create_environment("live", production=True)
        broker.record_deployment("Shop", "1", "live")
        with served(broker) as remote, remote.mirror(tmp_path / "mirror.sqlite") as mirror:
            assert mirror.disagreements() == ()
            with broker._store.writing() as book:
                from contractlab.broker.writing import add_to_branch, deploy, ensure_version, record_result

                stock = book.pacticipant("Stock")
                assert stock is not None
                version = ensure_version(book, stock, "s1")
                add_to_branch(book, version, "main")
                record_result(book, next(iter(book.contents)), version, True)
                deploy(book, version, next(iter(book.environments)), None)
            (disagreement,) = mirror.disagreements()
            assert (disagreement.rules, disagreement.broker) == (None, True)
            assert "the broker says yes, the rules say unknown" in disagreement.text


def test_content_that_was_taken_back_and_published_again_is_seen(tmp_path: Path) -> None:
    with EmbeddedBroker(":memory:") as broker, served(broker) as remote:
        broker.publish(contract(), version="1", branch="main")
        with remote.mirror(tmp_path / "mirror.sqlite") as mirror:
            with broker._store.writing() as book:
                from contractlab.broker.writing import delete_publication

                delete_publication(book, next(iter(book.publications)))
            broker.publish(contract(path="/pears"), version="1", branch="main")
            mirror.refresh()
            assert mirror.contract("Shop", "Stock").document == broker.contract("Shop", "Stock").document


HOSTILE = ["<script>alert(1)</script>", "a\x1b[31mb\x00c", "../../etc/passwd", "a/b?c#d&e", "\u202eevil", "💥 ü"]


def test_hostile_names_and_a_token_leave_no_trace(tmp_path: Path) -> None:
    secret = "planted-token-4711"
    with EmbeddedBroker(":memory:") as broker:
        for at, name in enumerate(HOSTILE):
            broker.publish(contract(name, "Stock"), version=f"v{at}", branch=name, tags=[name])
        broker.create_environment("live", production=True)
        with broker.serve() as url, RemoteBroker(url, token=secret) as remote:
            mirror = remote.mirror(tmp_path / "mirror.sqlite")
            pushed = mirror.push(EmbeddedBroker(":memory:"), dry_run=True)
            texts = [repr(mirror), repr(pushed), str(mirror.problems), repr(mirror.graph())]
        with mirror:
            assert set(HOSTILE) <= set(mirror.pacticipants)
            assert state(mirror) == state(broker)
            for shown in (mirror.problems, mirror.graph(), mirror.matrix("Stock"), *_answers(mirror)):
                bundle = shown._repr_mimebundle_()
                assert "<script>" not in bundle["text/html"]
                for text in bundle.values():
                    assert "\x1b" not in text
                    assert "\u202e" not in text
                texts += bundle.values()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert secret.encode() not in kept
    assert not any(secret in text for text in texts)


def _answers(broker: EmbeddedBroker) -> list[Any]:
    return [broker.can_i_deploy(name, version=f"v{at}", environment="live") for at, name in enumerate(HOSTILE)]


def test_pages_without_end_and_links_elsewhere_end_the_reading(tmp_path: Path) -> None:
    page = {"_embedded": {"pacticipants": []}, "_links": {"next": {"href": f"{BASE}/pacticipants?page=1&size=500"}}}
    with pytest.raises(BrokerError, match="no end"):
        HandMade({("GET", "/pacticipants"): page}).broker().mirror(tmp_path / "endless.sqlite")
    away = {"_embedded": {"pacticipants": []}, "_links": {"next": {"href": "http://elsewhere.test/pacticipants"}}}
    with pytest.raises(BrokerError, match="another place"):
        HandMade({("GET", "/pacticipants"): away}).broker().mirror(tmp_path / "away.sqlite")
    with pytest.raises(BrokerError, match="not a mirror"):
        Mirror(tmp_path / "away.sqlite")
