"""Objects by name, ``package.module:object``, as uvicorn and gunicorn take them."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from contractlab.errors import ContractLabError
from contractlab.live.tracebacks import in_short, user_traceback

__all__ = ["import_named"]


def import_named(name: str, noun: str, fault: type[ContractLabError]) -> Any:
    """The object that ``package.module:object`` names; ``make()`` at its end calls what makes it.

    Parameters
    ----------
    name : str
    noun : str
        What it is to be, for sentences: ``"provider"``, ``"states"``.
    fault : type
        Raised where there is no such object.
    """
    module_name, colon, path = name.partition(":")
    if not colon or not module_name or not path:
        raise fault(f"{noun} {name!r} is neither an address nor the name of an object; write 'package.module:object'")
    if "" not in sys.path:
        sys.path.insert(0, "")  # the working folder is where one's own modules lie
    try:
        value: Any = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name != module_name and not module_name.startswith(f"{error.name}."):
            raise fault(f"{module_name} cannot be imported:\n{user_traceback(error)}") from None
        raise fault(f"{noun}: there is no module {module_name!r}, seen from the working folder") from None
    except (Exception, SystemExit) as error:
        raise fault(f"{module_name} cannot be imported:\n{user_traceback(error)}") from None
    for step in path.removesuffix("()").split("."):
        try:
            value = getattr(value, step)
        except AttributeError:
            raise fault(f"{noun}: {module_name} has no {path.removesuffix('()')!r}") from None
    if not path.endswith("()"):
        return value
    try:
        return value()
    except (Exception, SystemExit) as error:
        raise fault(f"{name} raised {in_short(error)}:\n{user_traceback(error)}") from None
