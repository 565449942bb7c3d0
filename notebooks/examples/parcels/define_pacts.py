"""Define the contract with contractlab: the shop's own code proves it. ``python define_pacts.py`` writes the file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from shop_window import ShopWindow

import contractlab as cl
from contractlab import match

PACTS = Path(__file__).parent / "pacts"
EVENT = {"at": match.datetime("2026-03-01T08:30:00", "yyyy-MM-dd'T'HH:mm:ss"), "place": match.str("Leeds")}


def define() -> cl.Definition:
    """What the shop relies on."""
    carrier = cl.define("shop-window", "carrier")
    (
        carrier.example("a parcel on its way")
        .given("a parcel is on the way", code="P-7")
        .with_request("GET", "/parcels/P-7")
        .will_respond_with(
            200,
            json={
                "code": "P-7",
                "status": match.regex("on the way", regex="accepted|on the way|delivered"),
                "kilograms": match.decimal(1.25),
                "events": match.each_like(EVENT, min=1),
            },
        )
    )
    (
        carrier.example("a parcel that nobody knows")
        .given("the depot is empty")
        .with_request("GET", "/parcels/P-404")
        .will_respond_with(404)
    )
    (
        carrier.example("a new parcel")
        .given("the depot is empty")
        .with_request("POST", "/parcels", json={"street": "1 High Street", "kilograms": 0.5})
        .will_respond_with(
            201,
            json={"code": match.regex("P-1000", regex=r"P-\d+")},
            headers={"Location": match.regex("/parcels/P-1000", regex=r"/parcels/P-\d+")},
        )
    )
    (
        carrier.example("another street")
        .given("a parcel is on the way", code="P-7")
        .with_request("PUT", "/parcels/P-7/street", json={"street": "2 Low Road"})
        .will_respond_with(204)
    )
    (
        carrier.example("another street, too late")
        .given("a parcel is delivered", code="P-8")
        .with_request("PUT", "/parcels/P-8/street", json={"street": "2 Low Road"})
        .will_respond_with(409)
    )
    (
        carrier.example("a label")
        .given("a parcel is on the way", code="P-7")
        .with_request("GET", "/parcels/P-7/label")
        .will_respond_with(200, text="P-7\n1 High Street\n")
    )
    return carrier


def asking(call: Callable[[ShopWindow], Awaitable[Any]]) -> Callable[[Any], Awaitable[Any]]:
    """A trigger: one call of the shop, at the mock."""

    async def ask(mock: Any) -> Any:
        async with ShopWindow(mock.url) as shop:
            return await call(shop)

    return ask


def prove(carrier: cl.Definition) -> None:
    """Run the shop for each example.

    Raises
    ------
    ContractBroken
        If it asks for anything else, or cannot use an answer.
    """
    carrier.prove_all(
        {
            "a parcel on its way": asking(lambda shop: shop.parcel("P-7")),
            "a parcel that nobody knows": asking(lambda shop: shop.parcel("P-404")),
            "a new parcel": asking(lambda shop: shop.send("1 High Street", 0.5)),
            "another street": asking(lambda shop: shop.redirect("P-7", "2 Low Road")),
            "another street, too late": asking(lambda shop: shop.redirect("P-8", "2 Low Road")),
            "a label": asking(lambda shop: shop.label("P-7")),
        }
    ).require_passed()


def make(folder: Path = PACTS) -> Path:
    """Write the contract; the file is as before where nothing changed."""
    carrier = define()
    prove(carrier)
    return carrier.save(folder)


if __name__ == "__main__":
    make()
