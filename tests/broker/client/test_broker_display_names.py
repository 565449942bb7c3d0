"""Names for people, as a broker makes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlab.broker.display_names import display_name_of


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("prod", "Prod"),
        ("order-service", "Order Service"),
        ("order_service", "Order Service"),
        ("order service", "Order Service"),
        ("OrderService", "Order Service"),
        ("HTTPService", "HTTP Service"),
        ("B2Service", "B2 Service"),
        ("shop.order-web", "Shop Order Web"),
        ("Shop-ZZ", "Shop ZZ"),
    ],
)
def test_words_begin_with_a_capital(name: str, shown: str) -> None:
    assert display_name_of(name) == shown


@given(st.text())
def test_every_name_has_one_without_two_blanks(name: str) -> None:
    shown = display_name_of(name)
    assert "  " not in shown
    assert bool(shown) is bool(name.strip())
