"""The broker commands over a broker in a file: from publishing to a yes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from commands import run
from support import require_program

import contractlab as cl
from contractlab.broker.build_facts import find_branch, find_build_url, find_version

CONTRACT = {
    "consumer": {"name": "Foo"},
    "provider": {"name": "Bar"},
    "interactions": [
        {
            "description": "a",
            "providerState": "there is one",
            "request": {"method": "GET", "path": "/a"},
            "response": {"status": 200, "body": {"n": 1}},
        }
    ],
    "metadata": {"pactSpecification": {"version": "2.0.0"}},
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A broker with a contract that was published for two versions of its consumer."""
    (tmp_path / "pact.json").write_text(json.dumps(CONTRACT))
    made = tmp_path / "team.sqlite"
    broker(made, "publish", tmp_path / "pact.json", "-a", "f1", "-h", "main", "-t", "dev")
    broker(made, "create-environment", "--name", "test")
    return made


def broker(file: Path, *arguments: object, status: int = 0) -> str:
    done = run("broker", *arguments, "--broker", file)
    assert done.exit_code == status, done.output
    return done.output


def verify(file: Path, version: str, good: bool = True) -> None:
    """What a provider's build does: choose, check, publish."""
    with cl.broker(file) as opened:
        contracts = opened.contracts(provider="Bar", selectors=[{"branch": "main"}], provider_branch="main")
        response = cl.HttpResponse(200 if good else 500, [("Content-Type", "application/json")], b'{"n": 1}')
        capture = cl.Capture(cl.HttpRequest("GET", "/a", "", [], None), response)
        opened.publish_results(cl.verify(contracts, cl.Captures([capture])), provider_version=version, branch="main")


@pytest.mark.parametrize("output", ["table", "text", "json"])
def test_only_a_yes_ends_with_0(file: Path, output: str) -> None:
    asked = ("can-i-deploy", "-a", "Foo", "-e", "f1", "--to-environment", "test", "-o", output)
    broker(file, *asked, status=1)
    verify(file, "b1")
    broker(file, *asked, status=1)
    broker(file, "record-deployment", "-a", "Bar", "-e", "b1", "--environment", "test")
    broker(file, *asked)
    verify(file, "b1", good=False)
    broker(file, *asked, status=1)
    broker(file, *asked, "--dry-run")
    verify(file, "b1")
    broker(file, "record-deployment", "-a", "Bar", "-e", "b2", "--environment", "test", status=2)
    broker(file, "record-undeployment", "-a", "Bar", "--environment", "test")
    broker(file, *asked, status=1)


def test_a_no_says_what_would_help(file: Path) -> None:
    verify(file, "b1")
    written = broker(file, "can-i-deploy", "-a", "Foo", "-e", "f1", "--to-environment", "test", status=1)
    assert "Deploy Bar b1 to test" in written


def test_the_answer_is_a_document(file: Path) -> None:
    written = broker(file, "can-i-deploy", "-a", "Foo", "-e", "f1", "--to-environment", "test", "-o", "json", status=1)
    answer = json.loads(written)
    assert answer["summary"]["deployable"] is None
    assert answer["matrix"][0]["consumer"] == {"name": "Foo", "version": {"number": "f1"}}
    assert answer["matrix"][0]["verificationResult"] is None


@pytest.mark.parametrize(
    "selector",
    [
        ("-a", "Foo", "--branch", "main"),
        ("-a", "Foo", "--main-branch"),
        ("-a", "Foo", "-l"),
        ("-a", "Foo", "-l", "dev"),
        ("-a", "Foo", "-e", "f1", "-a", "Bar", "-e", "b1"),
        ("-a", "Bar", "-e", "b1", "-a", "Foo", "-l", "dev"),
    ],
)
def test_versions_are_named_in_every_way(file: Path, selector: tuple[str, ...]) -> None:
    verify(file, "b1")
    broker(file, "record-deployment", "-a", "Bar", "-e", "b1", "--environment", "test")
    place = () if "Bar" in selector else ("--to-environment", "test")
    broker(file, "can-i-deploy", *selector, *place)
    verify(file, "b1", good=False)
    broker(file, "can-i-deploy", *selector, *place, status=1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("can-i-deploy", "-e", "f1"),
        ("can-i-deploy", "-e", "f1", "-a", "Foo"),
        ("can-i-deploy", "-a", "Foo", "-e", "f1", "--branch", "main"),
        ("can-i-deploy", "-a", "Foo", "-e", "f1", "--to", "x", "--to-environment", "test"),
        ("can-i-deploy", "-a", "Foo", "-e", "f1", "--to-environment", "tset"),
        ("can-i-deploy", "-a", "Fo", "-e", "f1", "--to-environment", "test"),
        ("can-i-deploy", "-a", "Foo", "-l", "--strict", "--to-environment", "test"),
        ("publish",),
        ("describe-version", "-a", "Nobody"),
        ("create-version-tag", "-a", "Foo", "-e", "9", "-t", "x"),
        ("delete-branch", "-a", "Foo", "--branch", "nothing"),
        ("record-support-ended", "-a", "Foo", "-e", "f1", "--environment", "test"),
        ("list-environments", "--broker-base-url", "http://127.0.0.1:1"),
    ],
)
def test_what_cannot_be_asked_ends_with_2(file: Path, arguments: tuple[str, ...]) -> None:
    broker(file, *arguments, status=2)


