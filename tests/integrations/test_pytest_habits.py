"""The plugin beside the habits of pytest's users: ini files, markers, other plugins, several processes, a cache."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from small_contracts import document_of
from small_runs import answers, entry, write_har
from support import FULL, ROOT, require

from contractlab.integrations.pytest_settings import version_of

NAMES = ("first", "second", "third")
EACH = "def test_each(contract_result):\n    assert contract_result.passed\n"
WHOLE = "def test_whole(contract_run):\n    assert contract_run.passed\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two contracts, and captures of two versions of which the second one breaks two examples."""
    (tmp_path / "pacts").mkdir()
    for consumer in ("billing", "search"):
        examples = [answers(f"/{consumer}/{name}", {"a": 1}, description=f"the {name} of {consumer}") for name in NAMES]
        document = document_of(*examples, consumer=consumer)
        (tmp_path / "pacts" / f"{consumer}.json").write_text(json.dumps(document, indent=1))
    for version, values in (("1.0.0", (1, 1)), ("2.0.0", ("text", 1))):
        entries = [
            entry(f"/{consumer}/{name}", {"a": values[0] if name == "second" else values[1]})
            for consumer in ("billing", "search")
            for name in NAMES
        ]
        write_har(tmp_path / "captures" / f"{version}.har", *entries)
    settings(tmp_path, "captures/1.*.har")
    return tmp_path


def settings(folder: Path, captures: str, ini: str = "") -> None:
    (folder / "pyproject.toml").write_text(
        f"[tool.contractlab]\ncontracts = 'pacts/*.json'\ncaptures = '{captures}'\n[tool.pytest.ini_options]\n{ini}\n"
    )


def run(folder: Path, *arguments: str, plugins: tuple[str, ...] = (), text: str = "") -> tuple[int, str]:
    """Exit status and output of a session of its own."""
    if text:
        (folder / "test_habits.py").write_text(text)
    named = [word for name in ("contractlab.integrations.pytest_plugin", *plugins) for word in ("-p", name)]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "200"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *named, "-rA", f"--rootdir={folder}", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def outcomes(output: str) -> dict[str, str]:
    """What came of each test."""
    listed = re.findall(r"^(PASSED|FAILED|ERROR) \S+?::(\w+(?:\[[^\]]+\])?)", output, re.MULTILINE)
    return {name: outcome for outcome, name in listed}


def test_two_processes_write_one_report_and_nothing_in_red(project: Path) -> None:
    """Each process has the same run, some have none, and the one that writes has used no fixture itself."""
    require("xdist")
    tests = WHOLE + "".join(WHOLE.replace("whole", f"again_{number}") for number in range(4))
    status, output = run(
        project, "-n", "2", "--color=yes", "--contractlab-report", "report.md", plugins=("xdist.plugin",), text=tests
    )
    assert status == 0, output
    assert "report written to report.md" in output
    assert "no test used" not in output
    assert "\x1b[31mcontractlab" not in output
    assert [path.name for path in project.glob("report*")] == ["report.md"]
    status, output = run(project, "--contractlab-report", "alone.md", text=tests)
    assert status == 0
    assert (project / "alone.md").read_text("utf-8") == (project / "report.md").read_text("utf-8")


def test_examples_of_two_processes_are_one_report_and_what_failed_is_known(project: Path) -> None:
    require("xdist")
    settings(project, "captures/2.*.har", "contractlab_report = 'from the ini file.md'")
    status, output = run(project, "-n", "2", plugins=("xdist.plugin",), text=EACH + EACH.replace("each", "again"))
    assert status == 1, output
    assert "2 of 6" in (project / "from the ini file.md").read_text("utf-8")
    status, output = run(project, "--contractlab-only-failed", "--contractlab-report", "again.md", text=EACH)
    assert (status, sorted(outcomes(output).values())) == (1, ["FAILED", "FAILED"])


def test_each_example_is_a_test_without_a_provider(project: Path) -> None:
    status, output = run(project, text=EACH)
    assert status == 0, output
    assert outcomes(output) == {
        f"test_each[{consumer}-the_{name}_of_{consumer}]": "PASSED"
        for consumer in ("billing", "search")
        for name in NAMES
    }
    settings(project, "captures/2.*.har")
    decorated = "import contractlab as cl\n\n@cl.examples('pacts', captures='captures/1.0.0.har', only='*second*')\n"
    status, output = run(project, text=EACH + decorated + EACH.replace("each", "decorated"))
    assert status == 1
    broken = {name for name, outcome in outcomes(output).items() if outcome == "FAILED"}
    assert broken == {f"test_each[{each}-the_second_of_{each}]" for each in ("billing", "search")}
    assert 'got the string "text"' in output


