"""API documents (OpenAPI 3.0 and 3.1): read safely, with lines and pointers, and what their schemas promise."""

from contractlab.errors import ContractLabError

try:
    import referencing as _referencing  # noqa: F401 - of the extra
except ModuleNotFoundError:
    raise ContractLabError("API documents need the extra openapi: pip install 'contractlab[openapi]'") from None

from contractlab.openapi.document import ApiDocument
from contractlab.openapi.loading import load_openapi
from contractlab.openapi.operations import Operation, Parameter
from contractlab.openapi.schemas import Schema

__all__ = ["ApiDocument", "Operation", "Parameter", "Schema", "load_openapi"]
