"""The forms in which each document is served; by default HAL alone."""

from __future__ import annotations

from contractlab.broker.server.negotiation import CSV, EXTENDED, HAL_JSON, HTML, JSON_TYPE, TEXT

__all__ = ["produced"]

_HAL = (HAL_JSON,)
_CONTRACT = (HAL_JSON, JSON_TYPE, EXTENDED)
_MATRIX = (HAL_JSON, TEXT)
_PAIR = "pacts/provider/{provider}/consumer/{consumer}"
_ONE = "pacticipants/{pacticipant}"

_FORMS = {
    f"{_PAIR}/version/{{version}}": _CONTRACT,
    f"{_PAIR}/versions/{{version}}": _CONTRACT,
    f"{_PAIR}/pact-version/{{sha}}": _CONTRACT,
    f"{_PAIR}/pact-version/{{sha}}/metadata/{{metadata}}": _CONTRACT,
    f"{_PAIR}/latest": _CONTRACT,
    f"{_PAIR}/latest/{{tag}}": _CONTRACT,
    f"{_PAIR}/latest-untagged": _CONTRACT,
    f"{_PAIR}/branch/{{branch}}/latest": _CONTRACT,
    f"{_PAIR}/version/{{version}}/previous-distinct": _CONTRACT,
    f"{_PAIR}/version/{{version}}/diff/previous-distinct": (TEXT,),
    f"{_PAIR}/version/{{version}}/diff/version/{{other}}": (TEXT,),
    f"{_PAIR}/pact-version/{{sha}}/diff/pact-version/{{other}}": (TEXT,),
    "matrix": _MATRIX,
    "can-i-deploy": _MATRIX,
    "matrix/provider/{provider}/consumer/{consumer}": _MATRIX,
    f"{_ONE}/branches/{{branch}}/latest-version/can-i-deploy/to-environment/{{environment_name}}": _MATRIX,
    f"{_ONE}/latest-version/{{tag}}/can-i-deploy/to/{{to}}": _MATRIX,
    "relationships": (CSV,),
    "groups/{pacticipant}": (CSV,),
}


def produced(pattern: str, method: str) -> tuple[str, ...]:
    """Media types of the answers at a route, the usual one first.

    Parameters
    ----------
    pattern : str
        Path of the route, with names in braces.
    method : str
    """
    if pattern == "integrations/provider/{provider}/consumer/{consumer}" and method == "DELETE":
        # Observed: clients that ask for JSON get 406, and have to take anything.
        return (HTML,)
    return _FORMS.get(pattern, _HAL)
