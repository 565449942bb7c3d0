"""Views of a broker's answers."""

from __future__ import annotations

from matrix_brokers import CONSUMER, PROVIDER, shop_broker

import contractlab as cl
from contractlab.broker.embedded import EmbeddedBroker
from contractlab.broker.pair_matrix import pair_matrix
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
    assert "Shop ↓ Stock →" in " ".join(bundle["text/plain"].split())
    assert "never" in bundle["text/plain"]
    assert "0 verified, 0 failed, 1 unknown" in bundle["text/html"]


def test_versions_of_one_content_stand_together_beside_the_versions_that_verified_it() -> None:
    broker = _failed_broker()
    broker.publish(_contract("Shop"), version="2", branch="feat")
    table = broker.matrix("Shop", "Stock")
    assert [(row.consumer_branches, row.provider_environments) for row in table] == [
        (("feat",), ("live",)),
        (("main",), ("live",)),
    ]
    text = " ".join(present(table)["text/plain"].split())
    assert "2, 1 [feat, main]" in text
    assert "s1 · live [main]" in text
    assert text.count("FAIL failed") == 1


def test_names_cannot_draw() -> None:
    broker = cl.broker(":memory:")
    broker.publish(_contract(MARKUP), version=MARKUP, branch="main")
    broker.create_environment("live", production=True)
    for shown in (broker.can_i_deploy(MARKUP, version=MARKUP, environment="live"), broker.matrix(MARKUP)):
        bundle = present(shown)
        assert "<b>" not in bundle["text/html"]
        assert "\x1b" not in bundle["text/html"] + bundle["text/plain"]


def _failed_broker() -> EmbeddedBroker:
    broker = EmbeddedBroker(":memory:")
    broker.publish(_contract("Shop"), version="1", branch="main")
    broker.create_environment("live", production=True)
    chosen = broker.contracts(provider="Stock")
    capture = cl.Capture(cl.HttpRequest("GET", "/", "", [], None), cl.HttpResponse(500, [], None))
    broker.publish_results(cl.verify(chosen, cl.Captures([capture])), provider_version="s1", branch="main")
    broker.record_deployment("Stock", "s1", "live", instance="blue")
    return broker


def test_a_failed_pair_names_the_example_the_mismatch_and_its_line() -> None:
    broker = _failed_broker()
    answer = broker.can_i_deploy("Shop", version="1", environment="live")
    (cell,) = answer.cells
    (failure,) = cell.failures
    assert failure.description == "a thing"
    assert failure.mismatches[0].part == "status"
    assert failure.mismatches[0].line is not None
    assert "a thing: " in present(answer)["text/plain"]
    assert f"(line {failure.mismatches[0].line})" in present(answer)["text/html"]
    assert "a thing" in broker.graph("live", pacticipant="Shop", version="1").edges[0].why


def test_hidden_and_ignored_versions_stand_apart() -> None:
    broker = EmbeddedBroker(":memory:")
    broker.publish(_contract("Shop"), version="1", branch="main")
    broker.create_environment("live", production=True)
    chosen = broker.contracts(provider="Stock")
    capture = cl.Capture(cl.HttpRequest("GET", "/", "", [], None), cl.HttpResponse(200, [], None))
    broker.publish_results(cl.verify(chosen, cl.Captures([capture])), provider_version="s1")
    broker.create_or_update_version("Stock", "s0")
    broker.record_deployment("Stock", "s1", "live", instance="blue")
    broker.record_deployment("Stock", "s0", "live", instance="green")
    answer = broker.can_i_deploy("Shop", version="1", environment="live")
    html = present(answer)["text/html"]
    assert answer.deployable is True
    assert "1 live version not counted by the broker" in html
    assert "By the broker’s rule." in html
    ignoring = present(broker.can_i_deploy("Shop", version="1", environment="live", ignore=["Stock"]))["text/html"]
    assert "Ignored: " in ignoring


def test_steps_come_with_what_to_type() -> None:
    broker = EmbeddedBroker(":memory:")
    broker.publish(_contract("Shop"), version="1", branch="main")
    broker.create_environment("live", production=True)
    chosen = broker.contracts(provider="Stock")
    capture = cl.Capture(cl.HttpRequest("GET", "/", "", [], None), cl.HttpResponse(200, [], None))
    broker.publish_results(cl.verify(chosen, cl.Captures([capture])), provider_version="s 1;x")
    html = present(broker.can_i_deploy("Shop", version="1", environment="live"))["text/html"]
    typed = "contractlab broker record-deployment --pacticipant Stock --version &#x27;s 1;x&#x27; --environment live"
    assert typed in html or typed.replace("&#x27;", "&#39;") in html


def test_problems_and_graphs_cannot_draw_names() -> None:
    broker = EmbeddedBroker(":memory:")
    broker.publish(_contract(MARKUP), version=MARKUP, branch=MARKUP)
    broker.create_environment("live", production=True)
    broker.record_deployment(MARKUP, MARKUP, "live")
    for shown in (broker.problems, broker.graph(), broker.graph("live")):
        bundle = present(shown)
        for form, text in bundle.items():
            assert form != "text/html" or "<b>Shop" not in text
            assert "\x1b" not in text
    drawn = broker.graph("live")
    assert "<b>" not in drawn.to_mermaid()
    assert "\x1b" not in drawn.to_mermaid() + drawn.to_dot()
    assert "nothing odd" in present(EmbeddedBroker(":memory:").problems)["text/plain"]


def test_a_matrix_says_what_blocks_as_the_live_one_does() -> None:
    with shop_broker() as broker:
        table = broker.matrix(CONSUMER, PROVIDER)
        text = present(table)["text/plain"]
        flat = " ".join(text.split())
        wanted = [block for _, _, cell in pair_matrix(table).blocking for block in cell.blocks]
        assert wanted
        for block in wanted:
            assert f"{block.pacticipant} {block.version} cannot go to {block.environment}" in flat
        assert "Shop Front 3.1.0 cannot go to prod, where Stock/Lager 2.3.0 runs, which has never verified" in flat
        assert "blocks prod" in flat


def test_a_matrix_of_a_live_version_without_a_result_has_its_column() -> None:
    with shop_broker() as broker:
        broker.create_or_update_version(PROVIDER, "9.9.9")
        broker.create_environment("live-eu", production=True)
        broker.record_deployment(PROVIDER, "9.9.9", "live-eu")
        table = broker.matrix(CONSUMER, PROVIDER)
        assert "9.9.9" not in {row.provider_version for row in table.rows}
        text = " ".join(present(table)["text/plain"].split())
        assert "9.9.9" in text
        assert "Shop Front 3.1.0 cannot go to live-eu, where Stock/Lager 9.9.9 runs, which has never verified" in text


def test_a_matrix_of_a_broker_over_http_is_shown_without_asking_it_again() -> None:
    with shop_broker() as broker, broker.serve() as url:
        table = cl.broker(url).matrix(CONSUMER, PROVIDER)
    text = " ".join(present(table)["text/plain"].split())  # nothing listens any more
    assert "cannot go to prod, where Stock/Lager 2.3.0 runs, which has never verified" in text
