"""Beginning a definition: from nothing, or from a contract that is there."""

from __future__ import annotations

from contractlab.contracts.contract import Contract
from contractlab.contracts.defining import ContinuesContracts, Defines, FormatDefining
from contractlab.contracts.format import format_named
from contractlab.contracts.matcher import needs_text
from contractlab.definition.defined_examples import USUAL_FORMAT
from contractlab.definition.definition import Definition
from contractlab.errors import InvalidEdit
from contractlab.values.text import quote

__all__ = ["define"]

_HOW = 'cl.define("BillingService", "CustomerService")'


def define(
    consumer: str | Contract,
    provider: str | None = None,
    *,
    spec_version: str | None = None,
    format: str | None = None,
) -> Definition:
    """Begin a contract, or go on with one.

    Parameters
    ----------
    consumer : str or Contract
        Name of the consumer; or a contract, whose examples stay as they are, with unknown fields and the text of
        numbers, until they are defined anew.
    provider : str
        Name of the provider.
    spec_version : str, optional
        Of Pact: ``"4.0"`` (the default), ``"3.0"`` or ``"2.0"``.
    format : str, optional
        ``"pact"`` (the default), or another format whose contracts can be defined.

    Returns
    -------
    Definition

    Raises
    ------
    InvalidEdit
        If there is no such format or version, or it cannot be gone on with the contract.
    """
    if isinstance(consumer, Contract):
        return _gone_on(consumer, provider, spec_version, format)
    needs_text(consumer, "name of a consumer", _HOW)
    needs_text(provider, "name of a provider", _HOW)
    name = USUAL_FORMAT if format is None else format
    versions = _defining(name).versions
    version = versions[0] if spec_version is None else spec_version
    if version not in versions:
        versions_text = ", ".join(versions)
        raise InvalidEdit(f"{quote(spec_version, 40)} is not a version that can be written; there are {versions_text}")
    return Definition(consumer, str(provider), name, version)


def _defining(name: str) -> FormatDefining:
    try:
        form = format_named(name)
    except LookupError:
        raise InvalidEdit(f"there is no format {quote(name, 40)}") from None
    if not isinstance(form, Defines):
        raise InvalidEdit(f"contracts of the format {quote(name, 40)} cannot be defined, only loaded and edited")
    return form.defining


def _gone_on(contract: Contract, provider: str | None, version: str | None, format: str | None) -> Definition:
    given = {"provider": provider, "spec_version": version, "format": format}
    extra = next((name for name, value in given.items() if value is not None), None)
    if extra is not None:
        raise InvalidEdit(f"a contract has its own {extra}: say cl.define(contract), or cl.convert(contract, …) first")
    defining = _defining(contract.format)
    if not isinstance(defining, ContinuesContracts):
        raise InvalidEdit(f"it cannot be gone on with contracts of the format {contract.format}; edit it: cl.edit")
    written = defining.version_of(contract)
    if written not in defining.versions:
        versions_text = ", ".join(defining.versions)
        raise InvalidEdit(
            f"contracts of version {contract.spec_version} cannot be written, only {versions_text}; convert it first: "
            f"cl.convert(contract, to={contract.format!r}, spec_version={defining.versions[0]!r})"
        )
    return Definition(contract.consumer, contract.provider, contract.format, written, contract)
