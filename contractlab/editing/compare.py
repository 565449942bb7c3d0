"""What a new version of a contract asks of the other side: more, less, something else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.format import format_of
from contractlab.editing.change import Change, Effect
from contractlab.editing.compare_requests import beside_changes, document_changes, request_changes
from contractlab.editing.compare_sides import side_changes
from contractlab.editing.probing import Side
from contractlab.errors import InvalidEdit
from contractlab.values.display import Shown
from contractlab.values.json_rewriting import same_value
from contractlab.values.sentences import Sentence, code, strong
from contractlab.values.tables import Column, ColumnKind, make_table
from contractlab.values.text import quote

if TYPE_CHECKING:
    import pandas

__all__ = ["CHANGE_COLUMNS", "Change", "Comparison", "compare"]

EFFECTS: tuple[Effect, ...] = ("more", "other", "less", "same")
"""In the order in which they matter to the side that has to keep the contract."""

CHANGE_COLUMNS = (
    Column("example", "description; empty for the file itself"),
    Column("part", "what of it changed"),
    Column("path", "JSON path in bodies, else the name"),
    Column("effect", "what the new version asks for, beside the old one", ColumnKind.ORDERED, EFFECTS),
    Column("sentence", "the whole sentence"),
    Column("before", "what was asked for; empty for nothing"),
    Column("after", "what is asked for; empty for nothing"),
)

_WORDS: dict[Effect, str] = {"more": "more", "less": "less", "other": "something else"}


def compare(old: Contract, new: Contract) -> Comparison:
    """Compare two versions of a contract.

    Parameters
    ----------
    old, new : Contract
        Of one format.

    Returns
    -------
    Comparison

    Raises
    ------
    InvalidEdit
        If the formats differ; convert one first.
    """
    given: tuple[Any, ...] = (old, new)
    for contract in given:
        if not isinstance(contract, Contract):
            of_edit = hasattr(contract, "contract")
            hint = "the contract of an edit is edit.contract" if of_edit else "cl.load(path) gives one"
            raise InvalidEdit(f"a {type(contract).__name__} is not a contract; {hint}")
    if format_of(old) is not format_of(new):
        raise InvalidEdit(
            f"a contract of format {old.format} cannot be compared with one of format {new.format}; convert one of "
            f"them: cl.convert(contract, to={new.format!r})"
        )
    return Comparison(old, new)


class Comparison(Shown):
    """What changed between two versions of a contract, by what it means.

    Attributes
    ----------
    old, new : Contract
    """

    def __init__(self, old: Contract, new: Contract) -> None:
        self.old = old
        self.new = new

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change, in the order of the new contract; what went away comes last."""
        return tuple(self._find())

    def _of(self, effect: Effect) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.effect == effect)

    @property
    def more(self) -> tuple[Change, ...]:
        """What is asked now and was not before."""
        return self._of("more")

    @property
    def less(self) -> tuple[Change, ...]:
        """What was asked before and is not now, or not as strictly."""
        return self._of("less")

    @property
    def other(self) -> tuple[Change, ...]:
        """What is neither: another value, another pattern, another request."""
        return self._of("other")

    @property
    def same(self) -> tuple[Change, ...]:
        """What reads differently and asks the same: examples under a rule, names."""
        return self._of("same")

    @property
    def sentence(self) -> str:
        """``Asks for more in 2 places and for less in 1``."""
        counted = {effect: len(self._of(effect)) for effect in EFFECTS}
        phrases = [f"{word} in {_places(counted[effect])}" for effect, word in _WORDS.items() if counted[effect]]
        if phrases:
            return "Asks for " + (phrases[0] if len(phrases) == 1 else ", ".join(phrases[:-1]) + " and " + phrases[-1])
        return "Asks for the same" + (", in other words" if self.changes else "")

    def _find(self) -> Iterator[Change]:
        if self.old.spec_version != self.new.spec_version:
            text = (f"the file was version {self.old.spec_version}, is now version {self.new.spec_version}.",)
            yield Change("", "", "file", "", "same", Sentence.of(*text), self.old.spec_version, self.new.spec_version)
        yield from beside_changes(("", ""), *(format_of(each).beside(each) for each in (self.old, self.new)))
        pairs, added, removed = _pair(self.old.examples, self.new.examples)
        partner = {new.index: old for old, new in pairs}
        extra = {example.index for example in added}
        for example in self.new.examples:
            if example.index in extra:
                sentence = Sentence.of("1 example added.")
                yield Change(
                    example.description, example.key, "example", "", "more", sentence, None, example.description
                )
            else:
                yield from _compare_examples(partner[example.index], example)
        for example in removed:
            sentence = Sentence.of("example removed.")
            yield Change(example.description, example.key, "example", "", "less", sentence, example.description, None)

    def to_frame(self) -> pandas.DataFrame:
        """A row for each change: example, part, path, effect (an ordered category), sentence, before, after."""
        rows = [
            [each.example, each.part, each.path, each.effect, each.message, _text(each.before), _text(each.after)]
            for each in self.changes
        ]
        return make_table(CHANGE_COLUMNS, rows)

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __str__(self) -> str:
        lines = [f"{self.sentence}."]
        name = None
        for change in self.changes:
            if change.example != name:
                name = change.example
                lines.append(f"  {name}" if name else f"  {self.new.label}")
            lines.append(f"    {change.effect:5} {change.message}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Comparison {self.sentence[0].lower()}{self.sentence[1:]}>"


def _places(count: int) -> str:
    return f"{count:,} place" if count == 1 else f"{count:,} places"


def _text(value: Any) -> str:
    return "" if value is None else str(value)


Pairs = list[tuple[Example, Example]]


def _pair(old: Sequence[Example], new: Sequence[Example]) -> tuple[Pairs, list[Example], list[Example]]:
    """Examples of both sides that are the same one: by their own key, states and description, description, content."""
    names = (
        lambda example: example.document.get("key"),
        lambda example: (example.description, tuple((state.name, repr(state.params)) for state in example.states)),
        lambda example: example.description,
        _called,
        _content,
    )
    pairs: Pairs = []
    left, right = list(old), list(new)
    for name in names:
        by_name: dict[Any, list[Example]] = {}
        for example in left:
            by_name.setdefault(name(example), []).append(example)
        for example in list(right):
            called = name(example)
            if called is not None and by_name.get(called):
                partner = by_name[called].pop(0)
                pairs.append((partner, example))
                left.remove(partner)
                right.remove(example)
    return pairs, right, left


def _content(example: Example) -> Any:
    """What an example asks for, without its name."""
    document = example.document
    return repr({key: value for key, value in document.items() if key not in ("description", "key", "comments")})


def _compare_examples(old: Example, new: Example) -> Iterator[Change]:
    if same_value(old.document, new.document):
        return
    about = (new.description, new.key)
    if _called(old) != _called(new):
        sentence = Sentence.of("renamed from ", code(quote(old.description)), ".")
        yield Change(*about, "description", "", "same", sentence, old.description, new.description)
    if old.pending != new.pending:
        sentence = Sentence.of(
            "a failure no longer breaks a build." if new.pending else "a failure breaks a build from now on."
        )
        yield Change(*about, "pending", "", "less" if new.pending else "more", sentence, old.pending, new.pending)
    yield from _states(old, new)
    if old.kind != new.kind:
        sentence = Sentence.of("was of kind ", code(old.kind), ", is now of kind ", code(new.kind), ".")
        yield Change(*about, "kind", "", "other", sentence, old.kind, new.kind)
        return
    before = {part.name: part for part in old.own_parts}
    after = {part.name: part for part in new.own_parts}
    if not before and not after:
        yield from document_changes(about, old.document, new.document)
        return
    yield from beside_changes(about, *(format_of(each.contract).beside(each) for each in (old, new)))
    for name, part in after.items():
        if name not in before:
            yield Change(*about, name, "", "more", Sentence.of(strong(name), ": is now expected."), None, name)
        elif part.by == "provider" and part.name != "request":
            yield from side_changes(about, Side(before[name]), Side(part))
        else:
            yield from request_changes(about, Side(before[name]), Side(part))
    for name in before:
        if name not in after:
            yield Change(*about, name, "", "less", Sentence.of(strong(name), ": is no longer expected."), name, None)


def _called(example: Example) -> Any:
    """What an example is called, without what else its description tells."""
    return format_of(example.contract).editing.called(example)


def _written(params: Mapping[str, Any]) -> str:
    """Parameters as text: 1 is not true, and the order of keys says nothing."""
    return json.dumps(dict(params), sort_keys=True)


def _states(old: Example, new: Example) -> Iterator[Change]:
    about = (new.description, new.key)
    before = {state.name: state for state in old.states}
    after = {state.name: state for state in new.states}
    renamed = {
        was.name: now.name
        for was, now in zip(old.states, new.states, strict=False)
        if len(old.states) == len(new.states)
        and was.name not in after
        and now.name not in before
        and _written(was.params) == _written(now.params)
    }
    for name, new_name in renamed.items():
        sentence = Sentence.of("its state ", code(quote(name)), " is now called ", code(quote(new_name)), ".")
        yield Change(*about, "states", new_name, "other", sentence, name, new_name)
    before = {name: state for name, state in before.items() if name not in renamed}
    after = {name: state for name, state in after.items() if name not in renamed.values()}
    for name, state in after.items():
        if name not in before:
            sentence = Sentence.of("needs the state ", code(quote(name)), " as well.")
            yield Change(*about, "states", name, "more", sentence, None, name)
        elif _written(before[name].params) != _written(state.params):
            was, now = quote(dict(before[name].params)), quote(dict(state.params))
            place = code(quote(name))
            sentence = Sentence.of("state ", place, ": its parameters were ", code(was), ", are now ", code(now), ".")
            yield Change(*about, "states", name, "other", sentence, was, now)
    for name in before:
        if name not in after:
            sentence = Sentence.of("no longer needs the state ", code(quote(name)), ".")
            yield Change(*about, "states", name, "less", sentence, name, None)
    order = [renamed.get(state.name, state.name) for state in old.states]
    if set(before) == set(after) and order != [state.name for state in new.states]:
        sentence = Sentence.of("its states come in another order.")
        yield Change(*about, "states", "", "other", sentence, list(before), list(after))
