"""Version, branch and address of a build, found where the broker's command lines find them: CI variables, then git.

Source: lib/pact_broker/client/git.rb of pact_broker-client 1.77 (names of variables and their order), and the
variables that the CI services document.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from contractlab.values.display import quiet

__all__ = ["BuildFacts", "detected", "find_branch", "find_build_url", "find_version"]

_BRANCH = (
    "GITHUB_HEAD_REF", "GITHUB_REF", "BUILDKITE_BRANCH", "CIRCLE_BRANCH", "TRAVIS_BRANCH", "GIT_BRANCH",
    "GIT_LOCAL_BRANCH", "APPVEYOR_REPO_BRANCH", "CI_COMMIT_REF_NAME", "BITBUCKET_BRANCH", "BUILD_SOURCEBRANCHNAME",
)  # fmt: skip
_COMMIT = (
    "GITHUB_SHA", "BUILDKITE_COMMIT", "CIRCLE_SHA1", "TRAVIS_COMMIT", "GIT_COMMIT", "APPVEYOR_REPO_COMMIT",
    "CI_COMMIT_ID", "CI_COMMIT_SHA", "BITBUCKET_COMMIT", "BUILD_SOURCEVERSION",
)  # fmt: skip
_BUILD_URL = ("BUILDKITE_BUILD_URL", "CIRCLE_BUILD_URL", "TRAVIS_BUILD_WEB_URL", "CI_JOB_URL", "BUILD_URL")
_GIT_SECONDS = 10


@quiet
@dataclass(frozen=True, slots=True)
class BuildFacts:
    """Version, branch and page of a build; None for what nobody knows."""

    version: str | None
    branch: str | None
    build_url: str | None


def detected(version: str | None, branch: str | None, build_url: str | None, *, detect: bool) -> BuildFacts:
    """What was given, and, if `detect`, what the CI service or git says of the rest."""
    if not detect:
        return BuildFacts(version, branch, build_url)
    return BuildFacts(version or find_version(), branch or find_branch(), build_url or find_build_url())


def find_version(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> str | None:
    """The commit: of the CI service, else of git; None where neither knows.

    Parameters
    ----------
    environment : mapping, optional
        Instead of the variables of the process.
    folder : path, optional
        Instead of the working folder.
    """
    return _first(_COMMIT, environment) or _git(folder, "rev-parse", "HEAD")


def find_branch(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> str | None:
    """The branch: of the CI service, else of git; None where neither knows, or no branch is checked out.

    A single other variable whose name ends in ``_BRANCH`` counts as well, as in the Ruby command line. Parameters as
    `find_version`.
    """
    variables = os.environ if environment is None else environment
    ending = [value.strip() for name, value in variables.items() if name.endswith("_BRANCH") and value.strip()]
    branch = _first(_BRANCH, variables) or (ending[0] if len(ending) == 1 else None)
    if branch is None:
        branch = _git(folder, "rev-parse", "--abbrev-ref", "HEAD")
    if branch is None:
        return None
    # A ref of a pull request or a tag is no branch: nothing is better than a wrong name.
    if branch.startswith("refs/") and not branch.startswith("refs/heads/"):
        return None
    branch = branch.removeprefix("refs/heads/").removeprefix("origin/")
    return None if branch in ("", "HEAD") else branch


def find_build_url(environment: Mapping[str, str] | None = None) -> str | None:
    """Address of the build's page; None where no CI service names one."""
    variables = os.environ if environment is None else environment
    server, repository, run = (variables.get(f"GITHUB_{name}") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID"))
    if repository and run:
        return f"{server or 'https://github.com'}/{repository}/actions/runs/{run}"
    return _first(_BUILD_URL, variables)


def _first(names: tuple[str, ...], environment: Mapping[str, str] | None) -> str | None:
    variables = os.environ if environment is None else environment
    values = (variables.get(name, "").strip() for name in names)
    return next((value for value in values if value), None)


def _git(folder: Path | None, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=_GIT_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError, UnicodeError):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None
