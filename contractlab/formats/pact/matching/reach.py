"""Which rules an example reaches: the nodes of its own values, each with the rules in force there."""

from __future__ import annotations

from contractlab.engine.errors import CannotCheck
from contractlab.engine.nodes import Node
from contractlab.formats.pact.matching.bodies import BodyPlan
from contractlab.formats.pact.matching.json_scalars import ScalarNode

__all__ = ["reached_nodes"]


def reached_nodes(plan: BodyPlan) -> list[Node] | None:
    """Nodes of every value of an expected body; None for content that is not compared value by value.

    Parameters
    ----------
    plan : BodyPlan
    """
    try:
        root = plan.comparison.node
    except CannotCheck:
        return None
    if root is None:
        return None
    nodes: list[Node] = []
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        nodes.append(node)
        if isinstance(node, ScalarNode):
            continue  # nothing is below, and what its rules say of its own value is not asked here
        try:
            expansion = node.expand(node.data)
        except CannotCheck:
            continue
        for child in expansion.children:
            stack += child.nodes
    return nodes
