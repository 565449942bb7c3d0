"""Pairs of a contract and a document, made to differ in one thing each."""

from __future__ import annotations

import copy
from typing import Any

CUSTOMER = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "kind": {"type": "string", "enum": ["private", "company"]},
        "since": {"type": "string", "format": "date"},
        "limit": {"type": "number", "nullable": True},
        "tags": {"type": "array", "items": {"type": "string"}},
        "address": {"$ref": "#/components/schemas/Address"},
        "parent": {"$ref": "#/components/schemas/Customer"},
    },
}
ADDRESS = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "zip": {"type": "string", "pattern": "^[0-9]{5}$"}},
}


NEW_CUSTOMER = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "age": {"type": "integer", "minimum": 0}},
    "additionalProperties": False,
}


def _animal(sound: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [sound],
        "properties": {sound: {"type": "boolean"}},
        "additionalProperties": False,
    }


def document(**changes: Any) -> dict[str, Any]:
    """A document of a few operations; `changes` are put over its paths."""
    json_of = {"application/json": {"schema": {"$ref": "#/components/schemas/Customer"}}}
    made: dict[str, Any] = {
        "openapi": "3.0.3",
        "info": {"title": "customers", "version": "1"},
        "paths": {
            "/customers": {
                "get": {
                    "parameters": [
                        {"name": "page", "in": "query", "schema": {"type": "integer"}},
                        {"name": "ids", "in": "query", "schema": {"type": "array", "items": {"type": "integer"}}},
                        {"name": "X-Trace", "in": "header", "schema": {"type": "string", "minLength": 3}},
                    ],
                    "responses": {
                        "200": {
                            "description": "all",
                            "content": {
                                "application/json": {
                                    "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Customer"}}
                                }
                            },
                        }
                    },
                },
                "post": {
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/json": {
                                "schema": NEW_CUSTOMER
                            },
                            "application/x-www-form-urlencoded": {
                                "schema": {"type": "object", "properties": {"name": {"type": "string"}}}
                            },
                        },
                    },
                    "responses": {"201": {"description": "made", "content": json_of}, "4XX": {"description": "no"}},
                },
            },
            "/customers/{id}": {
                "get": {
                    "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                    "responses": {
                        "200": {
                            "description": "one",
                            "headers": {"X-Rate": {"schema": {"type": "integer"}}},
                            "content": json_of,
                        },
                        "204": {"description": "none"},
                        "default": {
                            "description": "error",
                            "content": {
                                "application/problem+json": {
                                    "schema": {"type": "object", "properties": {"title": {"type": "string"}}}
                                }
                            },
                        },
                    },
                },
            },
            "/secure": {
                "get": {
                    "security": [{"token": []}, {"key": []}],
                    "responses": {"200": {"description": "fine"}},
                }
            },
            "/pets/{id}": {
                "get": {
                    "responses": {
                        "200": {
                            "description": "a pet",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "oneOf": [
                                            {"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}
                                        ]
                                    }
                                }
                            },
                        }
                    }
                }
            },
            "/all": {
                "get": {
                    "responses": {
                        "200": {
                            "description": "both",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "allOf": [
                                            {"$ref": "#/components/schemas/Address"},
                                            {"type": "object", "properties": {"more": {"type": "boolean"}}},
                                        ]
                                    }
                                }
                            },
                        }
                    }
                }
            },
            "/map": {
                "get": {
                    "responses": {
                        "200": {
                            "description": "a map",
                            "content": {
                                "application/json": {
                                    "schema": {"type": "object", "additionalProperties": {"type": "integer"}}
                                }
                            },
                        }
                    }
                }
            },
        },
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            },
            "schemas": {
                "Customer": CUSTOMER,
                "Address": ADDRESS,
                "Cat": _animal("meow"),
                "Dog": _animal("bark"),
            },
        },
    }  # fmt: skip
    made = copy.deepcopy(made)
    made["paths"].update(changes)
    return made


