"""What is done in Pyodide, and natively beside it; the last line that it prints is JSON with what came of it."""

import json
import sys
from pathlib import Path
from time import perf_counter

begun = perf_counter()
import contractlab as cl  # noqa: E402  how long it takes is told

facts = {"import": round(perf_counter() - begun, 2), "platform": sys.platform, "python": sys.version.split()[0]}
data = Path("/data" if sys.platform == "emscripten" else sys.argv[1])

contract = cl.load(data / "billing-service-customer-service.json")
captures = cl.load_captures([data / "2.4.0.har", data / "2.5.0.har"])
run = cl.verify(contract, captures)
facts["contract"] = [contract.format, contract.spec_version, len(contract.problems)]
facts["verdicts"] = [[result.example.description, result.provider_version, result.verdict] for result in run.results]
facts["mismatches"] = [mismatch.message for result in run.results for mismatch in result.mismatches]
facts["unchecked"] = sum(len(result.unchecked) for result in run.results)

case = cl.verify(cl.load_all(data / "library"), cl.load_captures(data / "library-1.1.0.har"))
facts["case"] = [result.verdict for result in case.results]

matrix = cl.matrix(contract, captures.by_version())
facts["matrix"] = [[cell.verdict for cell in row.cells] for row in matrix.rows]
facts["causes"] = [[cause.letter, cause.path] for cause in matrix.causes]
facts["drift"] = [change.sentence for change in cl.drift(matrix)]

edit = cl.edit(contract)
example = edit["a request for customer 123"]
example.response.status = 201
example.response.body["$.creditLimit"] = cl.match.number(12.5)
facts["preview"] = str(edit.preview(captures))
facts["changes"] = [change.message for change in cl.compare(contract, edit.contract).changes]
edit.undo()
edit.undo()
facts["undone"] = edit.save(data / "saved.json").read_bytes() == Path(contract.source.name).read_bytes()
facts["repairs"] = len(cl.repairs(run))

facts["views"] = {kind: len(text) > 500 for kind, text in run._repr_mimebundle_().items()}
facts["reports"] = []
for name in ("report.html", "report.md"):
    text = cl.report(run, data / name).read_text("utf-8")
    facts["reports"].append([name, "creditLimit" in text, "a request for customer 123" in text])
view = cl.explore(run)
facts["live"] = [type(view).__name__, len(view.get_state()) > 5]
facts["compiled"] = sorted(name for name in ("deepdiff", "papermill", "ipykernel", "nbformat") if name in sys.modules)
print(json.dumps(facts))
