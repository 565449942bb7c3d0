"""Build a JupyterLite site with the tours, from what PyPI and npm have.

    pip install jupyterlite-core jupyterlite-pyodide-kernel jupyterlab-server hatchling
    npm ci --prefix tests/browser
    python tests/make/build_lite.py OUTPUT

Pyodide comes from npm, contractlab from this checkout, everything else as pure wheels from PyPI. What only Pyodide's
own server has (pandas, regex, orjson) is replaced by the stand-ins of `tests/lite`: cells that make a frame say so.
With ``--pyodide URL`` the browser loads Pyodide and those packages from their server instead.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYODIDE = ROOT / "tests" / "browser" / "node_modules" / "pyodide"
STAND_INS = ROOT / "tests" / "lite" / "stand_ins"

KERNEL = ("micropip", "packaging")
"""What the kernel loads before anything can be installed."""

PURE = (
    "anyio", "anywidget", "asttokens", "attrs", "certifi", "click", "comm", "decorator", "executing", "fastjsonschema",
    "filetype", "h11", "httpcore", "httpx", "idna", "ipython", "ipython-pygments-lexers", "ipywidgets", "jedi",
    "jsonschema", "jsonschema-specifications", "jupyter-core", "jupyterlab_widgets", "markdown-it-py",
    "matplotlib-inline", "mdurl", "multipart", "nbformat", "parso", "platformdirs", "prompt_toolkit", "psygnal",
    "pure_eval", "pygments", "python-dateutil", "referencing", "rich", "semver", "six", "sniffio", "stack_data",
    "traitlets", "typing_extensions", "tzdata", "wcwidth",
)  # fmt: skip
"""Packages that a kernel and contractlab ask for there; `tests/lite` holds that all of them can be had."""

STUBS = {"pandas": "3.1.0", "orjson": "3.11.0", "regex": "2026.1.1", "rpds-py": "0.30.0"}
TOURS = ("first-tour", "the-matrix", "author-a-contract", "debug-a-failed-verification", "contractcase")


def download(folder: Path, names: tuple[str, ...]) -> None:
    """Wheels without compiled parts."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    command += ["--python-version", "3.14", "--platform", "any", "--implementation", "py", "--abi", "none"]
    subprocess.run([*command, "--dest", str(folder), *names], check=True)


def write_wheel(folder: Path, name: str, version: str, files: dict[str, bytes]) -> None:
    """A wheel of these files."""
    stem = f"{name.replace('-', '_')}-{version}"
    info = f"{stem}.dist-info"
    files = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: build_lite\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digests = {
        path: base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=") for path, data in files.items()
    }
    record = [f"{path},sha256={digests[path].decode()},{len(data)}" for path, data in files.items()]
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
        archive.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,", ""]))


def write_stand_ins(folder: Path) -> None:
    for name, version in STUBS.items():
        module = STAND_INS / f"{name}.py"
        write_wheel(folder, name, version, {module.name: module.read_bytes()} if module.exists() else {})
    yaml = distribution("pyyaml")
    files = {
        str(file): Path(str(file.locate())).read_bytes()
        for file in yaml.files or ()
        if file.parts[0] == "yaml" and file.suffix == ".py"
    }
    write_wheel(folder, "PyYAML", yaml.version, files)


def copy_pyodide(folder: Path) -> None:
    """Pyodide, whose list of packages is of those that lie beside it."""
    shutil.copytree(PYODIDE, folder)
    download(folder, KERNEL)
    lock_file = folder / "pyodide-lock.json"
    lock = json.loads(lock_file.read_text(encoding="utf-8"))
    lock["packages"] = {}
    for wheel in sorted(folder.glob("*.whl")):
        name, version = wheel.name.split("-")[:2]
        lock["packages"][name] = {
            "name": name, "version": version, "file_name": wheel.name, "install_dir": "site",
            "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(), "package_type": "package", "imports": [name],
            "depends": [package for package in KERNEL if package != name and name == "micropip"],
            "unvendored_tests": False,
        }  # fmt: skip
    lock_file.write_text(json.dumps(lock), encoding="utf-8")


def copy_tours(folder: Path) -> None:
    """The tours, each with a cell before all others that installs contractlab."""
    folder.mkdir()
    for name in TOURS:
        notebook = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
        install = {
            "cell_type": "code", "id": "install", "metadata": {}, "execution_count": None, "outputs": [],
            "source": ["%pip install -q contractlab"],
        }  # fmt: skip
        notebook["cells"].insert(0, install)
        notebook["metadata"]["kernelspec"] = {
            "display_name": "Python (Pyodide)",
            "language": "python",
            "name": "python",
        }
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    shutil.copytree(ROOT / "notebooks" / "data", folder / "data", ignore=shutil.ignore_patterns("make"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    parser.add_argument("--pyodide", default="", help="address of Pyodide's own server")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lite-") as made:
        work = Path(made)
        (work / "pypi").mkdir()
        download(work / "pypi", PURE)
        if not arguments.pyodide:
            write_stand_ins(work / "pypi")
            copy_pyodide(work / "static" / "pyodide")
        wheel = [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--wheel-dir",
            str(work / "pypi"),
            str(ROOT),
        ]
        subprocess.run(wheel, check=True)
        copy_tours(work / "tours")
        command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", str(work), "--contents"]
        command += [str(work / "tours"), "--output-dir", str(arguments.output.resolve())]
        command += ["--pyodide", arguments.pyodide] if arguments.pyodide else []
        subprocess.run(command, check=True, cwd=work)


if __name__ == "__main__":
    main()
