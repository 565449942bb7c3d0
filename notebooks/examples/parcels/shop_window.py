"""The consumer: a shop that shows where parcels are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import TracebackType

import aiohttp


@dataclass(frozen=True)
class Parcel:
    """What the shop shows of a parcel."""

    code: str
    status: str
    kilograms: float
    seen: list[datetime]


class ShopWindow:
    """Asks the carrier at an address; an asynchronous context manager."""

    def __init__(self, carrier: str) -> None:
        self._carrier = carrier.rstrip("/")

    async def __aenter__(self) -> ShopWindow:
        self._session = aiohttp.ClientSession(raise_for_status=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._session.close()

    async def parcel(self, code: str) -> Parcel | None:
        async with self._session.get(f"{self._carrier}/parcels/{code}") as answer:
            if answer.status == 404:
                return None
            answer.raise_for_status()
            entry = await answer.json()
        seen = [datetime.fromisoformat(event["at"]) for event in entry["events"]]
        return Parcel(entry["code"], entry["status"], entry["kilograms"], seen)

    async def send(self, street: str, kilograms: float) -> str:
        """Hand a parcel over; its code."""
        parcel = {"street": street, "kilograms": kilograms}
        async with self._session.post(f"{self._carrier}/parcels", json=parcel) as answer:
            answer.raise_for_status()
            return (await answer.json())["code"]

    async def redirect(self, code: str, street: str) -> bool:
        """Send a parcel to another street; False where it is too late."""
        async with self._session.put(f"{self._carrier}/parcels/{code}/street", json={"street": street}) as answer:
            if answer.status == 409:
                return False
            answer.raise_for_status()
            return True

    async def label(self, code: str) -> str:
        async with self._session.get(f"{self._carrier}/parcels/{code}/label") as answer:
            answer.raise_for_status()
            return await answer.text()
