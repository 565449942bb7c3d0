// Runs a program in Pyodide under node: node in_pyodide.mjs PYODIDE SITE DATA PROGRAM
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodide, site, data, program] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: `${pyodide}/` });
python.mountNodeFS("/site", site);
python.mountNodeFS("/data", data);
python.runPython("import sys; sys.path.insert(0, '/site')");
await python.runPythonAsync(readFileSync(program, "utf-8"));
