"""Who asks a broker: given in the call, in the address, or in the environment variables that the command lines read."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contractlab.errors import BrokerError
from contractlab.redaction.secret_texts import REDACTED

__all__ = ["Credentials"]


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """A token, or a user with a password, or neither.

    Attributes
    ----------
    token, username, password : str or None
    """

    token: str | None = None
    username: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        kind = "token" if self.token else "basic" if self.username is not None else "none"
        return f"<Credentials {kind}>"

    @staticmethod
    def choose(
        token: str | None,
        auth: tuple[str, str] | None,
        own: tuple[str | None, str | None],
        environment: Mapping[str, str] | None = None,
    ) -> Credentials:
        """Those of the call, else those of the address, else those of the environment.

        Parameters
        ----------
        token : str, optional
        auth : (str, str), optional
            User and password.
        own : (str or None, str or None)
            What stood in the address.
        environment : mapping, optional
            Instead of the variables ``PACT_BROKER_TOKEN``, ``_USERNAME``, ``_PASSWORD`` of the process.

        Raises
        ------
        BrokerError
            If both a token and a user are given: brokers take one of them.
        """
        if token and auth is not None:
            raise BrokerError("both a token and a user with a password were given", advice="Give one of them.")
        if token:
            return Credentials(token=token)
        if auth is not None:
            return Credentials(username=auth[0], password=auth[1])
        if own[0] is not None:
            return Credentials(username=own[0], password=own[1] or "")
        variables = os.environ if environment is None else environment
        if variables.get("PACT_BROKER_TOKEN"):
            return Credentials(token=variables["PACT_BROKER_TOKEN"])
        if variables.get("PACT_BROKER_USERNAME"):
            return Credentials(
                username=variables["PACT_BROKER_USERNAME"], password=variables.get("PACT_BROKER_PASSWORD", "")
            )
        return Credentials()

    @property
    def header(self) -> str | None:
        """Value of the ``Authorization`` header."""
        if self.token:
            return f"Bearer {self.token}"
        if self.username is None:
            return None
        return f"Basic {self._pair}"

    @property
    def _pair(self) -> str:
        return base64.b64encode(f"{self.username}:{self.password or ''}".encode()).decode()

    def hide(self, text: str) -> str:
        """Take the secrets out of a text that somebody else wrote: brokers repeat what they are sent."""
        for secret in self._secrets():
            text = text.replace(secret, REDACTED)
        return text

    def _secrets(self) -> Iterable[str]:
        if self.token:
            yield self.token
        if self.username is not None:
            yield self._pair
            if self.password and len(self.password) >= 4:  # shorter ones are parts of ordinary words
                yield self.password
