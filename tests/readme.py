"""Commands of README.md, by the name in the comment above them; prints one for the shell that runs it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"


def command(name: str) -> str:
    """The shell command below ``<!-- name -->``."""
    match = re.search(rf"<!-- {name} -->\n```sh\n(.+?)\n```", README.read_text(encoding="utf-8"), re.DOTALL)
    if match is None:
        raise SystemExit(f"README.md has no command {name}")
    return match.group(1)


def job(name: str) -> str:
    """The YAML below ``<!-- name -->``."""
    match = re.search(rf"<!-- {name} -->\n```yaml\n(.+?)\n```", README.read_text(encoding="utf-8"), re.DOTALL)
    if match is None:
        raise SystemExit(f"README.md has no job {name}")
    return match.group(1)


def block(name: str) -> str:
    """The text between ``<!-- name -->`` and ``<!-- /name -->``."""
    match = re.search(rf"<!-- {name} -->\n(.+?)\n<!-- /{name} -->", README.read_text(encoding="utf-8"), re.DOTALL)
    if match is None:
        raise SystemExit(f"README.md has no block {name}")
    return match.group(1)


if __name__ == "__main__":
    print(command(sys.argv[1]))
