"""Write the figures of explain/trust.md: ``python notebooks/site/make/figures.py LOG``, the output of .ci/run."""

from __future__ import annotations

import re
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "explain" / "trust.md"
BLOCK = re.compile(r"(<!-- figures -->\n).*?(<!-- /figures -->)", re.DOTALL)
END = re.compile(r"^=* ?(?P<counts>\d+ passed[^=]*?) in (?P<seconds>[\d.]+)s", re.MULTILINE)
STEP = re.compile(r"^== (?P<name>.+) \((?P<began>\d+) s\)$", re.MULTILINE)


def main(log: str) -> int:
    """Write them, or say why not."""
    if "== all is well" not in log:
        print("this is no log of a run of .ci/run that passed")
        return 1
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(BLOCK.sub(lambda match: f"{match[1]}{figures(log)}\n{match[2]}", text), encoding="utf-8")
    return 0


def figures(log: str) -> str:
    """A table of the steps of a run.

    Parameters
    ----------
    log : str
        What ``.ci/run`` printed.
    """
    steps = list(STEP.finditer(log))
    rows = ["| step | what it printed at its end |", "|---|---|"]
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        part = log[step.end() : after.start() if after else len(log)]
        if step["name"] != "all is well" and (ends := list(END.finditer(part))):
            name = step["name"].partition(":")[0]
            rows.append(f"| {name} | {ends[-1]['counts'].strip()}, in {minutes(float(ends[-1]['seconds']))} |")
    rows.append(f"| all of it | {minutes(float(steps[-1]['began']))} on two cores |")
    return "\n".join(rows)


def minutes(seconds: float) -> str:
    """A time as people say it."""
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.0f} seconds"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).read_text(encoding="utf-8", errors="replace")))
