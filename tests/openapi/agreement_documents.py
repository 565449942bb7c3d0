"""Random documents of one operation, each with an interaction that mostly keeps it: for the law that compares whole
findings with those of PactFlow's comparator. What `DIFFERENCES` lists is left out.
"""

from __future__ import annotations

import random
from typing import Any
from urllib.parse import quote, urlencode

from agreement_pairs import contract

Made = dict[str, Any]

_MEDIA = ["application/json"] * 4 + [
    "application/vnd.a+json", "application/json; charset=utf-8", "application/problem+json", "application/*", "*/*",
    "text/plain", "application/xml",
]  # fmt: skip
_FORM, _PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
_TEXTS = {
    "date": ["2020-01-02", "2020-13-02", "2020-1-2"],
    "date-time": ["2020-01-02T03:04:05Z", "2020-01-02T03:04:05.123-01:00", "2020-01-02", "2020-01-02T03:04:05"],
    "time": ["03:04:05Z", "03:04:05", "25:00:00Z"],
    "uuid": ["c0ffee00-1234-4abc-8def-0123456789ab", "c0ffee"],
    "email": ["a@b.co", "a@b", "ab"],
    "uri": ["https://x.y/z", "/z", "x y"],
    "ipv4": ["1.2.3.4", "1.2.3.444"],
    "ipv6": ["::1", "1.2.3.4"],
    "hostname": ["a.b", "-a-"],
    "byte": ["YWJj", "a b"],
    "duration": ["P1D", "1 day"],
    "own": ["abc"],
}
_SECURITY = [
    [{"b": []}], [{"k": []}], [{"b": []}, {"k": []}], [{"b": [], "k": []}], [{"o": ["x"]}], [{}], [{"b": []}, {}], [],
    [{"m": []}],
]  # fmt: skip


