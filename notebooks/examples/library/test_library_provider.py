"""The library keeps what desks rely on: one test for each example, which ``-k`` can choose."""

from library import app
from library_states import states

import contractlab as cl


@cl.examples("pacts/", provider=app, states=states)
def test_the_library_keeps_its_contract(contract_result):
    assert contract_result.passed
