"""The SQLite file of a broker: its scripts by number, and what is checked before a file is trusted."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from contractlab.errors import BrokerError

__all__ = ["APPLICATION_ID", "MAX_FILE_BYTES", "SCRIPTS", "check_file", "is_checked_whole", "migrate"]

APPLICATION_ID = 0x436C4272
MAX_FILE_BYTES = 8 * 1024**3
"""Larger files are refused."""
CHECKED_WHOLE_BYTES = 2 * 1024**2
"""Up to this size a file is checked whole before it is used; of a larger one each row is checked as it is read, so that
opening costs what it costs however much a file holds."""

SCRIPTS = (
    """
    CREATE TABLE pacticipants (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, main_branch TEXT, display_name TEXT,
        repository_url TEXT, created_at INTEGER NOT NULL) STRICT;
    CREATE TABLE versions (id INTEGER PRIMARY KEY, pacticipant INTEGER NOT NULL, number TEXT NOT NULL, build_url TEXT,
        created_at INTEGER NOT NULL, UNIQUE (pacticipant, number)) STRICT;
    CREATE TABLE branches (id INTEGER PRIMARY KEY, pacticipant INTEGER NOT NULL, name TEXT NOT NULL, head INTEGER,
        created_at INTEGER NOT NULL, UNIQUE (pacticipant, name)) STRICT;
    CREATE TABLE branch_versions (id INTEGER PRIMARY KEY, branch INTEGER NOT NULL, version INTEGER NOT NULL,
        pacticipant INTEGER NOT NULL, UNIQUE (branch, version)) STRICT;
    CREATE TABLE tags (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, pacticipant INTEGER NOT NULL,
        name TEXT NOT NULL, created_at INTEGER NOT NULL, UNIQUE (version, name)) STRICT;
    CREATE TABLE contents (id INTEGER PRIMARY KEY, consumer INTEGER NOT NULL, provider INTEGER NOT NULL,
        sha TEXT NOT NULL, UNIQUE (consumer, provider, sha)) STRICT;
    CREATE TABLE texts (content INTEGER PRIMARY KEY, text BLOB NOT NULL) STRICT;
    CREATE TABLE publications (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, consumer INTEGER NOT NULL,
        provider INTEGER NOT NULL, content INTEGER NOT NULL, created_at INTEGER NOT NULL,
        UNIQUE (version, provider)) STRICT;
    CREATE TABLE results (id INTEGER PRIMARY KEY, content INTEGER NOT NULL, version INTEGER NOT NULL,
        success INTEGER NOT NULL, wip INTEGER NOT NULL, build_url TEXT, created_at INTEGER NOT NULL) STRICT;
    CREATE TABLE result_details (result INTEGER PRIMARY KEY, details TEXT NOT NULL) STRICT;
    CREATE TABLE tag_successes (id INTEGER PRIMARY KEY, content INTEGER NOT NULL, provider INTEGER NOT NULL,
        name TEXT NOT NULL, wip INTEGER NOT NULL, created_at INTEGER NOT NULL) STRICT;
    CREATE TABLE environments (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
        display_name TEXT, production INTEGER NOT NULL, created_at INTEGER NOT NULL) STRICT;
    CREATE TABLE deployments (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
        pacticipant INTEGER NOT NULL, environment INTEGER NOT NULL, instance TEXT, created_at INTEGER NOT NULL,
        ended_at INTEGER) STRICT;
    CREATE TABLE releases (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
        pacticipant INTEGER NOT NULL, environment INTEGER NOT NULL, created_at INTEGER NOT NULL,
        ended_at INTEGER) STRICT;
    CREATE TABLE integrations (id INTEGER PRIMARY KEY, consumer INTEGER NOT NULL, provider INTEGER NOT NULL,
        created_at INTEGER NOT NULL, UNIQUE (consumer, provider)) STRICT;
    """,
    """
    ALTER TABLE pacticipants ADD COLUMN updated_at INTEGER;
    ALTER TABLE pacticipants ADD COLUMN repository_name TEXT;
    ALTER TABLE pacticipants ADD COLUMN repository_namespace TEXT;
    ALTER TABLE versions ADD COLUMN updated_at INTEGER;
    ALTER TABLE publications ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE branch_versions ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE deployments ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE environments ADD COLUMN updated_at INTEGER;
    ALTER TABLE environments ADD COLUMN contacts TEXT;
    ALTER TABLE releases ADD COLUMN updated_at INTEGER;
    CREATE TABLE labels (id INTEGER PRIMARY KEY, pacticipant INTEGER NOT NULL, name TEXT NOT NULL,
        created_at INTEGER NOT NULL, UNIQUE (pacticipant, name)) STRICT;
    CREATE TABLE webhooks (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, consumer INTEGER, provider INTEGER,
        document TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER) STRICT;
    """,
    # What the rules ask by, beside what is unique; the last column of an index is the row's own number.
    """
    CREATE INDEX versions_by_pacticipant ON versions (pacticipant);
    CREATE INDEX branches_by_head ON branches (head);
    CREATE INDEX branch_versions_by_version ON branch_versions (version);
    CREATE INDEX branch_versions_by_branch ON branch_versions (branch);
    CREATE INDEX tags_by_pacticipant_name ON tags (pacticipant, name);
    CREATE INDEX contents_by_sha ON contents (sha);
    CREATE INDEX publications_by_version ON publications (version);
    CREATE INDEX publications_by_consumer_provider ON publications (consumer, provider);
    CREATE INDEX publications_by_provider ON publications (provider);
    CREATE INDEX publications_by_content ON publications (content);
    CREATE INDEX results_by_content_version ON results (content, version);
    CREATE INDEX results_by_content ON results (content);
    CREATE INDEX results_by_version ON results (version);
    CREATE INDEX tag_successes_by_content ON tag_successes (content);
    CREATE INDEX deployments_by_version ON deployments (version, ended_at);
    CREATE INDEX deployments_by_environment ON deployments (environment, ended_at);
    CREATE INDEX deployments_by_pacticipant ON deployments (pacticipant, environment, ended_at);
    CREATE INDEX deployments_live ON deployments (pacticipant, ended_at);
    CREATE INDEX releases_by_version ON releases (version, environment);
    CREATE INDEX releases_by_environment ON releases (environment, ended_at);
    CREATE INDEX releases_by_pacticipant ON releases (pacticipant, environment, ended_at);
    CREATE INDEX releases_live ON releases (pacticipant, ended_at);
    CREATE INDEX integrations_by_provider ON integrations (provider);
    CREATE INDEX labels_by_name ON labels (name)
    """,
    # What a file says of itself: a mirror, of which broker it is, and of when.
    """
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    """,
)
"""Each script takes a file one version further; scripts that were published are never changed."""


def check_file(path: Path) -> None:
    """Look at a file that exists before anything is written to it: it is opened for reading, nothing in it runs.

    Raises
    ------
    BrokerError
        If it is no broker of contractlab, is of a newer one, is damaged, too large, or has tables that others made.
    """
    try:
        if _size(path) > MAX_FILE_BYTES:
            raise BrokerError(f"{path} is larger than {MAX_FILE_BYTES // 1024**3} GiB")
        if path.stat().st_size == 0:
            return
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except (OSError, sqlite3.Error) as error:
        raise BrokerError(f"{path} cannot be opened: {error}") from None
    try:
        _check(connection, path)
    except sqlite3.Error as error:
        advice = "Give the path of a file that contractlab made, or of one that does not exist yet."
        raise BrokerError(f"{path} is not a readable SQLite file: {error}", advice=advice) from None
    finally:
        connection.close()


def _size(path: Path) -> int:
    """Bytes of a file, with what was written and not put into it yet."""
    beside = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (beside.stat().st_size if beside.exists() else 0)


def is_checked_whole(path: Path) -> bool:
    """True for a file that is small enough to look at every page and every row before it is used."""
    try:
        return _size(path) <= CHECKED_WHOLE_BYTES
    except OSError:
        return False  # it says what is wrong when it is read


def _check(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    ((application,),) = connection.execute("PRAGMA application_id").fetchall()
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    tables = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchmany(1000)
    if application != APPLICATION_ID:
        if application == 0 and version == 0 and not tables:
            return
        raise BrokerError(f"{path} is an SQLite file of something else", advice="Give another path.")
    if version > len(SCRIPTS):
        raise BrokerError(
            f"{path} was written by a newer contractlab (its version is {version}, this one knows {len(SCRIPTS)})",
            advice="Upgrade contractlab.",
        )
    if sorted(tables, key=repr) != sorted(_schema_of(version), key=repr):
        raise BrokerError(f"{path} does not have the tables that a broker's file has")
    if not is_checked_whole(path):
        return
    ((damage,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
    if damage != "ok":
        raise BrokerError(f"{path} is damaged: {damage}")


def _schema_of(version: int) -> list[tuple[str, str, str | None]]:
    """What `sqlite_master` says of a file of our own."""
    connection = sqlite3.connect(":memory:")
    try:
        for script in SCRIPTS[:version]:
            connection.executescript(script)
        return connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    finally:
        connection.close()


def migrate(connection: sqlite3.Connection) -> None:
    """Bring an open file to the newest version, in one transaction."""
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    if version == len(SCRIPTS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it while this one waited.
        ((version,),) = connection.execute("PRAGMA user_version").fetchall()
        for script in SCRIPTS[version:]:
            for statement in script.split(";"):
                if statement.strip():
                    connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(SCRIPTS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
