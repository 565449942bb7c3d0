"""``contractlab broker serve | graph | problems | mirror | push``."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from commands import run
from support import require

import contractlab as cl
from contractlab.broker.embedded import EmbeddedBroker

require("uvicorn")
require("starlette")


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "team.sqlite"
    written = {
        "consumer": {"name": "Shop"},
        "provider": {"name": "Stock"},
        "interactions": [{"description": "a", "request": {"method": "GET", "path": "/"}, "response": {"status": 200}}],
    }
    with EmbeddedBroker(path) as broker:
        broker.publish(cl.load(written), version="1", branch="main")
        broker.create_environment("live", production=True)
        broker.record_deployment("Shop", "1", "live")
    return str(path)


def test_graph_in_every_output(file: str, tmp_path: Path) -> None:
    assert "nothing recorded" in run("broker", "graph", "--broker", file, "--environment", "live").stdout
    graph = json.loads(run("broker", "graph", "--broker", file, "--output", "json").stdout)
    assert [(each["consumer"], each["verdict"]) for each in graph["edges"]] == [("Shop", "never verified")]
    assert run("broker", "graph", "--broker", file, "--output", "mermaid").stdout.startswith("flowchart LR\n")
    assert run("broker", "graph", "--broker", file, "--output", "dot").stdout.startswith("digraph")
    target = tmp_path / "graph.svg"
    assert run("broker", "graph", "--broker", file, "--output", "svg", "--write", str(target)).exit_code == 0
    text = target.read_text(encoding="utf-8")
    assert text.startswith("<svg ")
    assert 'xmlns="http://www.w3.org/2000/svg"' in text
    assert "script" not in text
    neighbours = run("broker", "graph", "--broker", file, "--pacticipant", "Stock", "--output", "json")
    assert len(json.loads(neighbours.stdout)["edges"]) == 1
    assert run("broker", "graph", "--broker", file, "--pacticipant", "Nobody").exit_code == 2
    assert run("broker", "graph", "--broker", file, "--version", "1").exit_code == 2
    assert run("broker", "graph", "--broker", file, "--environment", "nowhere").exit_code == 2


def test_problems(file: str) -> None:
    assert "live-without-results" not in run("broker", "problems", "--broker", file).stdout
    listed = json.loads(run("broker", "problems", "--broker", file, "--output", "json").stdout)
    assert all(set(each) == {"code", "pacticipant", "text"} for each in listed)


def test_mirror_then_push(file: str, tmp_path: Path) -> None:
    copy, second = str(tmp_path / "mirror.sqlite"), str(tmp_path / "other.sqlite")
    with EmbeddedBroker(file) as broker, broker.serve() as url:
        made = run("broker", "mirror", copy, "--broker-base-url", url)
        assert made.exit_code == 0, made.stderr
        assert "1 contract," in made.stdout
        again = json.loads(run("broker", "mirror", copy, "--broker-base-url", url, "--output", "json").stdout)
        assert again["origin"] == url
    asked = run("broker", "can-i-deploy", "--broker", copy, "-a", "Shop", "-e", "1", "--to-environment", "live")
    assert asked.exit_code == 1
    assert "Stock" in asked.stdout
    refused = run("broker", "create-environment", "--broker", copy, "--name", "test")
    assert refused.exit_code == 2
    assert "mirror" in refused.stderr
    dry = run("broker", "push", copy, "--broker", second, "--dry-run")
    assert "POST /contracts/publish" in dry.stdout
    assert "Not carried" in dry.stderr
    sent = run("broker", "push", copy, "--broker", second, "--output", "json")
    assert len(json.loads(sent.stdout)["done"]) == int(re.findall(r"(\d+) requests would", dry.stdout)[0])
    assert run("broker", "push", copy, "--broker", second).stdout.startswith("0 requests")
    assert run("broker", "push", str(tmp_path / "missing.sqlite"), "--broker", second).exit_code == 2
    assert run("broker", "mirror", copy, "--broker", file).exit_code == 2


def test_serve_until_it_is_told_to_stop(file: str) -> None:
    command = [sys.executable, "-m", "contractlab", "broker", "serve", "--broker", file, "--port", "0", "--events"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    ) as made:
        assert made.stdout is not None
        line = made.stdout.readline()
        address = re.findall(r"http://\S+?(?=;)", line)[0]
        assert httpx.get(f"{address}/pacticipants/Shop").json()["name"] == "Shop"
        link = httpx.get(f"{address}/pacts/provider/Stock/consumer/Shop/latest").json()["_links"]
        results = {"success": True, "providerApplicationVersion": "s1"}
        assert httpx.post(link["pb:publish-verification-results"]["href"], json=results).status_code == 201
        assert "provider_verification_published  Shop 1 with Stock s1" in made.stdout.readline()
        made.send_signal(signal.SIGTERM)
        assert made.wait(timeout=240) == 0
    assert run("broker", "serve", "--broker", "http://127.0.0.1:1").exit_code == 2


def test_serve_asks_for_credentials_where_they_are_given(file: str) -> None:
    command = [
        sys.executable,
        "-m",
        "contractlab",
        "broker",
        "serve",
        "--broker",
        file,
        "--port",
        "0",
        "--token",
        "t0ken",
    ]
    secret = {**os.environ, "CONTRACTLAB_SERVE_AUTH": "ann:s3cret", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=secret) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            (url,) = re.findall(r"http://[\d.:]+", line)
            assert not {"ann", "s3cret", "t0ken"} & set(re.findall(r"\w+", line))
            assert httpx.get(url).status_code == 401
            assert httpx.get(url, auth=("ann", "s3cret")).status_code == 200
            assert httpx.get(url, headers={"Authorization": "Bearer t0ken"}).status_code == 200
        finally:
            server.send_signal(signal.SIGTERM)
    refused = run("broker", "serve", "--broker", file, "--auth", "s3cret")
    assert refused.exit_code == 2
    assert "s3cret" not in refused.output
