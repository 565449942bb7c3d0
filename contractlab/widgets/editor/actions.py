"""What the example editor's messages do to an Edit; every one is validated here, whatever the screen sent."""

from __future__ import annotations

from contractlab.contracts import match
from contractlab.editing.body_edit import BodyEdit
from contractlab.editing.contract_edit import ExampleEdit
from contractlab.editing.named_edit import NamedEdit
from contractlab.editing.observations import general
from contractlab.errors import InvalidEdit
from contractlab.values.mismatch import format_path
from contractlab.values.text import quote, shorten
from contractlab.widgets.editor.across import list_alike, set_across, try_across
from contractlab.widgets.editor.example_parts import EditedPart, part_named, parts_of, tokens_of
from contractlab.widgets.editor.example_states import state_operations
from contractlab.widgets.editor.matcher_panel import drop_rule, panel, set_matcher, try_matcher
from contractlab.widgets.editor.model import EditorModel
from contractlab.widgets.editor.protocol import (
    AcrossAnswer,
    AlikeAnswer,
    PanelAnswer,
    SavingAnswer,
    TryAnswer,
    WarningsAnswer,
)
from contractlab.widgets.editor.raw_edit import in_one_step, replace_body
from contractlab.widgets.editor.sections import new_oddities
from contractlab.widgets.json_field import read_field, read_typed
from contractlab.widgets.protocol import CodeAnswer, JSONValue, Message, NotSaved, Saved, SentenceAnswer
from contractlab.widgets.rpc import Operation, text_of, whole_number
from contractlab.widgets.saving_panel import save, save_as, saving

__all__ = ["LOOKING", "READING", "example_operations"]

READING = frozenset({"try", "code", "saving", "panel", "warnings", "alike", "try_across"})
"""Operations that edit nothing, and change nothing on the screen."""

LOOKING = frozenset({"rest", "look_at"})
"""Operations that edit nothing, and show more or something else."""


def _typed(message: Message) -> JSONValue:
    """The value that a message carries as text of a kind."""
    return read_typed(message.get("text"), message.get("kind", "json"))


class _Body:
    """Edits of a body's values."""

    def __init__(self, model: EditorModel) -> None:
        self.model = model

    def _part(self, message: Message) -> EditedPart:
        return part_named(self.model.parts, message.get("part"))

    def _body(self, message: Message) -> BodyEdit:
        return self._part(message).body

    def _at(self, message: Message) -> str:
        return format_path(tokens_of(message.get("at")))

    def set_value(self, message: Message) -> None:
        """Another example value."""
        body, path = self._body(message), self._at(message)
        value = _typed(message)
        body[path]  # is it still there?
        body[path] = value

    def add_key(self, message: Message) -> None:
        """A key in an object, or an item at the end of an array."""
        body, tokens = self._body(message), tokens_of(message.get("at"))
        value = _typed(message)
        inside = body[format_path(tokens)]
        if isinstance(inside, list):
            body.insert(format_path(tokens), len(inside), value)
            return
        key = text_of(message, "key", 1_000)
        if not isinstance(inside, dict):
            raise InvalidEdit("a key can be added to an object only")
        if not key:
            raise InvalidEdit("give the key a name")
        if key in inside:
            raise InvalidEdit(f"there is a key {quote(key, 40)} already")
        body[format_path((*tokens, key))] = value

    def rename_key(self, message: Message) -> None:
        """Another name for a key."""
        key = text_of(message, "key", 1_000)
        if not key:
            raise InvalidEdit("give the key a name")
        self._body(message).rename(self._at(message), key)

    def remove(self, message: Message) -> None:
        """A value goes, with its rules."""
        body = self._body(message)
        if message.get("at") == []:
            body.remove()
        else:
            del body[self._at(message)]

    def set_body(self, message: Message) -> None:
        """The whole body as text."""
        part = self._part(message)
        value = read_field(message.get("text"), "The text")
        name = part.name

        def change(example: ExampleEdit) -> None:
            replace_body(part_named(parts_of(example, None), name).body, value)

        in_one_step(self.model.example, change, f"edit the {part.body_field} as text")

    def add_seen(self, message: Message) -> None:
        """A key that recordings have, with a value that was seen and its type."""
        part, tokens = self._part(message), tokens_of(message.get("at"))
        recorded = self.model.recorded(part)
        seen = None if recorded is None else recorded.body.get(general(tokens))
        if seen is None or not seen.values or seen.secret:
            raise InvalidEdit("no capture has that key any more")
        part.body[format_path(tokens)] = match.like(seen.scalars[0])


