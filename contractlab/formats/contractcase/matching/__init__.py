"""What "matches" means to ContractCase. Pure functions, no input, no output.

Matchers compile to nodes that speak the node protocol of `contractlab.engine.nodes`, so that the same engine
checks, explains and lists what was not checked, whatever the format.
"""

from contractlab.formats.contractcase.matching import (  # noqa: F401  (each says which types of matcher it stands for)
    each_nodes,
    encoded_nodes,
    function_nodes,
    http_nodes,
    reference_nodes,
    scalar_nodes,
    string_nodes,
    structure_nodes,
)
from contractlab.formats.contractcase.matching.context import CaseError, Mode, Thrown, Where, World
from contractlab.formats.contractcase.matching.node import CaseNode, compile_node, self_verify
from contractlab.formats.contractcase.matching.plan import CasePlan, check, check_variables

__all__ = [
    "CaseError",
    "CaseNode",
    "CasePlan",
    "Mode",
    "Thrown",
    "Where",
    "World",
    "check",
    "check_variables",
    "compile_node",
    "self_verify",
]
