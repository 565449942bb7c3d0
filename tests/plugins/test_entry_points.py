"""Other packages add to every part by entry points; one that is broken costs a warning that names it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest
from support import ROOT

SHELF = Path(__file__).parent / "shelf"
CONTRACT = {
    "shelf": ["reader", "library"],
    "books": [
        {"name": "a book", "path": "/books/1", "status": 200}, {"name": "no book", "path": "/books/2", "status": 404},
        {"name": "another", "path": "/books/3", "status": 200},
    ],
}  # fmt: skip
TAPE = 'tape\nGET /books/1 200 {"card": "LC-2024-00017"}\nGET /books/2 200 sent to LC-2024-00017\n'
GROUPS = {
    "contractlab.formats", "contractlab.capture_readers", "contractlab.views", "contractlab.report_writers",
    "contractlab.finding_writers", "contractlab.redaction_detectors",
}  # fmt: skip


def entry_points() -> dict[str, dict[str, str]]:
    project = tomllib.loads((SHELF / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    points: dict[str, dict[str, str]] = project["entry-points"]
    return points


def install(site: Path, name: str, points: dict[str, dict[str, str]]) -> None:
    """What pip leaves behind, as far as anybody reads it."""
    info = site / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    rows = [row for group, own in points.items() for row in (f"[{group}]", *(f"{key} = {own[key]}" for key in own))]
    (info / "entry_points.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site packages"
    shutil.copytree(SHELF / "shelf", folder / "shelf")
    install(folder, "shelf", entry_points())
    (tmp_path / "library.json").write_text(json.dumps(CONTRACT), encoding="utf-8")
    (tmp_path / "captures").mkdir()
    (tmp_path / "captures" / "1.0.0.tape").write_text(TAPE, encoding="utf-8")
    return folder


def python(program: str, site: Path, *, warnings: str = "default") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(site), str(ROOT))), "PYTHONWARNINGS": warnings}
    return subprocess.run(
        [sys.executable, "-c", dedent(program)], capture_output=True, text=True, encoding="utf-8", env=environment,
        cwd=site.parent, check=False, timeout=120,
    )  # fmt: skip


def test_the_example_has_a_plugin_of_each_kind_and_its_page_lists_them() -> None:
    assert set(entry_points()) == GROUPS
    page = (SHELF / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(contractlab\.\w+)`", page, re.MULTILINE)) == GROUPS
    for module in re.findall(r"\]\((shelf/\w+\.py)\)", page):
        assert (SHELF / module).exists()


def test_a_plugin_of_each_kind_does_its_work_and_costs_nothing_before(site: Path) -> None:
    program = """
        import sys
        from pathlib import Path
        def loaded():
            return sorted(name for name in sys.modules if name.partition(".")[0] in ("shelf", "pandas"))
        import contractlab as cl
        assert loaded() == [] and "importlib.metadata" not in sys.modules, loaded()
        contract = cl.load("library.json")
        assert loaded() == ["shelf", "shelf.formats"], loaded()
        captures = cl.load_captures("captures")
        assert "shelf.readers" in loaded() and "shelf.detectors" not in loaded()
        run = cl.verify(contract, captures)
        print(contract.format, [result.verdict for result in run.results], captures.provider_versions)
        assert not captures.problems
        text = run._repr_mimebundle_()["text/plain"]
        assert "shelf.detectors" in loaded() and "shelf.views" not in loaded()
        from shelf.gaps import Gaps
        print(Gaps(run)._repr_mimebundle_()["text/html"].count("another"), "shelf.views" in loaded())
        assert "shelf.writers" not in loaded()
        cl.report(run, "report.csv")
        print(Path("report.csv").read_text("utf-8").count("no book") > 0)
        captures.save("out.har")
        saved = Path("out.har").read_text("utf-8")
        print(saved.count("LC-2024"), saved.count("redacted") > 0, captures[1].response.body.decode())
        for capture in captures:
            assert "LC-2024" not in "".join(capture._repr_mimebundle_().values()) + repr(capture)
        again = cl.verify(contract, cl.load_captures("out.har"))
        print([result.verdict for result in again.results])
    """
    done = python(program, site, warnings="error")
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "shelf ['passed', 'failed', 'not exercised'] ['1.0.0']",
        "1 True", "True", "0 True sent to LC-2024-00017", "['passed', 'failed', 'not exercised']",
    ]  # fmt: skip


BROKEN = """
    class Format:
        name = "broken"
        sentences = vocabulary = problems = parse = read = None
        def detect(self, document):
            raise KeyError("what it looks for")
        def parse(self, text):
            raise KeyError("what it looks for")
    FORMAT = Format()
    def view(item):
        raise ValueError("cannot draw")
    def detector(text):
        raise ValueError("cannot look")
    def odd_detector(text):
        return [(-5, 3), (2, 10 ** 9), ("a", None)]
    def writer(report):
        raise ValueError("cannot write")
    def number_writer(report):
        return 5
    FIVE = 5
