"""Code that is made of names in a contract: whatever they are, it compiles, and means these very names."""

from __future__ import annotations

import ast

import pytest

from contractlab.contracts.states import StateDefinition
from contractlab.live.handler_code import call_stubs, handler_stub, producer_stub

QUOTES = ["", *('"' * count for count in range(1, 7)), "'", "'''"]
ENDS = [*QUOTES, "\\", '\\"', '\\\\"""', "\n", "\r", "\u2028", "\x00", "\ud800"]
STARTS = ["a state", '"""', "", "{x}", "class", "1", "é", "__import__('os')"]
NAMES = [f"{start}{end}" for start in STARTS for end in ENDS]


@pytest.mark.parametrize("number", range(len(NAMES)))
def test_stubs_compile(number: int) -> None:
    name = NAMES[number]
    stubs = [
        handler_stub([StateDefinition(name, {name: 1, "x": 2})], whole=True),
        producer_stub([(name, False), (name + "2", True)]),
        call_stubs([(name, "client"), (name + "2", "function")]),
    ]
    for stub in stubs:
        tree = ast.parse(stub.encode("utf-8", "strict").decode())
        texts = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert name in texts
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        assert all(isinstance(call.func, ast.Name | ast.Attribute) for call in calls)
        assert "__import__" not in {call.func.id for call in calls if isinstance(call.func, ast.Name)}
