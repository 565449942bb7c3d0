"""Objects whose keys are free: what a value was compared with that the example does not have.

Source: pact_matching, maps under ``values`` and ``eachValue``, and under ``arrayContains`` where it stands on a map. A
key that the example has is compared with the value there, any other with the value of the key that sorts first.
"""

from __future__ import annotations

from dataclasses import dataclass

from contractlab.engine.neighbours import Facts, Nearby, Search
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.values.mismatch import Mismatch

__all__ = ["FreeKeys"]

_BY_EXAMPLE = frozenset({"kind", "missing-key", "extra-key", "length", "equality", "empty-object"})


@dataclass(frozen=True, slots=True, eq=False)
class FreeKeys:
    """An object of which every value is looked at.

    Attributes
    ----------
    keys : frozenset of str
        Keys of the example.
    first : str
        The one that sorts first.
    rule : str
        Name of the matcher that frees the keys.
    """

    keys: frozenset[str]
    first: str
    rule: str

    def facts(self, mismatch: Mismatch, nearby: Nearby, search: Search) -> Facts:
        """What the value was compared with, where its example is what counts."""
        key = nearby.key
        if not isinstance(key, str) or not self._by_example(mismatch):
            return {}
        if key in self.keys:
            return {"compared_with": str(key), "of_rule": self.rule, "key_is_there": True}
        return {"compared_with": self.first, "of_rule": self.rule}

    def _by_example(self, mismatch: Mismatch) -> bool:
        """True if the rule that objects asks something of the example's value."""
        if mismatch.rule is None or mismatch.code in _BY_EXAMPLE:
            return True
        name = mismatch.rule.name
        return name in MATCHERS.type_like or name in MATCHERS.every_value or MATCHERS.of(name).wording.exact
