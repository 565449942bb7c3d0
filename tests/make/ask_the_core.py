"""Make more golden data of the same form: generated contracts and responses, with the verdicts of the installed core.

``PYTHONPATH=tests python tests/make/ask_the_core.py OUTPUT SEED [CASES]`` writes a contract for each kind of case and
version into ``OUTPUT/corpus/pact/synthetic-SEED-*.json`` and the questions with their answers into
``OUTPUT/golden/pact-responses-SEED.jsonl``. Cases on which the core follows the order of its hash tables, and so may
answer otherwise tomorrow, are left out. The same seed asks the same questions.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conformance.differential import Kind, generated, is_random
from conformance.differential_kinds import RESPONSE_KINDS, VERSIONS
from conformance.rust_core import contract_of, interaction, judge_responses


def _body(data: bytes) -> dict[str, str]:
    try:
        return {"body": data.decode(), "encoding": "utf8"}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(data).decode(), "encoding": "base64"}


def _rows(name: str, contract: dict[str, Any], cases: list[Any], version: str) -> Iterator[dict[str, Any]]:
    expected, answers = [case[0] for case in cases], [case[1] for case in cases]
    verdicts = judge_responses(expected, answers, version)
    if verdicts is None:
        raise SystemExit(f"{name}: the core refused the contract")
    for number, ((status, headers, body), passed) in enumerate(zip(answers, verdicts, strict=True)):
        yield {
            "file": name,
            "index": number,
            "spec": contract["metadata"]["pactSpecification"]["version"],
            "description": contract["interactions"][number]["description"],
            "variant": "generated",
            "response": {"status": status, "headers": headers, **_body(body)},
            "passed": passed,
        }


def ask(output: Path, seed: int, cases: int) -> int:
    """Write contracts and rows; the number of rows."""
    room, golden = output / "corpus" / "pact", output / "golden"
    for folder in (room, golden):
        folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with (golden / f"pact-responses-{seed}.jsonl").open("w", encoding="utf-8") as file:
        for number, (kind, version) in enumerate(_kinds()):
            asked = [case for case in generated(kind, cases, seed) if not is_random(kind.load(case))]
            listed = [interaction(at, {}, case[0], version) for at, case in enumerate(asked)]
            contract = contract_of(listed, version)
            name = f"synthetic-{seed}-{number:03}.json"
            (room / name).write_text(json.dumps(contract, ensure_ascii=False), encoding="utf-8")
            for row in _rows(name, contract, asked, version):
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                count += 1
    return count


def _kinds() -> Iterator[tuple[Kind, str]]:
    """Every kind of response, once for each version, in the order in which they are listed."""
    yield from zip(RESPONSE_KINDS, VERSIONS * (len(RESPONSE_KINDS) // len(VERSIONS)), strict=True)


if __name__ == "__main__":
    folder, seed_text, *more = sys.argv[1:]
    print(f"{ask(Path(folder), int(seed_text), int(more[0]) if more else 100):,} rows")
