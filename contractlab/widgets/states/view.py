"""The live editor of all state definitions of a desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from contractlab.contracts.contract import Example
from contractlab.contracts.states import StateDefinition
from contractlab.editing.contract_edit import Edit, ExampleEdit
from contractlab.errors import InvalidEdit
from contractlab.live.handler_code import handler_stub
from contractlab.values.json_text import json_equal
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING
from contractlab.values.text import quote, shorten
from contractlab.views.words import count
from contractlab.widgets.assets import module, style
from contractlab.widgets.desk_protocol import DeskProtocol, previews_of
from contractlab.widgets.drawn import drawn
from contractlab.widgets.edit_events import listen, look_again
from contractlab.widgets.json_field import read_typed
from contractlab.widgets.live import LiveView, PanelHost
from contractlab.widgets.protocol import Answer, JSONValue, Message
from contractlab.widgets.rpc import Operation, text_of, whole_number
from contractlab.widgets.selected_examples import SelectedExamples
from contractlab.widgets.state_rows import params_rows
from contractlab.widgets.states.protocol import (
    ParamEverywhere,
    RenameAnswer,
    StatesPayload,
    StateUser,
    StateUsers,
)
from contractlab.widgets.unsaved_code import unsaved_code

__all__ = ["StatesEditor"]

_STATES, _USERS = 300, 40


class StatesEditor(LiveView):
    """Every state that the contracts of a desk name: who needs it, with which parameters; renamed everywhere at once.

    Parameters
    ----------
    desk : Desk
    host : PanelHost, optional
        As in `LiveView`.
    selected : SelectedExamples, optional
        Examples that are selected in the matrix of the desk.
    """

    _esm = module("states.js")
    _css = style("base.css", "states.css")
    view: StatesPayload

    def __init__(
        self, desk: DeskProtocol, *, host: PanelHost | None = None, selected: SelectedExamples | None = None
    ) -> None:
        self.desk = desk
        self._selected = SelectedExamples() if selected is None else selected
        self._edits: list[Edit] = [desk.edit_of(contract) for contract in desk.contracts]
        super().__init__(host=host, view=self._view())
        self._stops = [listen(edit, self._heard) for edit in self._edits]

    @property
    def _changed(self) -> list[Edit]:
        return [edit for edit in self._edits if edit.changed]

    def _view(self) -> StatesPayload:
        states = self._states()
        changed = self._changed
        steps = sum(len(edit.steps) for edit in changed)
        return {
            "states": states[:_STATES],
            "left": max(len(states) - _STATES, 0),
            "contracts": [shorten(edit.original.label, 120) for edit in self._edits],
            "examples": [
                {"contract": number, "example": example.index, "title": shorten(example.description, 120)}
                for number, edit in enumerate(self._edits)
                for example in edit.revised.examples[:_STATES]
            ],
            "edits": f"{count(steps, 'edit')} not saved" if changed else "",
            "code": unsaved_code(changed),
            "parameters": self._noun(),
            "sentence": self._sentence(),
        }

    def _noun(self) -> str:
        """What the formats call what a state has; parameters where they have several words for it."""
        nouns = {edit.state_form.noun for edit in self._edits}
        return nouns.pop() if len(nouns) == 1 else "parameters"

    def _states(self) -> list[StateUsers]:
        """Every state with those who need it, in the order of the contracts."""
        by_name: dict[str, list[StateUser]] = {}
        more: dict[str, int] = {}
        selected: dict[str, int] = {}
        first: dict[str, StateDefinition] = {}
        for number, edit in enumerate(self._edits):
            chosen = {each.example.index for each, is_selected in _with(edit, self._selected) if is_selected}
            for example in edit.revised.examples:
                order = [state.name for state in example.states]
                for state in example.states:
                    first.setdefault(state.name, state)
                    if example.index in chosen:
                        selected[state.name] = selected.get(state.name, 0) + 1
                    users = by_name.setdefault(state.name, [])
                    if len(users) >= _USERS:
                        more[state.name] = more.get(state.name, 0) + 1
                        continue
                    at = (number, example.index, order.index(state.name), len(order))
                    users.append(drawn(partial(_user, at, example, state), partial(_broken_user, at), "this example"))
        made: list[StateUsers] = []
        for name, users in by_name.items():
            used = count(len(users) + more.get(name, 0), "example")
            shown = drawn(partial(shorten, name, 160), str, "this state")
            stub = drawn(partial(handler_stub, [first[name]]), lambda sentence: f"# {sentence}", "this code")
            made.append(
                {"name": name, "shown": shown, "used": used, "users": users, "more": more.get(name, 0), "stub": stub}
            )
        for row in made:
            if row["name"] in selected:
                row["selected"] = selected[row["name"]]
        return made

    def _sentence(self) -> str:
        """What saving would change: of the first contract in which a verdict does, else that none does."""
        previews = [preview for preview in previews_of(self.desk) if preview.ready]
        telling = next((preview for preview in previews if preview.changes), previews[0] if previews else None)
        return "" if telling is None else telling.sentence

    def operations(self) -> Mapping[str, Operation]:
        """See `LiveView`."""
        return {
            "rename": self._rename,
            "add": self._add,
            "remove": self._remove,
            "move": self._move,
            "param": self._param,
            "drop_param": self._drop_param,
            "param_everywhere": self._param_everywhere,
        }

    def _rename(self, message: Message) -> RenameAnswer:
        name, new = text_of(message, "name", 2_000), text_of(message, "text", 2_000).strip()
        if not new:
            raise InvalidEdit("a state needs a name")
        if new == name:
            return {"exists": ""}
        edits = [edit for edit in self._edits if any(state.name == name for state in edit.states)]
        if not edits:
            raise InvalidEdit(f"no example needs a state {quote(name, 60)} any more")
        users = sum(any(state.name == new for state in example.states) for edit in edits for example in edit)
        if users and message.get("merge") is not True:
            return {"exists": f"{quote(new, 60)} is a state of {count(users, 'example')} already. Make the two one?"}
        for edit in edits:
            edit.states.rename(name, new)
        return {"exists": ""}

    def _example(self, message: Message) -> ExampleEdit:
        contract, example = whole_number(message, "contract"), whole_number(message, "example")
        if not 0 <= contract < len(self._edits) or not 0 <= example < len(self._edits[contract]):
            raise InvalidEdit("this example no longer exists")
        return self._edits[contract][example]

    def _add(self, message: Message) -> None:
        name = text_of(message, "name", 2_000).strip()
        if not name:
            raise InvalidEdit("a state needs a name")
        self._example(message).states.add(name)

    def _remove(self, message: Message) -> None:
        self._example(message).states.remove(text_of(message, "name"))

    def _move(self, message: Message) -> None:
        self._example(message).states.move(text_of(message, "name"), whole_number(message, "index"))

    def _params(self, message: Message) -> tuple[ExampleEdit, str, dict[str, object]]:
        example, name = self._example(message), text_of(message, "name")
        for state in example.states:
            if state.name == name:
                return example, name, dict(state.params)
        raise InvalidEdit(f"the example does not need a state {quote(name, 60)} any more")

    def _param(self, message: Message) -> None:
        example, name, params = self._params(message)
        key = text_of(message, "key", 1_000).strip()
        if not key:
            raise InvalidEdit("give it a name")
        example.states.set_params(name, {**params, key: read_typed(message.get("text"), message.get("kind", "json"))})

    def _drop_param(self, message: Message) -> None:
        example, name, params = self._params(message)
        dropped = message.get("key")
        example.states.set_params(name, {key: value for key, value in params.items() if key != dropped})

    def _param_everywhere(self, message: Message) -> ParamEverywhere:
        name, key = text_of(message, "name", 2_000), text_of(message, "key", 1_000).strip()
        if not key:
            raise InvalidEdit("give it a name")
        value = read_typed(message.get("text"), message.get("kind", "json"))
        edits = [edit for edit in self._edits if any(state.name == name for state in edit.states)]
        if not edits:
            raise InvalidEdit(f"no example needs a state {quote(name, 60)} any more")
        only = message.get("selected") is True
        users = [
            (edit, example, state)
            for edit in edits
            for example, is_selected in _with(edit, self._selected)
            if is_selected or not only
            for state in example.states
            if state.name == name
        ]
        if only and not users:
            raise InvalidEdit(f"no selected example needs a state {quote(name, 60)}")
        if message.get("look") is not True:
            for edit in edits:
                if not only:
                    edit.states.set_param(name, key, value)
                    continue
                mine = [(example, state) for at, example, state in users if at is edit]
                if mine:
                    with edit.as_one(f"set {shorten(key, 40)} of the state {quote(name, 40)} in selected examples"):
                        for example, state in mine:
                            example.states.set_params(name, {**state.params, key: value})
        return {"sentence": _everywhere(key, value, [state.params.get(key, MISSING) for _, _, state in users])}

    def handle(self, message: JSONValue) -> Answer:
        """See `LiveView`; after an edit the answer holds the new view, and other views are told."""
        answer = super().handle(message)
        if answer["ok"]:
            now = self._view()
            self.keep(now)
            answer["view"] = now
            look_again()
        return answer

    def look_again(self) -> None:
        """Hear that other examples are selected."""
        self._heard()

    def _heard(self) -> None:
        now = self._view()
        if now != self.view:
            self.keep(now)
            self.push("view", {"view": now})

    def close(self) -> None:
        """Stop listening, and take the view away."""
        for stop in self._stops:
            stop()
        super().close()


def _with(edit: Edit, selected: SelectedExamples) -> Iterator[tuple[ExampleEdit, bool]]:
    """Every example, and whether it is selected."""
    examples = list(edit)
    return zip(examples, selected.among(examples), strict=True)


def _everywhere(key: str, value: JSON, had: Sequence[Value]) -> str:
    """What a parameter in every example changes: where it is added, and where it stood with another value."""
    added = sum(before is MISSING for before in had)
    others = [before for before in had if before is not MISSING and not json_equal(before, value)]
    changes = [
        f"added to {count(added, 'example')}" if added else "",
        f"changed in {count(len(others), 'example')}, e.g. from {quote(others[0], 40)}" if others else "",
    ]
    done = " and ".join(filter(None, changes)) or "the same already in every example"
    return f"{shorten(key, 60)}: {done}."


_Place = tuple[int, int, int, int]
"""Contract, example, which of its states, and of how many."""


def _user(at: _Place, example: Example, state: StateDefinition) -> StateUser:
    contract, index, place, of = at
    return {
        "contract": contract,
        "example": index,
        "title": shorten(example.description, 120),
        "params": params_rows(state.params),
        "place": place,
        "of": of,
    }


def _broken_user(at: _Place, sentence: str) -> StateUser:
    contract, index, place, of = at
    return {"contract": contract, "example": index, "title": sentence, "params": [], "place": place, "of": of}
