"""The house as it stands: what lies at the top, what the front door offers, and what an import costs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest
from support import ROOT

import contractlab as cl
from contractlab.contracts.format import registered_formats

TOP = {
    "pyproject.toml", "contractlab", "notebooks", "tests", "README.md", "environment.yml", ".ci", "LICENSE",
    "CHANGELOG.md", ".gitignore", ".github", ".pre-commit-config.yaml",
}  # fmt: skip
HEAVY = ("pandas", "ipywidgets", "nbformat", "deepdiff", "httpx", "papermill", "IPython")


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("this is not a git checkout")
    return done.stdout.splitlines()


def test_nothing_else_lies_at_the_top() -> None:
    assert {path.split("/")[0] for path in tracked()} == TOP


def test_no_file_is_longer_than_500_lines() -> None:
    scripts = [ROOT / path for path in tracked() if path.endswith(".py") and (ROOT / path).exists()]
    lengths = {str(path.relative_to(ROOT)): path.read_text("utf-8").count("\n") for path in scripts}
    assert {path: lines for path, lines in lengths.items() if lines > 500} == {}


@pytest.mark.parametrize("name", cl.__all__)
def test_the_front_door_keeps_its_promises(name: str) -> None:
    assert getattr(cl, name) is not None
    assert name in dir(cl)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = cl.nothing_of_the_kind


def test_the_import_loads_nothing_heavy() -> None:
    code = f"import sys, contractlab; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_checking_loads_nothing_heavy() -> None:
    code = (
        "import sys, contractlab as cl\n"
        "run = cl.verify(cl.load('notebooks/data/billing-service-customer-service.json'),"
        " cl.load_captures('notebooks/data/good/2.4.0.har'))\n"
        f"print(run.passed, [m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "True []"


ABOVE = sorted(
    path
    for path in (ROOT / "contractlab").rglob("*")
    if path.suffix in (".py", ".js", ".ts") and path.relative_to(ROOT / "contractlab").parts[0] != "formats"
)
NAMES_A_FORMAT = re.compile(
    r"""["']contractcase["']|\b(?:Case|Pact)(?:Example|Contract)\b|formats\.(?:pact|contractcase)\b"""
    r"""|\.format\s*[!=]=|\.format\.startsWith"""
)


def test_nobody_above_the_formats_names_one() -> None:
    named = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in ABOVE
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if NAMES_A_FORMAT.search(line)
    ]
    assert len(ABOVE) > 200
    assert named == []


ALSO_WORDS = {"boolean", "null", "number", "integer", "decimal", "content-type", "min", "max", "time", "type"}
"""Names of matchers that are kinds of JSON values, a header, bounds, and everyday keys of JSON as well."""
IS_THE_VOCABULARY = {
    f"contractlab/contracts/{name}.py" for name in ("generate", "generate_words", "match", "match_words")
}


def test_nobody_above_the_formats_spells_their_matchers() -> None:
    matchers = [info for each in registered_formats() for info in each.vocabulary.matchers]
    names = {name for info in matchers for name in (info.name, *info.aliases)} - ALSO_WORDS
    assert {"regex", "statusCode", "HttpStatusCode", "_case:Lookup"} <= names
    spelled = {
        str(path.relative_to(ROOT)): sorted(
            {node.value for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Constant)} & names
        )
        for path in ABOVE
        if path.suffix == ".py"
    }
    assert len(spelled["contractlab/contracts/match.py"]) >= 3
    assert {
        path: listed for path, listed in spelled.items() if len(listed) >= 2 and path not in IS_THE_VOCABULARY
    } == {}
