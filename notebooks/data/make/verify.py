"""Verify customer-service 2.5.0 with the real Pact verifier, and keep what it says, as a CI job would.

    PACT_DO_NOT_TRACK=true python notebooks/data/make/verify.py

Writes ``broken/2.5.0-verifier.json``. The verifier lists differences in another order each time; here they are sorted,
so that the file changes only when the service or the contract does.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from customer_service import BROKEN, build_app
from pact import Verifier
from record import CONTRACT, DATA, running

TARGET = DATA / "broken" / f"{BROKEN}-verifier.json"


def in_order(value: Any) -> Any:
    """The same with its differences sorted, and as if it had taken no time."""
    if isinstance(value, dict):
        return {key: "0ms" if key == "duration" else in_order(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        inner = [in_order(one) for one in value]
        return sorted(inner, key=json.dumps) if all(isinstance(one, dict) for one in inner) else inner
    return value


def main() -> None:
    app = build_app(BROKEN)

    def bring_about(state: str, action: str, parameters: dict[str, Any] | None) -> None:
        if action == "setup":
            app.state.store.bring_about(state, parameters or {})

    with running(app) as address:
        verifier = Verifier("customer-service", host="127.0.0.1").add_transport(url=address)
        verifier = verifier.state_handler(bring_about, teardown=True).add_source(CONTRACT)
        with suppress(RuntimeError):
            verifier.verify()
        results = {key: value for key, value in verifier.results.items() if key != "output"}
    TARGET.write_text(json.dumps(in_order(results), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
