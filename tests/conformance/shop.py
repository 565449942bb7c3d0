"""A contract with a shop, and the shop in FastAPI and in Flask: one version that keeps it and five that do not."""

import json
from typing import Any

FAULTS = ("type", "status", "missing", "header", "format")
"""What each broken version does: money as text, 200 for what is not there, a renamed key, another header, dates."""

SECRET = "tok-4f9a8b7c6d5e4f3a2b1c"
JSON = {"Content-Type": "application/json"}


def _rules(**paths: dict[str, Any]) -> dict[str, Any]:
    return {"body": {path.replace("_", "."): {"matchers": [rule]} for path, rule in paths.items()}}


def contract() -> dict[str, Any]:
    like = {"match": "type"}
    date = {"match": "date", "format": "yyyy-MM-dd"}
    examples: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        (
            "an item",
            {"method": "GET", "path": "/items/1"},
            {
                "status": 200,
                "headers": JSON,
                "body": {"id": 1, "price": 9.5, "name": "cup"},
                "matchingRules": {
                    "body": {"$.price": {"matchers": [{"match": "decimal"}]}, "$.name": {"matchers": [like]}}
                },
            },
        ),
        (
            "the items of a page",
            {"method": "GET", "path": "/items", "query": {"page": ["2"], "tag": ["a b", "c"]}},
            {
                "status": 200,
                "headers": JSON,
                "body": [{"id": 1, "price": 9.5}],
                "matchingRules": {
                    "body": {"$": {"matchers": [{"match": "type", "min": 1}]}, "$[*].*": {"matchers": [like]}}
                },
            },
        ),
        (
            "an item that is not there",
            {"method": "GET", "path": "/items/999"},
            {"status": 404, "headers": JSON, "body": {"error": "none"}, "matchingRules": _rules(**{"$_error": like})},
        ),
        (
            "a new order",
            {"method": "POST", "path": "/orders", "headers": JSON, "body": {"item": 1}},
            {
                "status": 201,
                "headers": {"Content-Type": "application/json", "Location": "/orders/7"},
                "body": {"order": 7, "due": "2026-03-01", "address": {"zip": "W1U"}},
                "matchingRules": {
                    "header": {"Location": {"matchers": [{"match": "regex", "regex": "/orders/\\d+"}]}},
                    "body": {"$.due": {"matchers": [date]}, "$.address.zip": {"matchers": [like]}},
                },
            },
        ),
        ("no more order", {"method": "DELETE", "path": "/orders/7"}, {"status": 204}),
        (
            "a token",
            {"method": "POST", "path": "/token", "headers": {"Authorization": f"Basic {SECRET}"}},
            {
                "status": 200,
                "headers": JSON,
                "body": {"access_token": "abc", "expires_in": 60},
                "matchingRules": {
                    "body": {"$.access_token": {"matchers": [like]}, "$.expires_in": {"matchers": [like]}}
                },
            },
        ),
        (
            "a page for people",
            {"method": "GET", "path": "/"},
            {"status": 200, "headers": {"Cache-Control": "no-store"}},
        ),
    ]
    return {
        "consumer": {"name": "till"},
        "provider": {"name": "shop"},
        "interactions": [{"description": name, "request": asked, "response": given} for name, asked, given in examples],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }


def price(fault: str | None) -> Any:
    return "9.50" if fault == "type" else 9.5


def item(fault: str | None) -> dict[str, Any]:
    return {"id": 1, "price": price(fault), "name": "tea cup"}


def order(fault: str | None) -> dict[str, Any]:
    key = "postcode" if fault == "missing" else "zip"
    return {"order": 7, "due": "01/03/2026" if fault == "format" else "2026-03-01", "address": {key: "N1"}}


def token(fault: str | None) -> dict[str, Any]:
    # A number is of another type, and a secret all the same: only the recording's word is left.
    return {"access_token": 1234567890123456 if fault == "type" else SECRET, "expires_in": 60}


def caching(fault: str | None) -> str:
    return "no-cache" if fault == "header" else "no-store"


def fastapi_shop(fault: str | None) -> Any:
    from fastapi import FastAPI, Request, Response
    from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse

    app = FastAPI()

    @app.get("/items/{number}")
    async def single(number: int) -> Response:
        if number != 1:
            return JSONResponse({"error": "no such item"}, 200 if fault == "status" else 404)
        return JSONResponse(item(fault))

    @app.get("/items")
    async def several(page: int, request: Request) -> Response:
        assert request.query_params.getlist("tag") == ["a b", "c"]
        assert page == 2
        text = json.dumps([{"id": n, "price": price(fault)} for n in range(3)]).encode()
        return StreamingResponse(iter([text[:10], text[10:]]), media_type="application/json")

    @app.post("/orders")
    async def new(request: Request) -> Response:
        assert await request.json() == {"item": 1}
        return JSONResponse(order(fault), 201, {"Location": "/orders/7"})

    @app.delete("/orders/{number}")
    async def gone(number: int) -> Response:
        return Response(status_code=204)

    @app.post("/token")
    async def grant(request: Request) -> Response:
        assert request.headers["authorization"] == f"Basic {SECRET}"
        return JSONResponse(token(fault))

    @app.get("/")
    async def page() -> Response:
        answer = HTMLResponse(f"<p>shop {SECRET}</p>", headers={"Cache-Control": caching(fault)})
        answer.set_cookie("session", SECRET)
        return answer

    return app


def flask_shop(fault: str | None) -> Any:
    from flask import Flask, Response, jsonify, request

    app = Flask("shop")

    @app.get("/items/<int:number>")
    def single(number: int) -> Any:
        if number != 1:
            return jsonify(error="no such item"), 200 if fault == "status" else 404
        return jsonify(item(fault))

    @app.get("/items")
    def several() -> Any:
        assert request.args.getlist("tag") == ["a b", "c"]
        text = json.dumps([{"id": n, "price": price(fault)} for n in range(3)]).encode()
        return Response(iter([text[:10], text[10:]]), mimetype="application/json")

    @app.post("/orders")
    def new() -> Any:
        assert request.get_json() == {"item": 1}
        return jsonify(order(fault)), 201, {"Location": "/orders/7"}

    @app.delete("/orders/<int:number>")
    def gone(number: int) -> Any:
        return "", 204

    @app.post("/token")
    def grant() -> Any:
        assert request.headers["Authorization"] == f"Basic {SECRET}"
        return jsonify(token(fault))

    @app.get("/")
    def page() -> Any:
        answer = Response(f"<p>shop {SECRET}</p>", headers={"Cache-Control": caching(fault)}, mimetype="text/html")
        answer.set_cookie("session", SECRET)
        return answer

    return app
