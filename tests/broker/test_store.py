"""The file of a broker: whole after a crash, shared by processes and threads, refused when somebody else made it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from broker_books import contract

import contractlab as cl
from contractlab.broker.store import Store
from contractlab.broker.store_schema import APPLICATION_ID, SCRIPTS
from contractlab.broker.writing import ensure_pacticipant, ensure_version

KILLS = int(os.environ.get("CONTRACTLAB_BROKER_KILLS", "10"))

PUBLISHERS = """
import os, sys
sys.path.insert(0, sys.argv[2])
import contractlab as cl
from broker_books import contract

def publish(start):
    broker = cl.broker(sys.argv[1])
    for number in range(start, start + 100_000):
        pair = [contract("Shop", "Stock", f"/{number}", 20), contract("Shop", "Tax", f"/{number}", 20)]
        broker.publish(pair, version=f"v{number}", branch="main", tags=["dev"])
        if number == start:
            os.write(1, b"ready\\n")

with cl.broker(":memory:") as warm:  # a process that is forked has all of it loaded
    warm.publish(contract(), version="0", branch="main")
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        publish(int(line))
    os.write(1, b"%d\\n" % child)
    os.waitpid(child, 0)
    os.write(1, b"gone\\n")
"""


def _is_whole(broker: cl.Broker, numbers: Sequence[str]) -> None:
    for number in numbers:
        for provider in ("Stock", "Tax"):
            assert len(broker.contract("Shop", provider, version=number).examples) == 20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed that were forked")
def test_no_publication_is_half_there_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "team.sqlite"
    program = [sys.executable, "-c", PUBLISHERS, str(path), str(Path(__file__).parent)]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        checked = 0
        for round_number in range(KILLS):
            process.stdin.write(f"{round_number * 100_000}\n")
            process.stdin.flush()
            lines = {process.stdout.readline().strip(), process.stdout.readline().strip()}
            assert "ready" in lines
            (child,) = lines - {"ready"}
            time.sleep(0.013 * (1 + round_number % 10))
            os.kill(int(child), signal.SIGKILL)
            assert process.stdout.readline() == "gone\n"
            with cl.broker(path) as broker:
                versions = broker.pacticipants["Shop"].versions
                assert all(version.branches == ("main",) and version.tags == ("dev",) for version in versions)
                # What earlier rounds have written is looked at once more at the end.
                _is_whole(broker, [version.number for version in versions[: len(versions) - checked]])
                checked = len(versions)
        with cl.broker(path) as broker:
            _is_whole(broker, [version.number for version in broker.pacticipants["Shop"].versions])
        process.stdin.close()


def test_nothing_is_written_where_an_error_is_raised(tmp_path: Path) -> None:
    store = Store(tmp_path / "team.sqlite")

    def write_and_fail() -> None:
        with store.writing() as book:
            ensure_version(book, ensure_pacticipant(book, "Shop"), "1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with store.reading() as book:
        assert len(book.pacticipants) == len(book.versions) == 0
    with store.writing() as book:
        ensure_pacticipant(book, "Shop")
    with Store(store.path).reading() as book:
        assert [row.name for row in book.pacticipants] == ["Shop"]


def test_two_that_have_the_file_open_see_what_the_other_wrote(tmp_path: Path) -> None:
    path = tmp_path / "team.sqlite"
    with cl.broker(path) as first, cl.broker(path) as second:
        first.publish(contract(), version="1", branch="main")
        second.publish(contract(path="/pears"), version="2", branch="main")
        assert [version.number for version in first.pacticipants["Shop"].versions] == ["2", "1"]
        assert first.contract("Shop", "Stock", branch="main").examples[0].request.path == "/pears/0"


def test_of_threads_that_publish_the_same_version_each_is_taken_or_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "team.sqlite"
    cl.broker(path).close()

    def publish(index: int) -> str:
        with cl.broker(path) as broker:
            try:
                broker.publish(contract(path=f"/{index}"), version="1")
            except cl.BrokerError as error:
                return f"refused with {error.status}"
            return f"/{index}/0"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(publish, range(8)))
    (taken,) = [answer for answer in answers if answer != "refused with 409"]
    with cl.broker(path) as broker:
        assert broker.contract("Shop", "Stock", version="1").examples[0].request.path == taken


def _sqlite(path: Path, *statements: str) -> Path:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path


def test_files_of_others_are_refused_and_stay_as_they_are(tmp_path: Path) -> None:
    own = tmp_path / "own.sqlite"
    cl.broker(own).close()
    texts = {
        "text.sqlite": b"no database " * 100,
        "cut.sqlite": own.read_bytes()[: len(own.read_bytes()) // 2],
    }
    files = [tmp_path / name for name in texts]
    for file in files:
        file.write_bytes(texts[file.name])
    files.append(_sqlite(tmp_path / "other.sqlite", "CREATE TABLE t (x)"))
    for name, statement in {
        "trigger": "CREATE TRIGGER t AFTER INSERT ON versions BEGIN DELETE FROM versions; END",
        "view": "CREATE VIEW v AS SELECT 1",
        "newer": "PRAGMA user_version = 99",
    }.items():
        copy = tmp_path / f"{name}.sqlite"
        copy.write_bytes(own.read_bytes())
        files.append(_sqlite(copy, statement))
    for file in files:
        before = file.read_bytes()
        with pytest.raises(cl.BrokerError):
            cl.broker(file)
        assert file.read_bytes() == before, file.name


def test_a_row_that_names_what_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "team.sqlite"
    cl.broker(path).close()
    _sqlite(path, "INSERT INTO versions VALUES (1, 77, '1', NULL, 5, NULL)")
    with cl.broker(path) as broker, pytest.raises(cl.BrokerError, match="names a pacticipant that is not there"):
        _ = broker.pacticipants


def test_opening_reads_no_text_of_a_contract(tmp_path: Path) -> None:
    path = tmp_path / "team.sqlite"
    with cl.broker(path) as broker:
        broker.publish(contract(), version="1", branch="main")
    _sqlite(path, "UPDATE texts SET text = x'00'")
    with cl.broker(path) as broker:
        broker.create_environment("live", production=True)
        assert broker.can_i_deploy("Shop", version="1", environment="live").deployable is None
        with pytest.raises(cl.ContractLabError):
            broker.contract("Shop", "Stock", version="1")


def test_a_file_says_whose_it_is(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "team.sqlite"
    cl.broker(path).close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    connection.close()


def test_a_file_of_every_older_version_is_taken_on(tmp_path: Path) -> None:
    for version in range(1, len(SCRIPTS)):
        path = tmp_path / f"version-{version}.sqlite"
        connection = sqlite3.connect(path)
        for script in SCRIPTS[:version]:
            connection.executescript(script)
        connection.executescript(
            "INSERT INTO pacticipants (id, name, created_at) VALUES (1, 'Shop', 5);"
            "INSERT INTO versions (id, pacticipant, number, created_at) VALUES (1, 1, '1', 6);"
            f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {version};"
        )
        connection.close()
        with cl.broker(path) as broker:
            broker.publish(contract(), version="2", branch="main")
            assert [each.number for each in broker.pacticipants["Shop"].versions] == ["2", "1"]


def _asked(path: Path) -> None:
    with cl.broker(path) as broker:
        _ = broker.pacticipants, broker.problems, broker.environments
        for version in broker.pacticipants["Shop"].versions:
            broker.contract("Shop", "Stock", version=version.number)
        _ = broker.matrix("Shop", "Stock").rows
        _ = broker.can_i_deploy("Shop", version="1", environment="live").reasons


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is as one that is too large to be checked whole."""
    monkeypatch.setattr("contractlab.broker.store_schema.CHECKED_WHOLE_BYTES", 0)


