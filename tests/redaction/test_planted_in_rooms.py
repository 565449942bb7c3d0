"""Secrets planted in a run, and what is reachable from what other rooms make of it: nothing shows one."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import httpx
import planted
import pytest
from servers.loopback import raw_provider
from small_contracts import document_of, http

import contractlab as cl
from contractlab.desk import Desk
from contractlab.reports.annotations import (
    code_quality,
    findings_of_contracts,
    findings_of_run,
    github_commands,
    junit_findings,
    sarif_log,
)
from contractlab.values.sentences import Sentence
from contractlab.verification import Run

SECRET = "q7Zx7fLm9Rt2VdK1w"
ADDRESS = f"https://u:{SECRET}@h.test/a.json?access_token={SECRET}"


def leaks(root: object, secrets: Iterable[str], most: int = 30) -> list[str]:
    """What shows a secret, of all that can be reached."""
    shown: dict[str, None] = {}
    looked = 0
    for way, item in planted.walk(root, most_of_a_type=most, deepest=12):
        looked += 1
        texts = [text for _, text in planted.shown(item)] + ([] if isinstance(item, Sentence) else [str(item)])
        if any(secret in text for text in texts for secret in secrets):
            shown[f"{type(item).__name__} at {way[-80:]}"] = None
    assert looked
    return list(shown)[:10]


def _matrix(run: Run) -> Any:
    return cl.matrix(list(run.contracts), {"1": run.captures, "2": run.captures})


ROOMS: dict[str, Callable[[Run], Any]] = {
    "coverage": lambda run: cl.coverage(run.contracts, run.captures),
    "strictness": lambda run: cl.strictness(run.contracts, run.captures),
    "matrix": _matrix,
    "drift": lambda run: cl.drift(_matrix(run)),
    "repairs": cl.repairs,
    "preview": lambda run: cl.edit(run.contracts[0]).preview(run.captures),
    "inferred": lambda run: cl.infer(run.captures, consumer="c", provider="p"),
    "desk": lambda run: Desk(run.contracts, run.captures),
    "findings": lambda run: list(findings_of_run(run)),
}


@pytest.mark.parametrize("room", ROOMS)
def test_what_is_reachable(room: str, run: Run, tokens: dict[str, str]) -> None:
    assert leaks(ROOMS[room](run), tokens.values()) == []


def test_repairs_and_their_code(run: Run, tokens: dict[str, str], tmp_path: Path) -> None:
    edit = cl.edit(run.contracts[0])
    made = [repair for repairs in cl.repairs(run, edit) for repair in repairs]
    assert len(made) > 100
    for repair in made[:12]:
        if repair.applies:
            repair.apply()
    edit.save(tmp_path / "edited.json")
    texts = [text for repair in made for text in (repair.code, repair.text, repair.sentence, str(repair.evidence))]
    texts += [edit.code(), (tmp_path / "edited.json").read_text()]
    assert [token for token in tokens.values() if any(token in text for text in texts)] == []


def test_saved_and_joined_again(run: Run, tokens: dict[str, str], tmp_path: Path) -> None:
    run.save(tmp_path / "run.json")
    joined = cl.join(tmp_path / "run.json", tmp_path / "run.json")
    joined.save(tmp_path / "joined.json")
    assert leaks(joined, tokens.values()) == []
    assert [token for token in tokens.values() if token in (tmp_path / "joined.json").read_text()] == []


def test_what_other_programs_read(run: Run, tokens: dict[str, str]) -> None:
    findings = [*findings_of_run(run), *findings_of_contracts(run.contracts)]
    assert len(findings) > 10
    texts = [str(github_commands(findings)), str(junit_findings(findings))]
    texts += [json.dumps(form(findings), default=str) for form in (code_quality, sarif_log)]
    assert [token for token in tokens.values() if any(token in text for text in texts)] == []


def test_a_published_run(run: Run, tokens: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "book.sqlite"
    with cl.broker(path) as broker:
        broker.publish(run.contracts[0], version="1", branch="main")
        checked = cl.verify(broker.contracts(provider="p"), run.captures)
        broker.publish_results(checked, provider_version="2", partial=True, build_url=ADDRESS)
        rooms = [broker, broker.matrix("c", "p"), broker.can_i_deploy("c", version="1"), broker.problems]
        assert leaks(rooms, tokens.values()) == []
    stored = path.read_bytes().decode("latin-1")
    assert [token for token in tokens.values() if token in stored] == []


def test_an_api_document_and_its_agreement(run: Run, tokens: dict[str, str]) -> None:
    schema = {"type": "object", "properties": {"password": {"type": "integer"}}, "example": {"password": SECRET}}
    answer = {"description": f"password: {SECRET}", "content": {"application/json": {"schema": schema}}}
    paths = {path: {"get": {"responses": {"200": answer}}} for path in ("/flat", "/headers")}
    document = {
        "openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "servers": [{"url": ADDRESS}], "paths": paths,
    }  # fmt: skip
    loaded = cl.load_openapi(json.dumps(document).encode(), name=ADDRESS)
    secrets = [SECRET, *tokens.values()]
    assert leaks(loaded, secrets) == []
    assert leaks(cl.verify(run.contracts, run.captures, openapi=loaded), secrets) == []


@pytest.mark.parametrize("load", [cl.load, cl.load_all, cl.load_openapi, cl.load_captures])
@pytest.mark.parametrize("answer", [200, 404, None])
def test_an_address_shows_in_no_error_and_no_log(
    load: Callable[..., Any], answer: int | None, caplog: pytest.LogCaptureFixture
) -> None:
    def answering(request: httpx.Request) -> httpx.Response:
        if answer is None:
            raise httpx.ConnectError(f"no way to {request.url}")
        return httpx.Response(answer, text=f"password={SECRET}")

    client = httpx.Client(transport=httpx.MockTransport(answering))
    shown = ""
    with caplog.at_level(logging.DEBUG):
        try:
            shown = repr(load(ADDRESS, client=client))
        except (cl.ContractLabError, TypeError) as error:
            shown = "".join(traceback.format_exception(error)) + repr(error)
    assert SECRET not in shown + caplog.text


def test_what_the_client_logs_of_a_provider(caplog: pytest.LogCaptureFixture) -> None:
    contract = cl.load(
        document_of(http("a", request={"method": "GET", "path": "/a", "query": {"access_token": [SECRET]}},
                         response={"status": 200}))
    )  # fmt: skip
    head = f"HTTP/1.1 200 OK\r\nSet-Cookie: sid={SECRET}\r\nX-Api-Key: {SECRET}\r\nX-Plain: plain value\r\n"
    with caplog.at_level(logging.DEBUG), raw_provider(f"{head}Content-Length: 0\r\n\r\n".encode()) as provider:
        cl.verify(contract, provider=provider.url)
    assert "plain value" in caplog.text  # httpcore did log
    assert SECRET not in caplog.text
