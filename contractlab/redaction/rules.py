"""`SecretRules`: which names are secret in one redaction: those that always are, and those that a user added."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from contractlab.redaction.detectors import has_detectors
from contractlab.redaction.likely import is_likely_secret
from contractlab.redaction.long_texts import LongTexts
from contractlab.redaction.names import (
    can_be_secret,
    is_secret_header,
    is_secret_key,
    is_secret_parameter,
    may_hold_secret_key,
    normalise_name,
)
from contractlab.redaction.prose import redact_prose
from contractlab.redaction.secret_texts import Secrets
from contractlab.redaction.shapes import redact_shapes
from contractlab.values.json_path import BodyPath

__all__ = ["SecretRules"]

_CACHED_KEYS = 4096
"""Keys of JSON repeat in every record: so many different ones are judged once."""


class SecretRules:
    """What is secret, by name and by place.

    `is_secret_header` and `is_secret_key` tell whether what stands under the name of a header or of a key is a secret.

    Parameters
    ----------
    headers : iterable of str
        Lower-case names of headers that are secret beyond the usual ones.
    parameters : iterable of str
        Names of parameters and body keys beyond the usual ones, as `normalise_name` gives them.
    paths : tuple of BodyPath
        Places in JSON; those of one step hold for form fields too.

    Attributes
    ----------
    paths : tuple of BodyPath
    custom : bool
        True if there are names beyond the usual ones, which the quick look at a body cannot know.
    """

    def __init__(
        self, headers: Iterable[str] = (), parameters: Iterable[str] = (), paths: tuple[BodyPath, ...] = ()
    ) -> None:
        self._headers = frozenset(headers)
        self._parameters = frozenset(parameters)
        self.paths = paths
        self.custom = bool(self._parameters)
        self._long_texts = LongTexts()
        self.is_secret_key = lru_cache(maxsize=_CACHED_KEYS)(self._judge_key)
        self.is_secret_header = lru_cache(maxsize=_CACHED_KEYS)(self._judge_header)

    def _judge_key(self, name: str) -> bool:
        return is_secret_key(name) or normalise_name(name) in self._parameters

    def _judge_header(self, name: str) -> bool:
        return name.lower() in self._headers or is_secret_header(name)

    def is_secret_parameter(self, name: str, value: str) -> bool:
        """Tell whether a form field, or a parameter in an address, is a secret."""
        if self.custom and normalise_name(name) in self._parameters:
            return True
        return can_be_secret(name) and (is_secret_parameter(name, value) or is_likely_secret(name, value))

    def is_likely_secret(self, name: str, value: str) -> bool:
        """Tell whether a value is a secret by its name and its looks together."""
        return is_likely_secret(name, value)

    def is_secret_name(self, name: str) -> bool:
        """Tell whether a name is a secret's, where it may be that of a header or of a key."""
        return self.is_secret_header(name) or self.is_secret_key(name)

    def is_secret_field(self, name: str, value: str) -> bool:
        """Tell whether a form field is a secret, by its name or by a path such as ``$.pin``."""
        return self.is_secret_parameter(name, value) or any(path.steps == (name,) for path in self.paths)

    def redact_prose(self, text: str, secrets: Secrets | None = None) -> str:
        """Remove secrets from text whose places have no names; a long text that was looked through is not again."""
        if not self._long_texts.takes(text) or has_detectors():
            return self._redact_prose(text, secrets)
        return self._long_texts.redacted(text, self._redact_prose, secrets)

    def _redact_prose(self, text: str, secrets: Secrets | None) -> str:
        text = redact_prose(text, self.is_secret_key, self.is_secret_parameter, secrets, custom=self.custom)
        return redact_shapes(text, secrets, may_hold_secret_key)