def test_without_captures_and_a_provider_it_is_said(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.contractlab]\ncontracts = 'pacts'\n")
    status, output = run(project, text=EACH)
    assert status == 1
    assert "no provider: @cl.examples" in output
    assert "No captures either" in output


def test_the_ini_file_comes_before_the_settings(project: Path) -> None:
    (project / "pytest.ini").write_text(
        "[pytest]\ncontractlab_contracts =\n    pacts/billing.json\n    pacts/sea*.json\n"
        "contractlab_captures = captures/2.0.0.har\n"
    )
    status, output = run(project, text=WHOLE)
    assert status == 1
    assert "2 of 6 failed" in output
    (project / "pytest.ini").write_text("[pytest]\ncontractlab_contracts = pacts/none*.json\n")
    status, output = run(project, text=EACH)
    assert status == 2
    assert "no file matches this pattern" in output
    assert "Traceback" not in output


def test_markers_choose_contracts_examples_captures_and_versions(project: Path) -> None:
    settings(project, "captures")
    tests = f"""
import pytest

{WHOLE}
@pytest.mark.contract("pacts/billing.json")
@pytest.mark.provider_version("1.0.0")
def test_old(contract_run):
    assert contract_run.passed
    assert len(contract_run.results) == 3

@pytest.mark.contract("pacts/billing.json", only="*second*")
@pytest.mark.provider_version("2.0.0")
class TestNew:
    def test_new(self, contract_run):
        assert [result.verdict for result in contract_run] == ["failed"]

    def test_example(self, contract_result):
        assert contract_result.verdict == "failed"

@pytest.mark.contract(consumer="search", captures="captures/1.0.0.har")
def test_search(contract_result):
    assert contract_result.passed

@pytest.mark.provider_version("9.9.9")
def test_unknown(contract_run):
    pass
"""
    status, output = run(project, "--strict-markers", text=tests)
    assert status == 1
    assert outcomes(output) == {
        "test_whole": "FAILED",
        "test_old[billing-1.0.0]": "PASSED",
        "TestNew": "PASSED",
        **{f"test_search[the_{name}_of_search]": "PASSED" for name in NAMES},
        "test_unknown[9.9.9]": "ERROR",
    }
    assert output.count("PASSED test_habits.py::TestNew") == 2
    assert "no capture is of the provider version 9.9.9; there are: 1.0.0, 2.0.0" in output


def test_a_marker_that_says_nothing_is_refused(project: Path) -> None:
    status, output = run(project, text=f"import pytest\n\n@pytest.mark.contract(version='1')\n{WHOLE}")
    assert status in (2, 4)
    assert "takes no 'version'; there are only, state, consumer, captures" in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    "mark", [pytest.mark.provider_version(), pytest.mark.provider_version(2)], ids=["none", "number"]
)
def test_a_version_is_a_text(mark: pytest.MarkDecorator, request: pytest.FixtureRequest) -> None:
    request.node.add_marker(mark)
    with pytest.raises(pytest.UsageError, match=r"takes one text, such as '2\.4\.0'"):
        version_of(request.node)


def test_only_what_failed_is_asked_again(project: Path) -> None:
    """Until it is mended; then everything is asked."""
    settings(project, "captures/2.*.har")
    status, output = run(project, text=EACH)
    assert (status, len(outcomes(output))) == (1, 6)
    broken = {f"test_each[{each}-the_second_of_{each}]": "FAILED" for each in ("billing", "search")}
    status, output = run(project, "--contractlab-only-failed", text=EACH + WHOLE + "def test_other():\n    pass\n")
    assert outcomes(output) == {**broken, "test_whole": "FAILED", "test_other": "PASSED"}
    assert "2 of 2 failed" in output
    assert "4 deselected" in output
    settings(project, "captures/1.*.har")
    status, output = run(project, "--contractlab-only-failed", text=EACH)
    assert (status, len(outcomes(output))) == (0, 2)
    status, output = run(project, "--contractlab-only-failed")
    assert (status, len(outcomes(output))) == (0, 6)
    status, output = run(project, "--contractlab-only-failed", "-p", "no:cacheprovider")
    assert status == 4
    assert "needs pytest's cache" in output


