"""Patterns of file names stand for what a shell would put in their place."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contractlab.values.patterns import NothingMatches, expand_patterns

NAMES = ("a.json", "b.json", "b.har", ".hidden.json", "c d.json", "sub/a.json", "sub/deep/e.json", "x[1].json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("some files")
    for name in NAMES:
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text("{}")
    return made


@pytest.mark.parametrize("pattern", ["*.json", "?.json", "[ab].*", "sub/*", "*/*.json", "[!a].json", "c*.json"])
def test_files_are_those_of_bash(pattern: str, folder: Path) -> None:
    script = f'export LC_ALL=C; for each in {pattern}; do echo "$each"; done'
    done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=True)
    assert expand_patterns([pattern], folder) == done.stdout.splitlines()


def test_two_stars_go_down(folder: Path) -> None:
    assert expand_patterns(["**/*.json"], folder) == [
        "a.json", "b.json", "c d.json", "sub/a.json", "sub/deep/e.json", "x[1].json"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "source", ["a.json", "missing.json", "x[1].json", "http://host/*.json", "broker:Provider*", "-", "", "a\0*"]
)
def test_everything_else_stays_as_it_is(source: str, folder: Path) -> None:
    assert expand_patterns([source], folder) == [source]


def test_nothing_is_a_fault_that_names_the_folder(folder: Path) -> None:
    with pytest.raises(NothingMatches, match=r"no file matches this pattern in .*some files"):
        expand_patterns(["*.toml"], folder)


@given(st.text(max_size=12))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_text_breaks_it(folder: Path, text: str) -> None:
    with suppress(NothingMatches):
        assert all(isinstance(path, str) for path in expand_patterns([text], folder))
