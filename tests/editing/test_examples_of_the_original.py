"""An example that was loaded names the same one in an edit, whatever was done to it since."""

from __future__ import annotations

import pytest
from small_contracts import contract_of, http

import contractlab as cl
from contractlab.errors import AmbiguousExample


def edit_of_three() -> cl.Edit:
    return cl.edit(contract_of(*(http(name, request={"path": f"/{name}"}) for name in "abc")))


def test_renamed_moved_and_swapped_it_is_the_same_one() -> None:
    edit = edit_of_three()
    first, second, third = edit.original.examples
    edit["a"].description = "x"
    edit["b"].description = "a"
    edit["c"].move(0)
    assert [edit[each].request.path for each in (first, second, third)] == ["/a", "/b", "/c"]
    assert all(each in edit for each in (first, second, third))


def test_one_that_was_removed_is_not_there() -> None:
    edit = edit_of_three()
    first, second, _ = edit.original.examples
    edit[0].remove()
    assert first not in edit
    with pytest.raises(AmbiguousExample):
        _ = edit[first]
    assert edit[second].description == "b"
    edit.undo()
    assert edit[first].description == "a"
