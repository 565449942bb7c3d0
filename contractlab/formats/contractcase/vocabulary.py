"""ContractCase's matchers as others ask for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contractlab.contracts.matcher import Matcher
from contractlab.contracts.vocabulary import FilledForm, MatcherForm, MatcherInfo
from contractlab.formats.contractcase.matchers import MATCHERS
from contractlab.values.json_types import JSON, Value

__all__ = ["VOCABULARY", "CaseVocabulary"]


class CaseVocabulary:
    """See `contractlab.contracts.vocabulary.Vocabulary`."""

    @property
    def matchers(self) -> Sequence[MatcherInfo]:
        """Every matcher, in the order of the table."""
        return [spec.info for spec in MATCHERS]

    @property
    def forms(self) -> Sequence[MatcherForm]:
        """What an editor offers, in the order of its list."""
        return sorted((form for spec in MATCHERS for form in spec.forms), key=lambda form: form.position)

    def matcher(self, name: str) -> MatcherInfo | None:
        """The matcher of a type, with or without ``_case:``."""
        spec = MATCHERS.by_name.get(name.removeprefix("_case:"))
        return None if spec is None else spec.info

    def says(self, word: str) -> bool:
        """True if a matcher is written by the word."""
        return word in MATCHERS.by_word

    def default(self, word: str, argument: str) -> str:
        """Nothing: ContractCase has no argument that stands for itself."""
        return ""

    def filled(self, rule: Mapping[str, JSON]) -> FilledForm:
        """No form: matchers stand inside the example, and no rule beside it."""
        return FilledForm("")

    def fault(self, matcher: Matcher) -> str | None:
        """None: nothing in its arguments needs reading."""
        return None

    def accepts(self, matcher: Matcher, value: Value) -> bool | None:
        """None: an example is judged where it is written, under the mode that is in force there."""
        return None


VOCABULARY = CaseVocabulary()
