"""The broker: rules over a book of publications and results, a store, a client, a server that speaks as brokers do.

``cl.broker("team.sqlite")`` calls this module: the front door's word for it is the name of the room, so the room itself
answers, whichever of the two was imported first.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

__all__: list[str] = []


class _Front(ModuleType):
    """A module that can be called."""

    def __call__(
        self,
        where: str | Path | None = None,
        *,
        token: str | None = None,
        auth: tuple[str, str] | None = None,
        client: Any = None,
    ) -> Any:
        """Open a broker: see `contractlab.broker.front.broker`."""
        from contractlab.broker.front import broker

        return broker(where, token=token, auth=auth, client=client)


sys.modules[__name__].__class__ = _Front
