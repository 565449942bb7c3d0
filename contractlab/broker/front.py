"""`cl.broker`: the broker that somebody means, by address, by file, or by the variables that the command lines know."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from contractlab.broker.embedded import EmbeddedBroker
from contractlab.errors import BrokerError

__all__ = ["DEFAULT_FILE", "broker", "open_existing", "open_file"]

DEFAULT_FILE = Path(".contractlab") / "broker.sqlite"
_ADDRESSES = ("http://", "https://")
_ADDRESS_ADVICE = "An address begins with http:// or https://; a file is named alone."
_HOST = re.compile(r"(localhost|[\w-]+(\.[\w-]+)*):\d{2,5}", re.ASCII)
"""A host with its port, of which the scheme was forgotten."""


def broker(
    where: str | Path | None = None,
    *,
    token: str | None = None,
    auth: tuple[str, str] | None = None,
    client: Any = None,
) -> Any:
    """Open a broker.

    Parameters
    ----------
    where : str or Path, optional
        An address; a file, which is made when missing; ``":memory:"``. Without it ``PACT_BROKER_BASE_URL`` (with
        ``PACT_BROKER_TOKEN``, or ``PACT_BROKER_USERNAME`` and ``_PASSWORD``), else ``.contractlab/broker.sqlite``.
    token : str, optional
        Of a remote broker; or `auth`, user and password.
    client : httpx.Client, optional
        Makes the requests.

    Returns
    -------
    EmbeddedBroker, Mirror or RemoteBroker

    Raises
    ------
    BrokerError
        If the file is not one of ours, or the broker does not answer.
    """
    if where is None:
        where = os.environ.get("PACT_BROKER_BASE_URL") or None
        if where is not None:
            if not where.startswith(_ADDRESSES):
                raise BrokerError("PACT_BROKER_BASE_URL holds no address", advice=_ADDRESS_ADVICE)
            token = token or os.environ.get("PACT_BROKER_TOKEN") or None
            user = os.environ.get("PACT_BROKER_USERNAME")
            if auth is None and token is None and user:
                auth = (user, os.environ.get("PACT_BROKER_PASSWORD", ""))
    if isinstance(where, str) and where.startswith(_ADDRESSES):
        make: Callable[..., Any] = import_module("contractlab.broker.remote").RemoteBroker
        return make(where, token=token, auth=auth, client=client)
    if token is not None or auth is not None or client is not None:
        raise BrokerError("Credentials and clients are for a broker at an address", advice=_ADDRESS_ADVICE)
    if isinstance(where, str) and _HOST.fullmatch(where):
        raise BrokerError(f"{where} is the address of a host, not a file", advice=_ADDRESS_ADVICE)
    return open_file(DEFAULT_FILE if where is None else where)


def open_file(path: str | Path) -> EmbeddedBroker:
    """The broker in a file, which may be a mirror.

    Raises
    ------
    BrokerError
        If the file is not one of ours.
    """
    opened = EmbeddedBroker(path)
    if not opened.is_mirror:
        return opened
    opened.close()
    mirror: type[EmbeddedBroker] = import_module("contractlab.broker.mirror").Mirror
    return mirror(path)


def open_existing(path: str | Path) -> EmbeddedBroker:
    """As `open_file`, of a file that is there.

    Raises
    ------
    BrokerError
        If it is not, or is not one of ours.
    """
    if not Path(path).is_file():
        raise BrokerError(f"{path} does not exist", advice="Give the file of a broker, or of a mirror.")
    return open_file(path)
