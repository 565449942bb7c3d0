"""Views of a broker's answers."""

from __future__ import annotations

import contractlab as cl
from contractlab.values.display import present

MARKUP = "<b>Shop</b>\x1b[31m"


def _contract(consumer: str) -> cl.Contract:
    interaction = {
        "description": "a thing",
        "request": {"method": "GET", "path": "/"},
        "response": {"status": 200},
    }
    return cl.load(
        {
            "consumer": {"name": consumer},
            "provider": {"name": "Stock"},
            "interactions": [interaction],
            "metadata": {"pactSpecification": {"version": "2.0.0"}},
        }
    )


def test_an_answer_says_why_and_what_to_do_in_every_form() -> None:
    broker = cl.broker(":memory:")
    broker.publish(_contract("Shop"), version="1", branch="main")
    broker.create_environment("live", production=True)
    bundle = present(broker.can_i_deploy("Shop", version="1", environment="live"))
    for form in ("text/plain", "text/html"):
        text = bundle[form]
        assert "cannot be deployed yet" in text
        assert "Shop needs Stock, and there is none" in text
        assert "then deploy Stock" in text
        assert "nothing recorded" in text


def test_a_matrix_has_a_row_for_each_contract() -> None:
    broker = cl.broker(":memory:")
    broker.publish(_contract("Shop"), version="1", branch="main")
    bundle = present(broker.matrix("Shop", "Stock"))
    assert "Shop 1" in bundle["text/plain"]
    assert "0 verified, 0 failed, 1 unknown" in bundle["text/html"]


def test_names_cannot_draw() -> None:
    broker = cl.broker(":memory:")
    broker.publish(_contract(MARKUP), version=MARKUP, branch="main")
    broker.create_environment("live", production=True)
    for shown in (broker.can_i_deploy(MARKUP, version=MARKUP, environment="live"), broker.matrix(MARKUP)):
        bundle = present(shown)
        assert "<b>" not in bundle["text/html"]
        assert "\x1b" not in bundle["text/html"] + bundle["text/plain"]
