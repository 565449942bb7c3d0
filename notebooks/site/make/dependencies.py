"""Write explain/dependencies.md: ``python notebooks/site/make/dependencies.py LOCK``.

What each dependency is for stands here; sizes and licences are read from the environment that runs this, which needs
``.[test]``; LOCK is what ``uv pip compile pyproject.toml --all-extras --format pylock.toml -o LOCK`` writes: it has
the dates of releases.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "notebooks" / "site" / "explain" / "dependencies.md"


class Words(NamedTuple):
    """What people want to know of a dependency."""

    purpose: str
    replaces: str
    without: str


BASE = {
    "ipywidgets": Words(
        "the protocol that live views speak", "a protocol of our own", "no live view; static views stay"
    ),
    "anywidget": Words(
        "live views without a build of JavaScript", "a packaged extension", "no live view; static views stay"
    ),
    "pandas": Words("`to_frame()` of runs, matrices, answers", "tables of our own", "`to_frame` raises; checks go on"),
    "httpx": Words("asking providers, brokers and addresses", "urllib, with its own retries and TLS", "captures alone"),
    "deepdiff": Words(
        "comparing documents: unknown fields, metadata, shapes over versions",
        "a second differ",
        "`cl.compare` and `cl.drift` raise",
    ),
    "nbformat": Words("writing report notebooks", "JSON by hand, unchecked", "no report notebook; the page is written"),
    "papermill": Words("executing report notebooks", "a runner of our own", "no report notebook"),
    "ipykernel": Words("the kernel that executes them", "nothing else does it", "no report notebook"),
    "click": Words("the command line", "argparse, and more code", "no command line"),
    "orjson": Words("reading and writing JSON quickly, strictly", "json, at several times the time", "nothing works"),
    "regex": Words("patterns with a limit of time", "re, which a pattern can hang", "nothing works"),
    "semver": Words("order of versions, rule `semver`", "parsing by hand", "nothing works"),
    "filetype": Words("rule `contentType`: kinds of bytes", "a database of magic numbers", "that rule raises"),
    "multipart": Words("multipart bodies", "a parser of our own", "such bodies cannot be judged"),
    "PyYAML": Words("cassettes, API documents", "a parser of our own", "neither is read"),
    "rich": Words("colours and progress in terminals", "escape codes by hand", "no command line"),
}
EXTRAS = {
    "lab": (
        "jupyterlab",
        Words("where notebooks are read", "another host", "`contractlab tour` copies, and opens nothing"),
    ),
    "server": ("uvicorn", Words("mocks and the recorder", "http.server", "no mock, no recorder")),
    "server ": ("starlette", Words("their addresses and answers", "routing by hand", "no mock, no recorder")),
    "live": (
        "asgi-lifespan",
        Words("startup and shutdown of ASGI apps", "the protocol by hand", "ASGI apps are not asked"),
    ),
    "live ": ("anyio", Words("their event loop", "asyncio by hand", "ASGI apps are not asked")),
    "live  ": ("a2wsgi", Words("WSGI apps in this process", "an adapter of our own", "WSGI apps are not asked")),
    "broker": (
        "httpx-retries",
        Words("a second try where a broker stumbles", "loops by hand", "no broker at an address; files go on"),
    ),
    "plot": ("altair", Words("`cl.plot`", "pictures of our own, which stay", "`cl.plot` raises")),
    "cluster": ("distributed", Words("checks spread over machines", "processes of one machine", "one machine")),
    "codings": ("brotli", Words("bodies packed by `br`", "nothing", "such bodies are *not recorded*")),
    "codings ": ("zstandard", Words("bodies packed by `zstd`", "nothing", "such bodies are *not recorded*")),
    "crosscheck": ("pact-python", Words("a second opinion by the Rust core", "nothing", "`cl.crosscheck` raises")),
    "openapi": (
        "openapi-schema-validator",
        Words("values against schemas", "a validator of our own", "no API documents"),
    ),
    "openapi ": (
        "openapi-spec-validator",
        Words("faults of API documents", "a validator of our own", "no API documents"),
    ),
    "openapi  ": ("referencing", Words("references between documents", "a resolver of our own", "no API documents")),
    "openapi   ": ("jsonschema", Words("what both stand on", "a validator of our own", "no API documents")),
}
CHECKING = ("click", "filetype", "httpx", "multipart", "orjson", "PyYAML", "regex", "rich", "semver")
"""What ``contractlab verify`` and ``lint`` import of the base; a test holds it."""

HEAD = """# Dependencies