def test_lists_say_what_was_done(file: Path, tmp_path: Path) -> None:
    broker(file, "create-or-update-version", "-a", "Bar", "-e", "b1", "-h", "main", "-t", "rel")
    broker(file, "create-version-tag", "-a", "Foo", "-e", "f1", "-t", "rel")
    broker(file, "create-or-update-pacticipant", "--name", "Bar", "--main-branch", "main")
    broker(file, "record-release", "-a", "Foo", "-e", "f1", "--environment", "test")
    assert json.loads(broker(file, "list-environments", "-o", "json"))[0]["name"] == "test"
    assert [each["name"] for each in json.loads(broker(file, "list-pacticipants", "-o", "json"))] == ["Bar", "Foo"]
    assert json.loads(broker(file, "describe-pacticipant", "--name", "Bar", "-o", "json"))["mainBranch"] == "main"
    version = json.loads(broker(file, "describe-version", "-a", "Foo", "-e", "f1", "-o", "json"))
    assert (version["branches"], sorted(version["tags"])) == (["main"], ["dev", "rel"])
    live = json.loads(broker(file, "describe-version", "-a", "Foo", "--environment", "test", "-o", "json"))
    assert live == [{"number": "f1", "state": "supported", "environment": "test"}]
    latest = json.loads(broker(file, "list-latest-pact-versions", "-o", "json"))
    assert [(each["consumer"], each["version"], each["provider"]) for each in latest] == [("Foo", "f1", "Bar")]
    states = json.loads(broker(file, "provider-states", "list", "--provider", "Bar", "-o", "json"))
    assert states == [{"name": "there is one", "consumers": ["Foo"]}]
    broker(file, "get-pacts", "--provider", "Bar", "--download", "--download-dir", tmp_path / "got")
    (written,) = (tmp_path / "got").iterdir()
    assert json.loads(written.read_bytes()) == CONTRACT
    assert "Foo" in broker(file, "matrix", "-a", "Foo", "-a", "Bar")
    broker(file, "record-support-ended", "-a", "Foo", "-e", "f1", "--environment", "test")
    broker(file, "delete-branch", "-a", "Foo", "--branch", "main")
    broker(file, "delete-branch", "-a", "Foo", "--branch", "main", "--no-error-when-not-found")
    assert json.loads(broker(file, "get-pacts", "--provider", "Bar", "-o", "json")) == []


def test_a_dry_run_publishes_nothing(file: Path, tmp_path: Path) -> None:
    broker(file, "publish", tmp_path / "pact.json", "-a", "f2", "--dry-run")
    broker(file, "describe-version", "-a", "Foo", "-e", "f2", status=2)


@pytest.mark.parametrize(
    ("variables", "branch", "version"),
    [
        ({"GITHUB_HEAD_REF": "feat/x", "GITHUB_REF": "refs/pull/1/merge", "GITHUB_SHA": "c1"}, "feat/x", "c1"),
        ({"GITHUB_REF": "refs/heads/feat/x", "GITHUB_SHA": "c1"}, "feat/x", "c1"),
        ({"GITHUB_REF": "refs/tags/v1", "GITHUB_SHA": "c1"}, None, "c1"),
        ({"GIT_BRANCH": "origin/main", "GIT_COMMIT": "c2"}, "main", "c2"),
        ({"CI_COMMIT_REF_NAME": "main", "CI_COMMIT_SHA": "c3"}, "main", "c3"),
        ({"MY_BRANCH": "main"}, "main", None),
        ({"MY_BRANCH": "main", "OTHER_BRANCH": "x"}, None, None),
        ({"CIRCLE_BRANCH": "  "}, None, None),
    ],
)
def test_a_ci_service_says_branch_and_version(
    variables: dict[str, str], branch: str | None, version: str | None, tmp_path: Path
) -> None:
    assert find_branch(variables, tmp_path) == branch
    assert find_version(variables, tmp_path) == version


