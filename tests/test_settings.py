"""Defaults in pyproject.toml: read from the folder, every fault named at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_runs import answers, entry, write_contract, write_har

import contractlab as cl
from contractlab.settings import InvalidSettings, Settings, read_settings


def written(folder: Path, text: str) -> Path:
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("text", [None, "", "[project]\nname = 'x'\n", "[tool.other]\ncontracts = 1\n"])
def test_without_a_table_there_are_defaults(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        written(tmp_path, text)
    assert read_settings(tmp_path) == Settings()


def test_an_empty_table_gives_defaults(tmp_path: Path) -> None:
    assert read_settings(written(tmp_path, "[tool.contractlab]\n")) == Settings()


def test_every_key_is_read(tmp_path: Path) -> None:
    text = """
[tool.contractlab]
contracts = ["pacts", "https://pacts.test/one.json"]
captures = "captures"
provider = "http://127.0.0.1:8000"
states = "http://127.0.0.1:8000/_states"
messages = "shop.contracts:messages"
triggers = "shop.contracts:triggers"
functions = "shop.contracts:functions"
redaction = ["X-Tenant", "$.iban"]
"""
    assert read_settings(written(tmp_path, text)) == Settings(
        contracts=("pacts", "https://pacts.test/one.json"),
        captures=("captures",),
        provider="http://127.0.0.1:8000",
        states="http://127.0.0.1:8000/_states",
        messages="shop.contracts:messages",
        triggers="shop.contracts:triggers",
        functions="shop.contracts:functions",
        redaction=("X-Tenant", "$.iban"),
    )


def test_the_working_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(written(tmp_path, "[tool.contractlab]\ncontracts = 'pacts'\n"))
    assert read_settings().contracts == ("pacts",)


@pytest.mark.parametrize("key", ["contracts", "captures", "redaction"])
@pytest.mark.parametrize("value", ["1", "true", "[1]", "['a', 2]", "{a = 'b'}", "[['a']]"])
def test_lists_hold_texts(key: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match=f"{key} must be text or a list of texts"):
        read_settings(written(tmp_path, f"[tool.contractlab]\n{key} = {value}\n"))


@pytest.mark.parametrize("key", ["provider", "states", "messages", "triggers", "functions"])
@pytest.mark.parametrize("value", ["1", "false", "['a']", "{a = 'b'}"])
def test_single_values_are_texts(key: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match=f"{key} must be text"):
        read_settings(written(tmp_path, f"[tool.contractlab]\n{key} = {value}\n"))


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    text = "[tool.contractlab]\ncontrcats = 'x'\ncaptures = 5\nprovider = []\n"
    with pytest.raises(InvalidSettings) as caught:
        read_settings(written(tmp_path, text))
    message = str(caught.value)
    names = "contracts, captures, provider, states, messages, triggers, functions, redaction"
    assert f"contrcats is unknown; there are {names}" in message
    assert "captures must be text" in message
    assert "provider must be text" in message
    assert str(tmp_path / "pyproject.toml") in message


@pytest.mark.parametrize(
    "data",
    [b"[tool.contractlab", b"\xff\xfe", b"tool = 5\n", b"[tool]\ncontractlab = 5\n", b"[[tool]]\n", b"a = 1\na = 2\n"],
)
def test_what_is_no_table_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(data)
    with pytest.raises(cl.ContractLabError, match=r"pyproject\.toml"):
        read_settings(tmp_path)


def test_a_folder_of_that_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").mkdir()
    with pytest.raises(InvalidSettings, match="cannot be read"):
        read_settings(tmp_path)


def test_a_mark_of_byte_order_is_read_over(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"\xef\xbb\xbf[tool.contractlab]\ncontracts = 'pacts'\n")
    assert read_settings(tmp_path).contracts == ("pacts",)


def test_the_nearest_file_above_with_a_table_counts(tmp_path: Path) -> None:
    written(tmp_path, "[tool.contractlab]\ncontracts = 'far'\n")
    near = tmp_path / "near"
    deep = near / "a" / "b"
    deep.mkdir(parents=True)
    written(near, "[tool.contractlab]\ncontracts = ['pacts/*.json', 'https://pacts.test/one.json', '/else/a.json']\n")
    written(near / "a", "[project]\nname = 'x'\n")
    settings = read_settings(deep)
    assert settings.contracts == ("../../pacts/*.json", "https://pacts.test/one.json", "/else/a.json")
    assert settings.file == near / "pyproject.toml"


@pytest.mark.parametrize("broker", ["https://broker.test", "team.sqlite"])
def test_a_broker_in_a_file_is_a_path_and_names_of_objects_are_not(broker: str, tmp_path: Path) -> None:
    written(tmp_path, f"[tool.contractlab]\nbroker = '{broker}'\nprovider = 'shop.app:app'\nredaction = '$.iban'\n")
    (tmp_path / "below").mkdir()
    settings = read_settings(tmp_path / "below")
    assert settings.broker == (broker if "://" in broker else "../team.sqlite")
    assert (settings.provider, settings.redaction) == ("shop.app:app", ("$.iban",))


def test_a_broken_file_above_is_named(tmp_path: Path) -> None:
    written(tmp_path, "[tool.contractlab\n")
    (tmp_path / "below").mkdir()
    with pytest.raises(InvalidSettings, match=r"pyproject\.toml: cannot be read"):
        read_settings(tmp_path / "below")


def test_a_folder_of_that_name_above_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").mkdir()
    (tmp_path / "below").mkdir()
    assert read_settings(tmp_path / "below") == Settings()


def test_the_desk_opens_patterns_of_settings_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_contract(tmp_path / "pacts" / "a.json", answers("/a", {"a": 1}))
    write_har(tmp_path / "answers" / "1.0.0.har", entry("/a", {"a": 1}))
    written(tmp_path, "[tool.contractlab]\ncontracts = 'pacts/*.json'\ncaptures = 'answers/*'\n")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert cl.open().run.passed
