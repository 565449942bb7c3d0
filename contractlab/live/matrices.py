"""`matrix` as the front door has it: versions side by side, and an API document beside them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from contractlab.captures import Redaction
from contractlab.contracts.contract import Example
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.inputs import Only
from contractlab.verification.matrix import Matrix
from contractlab.verification.matrix import matrix as matrix_of_versions

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from contractlab.openapi import ApiDocument
    from contractlab.openapi.agreement import Agreement

__all__ = ["Document", "agreement_with", "matrix", "with_document"]

Document: TypeAlias = "ApiDocument | str | os.PathLike[str] | Mapping[str, Any]"
"""An API document, or what it is read from."""


def matrix(
    contracts: Any,
    captures: Any = None,
    *,
    openapi: Document | None = None,
    dialect: str = "reference",
    only: Only = None,
    allow_not_exercised: bool = False,
    redaction: Redaction | None = None,
    executor: Executor | None = None,
    cache: CheckCache | None = None,
) -> Matrix:
    """Check contracts against several versions, and against an API document beside them.

    Parameters
    ----------
    contracts : Contract, Contracts, path, iterable of these, or a mapping
        A mapping of versions to contracts makes a column for each version of the consumer, all against the same
        captures.
    captures : mapping of str to captures or Run, Captures, path, or iterable of Capture
        A mapping makes a column for each of its versions, in its order; captures of several versions make a column for
        each, in the order of `Captures.provider_versions`.
    openapi : ApiDocument, path, address or mapping, optional
        Makes a column "document" beside the versions: whether the document promises what the example asks. It is no
        version of the provider, so that `Matrix.passed` does not look at it; ``matrix.document.passed`` does.
    dialect, only, allow_not_exercised, redaction, executor, cache
        As in `verify`.

    Returns
    -------
    Matrix

    Raises
    ------
    TypeError
        If both are mappings, or there are no captures.
    InvalidContract
        If the document cannot be read.
    """
    made = matrix_of_versions(
        contracts,
        captures,
        dialect=dialect,
        only=only,
        allow_not_exercised=allow_not_exercised,
        redaction=redaction,
        executor=executor,
        cache=cache,
    )
    return made if openapi is None else with_document(made, openapi)


def with_document(matrix: Matrix, openapi: Document) -> Matrix:
    """The same matrix with a column for an API document; nothing of it is checked again.

    Parameters
    ----------
    matrix : Matrix
    openapi : ApiDocument, path, address or mapping
    """
    return Matrix(matrix.runs, matrix.axis, agreement_with(openapi, [row.example for row in matrix.rows]))


def agreement_with(openapi: Document, examples: Iterable[Example] = ()) -> Agreement:
    """Examples held against a document that is perhaps yet to be read.

    Parameters
    ----------
    openapi : ApiDocument, path, address or mapping
    examples : iterable of Example

    Raises
    ------
    InvalidContract
        If the document cannot be read.
    """
    from contractlab.openapi import ApiDocument, load_openapi
    from contractlab.openapi.agreement import check_agreement

    document = openapi if isinstance(openapi, ApiDocument) else load_openapi(openapi)
    return check_agreement(document, examples)
