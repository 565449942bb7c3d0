"""Which rules an example reaches: the states that its own values are judged in."""

from __future__ import annotations

from contractlab.matching.bodies import BodyPlan
from contractlab.matching.nodes import Chosen, Node
from contractlab.matching.trouble import CannotCheck

__all__ = ["reached_states"]


def reached_states(plan: BodyPlan) -> list[Chosen] | None:
    """States of every value of an expected body; None for content that is not compared value by value.

    Parameters
    ----------
    plan : BodyPlan
    """
    try:
        root = getattr(plan.comparison, "node", None)
    except CannotCheck:
        return None
    if root is None:
        return None
    states: list[Chosen] = []
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        if node.state is not None:
            states.append(node.state)
        try:
            # Text and bytes are judged as they travel, not as they are shown.
            expansion = node.expand(getattr(node, "data", node.example))
        except CannotCheck:
            continue
        for child in expansion.children:
            stack += child.nodes
    return states
