"""Build the site: ``python notebooks/site/build.py OUTPUT [--tours FOLDER]``.

Pages, pictures and the executed tours are put together in a folder of their own; mkdocs builds it strictly; then every
link and every picture of every page is looked up. Ends with 1 where a link leads nowhere or a page fetches something.

Needs what ``requirements.txt`` beside this file names. The tours are taken from FOLDER, where
``tests/make/execute_notebooks.py FOLDER`` has executed them; without it they are shown without outputs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml
from links import broken_links

SITE = Path(__file__).resolve().parent
NOTEBOOKS = SITE.parent
START = "start-here.ipynb"
ORDER = (
    "first-tour", "debug-a-failed-verification", "the-matrix", "author-a-contract", "define-a-contract",
    "a-live-provider", "message-contracts", "plugin-content", "contractcase", "reports-in-ci", "why-cant-i-deploy",
    "the-whole-loop", "what-should-i-do",
)  # fmt: skip
"""The order of the start page."""
WIDGETS = "application/vnd.jupyter.widget-view+json"


def main() -> int:
    """Build into the folder that is given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path)
    parser.add_argument("--tours", type=Path, help="folder of executed tours")
    arguments = parser.parse_args()
    output = arguments.output.resolve()
    with tempfile.TemporaryDirectory() as work:
        docs = Path(work) / "docs"
        collect(docs, arguments.tours)
        configuration = Path(work) / "mkdocs.yml"
        configuration.write_text(yaml.safe_dump(settings(docs, output)), encoding="utf-8")
        built = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--config-file", str(configuration)],
            check=False,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )
    if built.returncode:
        return 1
    broken = broken_links(output)
    print("\n".join(broken) or f"{sum(1 for _ in output.rglob('*.html'))} pages, no broken link")
    return 1 if broken else 0


def settings(docs: Path, output: Path) -> dict[str, Any]:
    """What mkdocs is told: the file beside this one, with places, and the tours in their order."""
    told: dict[str, Any] = yaml.safe_load((SITE / "mkdocs.yml").read_text(encoding="utf-8"))
    told.update(docs_dir=str(docs), site_dir=str(output))
    for plugin in told["plugins"]:
        if "mkdocstrings" in plugin:
            python = plugin["mkdocstrings"]["handlers"]["python"]
            python["paths"] = [str(NOTEBOOKS.parent)]
            python["options"]["extensions"] = [f"{SITE / 'grouped_parameters.py'}:GroupedParameters"]
    pages = json.dumps(told["nav"])
    more = [f"{page.stem}.md" for page in sorted(docs.glob("*.md")) if f'"{page.name}"' not in pages]
    for section in told["nav"]:
        if "Tours" in section:
            section["Tours"] = [f"tours/{START}", *(f"tours/{name}.ipynb" for name in ORDER)]
        if "Explanation" in section:
            section["Explanation"] += more
    return told


def collect(docs: Path, executed: Path | None) -> None:
    """Put pages, pictures and tours side by side."""
    for page in sorted(SITE.rglob("*.md")):
        put(page, docs / page.relative_to(SITE))
    for folder in ("images", "assets"):
        shutil.copytree(SITE / folder, docs / folder)
    for picture in (NOTEBOOKS / "images").glob("*.png"):
        put(picture, docs / "images" / picture.name)
    for tour in sorted(NOTEBOOKS.glob("*.ipynb")):
        if tour.name == "report.ipynb":
            continue
        source = executed / tour.name if executed else tour
        target = docs / "tours" / tour.name
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(as_page(json.loads(source.read_text(encoding="utf-8")))), encoding="utf-8")


def as_page(notebook: dict[str, Any]) -> dict[str, Any]:
    """A tour as a page shows it: live views give way to their static copy; pages beside the tours are on the web."""
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        for made in cell.get("outputs", ()):
            made.get("data", {}).pop(WIDGETS, None)
        if cell["cell_type"] == "markdown":
            cell["source"] = with_links("".join(cell["source"]))
    notebook["metadata"].pop("widgets", None)
    return notebook


def with_links(text: str) -> str:
    """Links to other tours lead to their pages; what else lies beside the notebooks is named, and not linked."""
    text = re.sub(r"\]\(([\w-]+)\.ipynb\)", r"](\1.html)", text)
    return re.sub(r"\[([^]]+)\]\((examples|data)/([^)]*)\)", r"\1 (`notebooks/\2/\3`)", text)


def put(source: Path, target: Path) -> None:
    """Copy a file, with the folders above it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


if __name__ == "__main__":
    sys.exit(main())