A well-kept library beats code of our own outside the matcher, the explanations, the editing model, the views
and the broker's rules. Each has a reason; what nobody uses is not there. This page is written by
`notebooks/site/make/dependencies.py`.
"""

LEAN = """## A job that only checks

`contractlab verify` and `lint` on captures import {count} of these, and nothing of Jupyter or pandas. A job
that wants to be small installs them without the rest:

```console
$ pip install {names}
$ pip install --no-deps contractlab
$ contractlab verify pacts/ --captures captures/
```

That is {lean}, against {whole} for `pip install contractlab`. Reports as notebooks, live views and tables need
the rest.

## Versions

Lower bounds are those that the tests pass with, and not older ones; `.ci/versions` runs them with the lowest
versions, and with the newest on every Python that is there. Last run at the lowest versions, on Python 3.11 with
pandas 2.2.0, orjson 3.10.0 and httpx 0.28.0: every room of the tests but those that need a browser, JupyterLab or the
conformance data. What differs there: with pandas 2 texts are `object`, and not `str`; the extra `test` asks for a newer
pact-python than the extra `crosscheck`, whose tests pass from 3.1 on.
"""


def main(lock: Path) -> int:
    """Write the page."""
    dates = release_dates(tomllib.loads(lock.read_text(encoding="utf-8")))
    base = [row(name, "", words, dates) for name, words in BASE.items()]
    more = [row(name, extra.strip(), words, dates) for extra, (name, words) in EXTRAS.items()]
    heads = (
        "| {} | for | instead of | without it | own size | licence | last release |\n|---|---|---|---|---|---|---|\n"
    )
    lean, whole = closure(list(CHECKING)), closure(list(BASE))
    text = HEAD + "\n## What everybody gets\n\n" + heads.format("library") + "\n".join(base)
    text += "\n\n## By extras\n\n" + heads.format("library, extra") + "\n".join(more) + "\n\n"
    text += LEAN.format(count=len(CHECKING), names=" ".join(CHECKING), lean=summary(lean), whole=summary(whole))
    PAGE.write_text(text, encoding="utf-8")
    return 0


def row(name: str, extra: str, words: Words, dates: dict[str, str]) -> str:
    """A line of a table."""
    there = distribution(name)
    title = f"{name}, `{extra}`" if extra else name
    date = dates.get(normal(name), "")
    return f"| {title} | {' | '.join(words)} | {megabytes(size(there))} | {licence(there)} | {date} |"


def normal(name: str) -> str:
    """The name as indexes have it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def release_dates(lock: dict[str, object]) -> dict[str, str]:
    """Month of the newest release, by name."""
    dates: dict[str, str] = {}
    for package in lock["packages"]:  # type: ignore[attr-defined]
        files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
        times = [str(file["upload-time"]) for file in files if "upload-time" in file]
        if times:
            dates[normal(package["name"])] = max(times)[:7]
    return dates


def size(there: Distribution) -> int:
    """Bytes of its files, without compiled ones."""
    files = [Path(str(file.locate())) for file in there.files or () if not str(file).endswith(".pyc")]
    return sum(file.stat().st_size for file in files if file.is_file())


def megabytes(count: int) -> str:
    """A size as people say it."""
    return f"{count / 1e6:.1f} MB" if count >= 50_000 else "< 0.1 MB"


def licence(there: Distribution) -> str:
    """Its licence in a word or two."""
    metadata = there.metadata
    classifiers = [each.rpartition(" :: ")[2] for each in metadata.get_all("Classifier") or () if "License ::" in each]
    told = metadata.get("License-Expression") or (classifiers[0] if classifiers else metadata.get("License") or "")
    return " ".join(told.split())[:40].replace(" License", "").replace("OSI Approved", "") or "see its files"


def closure(names: list[str]) -> dict[str, int]:
    """Sizes of these and of all that they need on this machine, by name."""
    from packaging.requirements import Requirement

    sizes: dict[str, int] = {}
    waiting = list(names)
    while waiting:
        name = normal(waiting.pop())
        if name in sizes:
            continue
        try:
            there = distribution(name)
        except PackageNotFoundError:
            continue
        sizes[name] = size(there)
        needed = [Requirement(each) for each in there.requires or ()]
        waiting += [each.name for each in needed if each.marker is None or each.marker.evaluate({"extra": ""})]
    return sizes


def summary(sizes: dict[str, int]) -> str:
    """How many packages, and how large together."""
    return f"{len(sizes)} packages, {sum(sizes.values()) / 1e6:.0f} MB"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