"""


def test_broken_plugins_are_named_and_cost_nothing_else(site: Path) -> None:
    (site / "broken.py").write_text(dedent(BROKEN), encoding="utf-8")
    absent, five = "no_such_module:thing", "broken:FIVE"
    install(site, "broken", {
        "contractlab.formats": {"absent_format": absent, "five_format": five, "broken_format": "broken:FORMAT"},
        "contractlab.capture_readers": {"absent_reader": absent, "five_reader": five},
        "contractlab.captures": {"older_reader": absent},
        "contractlab.views": {"builtins.int": "broken:view", "broken.Format": absent},
        "contractlab.report_writers": {
            "absent_writer": absent, "five_writer": five, "html": "broken:writer", "bad": "broken:writer",
            "number": "broken:number_writer",
        },
        "contractlab.redaction_detectors": {
            "absent_detector": absent, "five_detector": five, "bad_detector": "broken:detector",
            "odd_detector": "broken:odd_detector",
        },
    })  # fmt: skip
    program = """
        import contractlab as cl
        contract = cl.load("library.json")
        captures = cl.load_captures("captures")
        run = cl.verify(contract, captures)
        print([result.verdict for result in run.results])
        for problem in captures.problems:
            print("problem", problem)
        assert "LC-2024" not in "".join(run._repr_mimebundle_().values())
        for name in ("report.html", "report.csv", "report.bad", "report.number", "report.txt"):
            try:
                print(cl.report(run, name).stat().st_size > 0)
            except cl.SaveConflict as error:
                print(error)
        from contractlab.views import present
        import broken
        print(present(broken.FORMAT)["text/plain"].startswith("<broken.Format object"))
        try:
            cl.load(b"this is no JSON")
        except cl.InvalidContract as error:
            print("refused")
    """
    done = python(program, site)
    assert done.returncode == 0, done.stderr
    rows = done.stdout.splitlines()
    assert rows[0] == "['passed', 'failed', 'not exercised']"
    problems = [row for row in rows if row.startswith("problem")]
    assert len(problems) == 3
    for name in ("absent_reader", "five_reader", "older_reader"):
        assert sum(f"the reader {name} " in row for row in problems) == 1
    assert rows[4:6] == ["True", "True"]
    assert rows[6] == "report.bad: the report writer '.bad' failed: ValueError: cannot write"
    assert rows[7] == "report.number: the report writer '.number' gave a int, not text or bytes"
    assert rows[8] == "report.txt: its end must say what to write: .ipynb, .html, .md, .bad, .csv or .number"
    assert rows[9:] == ["True", "refused"]
    for kind, name in (
        ("format", "absent_format"), ("format", "five_format"), ("format", "broken"), ("view", "broken.Format"),
        ("report writer", "absent_writer"), ("report writer", "five_writer"),
        ("redaction detector", "absent_detector"), ("redaction detector", "five_detector"),
        ("redaction detector", "bad_detector"), ("redaction detector", "odd_detector"),
    ):  # fmt: skip
        # Each once, with its fault; it may have several.
        warnings = [row for row in done.stderr.splitlines() if f"PluginWarning: the {kind} {name!r} " in row]
        assert warnings, name
        assert len(warnings) == len(set(warnings))


def test_a_detector_of_a_notebook_is_asked_too_and_keeps_json_whole() -> None:
    import contractlab as cl
    from contractlab.redaction import REDACTED, add_detector, remove_detector

    def digits(text: str) -> list[tuple[int, int]]:
        return [match.span() for match in re.finditer(r"(?<!\d)4\d{15}(?!\d)", text)]

    body = b'{"card": 4111111111111111, "again": "pay with 4111111111111111", "total": 12}'
    response = cl.HttpResponse(headers={"Content-Type": "application/json", "X-Card": "4111111111111111"}, body=body)
    add_detector(digits)
    try:
        shown = cl.Redaction().redact_response(response)
    finally:
        remove_detector(digits)
    assert json.loads(shown.body) == {"card": REDACTED, "again": f"pay with {REDACTED}", "total": 12}
    assert shown.headers["X-Card"] == REDACTED
    assert {(place.part, place.name) for place in shown.redacted} >= {
        ("header", "X-Card"),
        ("body", "$.again"),
        ("body", "$"),
    }
    assert cl.Redaction().redact_response(response).body == body
    with pytest.raises(ValueError, match="not added"):
        remove_detector(digits)