class _Named:
    """Edits of headers, parameters and metadata."""

    def __init__(self, model: EditorModel) -> None:
        self.model = model

    def _values(self, message: Message) -> NamedEdit:
        part = part_named(self.model.parts, message.get("part"))
        return part.named_values(str(message.get("field")))

    def set_named(self, message: Message) -> None:
        """Another value, or a new name with one."""
        values, name, text = self._values(message), text_of(message, "name", 1_000), text_of(message, "text")
        if not name.strip():
            raise InvalidEdit("give it a name")
        if message.get("new") is True and any(there.lower() == name.strip().lower() for there in values):
            raise InvalidEdit(f"{shorten(name, 40)!r} is there already")
        before = values.get(name)
        if message.get("field") == "metadata":
            values[name.strip()] = _typed(message)
        elif isinstance(before, list) and len(before) > 1 and text.lstrip().startswith("["):
            several = read_field(text)
            if not isinstance(several, list) or not all(isinstance(line, str) for line in several) or not several:
                raise InvalidEdit('several values are written as a list of texts: ["a", "b"]')
            values[name] = several
        else:
            if any(sign in text for sign in "\r\n\x00"):
                raise InvalidEdit("a value of this kind has one line")
            values[name.strip()] = text

    def rename_named(self, message: Message) -> None:
        """Another name."""
        self._values(message).rename(text_of(message, "name"), text_of(message, "key", 1_000).strip())

    def remove_named(self, message: Message) -> None:
        """A name goes, with its rules."""
        del self._values(message)[text_of(message, "name")]

    def set_field(self, message: Message) -> None:
        """Method, path or status."""
        part, name = part_named(self.model.parts, message.get("part")), message.get("name")
        text = text_of(message, "text").strip()
        if name == "status" and part.name == "response":
            if not text.isascii() or not text.isdecimal() or len(text) > 4:
                raise InvalidEdit(f"{quote(text, 30)} is not a status; give a number such as 200")
            part.edit.status = int(text)
        elif name == "path" and part.name == "request":
            if not text.startswith("/"):
                raise InvalidEdit("a path starts with a slash: /customers/1")
            part.edit.path = text
        elif name == "method" and part.name == "request":
            if not text.isascii() or not text.isalpha() or len(text) > 40:
                raise InvalidEdit("a method is a word such as GET")
            part.edit.method = text.upper()
        else:
            raise InvalidEdit("the example has no such field")


class _Whole:
    """Edits of the example as a whole, history, code and file."""

    def __init__(self, model: EditorModel) -> None:
        self.model = model

    def describe(self, message: Message) -> None:
        """Another description."""
        text = text_of(message, "text", 5_000).strip()
        if not text:
            raise InvalidEdit("an example needs a description")
        if text != self.model.example.description:
            self.model.example.description = text

    def set_pending(self, message: Message) -> None:
        """Pending or not (V4)."""
        self.model.example.pending = message.get("value") is True

    def suggest(self, message: Message) -> None:
        """What recordings suggest."""
        suggestion = self.model.suggestions.get(str(message.get("name")))
        if suggestion is None:
            raise InvalidEdit("this suggestion no longer applies; what is shown now is up to date")
        suggestion.apply()

    def undo(self, _message: Message) -> None:
        """Take the last edit back."""
        self.model.edit.undo()

    def redo(self, _message: Message) -> None:
        """Make it again."""
        self.model.edit.redo()

    def code(self, _message: Message) -> CodeAnswer:
        """The edits as Python."""
        return {"code": self.model.edit.code()}

    def saving(self, _message: Message) -> SavingAnswer:
        """What saving would change."""
        return {"saving": saving(self.model.edit)}

    def save(self, _message: Message) -> Saved | NotSaved:
        """Write the file."""
        return save(self.model.edit)

    def save_as(self, message: Message) -> Saved:
        """Write another file beside it."""
        return save_as(self.model.edit, text_of(message, "name", 400))

    def warnings(self, _message: Message) -> WarningsAnswer:
        """What the edits make newly odd."""
        return {"warnings": new_oddities(self.model)}

    def rest(self, _message: Message) -> None:
        """Check what was left out so that something could be shown at once."""
        self.model.checked = True

    def look_at(self, message: Message) -> None:
        """The values of another capture."""
        self.model.look_at(whole_number(message, "number"))


class _Matchers:
    """The panel of a matcher, and what it does."""

    def __init__(self, model: EditorModel) -> None:
        self.model = model

    def panel(self, message: Message) -> PanelAnswer:
        """What the panel shows of a value."""
        return {"panel": panel(self.model, message)}

    def set_matcher(self, message: Message) -> None:
        """Another matcher."""
        set_matcher(self.model, message)

    def drop_rule(self, message: Message) -> None:
        """No rule of its own any more."""
        drop_rule(self.model, message)

    def attempt(self, message: Message) -> TryAnswer:
        """Whether the example would fit a matcher."""
        return try_matcher(self.model, message)

    def alike(self, message: Message) -> AlikeAnswer:
        """Where values of the same name stand."""
        return list_alike(self.model, message)

    def try_across(self, message: Message) -> AcrossAnswer:
        """What one matcher for several of them would change."""
        return try_across(self.model, message)

    def set_across(self, message: Message) -> SentenceAnswer:
        """One matcher for several of them."""
        return set_across(self.model, message)


def example_operations(model: EditorModel) -> dict[str, Operation]:
    """Every operation of the example editor by name."""
    body, named, whole, matchers = _Body(model), _Named(model), _Whole(model), _Matchers(model)
    return {
        "set_value": body.set_value,
        "add_key": body.add_key,
        "rename_key": body.rename_key,
        "remove": body.remove,
        "set_body": body.set_body,
        "add_seen": body.add_seen,
        "set_named": named.set_named,
        "rename_named": named.rename_named,
        "remove_named": named.remove_named,
        "set_field": named.set_field,
        "panel": matchers.panel,
        "set_matcher": matchers.set_matcher,
        "drop_rule": matchers.drop_rule,
        "try": matchers.attempt,
        "alike": matchers.alike,
        "try_across": matchers.try_across,
        "set_across": matchers.set_across,
        "rest": whole.rest,
        "look_at": whole.look_at,
        "describe": whole.describe,
        "set_pending": whole.set_pending,
        "suggest": whole.suggest,
        "undo": whole.undo,
        "redo": whole.redo,
        "code": whole.code,
        "saving": whole.saving,
        "save": whole.save,
        "save_as": whole.save_as,
        "warnings": whole.warnings,
        **state_operations(lambda: model.example),
    }
