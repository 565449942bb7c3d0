"""What else a value could match: each choice with how many of the captured values it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from contractlab.contracts.match import Matcher
from contractlab.contracts.registry import vocabularies, word_is_exact
from contractlab.contracts.vocabulary import Vocabulary
from contractlab.editing.probing import Side
from contractlab.errors import ContractLabError
from contractlab.values.display import quiet
from contractlab.values.json_types import Value
from contractlab.values.mismatch import PathToken
from contractlab.values.text import quote, shorten
from contractlab.widgets.editor.captured_values import Captured
from contractlab.widgets.editor.example_parts import EditedPart
from contractlab.widgets.editor.matcher_forms import Written, forms_for, matcher_of
from contractlab.widgets.editor.protocol import MatcherChoice, RuleChip

__all__ = ["Asked", "list_choices"]

_MOST = 9
_PROBED_BYTES = 50_000
"""Of examples beyond, nothing is tried while somebody waits."""


@quiet
@dataclass(frozen=True)
class Asked:
    """The value whose matcher is chosen.

    Attributes
    ----------
    kind : str
        JSON kind, or ``"status"``.
    value : JSON value
        Of the example.
    tokens : tuple or None
        Where it stands in the body; None for one beside the body.
    place : (str, str)
        Part and name of one beside the body.
    """

    kind: str
    value: Value
    tokens: tuple[PathToken, ...] | None
    place: tuple[str, str]

    def taken(self, side: Side, value: Value) -> bool:
        """True if the part may have `value` there."""
        if self.tokens is None:
            return side.accepts_named(self.place, value)
        return side.accepts(self.tokens, value)


def list_choices(
    asked: Asked,
    now: EditedPart,
    written: Written | None,
    chip: RuleChip,
    vocabulary: Vocabulary,
    values: Sequence[Captured],
    trial: Callable[[Matcher], EditedPart],
) -> list[MatcherChoice]:
    """The choices for a value: what is in force, then what takes most of the captured values, the strictest first.

    Parameters
    ----------
    asked : Asked
    now : EditedPart
        As it is.
    written : Written or None
        What the file declares for the value.
    chip : RuleChip
        The rule in force, in words.
    vocabulary : Vocabulary
        Of the format that is edited.
    values : sequence of Captured
    trial : callable
        The part as it would be with a matcher.
    """
    if now.side is None or len(now.side.data or b"") > _PROBED_BYTES:
        return []
    in_force = _choice(asked, now.side, values, "", chip["label"])
    in_force["now"] = True
    if written is not None:
        in_force["matcher"] = written.matcher or "*"
        in_force["fields"] = {name: str(value) for name, value in written.fields.items()}
        in_force["nullable"] = written.nullable
    listed = list(_others(asked, written, vocabulary, values, trial))
    # Sorting is stable: of those that take as many, the order of the format's list decides, its widest one last.
    listed.sort(key=lambda choice: -choice["matched"])
    return [in_force, *listed[: _MOST - 1]]


def _others(
    asked: Asked,
    written: Written | None,
    vocabulary: Vocabulary,
    values: Sequence[Captured],
    trial: Callable[[Matcher], EditedPart],
) -> Iterator[MatcherChoice]:
    """Matchers that need nothing to be typed, and that the example itself fits."""
    forms = forms_for(asked.kind, vocabulary)
    nulls = any(captured.value is None for captured in values)
    forms.sort(key=lambda form: _place(form["name"]))
    words = [(form["name"], form["label"], False) for form in forms]
    if nulls and written is not None and written.matcher and not written.nullable:
        words.insert(0, (written.matcher, written.label, True))
    for name, label, nullable in words:
        if not nullable and written is not None and written.matcher == name and not written.nullable:
            continue
        fields = written.fields if written is not None and written.matcher == name else {}
        try:
            part = trial(matcher_of(vocabulary, name, dict(fields), nullable))
        except ContractLabError:
            continue  # it needs something typed, or this contract cannot say it
        if part.side is None or not asked.taken(part.side, asked.value):
            continue
        head, _, meaning = label.partition(": ")
        choice = _choice(asked, part.side, values, name, f"{head} or null" if nullable else head)
        choice["meaning"] = f"equals {quote(asked.value, 40)}" if word_is_exact(name) else meaning
        choice["nullable"] = nullable
        choice["fields"] = {name: str(value) for name, value in fields.items()}
        yield choice


def _place(word: str) -> int:
    """What says something of the value first, then its type alone, then the very value, which is seldom meant."""
    if word_is_exact(word):
        return 2
    infos = (info for vocabulary in vocabularies() for info in vocabulary.matchers)
    return int(any(info.type_like and word in info.words for info in infos))


def _choice(asked: Asked, side: Side, values: Sequence[Captured], name: str, label: str) -> MatcherChoice:
    takes = [asked.taken(side, captured.value) for captured in values]
    return {
        "matcher": name,
        "fields": {},
        "nullable": False,
        "label": shorten(label, 60),
        "meaning": "",
        "matched": sum(captured.number for captured, taken in zip(values, takes, strict=True) if taken),
        "of": sum(captured.number for captured in values),
        "takes": takes,
        "now": False,
    }
