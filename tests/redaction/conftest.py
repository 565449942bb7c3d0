"""A run in which secrets are planted, for all who look whether something shows one."""

from __future__ import annotations

import planted
import pytest

from contractlab.verification import Run


@pytest.fixture(scope="module")
def run_and_tokens() -> tuple[Run, dict[str, str]]:
    return planted.planted_run()


@pytest.fixture
def run(run_and_tokens: tuple[Run, dict[str, str]]) -> Run:
    return run_and_tokens[0]


@pytest.fixture
def tokens(run_and_tokens: tuple[Run, dict[str, str]]) -> dict[str, str]:
    return run_and_tokens[1]
