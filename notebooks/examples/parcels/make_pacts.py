"""Write the contract: the shop's own code runs against pact-python's mock. ``python make_pacts.py`` does it anew."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pact import Pact, match
from shop_window import ShopWindow

PACTS = Path(__file__).parent / "pacts"
JSON = "application/json"


def make(folder: Path = PACTS) -> None:
    pact = Pact("shop-window", "carrier").with_specification("V4")
    event = {"at": match.datetime("2026-03-01T08:30:00", "%Y-%m-%dT%H:%M:%S"), "place": match.str("Leeds")}
    (
        pact.upon_receiving("a parcel on its way")
        .given("a parcel is on the way", code="P-7")
        .with_request("GET", "/parcels/P-7")
        .will_respond_with(200)
        .with_body(
            {
                "code": "P-7",
                "status": match.regex("on the way", regex="accepted|on the way|delivered"),
                "kilograms": match.decimal(1.25),
                "events": match.each_like(event, min=1),
            },
            JSON,
        )
    )
    (
        pact.upon_receiving("a parcel that nobody knows")
        .given("the depot is empty")
        .with_request("GET", "/parcels/P-404")
        .will_respond_with(404)
    )
    (
        pact.upon_receiving("a new parcel")
        .given("the depot is empty")
        .with_request("POST", "/parcels")
        .with_body({"street": "1 High Street", "kilograms": 0.5}, JSON)
        .will_respond_with(201)
        .with_header("Location", match.regex("/parcels/P-1000", regex=r"/parcels/P-\d+"))
        .with_body({"code": match.regex("P-1000", regex=r"P-\d+")}, JSON)
    )
    (
        pact.upon_receiving("another street")
        .given("a parcel is on the way", code="P-7")
        .with_request("PUT", "/parcels/P-7/street")
        .with_body({"street": "2 Low Road"}, JSON)
        .will_respond_with(204)
    )
    (
        pact.upon_receiving("another street, too late")
        .given("a parcel is delivered", code="P-8")
        .with_request("PUT", "/parcels/P-8/street")
        .with_body({"street": "2 Low Road"}, JSON)
        .will_respond_with(409)
    )
    (
        pact.upon_receiving("a label")
        .given("a parcel is on the way", code="P-7")
        .with_request("GET", "/parcels/P-7/label")
        .will_respond_with(200)
        .with_body("P-7\n1 High Street\n", "text/plain")
    )
    with pact.serve() as server:
        asyncio.run(_use(ShopWindow(str(server.url))))
    pact.write_file(folder, overwrite=True)


async def _use(shop: ShopWindow) -> None:
    async with shop:
        await shop.parcel("P-7")
        await shop.parcel("P-404")
        await shop.send("1 High Street", 0.5)
        await shop.redirect("P-7", "2 Low Road")
        await shop.redirect("P-8", "2 Low Road")
        await shop.label("P-7")


if __name__ == "__main__":
    make()
