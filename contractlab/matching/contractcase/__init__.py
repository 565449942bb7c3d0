"""Floor 2: what "matches" means to ContractCase. Pure functions, no input, no output.

Matchers compile to nodes that speak the node protocol of `contractlab.matching.nodes`, so that the same engine
checks, explains and lists what was not checked, whatever the format.
"""

from contractlab.matching.contractcase import (  # noqa: F401  (each says which types of matcher it stands for)
    following,
    function_nodes,
    http_nodes,
    leaves,
    repeats,
    shapes,
    texts,
)
from contractlab.matching.contractcase.node import CaseNode, compile_node, self_verify
from contractlab.matching.contractcase.plan import Plan, check, check_variables
from contractlab.matching.contractcase.world import CaseError, Mode, Thrown, Where, World

__all__ = [
    "CaseError",
    "CaseNode",
    "Mode",
    "Plan",
    "Thrown",
    "Where",
    "World",
    "check",
    "check_variables",
    "compile_node",
    "self_verify",
]
