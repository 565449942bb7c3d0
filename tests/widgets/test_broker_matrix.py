"""The live matrix of a broker: what its screen is told, and what it may ask."""

from __future__ import annotations

import pytest
from matrix_brokers import CONSUMER, PROVIDER, publish_results, shop_broker, shop_contract
from widgets.test_types import Heard

import contractlab as cl
from contractlab.errors import BrokerError
from contractlab.widgets.broker_matrix.view import BrokerMatrixView


def words(blocks: list[dict]) -> str:
    """What blocks say, in their order."""
    texts: list[str] = []
    for block in blocks:
        texts += [span[1] for span in block.get("line", [])]
        for row in block.get("rows", []):
            texts += [span[1] for cell in row["cells"] for span in cell["line"]]
        texts.append(words(block.get("blocks", [])))
    return "".join(texts)


def test_every_cell_says_what_is_declared() -> None:
    with shop_broker() as broker:
        heard = Heard("explorer", cl.explore(broker.matrix(CONSUMER, PROVIDER)))
        for row in range(len(heard.view.view["rows"])):
            for column in range(len(heard.view.view["columns"])):
                assert heard.ask("cell", row=row, column=column)["ok"]
                assert heard.ask("code", row=row, column=column)["ok"]
        assert heard.ask("ask")["ok"]
        assert not heard.ask("cell", row=99, column=0)["ok"]
        assert not heard.ask("edit", row=0)["ok"]


def test_the_cell_that_decides_is_chosen_first_and_says_what_it_keeps_out() -> None:
    with shop_broker() as broker:
        view = cl.explore(broker.matrix(CONSUMER, PROVIDER))
        assert isinstance(view, BrokerMatrixView)
        row, column = view.view["pairs"]["start"]
        assert view.view["rows"][row][2][column] == "b"
        cell = view.model.cell(row, column)
        assert (cell["verdict"], cell["word"]) == ("blocks", "never verified")
        text = words(cell["head"])
        assert f"{PROVIDER} 2.3.0, which runs in prod, has never verified this content. 2.4.0 did." in text
        assert f"Keeps {CONSUMER} 3.1.0 out of prod" in text
        assert view.view["status"].startswith(f"{CONSUMER} 3.1.0 cannot go to prod")


def test_a_failed_cell_opens_to_interactions_then_mismatches_with_lines() -> None:
    with shop_broker() as broker:
        view = cl.explore(broker.matrix(CONSUMER, PROVIDER))
        cell = view.model.cell(0, 3)
        assert [tab["id"] for tab in cell["tabs"]] == ["interactions", "difference", "others", "changed"]
        first, second = words(cell["tabs"][0]["blocks"]), words(cell["tabs"][1]["blocks"])
        assert first.index("a request for apples") < first.index("a request for plums") < first.index("passed")
        assert "expected exactly 12.5" in second
        assert "$.price: $.price" not in second
        assert "line " in second
        assert "a request for plums" in words(cell["tabs"][3]["blocks"])


def test_asked_again_it_shows_what_the_broker_says_now() -> None:
    with shop_broker() as broker:
        view = cl.explore(broker.matrix(CONSUMER, PROVIDER))
        publish_results(broker, "3.1.0", "2.3.0")
        answer = view.handle({"op": "ask", "id": 1})
        assert answer["ok"]
        assert "b" not in "".join(row[2] for row in view.view["rows"])
        broker.publish(shop_contract("nuts"), version="4.0.0", branch="main")
        view.refresh()
        assert view.view["rows"][0][0] == "4.0.0"


def test_where_the_broker_is_gone_what_it_said_stays() -> None:
    pytest.importorskip("starlette")
    with shop_broker() as broker:
        with broker.serve() as url:
            view = cl.explore(cl.broker(url).matrix(CONSUMER, PROVIDER))
        before = view.view
        answer = view.handle({"op": "ask", "id": 1})
        assert not answer["ok"]
        assert answer["error"]
        assert view.view == before
        with pytest.raises(BrokerError):
            view.refresh()


def test_what_strangers_wrote_is_visible_and_short() -> None:
    trap = "<img src=x>\x1b[31m\u202e" + "x" * 5_000
    broker = cl.broker(":memory:")
    broker.publish(shop_contract(trap, consumer=trap, provider="Stock"), version=trap[:200], branch=trap[:200])
    view = cl.explore(broker.matrix(trap, "Stock"))
    text = str(view.view) + str(view.model.view())
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert len(text) < 20_000
