"""What ``pip install contractlab`` means in a browser: which packages, and whether each of them can be had there."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support import ROOT

PYODIDE = ROOT / "tests" / "browser" / "node_modules" / "pyodide"
STAND_INS = Path(__file__).parent / "stand_ins"

ENVIRONMENT = {
    "implementation_name": "cpython", "implementation_version": "3.14.2", "os_name": "posix",
    "platform_machine": "wasm32", "platform_python_implementation": "CPython", "platform_release": "",
    "platform_system": "Emscripten", "platform_version": "", "python_full_version": "3.14.2", "python_version": "3.14",
    "sys_platform": "emscripten",
}  # fmt: skip
"""Values of the markers in Pyodide."""

PURE_ON_PYPI = {"psygnal": "a wheel for any platform beside the compiled ones"}
"""Installed here with compiled parts; the same files without them are a wheel of PyPI."""


@dataclass(frozen=True)
class Needed:
    """A package that is installed in a browser.

    Attributes
    ----------
    name : str
    by : str
        Who asks for it first.
    kind : str
        ``"pure"``: a wheel of PyPI without compiled parts; ``"pyodide"``: Pyodide builds it itself; ``"native"``: there
        is no wheel for it; ``"absent"``: it is not installed here, so nothing can be said.
    """

    name: str
    by: str
    kind: str


def _kind(dist: Distribution, name: str, own: Mapping[str, object]) -> str:
    tags = [row for row in (dist.read_text("WHEEL") or "").splitlines() if row.startswith("Tag: ")]
    if name in PURE_ON_PYPI or (tags and all(tag.endswith("none-any") for tag in tags)):
        return "pure"
    return "pyodide" if name in own else "native"


def built_by_pyodide() -> dict[str, object]:
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text(encoding="utf-8"))
    return {canonicalize_name(name): entry for name, entry in lock["packages"].items()}


def needed_in_a_browser(wheel: Path) -> list[Needed]:
    """Everything that the wheel asks for there, and what that asks for."""
    own = built_by_pyodide()
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(name).decode("utf-8"))
    todo = [(Requirement(text), "contractlab") for text in metadata.get_all("Requires-Dist") or []]
    needed: dict[str, Needed] = {}
    while todo:
        requirement, by = todo.pop(0)
        extras = requirement.extras or {""}
        if requirement.marker is not None and not requirement.marker.evaluate({**ENVIRONMENT, "extra": ""}):
            continue
        key = canonicalize_name(requirement.name)
        if key in needed:
            continue
        try:
            dist = distribution(key)
        except PackageNotFoundError:
            needed[key] = Needed(key, by, "pyodide" if key in own else "absent")
            continue
        needed[key] = Needed(key, by, _kind(dist, key, own))
        for text in dist.requires or []:
            further = Requirement(text)
            wanted = further.marker is None or any(
                further.marker.evaluate({**ENVIRONMENT, "extra": extra}) for extra in extras | {""}
            )
            if wanted:
                further.marker = None
                todo.append((further, key))
    return sorted(needed.values(), key=lambda package: package.name)


def unpack(wheel: Path, needed: list[Needed], folder: Path) -> None:
    """A folder with just these packages: the wheel, Python files of what is pure, stand-ins for what Pyodide builds."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    # PyYAML is complete without its compiled half.
    for package in needed:
        if package.kind != "pure" and package.name != "pyyaml":
            continue
        for file in distribution(package.name).files or ():
            source = Path(str(file.locate()))
            if ".." in file.parts or source.suffix in (".so", ".pyc", ".pyd") or file.parts[0] == "share":
                continue
            target = folder / Path(*file.parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    for module in STAND_INS.glob("*.py"):
        shutil.copyfile(module, folder / module.name)