class Maker:
    """Makes a pair of a document and a contract.

    Parameters
    ----------
    seed : int
        Even ones make documents of OpenAPI 3.0, others of 3.1.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.is_new = bool(seed % 2)
        self.components: Made = {}

    def perhaps(self, share: float = 0.15) -> bool:
        return self.chance.random() < share

    def any_of(self, *values: Any) -> Any:
        return self.chance.choice(values)

    # Schemas

    def scalar(self) -> Made:
        kind = self.any_of("string", "integer", "number", "boolean", "enum", "pattern", "format", "bounds", "length")
        made: Made = {"type": kind}
        if kind == "enum":
            made = {"type": "string", "enum": ["a", "b", "c"]}
        elif kind == "pattern":
            made = {"type": "string", "pattern": self.any_of("^a", "^[0-9]{3}$", "b$")}
        elif kind == "format":
            made = {"type": "string", "format": self.any_of(*_TEXTS)}
        elif kind == "length":
            made = {"type": "string", "minLength": 2, "maxLength": 4}
        elif kind == "bounds":
            made = {"type": self.any_of("integer", "number"), "minimum": 1, "maximum": 10}
            if self.perhaps(0.3):
                made |= {"exclusiveMinimum": 1} if self.is_new else {"exclusiveMinimum": True}
        elif kind == "number" and self.perhaps(0.3):
            made["multipleOf"] = 0.5
        elif kind == "integer" and self.perhaps(0.3):
            made["format"] = self.any_of("int32", "int64")
        return self._nullable(made) if "enum" not in made else made

    def _nullable(self, made: Made) -> Made:
        if self.perhaps(0.12):
            return {**made, "type": [made["type"], "null"]} if self.is_new else {**made, "nullable": True}
        return made

    def schema(self, depth: int = 0) -> Made:
        kind = self.chance.random() if depth < 3 else 0.0
        if kind < 0.38:
            return self.scalar()
        if kind < 0.62:
            return self._object(depth, "xyzw")
        if kind < 0.74:
            more = self.any_of({}, {}, {"minItems": 1}, {"maxItems": 2}, {"uniqueItems": True})
            return self._nullable({"type": "array", "items": self.schema(depth + 1), **more})
        if kind < 0.86:
            return self._named(depth)
        if kind < 0.92:
            return {"anyOf": [self.schema(depth + 1), self.schema(depth + 1)]}
        if kind < 0.97:
            parts = [self._object(depth, names, plain=True) for names in ("xy", "zw")]
            return {"allOf": [self._stored(parts[0]) if self.perhaps(0.5) else parts[0], parts[1]]}
        return {} if self.perhaps(0.5) else {"not": self.scalar()}

    def _object(self, depth: int, names: str, *, plain: bool = False) -> Made:
        chosen = self.chance.sample(names, self.chance.randint(0, len(names) - 1))
        made: Made = {"type": "object", "properties": {name: self.schema(depth + 1) for name in chosen}}
        if plain:
            return made
        if chosen and self.perhaps(0.4):
            made["required"] = self.chance.sample(chosen, self.chance.randint(1, len(chosen)))
        if self.perhaps(0.25):
            made["additionalProperties"] = self.any_of(True, False, {"type": "integer"}, {})
        if self.perhaps(0.05):
            made["maxProperties"] = 2
        if made.get("additionalProperties") not in (
            None,
            True,
        ):  # what may be null is never closed by itself: a named difference
            return self._nullable(made)
        return made

    def _stored(self, schema: Made) -> Made:
        stored = self.components.setdefault("schemas", {})
        name = f"S{len(stored)}"
        stored[name] = schema
        return {"$ref": f"#/components/schemas/{name}"}

    def _named(self, depth: int) -> Made:
        if self.perhaps(0.3):
            own = {"$ref": "#/components/schemas/Loop"}
            loop = {"x": {"type": "string"}, "next": own, "list": {"type": "array", "items": own}}
            self.components.setdefault("schemas", {})["Loop"] = {"type": "object", "properties": loop}
            return own
        return self._stored(self.any_of(self.scalar(), self._object(depth + 1, "xyz")))

    # Values

    def _any(self, depth: int = 0) -> Any:
        kind = self.chance.random()
        if kind < 0.6 or depth > 2:
            return self.any_of(True, 1, 2.5, "a", "abc", -1, 1.0, 100)
        if kind < 0.85:
            names = self.chance.sample("xyzwq", self.chance.randint(0, 3))
            return {name: self._any(depth + 1) for name in names}
        return [self._any(depth + 1) for _ in range(self.chance.randint(0, 2))]

    def value(self, schema: Made, depth: int = 0) -> Any:
        """A value that mostly fits."""
        if self.perhaps(0.08) or not schema or "not" in schema:
            return self._any(depth)
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            return self.value(self.components["schemas"][name], depth + 1) if depth < 5 else {}
        if "anyOf" in schema:
            return self.value(self.chance.choice(schema["anyOf"]), depth)
        if "allOf" in schema:
            parts = [self.value(part, depth) for part in schema["allOf"]]
            return {key: each for part in parts if isinstance(part, dict) for key, each in part.items()}
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if depth and (len(kinds) > 1 or schema.get("nullable")) and self.perhaps(0.2):
            return None
        return self._of_kind(kinds[0], schema, depth)

    def _of_kind(self, kind: str, schema: Made, depth: int) -> Any:
        if "enum" in schema:
            return self.any_of(*schema["enum"], *schema["enum"], "z")
        if kind == "object":
            inner = schema["properties"].items()
            made = {name: self.value(each, depth + 1) for name, each in inner if not self.perhaps()}
            return {**made, "q": self.any_of(1, "x", {"x": 1})} if self.perhaps(0.08) else made
        if kind == "array":
            return [self.value(schema["items"], depth + 1) for _ in range(self.chance.randint(0, 3))]
        if kind == "string":
            usual = ["abc", "ab", "123", "a", "12345"]
            return self.any_of(*_TEXTS.get(schema.get("format", ""), usual))
        numbers = [1, 3, 7, 10, 11, 2147483648, 3.0] if kind == "integer" else [1, 2.5, 3, 1.3]
        return self.any_of(True, False) if kind == "boolean" else self.any_of(*numbers)

    def text(self, value: Any) -> str:
        if isinstance(value, dict | list):
            return "abc"
        return "true" if value is True else "false" if value is False else "" if value is None else str(value)

    # Parameters

    def _parameter(self, name: str, location: str) -> tuple[Made, Any]:
        """A parameter, and the value that is sent of it."""
        schema = self.any_of(self.scalar(), self.scalar(), {"type": "array", "items": self.scalar()})
        if self.perhaps():
            schema = {"type": "object", "properties": {"x": self.scalar(), "y": self.scalar()}}
        made = {"name": name, "in": location, "schema": schema}
        if location == "path" or self.perhaps(0.25):
            made["required"] = True
        if location == "query" and "properties" in schema:
            made |= {"style": "deepObject", "explode": True}
        if "items" in schema:
            return made, [self.value(schema["items"]) for _ in range(self.chance.randint(2, 3))]
        if "properties" in schema:
            return made, {key: self.value(each) for key, each in schema["properties"].items()}
        return made, self.value(schema)

    def _joined(self, value: Any) -> str:
        if isinstance(value, list):
            return ",".join(map(self.text, value))
        if isinstance(value, dict):
            return ",".join(f"{key}={self.text(each)}" for key, each in value.items())
        return self.text(value)

    def _into_query(self, query: dict[str, list[str]], name: str, value: Any) -> None:
        if isinstance(value, dict):
            query.update({f"{name}[{key}]": [self.text(each)] for key, each in value.items()})
        else:
            query[name] = list(map(self.text, value)) if isinstance(value, list) else [self.text(value)]

    # Bodies

    def _form(self) -> Made:
        names = self.chance.sample("xyz", 2)
        fields = {name: self.any_of({"type": "string"}, {"type": "string", "enum": ["a", "b"]}) for name in names}
        more = self.any_of({}, {"required": names[:1]}, {"additionalProperties": False})
        return {"type": "object", "properties": fields, **more}

    def _sent(self, operation: Made, request: Made, headers: dict[str, str]) -> None:
        kind = self.any_of(*_MEDIA, _FORM, _PARTS)
        is_form = kind in (_FORM, _PARTS)
        schema = self._form() if is_form else self.schema()
        body: Made = {"content": {kind: {"schema": schema}}}
        if self.perhaps():
            body["content"].setdefault("text/plain", {"schema": {"type": "string"}})
        if self.perhaps(0.3):
            body["required"] = True
        operation["requestBody"] = self._by_reference(body, "requestBodies")
        if self.perhaps(0.1):
            return
        headers["Content-Type"] = kind.replace("*/*", "application/json").replace("/*", "/json")
        value = self.value(schema) if not is_form else {name: "a" for name in schema["properties"] if self.perhaps(0.8)}
        if kind == _FORM:
            value = urlencode({**value, "q": "1"} if self.perhaps() or not value else value)
        elif kind == _PARTS:
            line = 'Content-Disposition: form-data; name="{}"'
            parts = "".join(f"--xx\r\n{line.format(name)}\r\n\r\n{text}\r\n" for name, text in value.items())
            value, headers["Content-Type"] = f"{parts}--xx--\r\n", f"{kind}; boundary=xx"
        elif self.perhaps(0.1):
            del headers["Content-Type"]
        request["body"] = value if value or is_form else {"x": 1}

    def _answered(self, operation: Made, response: Made, headers: dict[str, str]) -> None:
        status = response["status"]
        listed: Made = {"description": "an answer"}
        if self.perhaps(0.85):
            kind, schema = self.any_of(*_MEDIA), self.schema()
            listed["content"] = {kind: {"schema": schema}}
            value = self.value(schema)
            response["body"] = value if value else {"x": 1}
            if self.perhaps(0.7):
                headers["Content-Type"] = kind.replace("*/*", "application/json").replace("/*", "/json")
                if self.perhaps(0.05):
                    headers["Content-Type"] = "text/html"
        if self.perhaps(0.2):
            schema = self.scalar()
            listed["headers"] = {"X-R": self._by_reference({"schema": schema}, "headers")}
            headers["X-R"] = self.text(self.value(schema))
        if self.perhaps(0.08):
            headers[self.any_of("X-More", "ETag", "Location")] = "1"
        name = self.any_of(str(status), str(status), str(status), f"{status // 100}XX", "default", "203")
        has_json = "json" in next(iter(listed.get("content", {"json": 0})))
        operation["responses"] = {name: self._by_reference(listed, "responses") if has_json else listed}
        if self.perhaps(0.3):
            operation["responses"].setdefault(self.any_of("default", "4XX", "404"), {"description": "another"})

    def _by_reference(self, made: Made, kind: str) -> Made:
        if not self.perhaps():
            return made
        self.components.setdefault(kind, {})["C"] = made
        return {"$ref": f"#/components/{kind}/C"}

    # All together

    def pair(self) -> tuple[Made, Made]:
        """A document and a contract."""
        method, status = self.any_of("get", "post", "put", "delete", "patch"), self.any_of(200, 200, 201, 204, 404, 500)
        operation: Made = {}
        parameters, path, template = self._path()
        query: dict[str, list[str]] = {}
        sent: dict[str, str] = {}
        for name, location in self.chance.sample(
            [("p", "query"), ("n", "query"), ("X-A", "header")], self.any_of(0, 1, 2)
        ):
            parameter, value = self._parameter(name, location)
            parameters.append(parameter)
            if self.perhaps(0.25):
                continue
            if location == "query":
                self._into_query(query, name, value)
            else:
                sent[self.any_of(name, name.lower())] = self._joined(value)
        if self.perhaps(0.07):
            query["more"] = ["1"]
        if self.perhaps(0.07):
            sent[self.any_of("X-More", "User-Agent")] = "1"
        if self.perhaps(0.2):
            sent["Accept"] = self.any_of(
                "application/json", "*/*", "application/*", "text/html, application/json;q=0.5"
            )
        document = self._secured(operation, sent, query)
        request: Made = {"method": method.upper(), "path": path}
        response: Made = {"status": status}
        answered: dict[str, str] = {}
        if method in ("post", "put", "patch") and self.perhaps(0.8):
            self._sent(operation, request, sent)
        self._answered(operation, response, answered)
        item: Made = {method: operation}
        (item if self.perhaps(0.3) else operation)["parameters"] = parameters
        document["paths"] = {template: item}
        if self.perhaps(0.3):
            document["paths"]["/a/x"] = {method: {"responses": {"200": {"description": "x"}}}}
        if self.components:
            document["components"] = self.components
        return document, self._contract(request, response, sent, answered, query)

    def _path(self) -> tuple[list[Made], str, str]:
        template = self.any_of("/a", "/a/{id}", "/a/{id}/b", "/a/{id}/{k}", "/a/x-{id}", "/A", "/a/{my-id}")
        path, parameters = template, []
        for name in ("id", "k", "my-id"):
            if f"{{{name}}}" in template:
                parameter, value = self._parameter(name, "path")
                parameters += [] if self.perhaps(0.1) else [parameter]
                text = quote(self._joined(value), safe=",=:")
                path = path.replace(f"{{{name}}}", text or "abc")
        changed = self.any_of(*[path] * 20, f"{path}/", path.upper(), path.replace("a", "%61", 1))
        return parameters, changed, template

    def _secured(self, operation: Made, sent: dict[str, str], query: dict[str, list[str]]) -> Made:
        version = "3.1.0" if self.is_new else "3.0.3"
        document: Made = {"openapi": version, "info": {"title": "t", "version": "1"}}
        if not self.perhaps(0.2):
            return document
        place = self.any_of("header", "query", "cookie")
        self.components["securitySchemes"] = {
            "b": {"type": "http", "scheme": self.any_of("bearer", "basic", "Bearer")},
            "k": {"type": "apiKey", "in": place, "name": "key"},
            "o": {"type": "oauth2", "flows": {}},
            "m": {"type": "mutualTLS"},
        }
        (operation if self.perhaps(0.5) else document)["security"] = self.any_of(*_SECURITY)
        if self.perhaps(0.5):
            sent["Authorization"] = self.any_of("Bearer x", "Basic eDp5", "bearer x", "x")
        if self.perhaps(0.4):
            sent["key"] = "1"
        if self.perhaps(0.3):
            query["key"] = ["1"]
        return document

    def _contract(
        self, request: Made, response: Made, sent: dict[str, str], answered: dict[str, str],
        query: dict[str, list[str]],
    ) -> Made:  # fmt: skip
        version = self.any_of("2.0.0", "3.0.0", "4.0")
        for part, headers in ((request, sent), (response, answered)):
            if headers:
                part["headers"] = {name: [text] for name, text in headers.items()} if version == "4.0" else headers
            if "body" in part and version == "4.0":
                kind = headers.get("Content-Type", "application/json")
                part["body"] = {"content": part["body"], "contentType": kind, "encoded": False}
        if query:
            pairs = [(name, text) for name, texts in query.items() for text in texts]
            written = "&".join(f"{quote(name, safe='[]')}={quote(text, safe=',:')}" for name, text in pairs)
            request["query"] = written if version == "2.0.0" else query
        made = {"description": "made", "request": request, "response": response}
        if version == "4.0":
            made |= {"type": "Synchronous/HTTP", "key": "k", "pending": False}
        return {**contract(made), "metadata": {"pactSpecification": {"version": version}}}