def interaction(
    path: str,
    answer: Any = None,
    *,
    method: str = "GET",
    status: int = 200,
    query: dict[str, list[str]] | None = None,
    headers: dict[str, Any] | None = None,
    sent: Any = None,
    answered: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """An interaction of a V3 file."""
    request: dict[str, Any] = {"method": method, "path": path}
    if query:
        request["query"] = query
    if headers:
        request["headers"] = headers
    if sent is not None:
        request["body"] = sent
    response: dict[str, Any] = {"status": status}
    if answered:
        response["headers"] = answered
    if answer is not None:
        response["body"] = answer
    return {"description": "made", "request": request, "response": response}


JSON = {"Content-Type": "application/json"}
ANN = {"id": 1, "name": "Ann"}

PAIRS: dict[str, dict[str, Any]] = {
    "good": interaction("/customers/1", ANN, answered=JSON),
    "less than required": interaction("/customers/1", {"name": "Ann"}),
    "no such path": interaction("/nothing", {}),
    "no such method": interaction("/customers/1", {}, method="PUT"),
    "path parameter of another type": interaction("/customers/abc", ANN),
    "unknown key": interaction("/customers/1", {**ANN, "email": "a@b.c"}),
    "unknown key below": interaction("/customers/1", {**ANN, "address": {"city": "x", "lat": 1}}),
    "wrong type": interaction("/customers/1", {"id": "1"}),
    "wrong type below": interaction("/customers/1", {"address": {"city": 1}}),
    "pattern": interaction("/customers/1", {"address": {"zip": "1234"}}),
    "enumeration": interaction("/customers/1", {"kind": "robot"}),
    "format": interaction("/customers/1", {"since": "yesterday"}),
    "null where nullable": interaction("/customers/1", {"limit": None}),
    "null where not nullable": interaction("/customers/1", {"name": None}),
    "array for object": interaction("/customers/1", []),
    "object for array": interaction("/customers", {}),
    "item of another type": interaction("/customers/1", {"tags": ["a", 1]}),
    "recursion": interaction("/customers/1", {"parent": {"parent": {"id": "x"}}}),
    "status by default": interaction("/customers/1", {"title": "x"}, status=500),
    "status by class": interaction("/customers", method="POST", status=422, sent={"age": -1}, headers=JSON),
    "status unknown": interaction("/customers", method="GET", status=404),
    "status without a body": interaction("/customers/1", ANN, status=204),
    "media type of the answer": interaction("/customers/1", ANN, answered={"Content-Type": "text/html"}),
    "media type with parameters": interaction(
        "/customers/1", ANN, answered={"Content-Type": "application/json; charset=utf-8"}
    ),
    "media type by suffix": interaction("/customers/1", ANN, answered={"Content-Type": "application/vnd.x+json"}),
    "media type of no content": interaction("/customers/1", status=204, answered=JSON),
    "accept": interaction("/customers/1", ANN, headers={"Accept": "text/html"}),
    "accept anything": interaction("/customers/1", ANN, headers={"Accept": "*/*"}),
    "accept where nothing is said": interaction(
        "/secure", headers={"Accept": "text/html", "Authorization": "Bearer x"}
    ),
    "query of another type": interaction("/customers", [ANN], query={"page": ["first"]}),
    "query": interaction("/customers", [ANN], query={"page": ["2"], "ids": ["1,2"]}),
    "query of an array": interaction("/customers", [ANN], query={"ids": ["1", "x"]}),
    "query unknown": interaction("/customers", [ANN], query={"size": ["2"]}),
    "query of a failing request": interaction(
        "/customers", status=422, method="POST", query={"size": ["2"]}, headers=JSON, sent={}
    ),
    "header unknown": interaction("/customers", [ANN], headers={"X-Other": "1"}),
    "header of another form": interaction("/customers", [ANN], headers={"X-Trace": "a"}),
    "header of the answer": interaction("/customers/1", ANN, answered={"X-Rate": "many"}),
    "header of the answer unknown": interaction("/customers/1", ANN, answered={"X-More": "1"}),
    "standard header of the answer": interaction("/customers/1", ANN, answered={"ETag": "x"}),
    "no security": interaction("/secure"),
    "security by token": interaction("/secure", headers={"Authorization": "Bearer x"}),
    "security by key": interaction("/secure", headers={"X-Key": "1"}),
    "body": interaction("/customers", ANN, method="POST", status=201, sent={"name": "Ann"}, headers=JSON),
    "body without what is required": interaction(
        "/customers", ANN, method="POST", status=201, sent={"age": 1}, headers=JSON
    ),
    "body with an unknown key": interaction(
        "/customers", ANN, method="POST", status=201, sent={"name": "A", "x": 1}, headers=JSON
    ),
    "body below the minimum": interaction(
        "/customers", ANN, method="POST", status=201, sent={"name": "A", "age": -1}, headers=JSON
    ),
    "body of another media type": interaction(
        "/customers", ANN, method="POST", status=201, sent="<a/>", headers={"Content-Type": "text/xml"}
    ),
    "body without a media type": interaction("/customers", ANN, method="POST", status=201, sent={"name": "A"}),
    "body where none is taken": interaction("/customers/1", ANN, sent={"a": 1}, headers=JSON),
    "form": interaction(
        "/customers",
        ANN,
        method="POST",
        status=201,
        sent="name=Ann",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    ),
    "one of two": interaction("/pets/1", {"bark": True}),
    "one of two, neither": interaction("/pets/1", {"quack": True}),
    "all of": interaction("/all", {"city": "x", "more": True}),
    "all of, and more": interaction("/all", {"city": "x", "more": True, "other": 1}),
    "all of, wrong": interaction("/all", {"city": 1, "more": True}),
    "map": interaction("/map", {"a": 1}),
    "map of another type": interaction("/map", {"a": "x"}),
}
"""By what each is about."""


def contract(case: dict[str, Any]) -> dict[str, Any]:
    """A V3 file of one interaction."""
    return {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": [case],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
