"""The histories of a real broker once more, through HTTP: the program that recorded them plays them against ours."""

from __future__ import annotations

import importlib.util
import json
import os
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

from data import data_files, needs, rows

from contractlab.broker.server.serving import serving
from contractlab.broker.store import Store

HISTORIES = "golden/broker/histories-*.jsonl*"
PLAYER = "golden/broker/make/broker_histories.py"
EVERY = int(os.environ.get("CONTRACTLAB_BROKER_EVERY", "25"))
"""1: every history is played."""
FIRST_TAG_SECONDS = 36_000.0


def _player() -> ModuleType:
    (path,) = data_files(PLAYER)
    spec = importlib.util.spec_from_file_location("broker_histories", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _comparable(answer: Any) -> Any:
    """An answer without wording: notices by their kinds, choices without their short words."""
    if not isinstance(answer, dict):
        return answer
    answer = dict(answer)
    if "notices" in answer:
        answer["notices"] = [kind for kind, _ in answer["notices"]]
    if "pacts" in answer:
        answer["pacts"] = [{name: pact[name] for name in pact if name != "why"} for pact in answer["pacts"]]
    return answer


@needs(HISTORIES, PLAYER)
def test_every_answer_through_http_is_that_of_the_broker(tmp_path: Path) -> None:
    module, asked = _player(), 0
    with serving(Store(tmp_path / "team.sqlite"), first_tag_limit=FIRST_TAG_SECONDS) as url:
        for number, history in enumerate(islice(rows(HISTORIES), 0, None, EVERY)):
            player = module.Player(url, number)
            for (verb, arguments), golden in zip(history["steps"], history["answers"], strict=True):
                ours = json.loads(json.dumps(getattr(player, verb)(**arguments)))
                assert _comparable(ours) == _comparable(golden), (history["seed"], verb, arguments)
                asked += 1
            player.c.close()
    assert asked