def test_random_order_changes_nothing(project: Path) -> None:
    require("pytest_randomly")
    settings(project, "captures/2.*.har")
    orders = set()
    seeds = ("1", "2") if FULL else ("1",)
    for seed in seeds:
        arguments = ("-p", "no:cacheprovider", f"--randomly-seed={seed}", "-v")
        status, output = run(project, *arguments, plugins=("pytest_randomly",), text=EACH + WHOLE)
        assert status == 1, output
        assert sorted(outcomes(output).values()) == ["FAILED"] * 3 + ["PASSED"] * 4
        orders.add(tuple(re.findall(r"::(test_\w+\S*) ", output)))
    assert len(orders) == len(seeds)


def test_an_html_report_holds_the_view(project: Path) -> None:
    require("pytest_html")
    settings(project, "captures/2.*.har")
    plugins = ("pytest_metadata.plugin", "pytest_html.plugin")
    status, output = run(project, "--html=page.html", "--self-contained-html", plugins=plugins, text=WHOLE)
    assert status == 1, output
    page = (project / "page.html").read_text("utf-8")
    assert "2 of 6 failed" in page
    assert "the second of billing" in page


def test_assertions_show_what_they_are_about(project: Path) -> None:
    """Without a fixture: a run, a result and a comparison of contracts that a test made itself."""
    tests = """
import json

import contractlab as cl

def test_run():
    checked = cl.verify(cl.load_all("pacts"), cl.load_captures("captures/2.0.0.har"))
    assert checked.passed, "and a message"

def test_verdict():
    result = cl.verify(cl.load_all("pacts"), cl.load_captures("captures/2.0.0.har")).failures[0]
    assert (
        result.verdict == "passed"
    )

def test_contracts():
    old = cl.load("pacts/billing.json")
    document = json.loads(open("pacts/billing.json").read().replace("200", "404"))
    new = cl.load(document)
    assert old == new

def test_quiet():
    checked = cl.verify(cl.load_all("pacts"), cl.load_captures("captures/1.0.0.har"))
    assert not checked.passed
"""
    status, output = run(project, text=tests)
    assert status == 1
    parts = dict(re.findall(r"^_+ (test_\w+) _+$(.*?)(?=^_+ test_|^=+ )", output, re.MULTILINE | re.DOTALL))
    assert "- contracts: checked -" in parts["test_run"]
    assert "2 of 6 failed" in parts["test_run"]
    assert "- contracts: result -" in parts["test_verdict"]
    assert 'got the string "text"' in parts["test_verdict"]
    assert "status: was 200 OK, is now 404 Not Found." in parts["test_contracts"]
    assert "- contracts" not in parts["test_quiet"], "what passed is no reason"


def test_fixtures_markers_and_options_read_well(project: Path) -> None:
    status, output = run(project, "--fixtures", text=WHOLE)
    assert status == 0
    section = output[output.index("contractlab.integrations.pytest_plugin") :]
    named = dict(re.findall(r"^(\w+)(?: \[session scope\])? -- .+\n    (.+)$", output, re.MULTILINE))
    for name in ("contract_run", "contract_example", "contract_result", "contractlab_contracts", "contractlab_captures",
                 "contractlab_provider", "contractlab_states", "contractlab_sources", "define_contract"):  # fmt: skip
        assert named[name].endswith("."), name
        assert len(named[name]) < 120
    assert "no docstring available" not in section
    status, output = run(project, "--markers")
    assert "@pytest.mark.contract(*sources, only=None" in output
    assert "@pytest.mark.provider_version(version): the version of the provider" in output
    status, output = run(project, "--help")
    for word in ("--contractlab-report", "--contractlab-only-failed", "contractlab_contracts (linelist)"):
        assert word in output


def test_a_session_that_is_asked_in_vain_costs_nothing(project: Path) -> None:
    """A cache that somebody else wrote is no reason to fail."""
    cache = project / ".pytest_cache" / "v" / "contractlab" / "failed"
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_text('[["x"], 5, ["a", "b", 3]]')
    status, output = run(project, "--contractlab-only-failed", "-q", text=EACH)
    assert status == 0, output
