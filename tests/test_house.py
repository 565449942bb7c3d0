"""The house as it stands: what lies at the top, what the front door offers, and what an import costs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest
from support import ROOT, require_program

import contractlab as cl
from contractlab.contracts.format import registered_formats

TOP = {
    "pyproject.toml", "contractlab", "notebooks", "tests", "README.md", "environment.yml", ".ci", "LICENSE",
    "CHANGELOG.md", ".gitignore", ".github", ".pre-commit-config.yaml",
    ".pre-commit-hooks.yaml",
}  # fmt: skip
HEAVY = ("pandas", "ipywidgets", "nbformat", "deepdiff", "httpx", "papermill", "IPython")


def tracked() -> list[str]:
    require_program("git")
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


def _is_read(node: ast.expr) -> bool:
    """``document.get("name")``, also in one branch of an expression."""
    if isinstance(node, ast.NamedExpr):
        return _is_read(node.value)
    if isinstance(node, ast.IfExp):
        return _is_read(node.body) or _is_read(node.orelse)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and bool(node.args)
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    )


def lookups_on_trust(tree: ast.AST) -> list[str]:
    """Lookups by what a document says, without a look at its kind: an object or an array has no hash."""
    trusting: set[str] = set()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        nodes = list(ast.walk(function))
        read = {
            node.targets[0].id
            for node in nodes
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_read(node.value)
        } | {node.target.id for node in nodes if isinstance(node, ast.NamedExpr) and _is_read(node.value)}
        looked_at = {
            node.args[0].id
            for node in nodes
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("isinstance", "is_one_of")
            and isinstance(node.args[0], ast.Name)
        }
        inner = [node.target for node in nodes if isinstance(node, ast.comprehension)]
        own = {target.id for target in inner if isinstance(target, ast.Name)}
        trusted = read - looked_at - own

        def is_trusted(node: ast.expr, trusted: set[str] = trusted) -> bool:
            return _is_read(node) or (isinstance(node, ast.Name) and node.id in trusted)

        for node in nodes:
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn) and is_trusted(node.left):
                table = node.comparators[0]
                by_name = isinstance(table, ast.Name) and table.id.strip("_").isupper()
                if by_name or isinstance(table, ast.Set | ast.Dict):
                    trusting.add(ast.unparse(node))
            elif (isinstance(node, ast.Subscript) and is_trusted(node.slice)) or (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("get", "setdefault", "pop")
                and node.args
                and is_trusted(node.args[0])
            ):
                trusting.add(ast.unparse(node))
    return sorted(trusting)


@pytest.mark.parametrize(
    "code",
    [
        "def f(d):\n    return d.get('type') in _KINDS",
        "def f(d):\n    kind = d.get('type') if isinstance(d, dict) else None\n    return kind not in KINDS",
        "def f(d):\n    return TABLE[d.get('a')]",
        "def f(d):\n    x = d.get('a')\n    return table.get(x)",
        "def f(d):\n    if (x := d.get('a')) in {1, 2}:\n        return x",
    ],
    ids=range(5),
)
def test_the_rule_finds_lookups_on_trust(code: str) -> None:
    assert lookups_on_trust(ast.parse(code)) != []


def test_tables_are_asked_for_texts_alone() -> None:
    lookups = {
        str(path.relative_to(ROOT)): trusting
        for path in sorted((ROOT / "contractlab").rglob("*.py"))
        if (trusting := lookups_on_trust(ast.parse(path.read_text("utf-8"))))
    }
    assert lookups == {}


SAYS_NOTHING = {"one", "told", "said", "known", "found", "other", "which", "where", "how", "thing", "it"}
PEOPLE_CALL_THEM = {
    "contractlab/broker/__init__.py: where",
    "contractlab/broker/front.py: where",
    "contractlab/editing/compare.py: other",
}


def bound_names(tree: ast.AST) -> set[str]:
    """Names of variables, parameters, attributes and functions; ``__eq__`` and the like may have an `other`."""
    names: set[str] = set()
    operands: set[ast.arg] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            if isinstance(node, ast.FunctionDef) and node.name.startswith("__"):
                operands |= {each for each in node.args.args[1:] if each.arg == "other"}
        elif isinstance(node, ast.arg) and node not in operands:
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
        elif isinstance(node, ast.alias | ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
            names.add((node.asname if isinstance(node, ast.alias) else node.name) or "")
    return names


@pytest.mark.parametrize(
    "code",
    [
        "one = 1",
        "one: int",
        "for index, one in enumerate(rows): pass",
        "[one for one in rows]",
        "lambda one: one",
        "def f(*one): pass",
        "async def one(): pass",
        "with open(path) as one: pass",
        "self.one = 1",
        "import json as one",
        "if (one := f()): pass",
        "class A:\n    def add(self, other): pass",
    ],
)
def test_the_rule_finds_names_that_say_nothing(code: str) -> None:
    assert bound_names(ast.parse(code)) & SAYS_NOTHING
    assert not bound_names(ast.parse("class A:\n    def __eq__(self, other): return other.one")) & SAYS_NOTHING


def test_names_say_what_they_hold() -> None:
    names = {
        f"{path}: {name}"
        for path in tracked()
        if path.endswith(".py") and path.startswith(("contractlab/", "tests/"))
        if (ROOT / path).exists()
        for name in bound_names(ast.parse((ROOT / path).read_bytes())) & SAYS_NOTHING
    }
    assert names == PEOPLE_CALL_THEM
