"""The live editor of all state definitions of a desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contractlab.editing.contract_edit import Edit
from contractlab.errors import InvalidEdit
from contractlab.values.text import quote, shorten
from contractlab.views.words import count
from contractlab.widgets.answers import Answer, text_of, whole_number
from contractlab.widgets.assets import module, style
from contractlab.widgets.desk import Desk
from contractlab.widgets.in_step import listen, tell
from contractlab.widgets.json_field import read_field
from contractlab.widgets.kept_code import code_kept
from contractlab.widgets.live import LiveView
from contractlab.widgets.saving_panel import save, saving
from contractlab.widgets.state_rows import handler_stub, params_rows

__all__ = ["StatesEditor"]

_STATES, _USERS = 300, 40
_READING = frozenset({"saving"})


class StatesEditor(LiveView):
    """Every state that the contracts of a desk name: who needs it, with which parameters; renamed everywhere at once.

    Parameters
    ----------
    desk : Desk
    """

    _esm = module("states.js")
    _css = style("base.css", "states.css")

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._edits: list[Edit] = [desk.edit_of(one) for one in desk.contracts]
        super().__init__(view=self._view())
        self._stops = [listen(edit, self._heard) for edit in self._edits]

    # -- what it shows ------------------------------------------------------------------------------------------------

    def _view(self) -> dict[str, Any]:
        found: dict[str, dict[str, Any]] = {}
        for number, edit in enumerate(self._edits):
            for example in edit.revised.examples:
                for state in example.states:
                    one = found.setdefault(state.name, {"name": state.name, "users": [], "more": 0, "stub": ""})
                    if not one["stub"]:
                        one["stub"] = handler_stub([state])
                    if len(one["users"]) >= _USERS:
                        one["more"] += 1
                        continue
                    order = [each.name for each in example.states]
                    user = {
                        "contract": number, "example": example.index, "title": shorten(example.description, 120),
                        "params": params_rows(state.params), "place": order.index(state.name), "of": len(order),
                    }  # fmt: skip
                    one["users"].append(user)
        states = list(found.values())
        for one in states:
            used = len(one["users"]) + one["more"]
            one["shown"] = shorten(one["name"], 160)
            one["used"] = count(used, "example")
        changed = [edit for edit in self._edits if edit.changed]
        steps = sum(len(edit.steps) for edit in changed)
        return {
            "states": states[:_STATES],
            "left": max(len(states) - _STATES, 0),
            "contracts": [shorten(edit.original.label, 120) for edit in self._edits],
            "examples": [
                {"contract": number, "example": one.index, "title": shorten(one.description, 120)}
                for number, edit in enumerate(self._edits)
                for one in edit.revised.examples[:_STATES]
            ],
            "edits": f"{count(steps, 'edit')} not saved" if changed else "",
            "code": code_kept(changed),
            "undo": shorten(self._last[-1].steps[-1].label, 120) if self._last and self._last[-1].steps else "",
            "parameters": "variables" if all(edit.format == "contractcase" for edit in self._edits) else "parameters",
            "sentence": self._sentence(),
        }

    @property
    def _last(self) -> list[Edit]:
        return self.__dict__.setdefault("_history", [])  # type: ignore[no-any-return]

    def _sentence(self) -> str:
        changed = [edit for edit in self._edits if edit.changed]
        told = [edit.preview(self.desk.captures, dialect=self.desk.dialect).sentence for edit in changed]
        return next((one for one in told if "no verdict" not in one), told[0] if told else "")

    # -- what it does -------------------------------------------------------------------------------------------------

    def operations(self) -> Mapping[str, Callable[[dict[str, Any]], Answer | None]]:
        """See `LiveView`."""
        return {
            "rename": self._rename, "add": self._add, "remove": self._remove, "move": self._move, "param": self._param,
            "drop_param": self._drop_param, "undo": self._undo, "saving": self._saving, "save": self._save,
        }  # fmt: skip

    def _everywhere(self, name: str, change: Callable[[Edit], Any]) -> None:
        mine = [edit for edit in self._edits if any(one.name == name for one in edit.states)]
        if not mine:
            raise InvalidEdit(f"no example needs a state {quote(name, 60)} any more")
        for edit in mine:
            change(edit)
            self._last.append(edit)

    def _rename(self, message: dict[str, Any]) -> None:
        name, new = text_of(message, "name", 2_000), text_of(message, "text", 2_000).strip()
        if not new:
            raise InvalidEdit("a state needs a name")
        if new != name:
            self._everywhere(name, lambda edit: edit.states.rename(name, new))

    def _example(self, message: dict[str, Any]) -> Any:
        contract, example = whole_number(message, "contract"), whole_number(message, "example")
        if not 0 <= contract < len(self._edits) or not 0 <= example < len(self._edits[contract]):
            raise InvalidEdit("there is no such example any more")
        self._last.append(self._edits[contract])
        return self._edits[contract][example]

    def _add(self, message: dict[str, Any]) -> None:
        name = text_of(message, "name", 2_000).strip()
        if not name:
            raise InvalidEdit("a state needs a name")
        self._example(message).states.add(name)

    def _remove(self, message: dict[str, Any]) -> None:
        self._example(message).states.remove(text_of(message, "name"))

    def _move(self, message: dict[str, Any]) -> None:
        self._example(message).states.move(text_of(message, "name"), whole_number(message, "index"))

    def _params(self, message: dict[str, Any]) -> tuple[Any, str, dict[str, Any]]:
        example, name = self._example(message), text_of(message, "name")
        for state in example.states:
            if state.name == name:
                return example, name, dict(state.params)
        raise InvalidEdit(f"the example does not need a state {quote(name, 60)} any more")

    def _param(self, message: dict[str, Any]) -> None:
        example, name, params = self._params(message)
        key = text_of(message, "key", 1_000).strip()
        if not key:
            raise InvalidEdit("give it a name")
        example.states.set_params(name, {**params, key: read_field(message.get("text"))})

    def _drop_param(self, message: dict[str, Any]) -> None:
        example, name, params = self._params(message)
        example.states.set_params(name, {key: one for key, one in params.items() if key != message.get("key")})

    def _undo(self, message: dict[str, Any]) -> None:
        if not self._last:
            raise InvalidEdit("there is nothing to undo")
        self._last.pop().undo()

    def _saving(self, message: dict[str, Any]) -> Answer:
        changed = [edit for edit in self._edits if edit.changed]
        return {"saving": [{"contract": shorten(edit.original.label, 120), **saving(edit)} for edit in changed]}

    def _save(self, message: dict[str, Any]) -> Answer:
        told = [save(edit) for edit in self._edits if edit.changed]
        if not told:
            raise InvalidEdit("nothing is edited, so there is nothing to save")
        conflict = next((one for one in told if "conflict" in one), None)
        return conflict or {"saved": " ".join(str(one["saved"]) for one in told)}

    # -- in step ------------------------------------------------------------------------------------------------------

    def handle(self, message: Any) -> Answer:
        """See `LiveView`; after an edit the answer holds the new view, and other views are told."""
        known = len(self._last)
        answer = super().handle(message)
        if not answer["ok"]:
            del self._last[known:]
        elif answer["op"] not in _READING:
            self._trait_values["view"] = answer["view"] = self._view()
            for edit in self._edits:
                tell(edit)
        return answer

    def _heard(self) -> None:
        now = self._view()
        if now != self.view:
            self._trait_values["view"] = now
            self.push("view", view=now)

    def close(self) -> None:
        """Stop listening, and take the view away."""
        for stop in self._stops:
            stop()
        super().close()
