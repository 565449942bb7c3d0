"""The provider: a carrier over HTTP. ``flask --app carrier run`` serves it."""

from __future__ import annotations

from itertools import count
from typing import Any

from flask import Flask, Response, abort, jsonify, request


class Depot:
    """The parcels on their way."""

    def __init__(self) -> None:
        self.parcels: dict[str, dict[str, Any]] = {}
        self._numbers = count(1_000)

    def put(self, code: str, street: str, status: str = "on the way", kilograms: float = 1.25) -> dict[str, Any]:
        events = [{"at": "2026-03-01T08:30:00", "place": "Leeds"}]
        self.parcels[code] = {
            "code": code,
            "street": street,
            "status": status,
            "kilograms": kilograms,
            "events": events,
        }
        return self.parcels[code]

    def remove(self, code: str) -> None:
        self.parcels.pop(code, None)

    def find(self, code: str) -> dict[str, Any] | None:
        return self.parcels.get(code)

    def accept(self, street: str, kilograms: float) -> dict[str, Any]:
        return self.put(f"P-{next(self._numbers)}", street, "accepted", kilograms)

    def redirect(self, code: str, street: str) -> bool:
        parcel = self.parcels[code]
        if parcel["status"] == "delivered":
            return False
        parcel["street"] = street
        return True

    def label(self, code: str) -> str:
        return f"{code}\n{self.parcels[code]['street']}\n"


def create_app(depot: Depot) -> Flask:
    """The carrier with a depot."""
    app = Flask(__name__)

    def found(code: str) -> dict[str, Any]:
        parcel = depot.find(code)
        if parcel is None:
            abort(404)
        return parcel

    @app.get("/parcels/<code>")
    def parcel(code: str) -> Any:
        return jsonify(found(code))

    @app.post("/parcels")
    def accept() -> Any:
        asked = request.get_json()
        accepted = depot.accept(asked["street"], asked["kilograms"])
        return jsonify(accepted), 201, {"Location": f"/parcels/{accepted['code']}"}

    @app.put("/parcels/<code>/street")
    def redirect(code: str) -> Any:
        found(code)
        if not depot.redirect(code, request.get_json()["street"]):
            return jsonify(error="delivered already"), 409
        return "", 204

    @app.get("/parcels/<code>/label")
    def label(code: str) -> Any:
        found(code)
        return Response(depot.label(code), content_type="text/plain; charset=utf-8")

    return app


depot = Depot()
app = create_app(depot)
