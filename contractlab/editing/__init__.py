"""Floor 6: edits as values, with undo and redo, what each would change, and the text of what nobody touched."""

from __future__ import annotations

from contractlab.contracts.contract import Contract
from contractlab.editing.contract_edit import Edit
from contractlab.errors import InvalidEdit

__all__ = ["Edit", "edit"]


def edit(contract: Contract) -> Edit:
    """Begin to edit a contract; nothing is written before ``edit.save()``.

    Parameters
    ----------
    contract : Contract
        Of any format.

    Returns
    -------
    Edit

    Raises
    ------
    InvalidEdit
        If it is no contract.
    """
    if not isinstance(contract, Contract):
        raise InvalidEdit(f"a {type(contract).__name__} is not a contract; cl.edit takes what cl.load(path) gives")
    return Edit(contract)
