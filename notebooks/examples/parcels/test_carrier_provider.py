"""The carrier keeps what shops rely on: one test for each example, which ``-k`` can choose."""

from carrier import app
from carrier_states import states

import contractlab as cl


@cl.examples("pacts/", provider=app, states=states)
def test_the_carrier_keeps_its_contract(contract_result):
    assert contract_result.passed