def _with_history(path: Path) -> Path:
    with cl.broker(path) as broker:
        broker.create_environment("live", production=True)
        for number in range(6):
            broker.publish(contract(path=f"/{number}"), version=str(number), branch="main", tags=["dev"])
            broker.record_deployment("Shop", str(number), "live")
    return path


@pytest.mark.usefixtures("unchecked")
def test_a_damaged_page_of_a_large_file_is_an_error_of_the_broker_where_it_is_read(tmp_path: Path) -> None:
    whole = _with_history(tmp_path / "whole.sqlite").read_bytes()
    random = Random(7)
    refused = 0
    for number in range(40):
        path = tmp_path / f"{number}.sqlite"
        data = bytearray(whole)
        start = 4096 * random.randrange(1, len(whole) // 4096) + random.choice([0, 3, 8, random.randrange(4_000)])
        data[start : start + 96] = random.randbytes(96)
        path.write_bytes(data)
        try:
            _asked(path)
        except cl.ContractLabError:
            refused += 1
    assert refused > 5


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE publications SET content = 77",
        "UPDATE versions SET pacticipant = 77",
        "DELETE FROM environments",
        "UPDATE deployments SET version = 0",
    ],
)
def test_a_row_of_a_large_file_that_names_what_is_not_there_is_told_where_it_is_read(
    tmp_path: Path, statement: str
) -> None:
    path = _with_history(tmp_path / "team.sqlite")
    _sqlite(path, statement)
    with pytest.raises(cl.ContractLabError):
        _asked(path)


@pytest.mark.usefixtures("unchecked")
def test_a_row_of_a_large_file_whose_values_are_of_other_kinds_is_told(tmp_path: Path) -> None:
    path = _with_history(tmp_path / "team.sqlite")
    connection = sqlite3.connect(path)
    ((sql,),) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'versions'").fetchall()
    connection.close()
    change = "UPDATE sqlite_master SET sql = {} WHERE name = 'versions'"
    writable = "PRAGMA writable_schema = ON"
    _sqlite(path, writable, change.format("replace(sql, ' STRICT', '')"))
    _sqlite(path, "UPDATE versions SET created_at = 'yesterday'")
    _sqlite(path, writable, change.format("'" + sql.replace("'", "''") + "'"))
    with pytest.raises(cl.BrokerError, match="values of other kinds"):
        _asked(path)


def test_what_sqlite_cannot_write_is_an_error_of_the_broker(tmp_path: Path) -> None:
    path = _with_history(tmp_path / "team.sqlite")
    store = Store(path)
    store._connection.execute("PRAGMA max_page_count = 1")

    def write_much() -> None:
        with store.writing() as book:
            for number in range(2_000):
                ensure_version(book, ensure_pacticipant(book, "Shop"), f"more {number}")

    with pytest.raises(cl.BrokerError, match="cannot be written"):
        write_much()
    store.close()
    _asked(path)
