"""The broker commands against what the official command lines sent and were answered: same changes, same yes."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from broker_transports import BASE, Exchange, Player, target_of
from commands import run
from conformance.data import data_files, needs, rows

CLIENTS = "golden/broker/clients-2/*_cli_*.jsonl"
PACTS = "golden/broker/clients-2/pacts/Foo-Bar.json"

LEFT_OUT = {
    "describe-environment": "contractlab lists environments",
    "update-environment": "left to the broker's own page",
    "delete-environment": "left to the broker's own page",
    "delete-version-tag": "left to the broker's own page",
    "create-webhook": "no address is ever called",
}
"""Commands that contractlab does not have."""

OTHER_STATUS = {
    "json of the Rust command line": "it ends with 0 whatever the answer is",
    "publish --tag without --branch": "the Rust command line wants a branch",
    "delete-branch of a branch that is not there": "the Rust command line ends with 0, and has no flag for it",
    "get-pacts --consumer": "the Rust command line asks for an address that brokers do not have, or panics",
}
"""Where the exit status differs on purpose."""


def _exchanges(row: dict[str, Any]) -> list[Exchange]:
    made = []
    for each in row.get("exchanges", []):
        text = json.loads(json.dumps(each).replace("$BROKER", BASE))
        document: Any = text["response"]
        if document.startswith(("{", "[")):
            document = json.loads(document)
        body = json.loads(text["body"]) if text["body"] else None
        headers = {key.lower(): value for key, value in text["response_headers"].items()}
        made.append(Exchange("", text["method"], BASE + text["target"], body, text["status"], headers, document))
    return made


def _sessions() -> list[tuple[str, int]]:
    return [
        (path.name, at)
        for path in data_files(CLIENTS)
        for at, row in enumerate(rows(str(path.relative_to(path.parents[3]))))
        if "argv" in row
    ]


def _rows_of(name: str) -> list[dict[str, Any]]:
    return list(rows(f"golden/broker/clients-2/{name}"))


def _arguments(row: dict[str, Any], pacts: Path) -> list[str]:
    argv = row["argv"][2:] if row["argv"][0] == "pact" else row["argv"][1:]
    return [argument.replace("$BROKER", BASE).replace("$PACTS", str(pacts)) for argument in argv]


def _other_status(row: dict[str, Any], arguments: list[str]) -> bool:
    rust = row["argv"][0] == "pact"
    if rust and "can-i-deploy" in arguments and "json" in arguments:
        return True
    if rust and "publish" in arguments and "--tag" in arguments and "--branch" not in arguments:
        return True
    if rust and "delete-branch" in arguments:
        return row["exit"] == 2 or any(each["status"] == 404 for each in row["exchanges"])
    return rust and "get-pacts" in arguments and "--consumer" in arguments


def _changes(sent: list[tuple[str, str, Any]]) -> list[tuple[Any, ...]]:
    """What was changed, the contracts of one consumer version taken together and defaults left out."""
    changes: list[tuple[Any, ...]] = []
    for method, url, body in sent:
        if method == "GET":
            continue
        if target_of(url)[0] == "/contracts/publish":
            for contract in body["contracts"]:
                # The Rust command line writes the file anew, so that what it says counts, not its bytes.
                content = json.loads(base64.b64decode(contract["content"]))
                content.pop("metadata", None)
                tags = tuple(body.get("tags") or ())
                version = (body["pacticipantName"], body["pacticipantVersionNumber"], body.get("branch"), tags)
                kind = contract.get("onConflict", "overwrite")
                changes.append((*version, body.get("buildUrl"), kind, json.dumps(content, sort_keys=True)))
            continue
        changes.append(
            (method, target_of(url), {k: v for k, v in (body or {}).items() if k != "name" or "environments" in url})
        )
    return changes


def _questions(sent: list[tuple[str, str, Any]]) -> list[Any]:
    """What the matrix was asked, without how far it looks back: the Ruby command line asks that in its own way."""
    asked = []
    for _, url, _ in sent:
        if target_of(url)[0] == "/matrix":
            asked.append(_question(url))
    return asked


def _question(url: str) -> Any:
    path, query = target_of(url)
    main = ("q[][mainBranch]", "true") in query
    skipped = {("latestby", "cvp"), ("latestby", "cvpv"), *([("q[][latest]", "true")] if main else [])}
    if path.endswith(("/currently-supported", "/currently-deployed")):  # the Rust command line chooses by itself
        return path, []
    return path, [pair for pair in query if pair not in skipped]


@needs(CLIENTS, PACTS)
@pytest.mark.parametrize(("name", "at"), _sessions() if data_files(CLIENTS) else [])
def test_a_command_changes_and_asks_as_the_official_one(
    name: str, at: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    session = _rows_of(name)
    row = session[at]
    arguments = _arguments(row, data_files(PACTS)[0].parent)
    if arguments[0] in LEFT_OUT:
        return
    earlier = [exchange for each in reversed(session[: at + 1]) for exchange in reversed(_exchanges(each))]
    player = Player(earlier, _exchanges(row), same=_question)
    monkeypatch.setattr(httpx, "HTTPTransport", lambda **options: httpx.MockTransport(player))
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    monkeypatch.chdir(tmp_path)
    done = run("broker", *arguments)
    if not _other_status(row, arguments):
        assert (done.exit_code == 0) is (row["exit"] == 0), done.output
        theirs = [(each.method, each.url, each.body) for each in _exchanges(row)]
        assert _changes(player.sent) == _changes(theirs)
        assert _questions(player.sent) == _questions(theirs)
    assert done.exit_code in (0, 1, 2)


@needs(CLIENTS)
def test_only_a_yes_ends_with_0_in_every_output(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    for path in data_files(CLIENTS):
        session = _rows_of(path.name)
        for at, row in enumerate(session):
            if "can-i-deploy" not in row.get("argv", ()) or "--dry-run" in row["argv"]:
                continue
            answers = [each.document for each in _exchanges(row)]
            yes = isinstance(answers[-1], dict) and answers[-1].get("summary", {}).get("deployable") is True
            for output in ("table", "json"):
                arguments = [each for each in _arguments(row, path.parent) if each not in ("--output", "json")]
                player = Player(
                    [each for row in session[: at + 1] for each in _exchanges(row)], _exchanges(row), same=_question
                )
                monkeypatch.setattr(
                    httpx, "HTTPTransport", lambda player=player, **options: httpx.MockTransport(player)
                )
                monkeypatch.setattr("time.sleep", lambda seconds: None)
                done = run("broker", *arguments, "--output", output)
                assert (done.exit_code == 0) is yes, done.output
                asked += 1
    assert asked > 20
