"""What brings the states of the carrier about: for contractlab, inside its own process."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carrier import Depot, depot

import contractlab as cl

states = cl.StateHandlers().provide(depot=depot)


@states(re.compile("a parcel is (?P<status>on the way|delivered)"))
def a_parcel(code: str, status: str, depot: Depot) -> Iterator[None]:
    depot.put(code, "1 High Street", status)
    yield
    depot.remove(code)


@states("the depot is empty")
def empty(depot: Depot) -> None:
    depot.parcels.clear()