def test_git_says_branch_and_version(tmp_path: Path) -> None:
    require_program("git")
    for command in (
        ("init", "-q", "-b", "feat/y"),
        ("-c", "user.name=n", "-c", "user.email=e@x", "commit", "-q", "--allow-empty", "-m", "one"),
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    assert find_branch({}, tmp_path) == "feat/y"
    assert len(find_version({}, tmp_path) or "") == 40
    subprocess.run(["git", "checkout", "-q", "--detach"], cwd=tmp_path, check=True)
    assert find_branch({}, tmp_path) is None


def test_a_build_has_a_page() -> None:
    assert find_build_url({}) is None
    assert find_build_url({"BUILD_URL": "http://ci/1"}) == "http://ci/1"
    github = {"GITHUB_REPOSITORY": "a/b", "GITHUB_RUN_ID": "7", "GITHUB_SERVER_URL": "https://g.test"}
    assert find_build_url(github) == "https://g.test/a/b/actions/runs/7"


@pytest.mark.parametrize(
    "asked",
    [
        ("problems",),
        ("graph",),
        ("list-pacticipants",),
        ("list-environments",),
        ("get-pacts", "--provider", "Bar"),
        ("provider-states", "--provider", "Bar"),
        ("can-i-deploy", "-a", "Foo", "-e", "1"),
        ("describe-version", "-a", "Foo"),
    ],
)
def test_asking_makes_no_file(tmp_path: Path, asked: tuple[str, ...]) -> None:
    path = tmp_path / "mistyped" / "team.sqlite"
    output = broker(path, *asked, status=2)
    assert "does not exist" in output
    assert not path.parent.exists()


@pytest.mark.parametrize("address", ["broker.example", "127.0.0.1:9292", "user:planted-9d2@broker.example", "ftp://x"])
def test_an_address_without_its_scheme_is_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("broker", "publish", tmp_path, "-a", "1", "--broker-base-url", address)
    assert done.exit_code == 2
    assert "begins with http:// or https://" in done.output
    assert "planted-9d2" not in done.output
    monkeypatch.setenv("PACT_BROKER_BASE_URL", address)
    with pytest.raises(cl.BrokerError, match="holds no address") as refused:
        cl.broker()
    assert "planted-9d2" not in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_what_is_meant_for_an_address_is_refused_for_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(cl.BrokerError, match="at an address"):
        cl.broker("broker.example", token="planted-9d2")
    with pytest.raises(cl.BrokerError, match="is the address of a host"):
        cl.broker("localhost:9292")
    assert not list(tmp_path.iterdir())


def test_one_contract_that_cannot_be_read_keeps_all_from_being_published(tmp_path: Path, file: Path) -> None:
    (tmp_path / "cut.json").write_text('{"consumer": {"name"')
    for extra in (tmp_path / "cut.json", tmp_path / "absent.json"):
        output = broker(file, "publish", tmp_path / "pact.json", extra, "-a", "f9", status=2)
        assert "1 contract cannot be read, so nothing was published" in output
        assert extra.name in output
    assert "f9" not in broker(file, "describe-version", "-a", "Foo", "-e", "f1")
    assert "knows no version 'f9'" in broker(file, "describe-version", "-a", "Foo", "-e", "f9", status=2)


def test_a_name_that_nothing_comes_near_is_told_with_what_there_is(file: Path) -> None:
    none_yet = broker(file, "record-deployment", "-a", "Bar", "-e", "b1", "--environment", "test", status=2)
    assert "It has no version yet: publish a contract of it, or results." in none_yet
    missing = broker(file, "record-deployment", "-a", "Foo", "-e", "f1", "--environment", "qa", status=2)
    assert "It has test." in missing
    with cl.broker(file) as opened, pytest.raises(cl.BrokerError, match="mainBranc cannot stand in a selector") as bad:
        opened.contracts(provider="Bar", selectors=[{"mainBranc": True}])
    assert "mainBranch can." in str(bad.value)
