"""Where a version of Pact writes rules and generators: in categories by path, or (V2) flat by one path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contractlab.errors import InvalidEdit
from contractlab.formats.pact.defining.values import defined_path
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.write_rules import Rules, Tokens
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import quote

__all__ = ["RuleMaps"]

Listed = tuple[str, list[Rules]]
_V2_FIELDS = {"header": "headers"}
_PLACES = {"query": "query parameter", "header": "header", "metadata": "metadata"}


class RuleMaps:
    """Rules and generators of one part, collected by category.

    Parameters
    ----------
    version : str
    rules, generators : mapping
        Given as a file has them, beside what values say.
    """

    def __init__(self, version: str, rules: Mapping[str, JSON], generators: Mapping[str, JSON]) -> None:
        self.version = version
        self.rules: JSONObject = {}
        self.generators: JSONObject = {}
        self._given_rules(rules)
        for category, made in generators.items():
            if version < "3.0":
                raise InvalidEdit(f"generators came with Pact V3, and this contract is V{version[0]}")
            self.generators[category] = dict(made) if isinstance(made, Mapping) else made

    def _given_rules(self, rules: Mapping[str, JSON]) -> None:
        for category, by_path in rules.items():
            if not isinstance(by_path, Mapping):
                raise InvalidEdit(f"rules of {category} are an object of paths, not {quote(by_path, 40)}")
            if isinstance(by_path.get("matchers"), list):
                self.direct(category, _listed(by_path), None)
                continue
            for path, listed in by_path.items():
                self._put(category, str(path), _listed(listed))

    def _put(self, category: str, path: str, listed: Listed) -> None:
        combine, rules = listed
        for rule in rules:
            self._check(str(rule.get("match", "")))
        if self.version >= "3.0":
            self.rules.setdefault(category, {})[path] = {"combine": combine, "matchers": rules}
            return
        if len(rules) != 1:
            raise InvalidEdit("Pact V2 has one rule for a value; convert the contract to V3 to combine several")
        field = _V2_FIELDS.get(category, category)
        below = path.removeprefix("$") if path.startswith("$") else defined_path((path,))[1:] if path else ""
        self.rules[f"$.{field}{below}"] = rules[0]

    def _check(self, name: str) -> None:
        spec = MATCHERS.by_name.get(name)
        if spec is not None and spec.since > self.version:
            raise InvalidEdit(
                f"the matcher {name} came with Pact V{spec.since[0]}, and this contract is V{self.version[0]}"
            )

    def direct(self, category: str, listed: Listed | None, generator: JSONObject | None) -> None:
        """Of a category that is one value: ``path``."""
        if listed is not None and self.version >= "3.0":
            self.rules[category] = {"combine": listed[0], "matchers": listed[1]}
        elif listed is not None:
            self._put(category, "", listed)
        if generator is not None:
            self.generators[category] = generator

    def status(self, listed: Listed | None, generator: JSONObject | None) -> None:
        """Of a status, whose rules the reference writes at ``$`` and whose generator directly."""
        if listed is not None:
            self._put("status", "$", listed)
        if generator is not None:
            self.generators["status"] = generator

    def body(self, rules: Mapping[str, Listed], generators: Mapping[str, JSONObject]) -> None:
        """Of a body, by path."""
        for path, listed in rules.items():
            self._put("body", path, listed)
        if generators:
            self.generators.setdefault("body", {}).update(generators)

    def named(
        self,
        category: str,
        name: str,
        index: int | None,
        rules: Mapping[Tokens, Listed],
        generators: Mapping[Tokens, JSONObject],
    ) -> None:
        """Of a header, a parameter or an entry of metadata.

        Parameters
        ----------
        category, name : str
        index : int or None
            Of one value among several: V2 has a path for each value, later versions have one rule for the name.
        rules, generators : mapping
            By place below the value; they hold for all values of the name.
        """
        path = name
        if self.version < "3.0":
            path = defined_path((name,) if index is None else (name, index))
        for tokens, listed in rules.items():
            present = self.rules.get(category, {}).get(path) if self.version >= "3.0" else None
            if tokens or (present is not None and present["matchers"] != listed[1]):
                raise InvalidEdit(
                    f"Pact V{self.version[0]} has one rule for all values of the {_PLACES[category]} {quote(name, 40)}"
                    "; give one matcher for them together: match.like([…])"
                )
            self._put(category, path, listed)
        for tokens, generator in generators.items():
            if tokens:
                raise InvalidEdit(f"Pact has one generator for the {_PLACES[category]} {quote(name, 40)}")
            self.generators.setdefault(category, {})[path] = generator

    def fields(self) -> JSONObject:
        """What the part gets: ``matchingRules`` and ``generators``, where there are any.

        V2 has no generators; pact-python 4.2.0 writes null in their place, and so the values stay as the example has
        them. `contractlab.formats.pact.defining.notes` says so.
        """
        made: JSONObject = {}
        if self.rules:
            made["matchingRules"] = self.rules
        if self.generators:
            made["generators"] = self.generators if self.version >= "3.0" else None
        return made


def _listed(value: Any) -> Listed:
    rules = value.get("matchers") if isinstance(value, Mapping) else None
    if not isinstance(rules, list) or not all(isinstance(rule, Mapping) for rule in rules):
        raise InvalidEdit(f'{quote(value, 60)} is not a list of rules; write {{"matchers": [{{"match": "type"}}]}}')
    return str(value.get("combine", "AND")), [dict(rule) for rule in rules]
