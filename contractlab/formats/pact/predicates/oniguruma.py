r"""Patterns of Oniguruma, the Rust core's engine, written anew for Python's.

Source: Oniguruma's ``doc/RE`` and what the library does when asked. What surprises people: ``(?m)`` lets the dot match
line ends, ``^`` and ``$`` match at line ends always, ``\h`` is a hexadecimal digit, ``(?i)`` inside a branch reaches
to the end of its group, alternatives included, ``{n}?`` is optional and ``{n,m}+`` is not possessive, and plain groups
do not capture beside named ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from contractlab.formats.pact.predicates.oniguruma_characters import (
    MAX_NESTING,
    CharacterReader,
    InvalidPattern,
    UnsupportedPattern,
    literal,
)
from contractlab.formats.pact.predicates.recursion import never_ends, refuse_too_large
from contractlab.formats.pact.predicates.translation import Translation

__all__ = ["FOLDS_TO_SEVERAL", "InvalidPattern", "Translation", "UnsupportedPattern", "translate"]

MAX_LENGTH = 10_000
MAX_REPEAT = 100_000

_WORD = "\\w²³¹¼½¾"
"""Oniguruma counts these six as word characters outside of brackets, and only there."""

FOLDS_TO_SEVERAL = re.compile(
    "[\u00df\u0130\u0149\u01f0\u0390\u03b0\u0587\u1e96-\u1e9a\u1e9e\u1f50\u1f52\u1f54\u1f56\u1f80-\u1faf"
    "\u1fb2-\u1fb4\u1fb6\u1fb7\u1fbc\u1fc2-\u1fc4\u1fc6\u1fc7\u1fcc\u1fd2\u1fd3\u1fd6\u1fd7\u1fe2-\u1fe4"
    "\u1fe6\u1fe7\u1ff2-\u1ff4\u1ff6\u1ff7\u1ffc\ufb00-\ufb06\ufb13-\ufb17]"
)
"""Characters such as ß that are several when case does not count."""

_SHARP = "\u00df\u1e9e"
_SHARP_S = f"(?:ss|{'|'.join(_SHARP)})"
_PARTED_S = re.compile(r"[sS](?=[()])\)*(?:\((?:\?:|\?<\w+>)?)*[sS]")
"""Two letters that stand in different groups; to Oniguruma they can be one ß all the same."""

_INTERVAL = re.compile(r"\{(?:(\d+)(,(\d*))?|,(\d+))\}", re.ASCII)
_GROUP_NAME = re.compile(r"[^\d\W][^>')(]*")
_OPTIONS = re.compile(r"\(\?([imx]*)(?:-([imx]*))?([:)])")
_COMMENT = re.compile(r"\(\?#(?:\\.|[^\\)])*\)", re.DOTALL)
_CONDITION = re.compile(r"\(\?\((?:([+-]?\d+)|<([^>]+)>|'([^']+)')\)")
_ONE_CHARACTER = re.compile(r"(?:[^\\()\[\]{}*+?^$|#\s]|\\[dwshDWSHnt.\-/+*?]|\[\^?[^\\\[\]&^-][^\\\[\]&]*\])")
_NOT_BEHIND = {"?<=": (), "?<!": ("?<=",), "?=": ("?<=", "?<!"), "?!": ("?<=", "?<!")}
"""Inside of which look-behinds a look cannot stand."""
_NEWLINES = r"(?>\r\n|[\n-\r\x85\u2028\u2029])"


@dataclass(slots=True)
class _Atom:
    """One thing that can be repeated."""

    text: str
    repeatable: bool = True
    loops: int = 0
    choice: bool = False
    char: str = ""


class _Translator(CharacterReader):
    """One pass over a pattern."""

    def __init__(self, pattern: str, *, plain: bool) -> None:
        super().__init__(pattern, plain=plain)
        self.unbounded = 0
        self.nested = False
        self.ascii_only = False
        self.folds = False
        self.conditions = False
        self.names: dict[str, str] = {}
        self.defined: list[str] = []
        self.referred: set[str] = set()
        self.groups, self.named = self._count_groups()
        self.opened = 0
        self.behind: list[str] = []
        self.extended = False
        self.dot_all = False
        self.ignore_case = False
        self.sharp = 0

    def _count_groups(self) -> tuple[int, bool]:
        text = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "x", self.pattern, flags=re.DOTALL)
        named = len(re.findall(r"\(\?(?:<(?![=!])|')", text))
        return (named, True) if named else (len(re.findall(r"\((?!\?)", text)), False)

    def whole(self) -> str:
        text = self.alternatives().text
        if self.position < len(self.pattern):
            raise InvalidPattern("a parenthesis is closed that was not opened")
        if any(self.defined.count(name) > 1 for name in self.referred):
            raise UnsupportedPattern("a reference to several groups of one name has no counterpart")
        if self.conditions and self.nested:  # Python's package regex may keep what a group matched on a way it left
            raise UnsupportedPattern("conditions beside nested repetitions have no counterpart")
        return text

    def alternatives(self) -> _Atom:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise UnsupportedPattern("groups are nested too deeply")
        branches = [self.branch()]
        while self.peek("|"):
            self.position += 1
            branches.append(self.branch())
        self.depth -= 1
        loops = sum(branch.loops for branch in branches)
        choice = len(branches) > 1 or any(branch.choice for branch in branches)
        repeatable = all(branch.repeatable for branch in branches)
        return _Atom("|".join(branch.text for branch in branches), repeatable, loops, choice)

    def branch(self) -> _Atom:
        parts: list[str] = []
        loops, choice, anchors = 0, False, 0
        before = ""
        while self.position < len(self.pattern) and self.pattern[self.position] not in "|)":
            atom = self.atom()
            if atom is None:
                continue
            once = atom.char
            atom = self.quantified(atom)
            once = once if atom.char else ""
            if self.ignore_case and once in ("s", "S") and parts and before in ("s", "S"):
                parts[-1], before = _SHARP_S, ""  # two letters in a row are one of the other kind as well
                continue
            before = once
            parts.append(atom.text)
            anchors += not atom.repeatable
            loops += atom.loops
            choice = choice or atom.choice
        return _Atom("".join(parts), not (anchors == len(parts) == 1), loops, choice)

    def quantified(self, atom: _Atom) -> _Atom:
        while True:
            self._skip_nothing()
            quantifier = self._quantifier()
            if quantifier is None:
                return atom
            low, high, suffix, fixed = quantifier
            if not atom.repeatable:
                # In a branch of a condition Oniguruma takes some that it refuses elsewhere.
                refusal = UnsupportedPattern if self.conditions else InvalidPattern
                raise refusal("what cannot be repeated is repeated")
            if not fixed and suffix == "" and low > high >= 0:
                low, high, suffix = high, low, "+"
            wide = high < 0 or high > 16
            if wide:
                self.unbounded += 1
                self.nested = self.nested or atom.loops > 0 or atom.choice
            limits = {(0, -1): "*", (1, -1): "+", (0, 1): "?"}.get(
                (low, high), f"{{{low},{'' if high < 0 else high}}}" if low != high else f"{{{low}}}"
            )
            text = f"(?:{atom.text}){limits}" if len(atom.text) > 1 else f"{atom.text}{limits}"
            if suffix == "?":
                text += "?"
            elif suffix == "+":
                self.only_plain = False
                text = f"(?>{text})"
            # A quantifier of a quantifier repeats the whole.
            atom = _Atom(f"(?:{text})", True, atom.loops + (high != 1), atom.choice)

    def _quantifier(self) -> tuple[int, int, str, bool] | None:
        if self.position >= len(self.pattern):
            return None
        char = self.pattern[self.position]
        if char in "*+?":
            self.position += 1
            low, high = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}[char]
            suffix = self.pattern[self.position : self.position + 1]
            if suffix not in ("?", "+") or not suffix:
                return low, high, "", True
            self.position += 1
            return low, high, suffix, True
        quantifier = _INTERVAL.match(self.pattern, self.position) if char == "{" else None
        if quantifier is None:
            return None
        self.position = quantifier.end()
        first, comma, last, only_last = quantifier.groups()
        low = int(first or 0)
        high = int(only_last) if only_last else low if not comma else int(last) if last else -1
        if max(low, high) > MAX_REPEAT:
            raise InvalidPattern("a repetition is too large")
        # {n}? is an optional {n}; lazy only where there is a range.
        if self.peek("?") and (comma or only_last):
            self.position += 1
            return low, high, "?", False
        return low, high, "", False

    def _skip_nothing(self) -> None:
        """Comments, and blanks where they do not count, part no repetition from what it repeats."""
        while True:
            before = self.position
            if self.extended:
                self._skip_space()
            if self.peek("(?#"):
                end = _COMMENT.match(self.pattern, self.position)
                if end is None:
                    raise InvalidPattern("a comment is not closed")
                self.position = end.end()
            if self.position == before:
                return

    def _skip_space(self) -> None:
        while self.position < len(self.pattern):
            char = self.pattern[self.position]
            if char == "#":
                end = self.pattern.find("\n", self.position)
                self.position = len(self.pattern) if end < 0 else end + 1
            elif char in " \t\n\r\f\v":
                self.position += 1
            else:
                return

    def atom(self) -> _Atom | None:
        before = self.position
        self._skip_nothing()
        if self.position != before:
            return None
        if self.position < len(self.pattern) and self.pattern[self.position] in "*+?":
            raise InvalidPattern("there is nothing to repeat")
        if _INTERVAL.match(self.pattern, self.position):
            raise InvalidPattern("there is nothing to repeat")
        char = self.take()
        if char == "(":
            return self.group()
        if char == "[":
            return _Atom(self.bracket())
        if char == ".":
            return _Atom("(?s:.)" if self.dot_all else ".")
        if char == "^":
            # After a line end that ends the text there is no new line.
            return _Atom("^" if self.position == 1 else r"(?:^(?:(?<!\n)|(?!\Z)))", False)
        if char == "$":
            return _Atom("$", False)
        if char == "\\":
            return self.escape()
        if char in _SHARP:
            self.sharp += 1
            return _Atom(_SHARP_S if self.ignore_case else char)
        return _Atom(literal(char), char=char)

    def group(self) -> _Atom:
        if not self.peek("?"):
            if self.named:  # read as if it captured, so even an anchor in it can be repeated
                return replace(self._rest("(?:"), repeatable=True)
            self.opened += 1
            self._refuse_behind("?<!")
            return self._rest("(")
        for opening in ("?:", "?=", "?!", "?>", "?<=", "?<!"):
            if self.peek(opening):
                self.position += len(opening)
                looks = opening not in ("?:", "?>")
                if opening == "?>":
                    self.only_plain = False
                if looks:
                    self._refuse_behind(*_NOT_BEHIND[opening])
                    self.behind.append(opening)
                atom = self._rest(f"({opening}")
                if looks:
                    self.behind.pop()
                # An atomic group can be repeated even where all of it is an anchor.
                repeatable = not looks and (atom.repeatable or opening == "?>")
                return _Atom(atom.text, repeatable, atom.loops, atom.choice)
        for opening, closing in (("?<", ">"), ("?'", "'")):
            if self.peek(opening):
                self.position += 2
                name = self._name(closing)
                self.only_plain = False
                self.opened += 1
                self._refuse_behind("?<!")
                self.defined.append(name)
                return self._rest(f"(?P<{self.names.setdefault(name, f'g{len(self.names)}')}>")
        if self.peek("?~") and not self.peek("?~|"):
            return self._absence()
        if self.peek("?~"):
            raise UnsupportedPattern("a range of absence has no counterpart")
        if self.peek("?("):
            return self._condition()
        return self._options()

    def _absence(self) -> _Atom:
        """What does not hold a pattern: of one character anywhere, of any length where it is the last thing there is.

        What is absent may not stand across the end of the absence, which no look ahead can say of several characters.
        """
        self.position += 2
        self.only_plain = False
        start = self.position
        inner = self._rest("(?!")
        single = _ONE_CHARACTER.fullmatch(self.pattern, start, self.position - 1)
        last = self.position == len(self.pattern) and self.depth == 1
        if inner.text == "(?!)" or not (single or last):
            raise UnsupportedPattern("absence before something else has no counterpart")
        self.unbounded += 1
        self.nested = True
        return _Atom(f"(?:{inner.text}(?s:.))*", bool(single), 1, True)

    def _condition(self) -> _Atom:
        """One of two branches, by whether a group has matched."""
        matched = _CONDITION.match(self.pattern, self.position - 1)
        if matched is None:
            raise UnsupportedPattern("conditions other than groups have no counterpart")
        self.only_plain = False
        self.conditions = True
        self.position = matched.end()
        name = matched[1] or matched[2] or matched[3]
        own = self._group_number(name) if re.fullmatch(r"[+-]?\d+", name) else self._group_name(name)
        if self.peek(")"):
            raise UnsupportedPattern("conditions without branches have no counterpart")
        then = self.branch()
        otherwise = _Atom("")
        if self.peek("|"):
            self.position += 1
            otherwise = self.alternatives()
        if not self.peek(")"):
            raise InvalidPattern("a parenthesis is not closed")
        self.position += 1
        return _Atom(f"(?:(?({own}){then.text}|(?:{otherwise.text})))", True, then.loops + otherwise.loops, True)

    def _name(self, closing: str) -> str:
        end = self.pattern.find(closing, self.position)
        name = self.pattern[self.position : end] if end >= 0 else ""
        if not _GROUP_NAME.fullmatch(name):
            raise InvalidPattern(f"{name!r} is not a group name")
        self.position = end + 1
        return name

    def _options(self) -> _Atom:
        matched = _OPTIONS.match(self.pattern, self.position - 1)
        if matched is None:
            raise InvalidPattern("a group has an unknown option")
        on, off, end = matched[1], matched[2] or "", matched[3]
        self.position = matched.end()
        before = self.extended, self.dot_all, self.ignore_case
        self.extended = (self.extended or "x" in on) and "x" not in off
        self.dot_all = (self.dot_all or "m" in on) and "m" not in off
        self.ignore_case = (self.ignore_case or "i" in on) and "i" not in off
        # What is several letters in the other case is written out: Python's own folding misses some of it.
        flags = "-i" if "i" in off else "i-f" if "i" in on else ""
        if flags:
            self.only_plain = False
            self.folds = self.folds or flags[0] == "i"
        opening = f"(?:(?{flags})" if flags else "(?:"
        if end == ":":
            atom = self._rest(opening)
        else:  # to the end of the enclosing group, with all alternatives to come
            inner = self.alternatives()
            atom = _Atom(f"{opening}{inner.text})", True, inner.loops, inner.choice)
        self.extended, self.dot_all, self.ignore_case = before
        return atom

    def _refuse_behind(self, *kinds: str) -> None:
        """Look-behinds of Oniguruma hold no end of the text and no look ahead.

        A positive one holds no negative one, and a negative one no group that captures.
        """
        if any(opening in kinds for opening in self.behind):
            raise InvalidPattern("a look-behind holds what it cannot")

    def _rest(self, opening: str) -> _Atom:
        before = self.extended, self.dot_all, self.ignore_case
        inner = self.alternatives()
        self.extended, self.dot_all, self.ignore_case = before
        if not self.peek(")"):
            raise InvalidPattern("a parenthesis is not closed")
        self.position += 1
        # A group that only holds an anchor is that anchor, unless it captures.
        repeatable = inner.repeatable or opening not in ("(?:", "(?>")
        return _Atom(f"{opening}{inner.text})", repeatable, inner.loops, inner.choice)

    def escape(self) -> _Atom:
        char = self.take()
        if char in "dDsS":
            return _Atom(f"\\{char}")
        if char in "wW":
            if self.plain:
                return _Atom(f"\\{char}")
            return _Atom(f"[{'^' if char == 'W' else ''}{_WORD}]")
        if char in "hH":
            return _Atom(f"[{'^' if char == 'H' else ''}0-9A-Fa-f]")
        if char in "bB":
            if self.plain:
                return _Atom(f"\\{char}", False)
            if char == "B":  # Python's does not hold in an empty text
                self.only_plain = False
            edge = f"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))"
            return _Atom(edge if char == "b" else f"(?!{edge})", False)
        if char in "AG":
            return _Atom(r"\A", False)
        if char in "zZ":
            self._refuse_behind("?<=", "?<!")
        if char == "z":
            return _Atom(r"\Z", False)
        if char == "Z":
            return _Atom(r"(?=\n?\Z)", False)
        if char in "RNOX":
            self.only_plain = False
            return _Atom({"R": _NEWLINES, "N": r"[^\n]", "O": "(?s:.)", "X": r"(?>\X)"}[char])
        if char in "pP" and self.peek("{"):
            self.only_plain = False
            return _Atom(f"(?-i:[{self.property_of(char == 'P')}])")  # case folds in brackets only
        if char in "kg" and self.pattern[self.position : self.position + 1] in ("<", "'"):
            return self._reference(char)
        if char in "123456789":
            return self._number(char)
        if char == "K":  # what was kept out of the match counts as matched all the same
            return _Atom("(?:)", False)
        if char in "yY":  # between graphemes; of ASCII, only a line end of two characters is one
            self.only_plain, self.ascii_only = False, True
            return _Atom(r"(?!(?<=\r)\n)" if char == "y" else r"(?:(?<=\r)(?=\n))", False)
        return _Atom(literal(self.character(char)))

    def _reference(self, kind: str) -> _Atom:
        closing = ">" if self.take() == "<" else "'"
        end = self.pattern.find(closing, self.position)
        name = self.pattern[self.position : end] if end >= 0 else ""
        self.position = end + 1
        self.only_plain = False
        if re.fullmatch(r"[+-]?\d+", name):
            number = self._group_number(name)
            return _Atom(f"(?:\\{number})" if kind == "k" else f"(?{number})", True, 1)
        own = self._group_name(name)
        return _Atom(f"(?P={own})" if kind == "k" else f"(?&{own})", True, 1)

    def _group_number(self, name: str) -> int:
        if self.named:
            raise InvalidPattern("beside named groups, groups have no numbers")
        number = int(name)
        if name[0] in "+-":
            number = self.opened + number + (1 if number < 0 else 0)
        if not 0 < number <= self.groups:
            raise InvalidPattern(f"unknown group {name}")
        return number

    def _group_name(self, name: str) -> str:
        if not self.named or not re.search(rf"\(\?[<']{re.escape(name)}[>']", self.pattern):
            raise InvalidPattern(f"unknown group {name!r}")
        self.referred.add(name)
        return self.names.setdefault(name, f"g{len(self.names)}")

    def _number(self, first: str) -> _Atom:
        matched = re.compile(r"\d*").match(self.pattern, self.position)
        digits = first + (matched[0] if matched else "")
        if int(digits) > self.groups and len(digits) > 1 and re.match(r"[0-7]", digits):
            return _Atom(literal(self.character(first)))
        if self.named:
            raise InvalidPattern("beside named groups, groups have no numbers")
        if int(digits) > self.groups:
            raise InvalidPattern(f"unknown group {digits}")
        self.position += len(digits) - 1
        self.only_plain = False
        return _Atom(f"(?:\\{digits})", True, 1)


def translate(pattern: str) -> Translation:
    """Write a pattern of Oniguruma for Python.

    Raises
    ------
    InvalidPattern
        If Oniguruma refuses it: then no value matches.
    UnsupportedPattern
        If it has no counterpart, or is too long or too deep.
    """
    if len(pattern) > MAX_LENGTH:
        raise UnsupportedPattern(f"it is longer than {MAX_LENGTH:,} characters")
    general = _Translator(pattern, plain=False)
    text = general.whole()
    if never_ends(text):
        raise InvalidPattern("a group calls itself without an end")
    refuse_too_large(text)
    if general.folds and len(FOLDS_TO_SEVERAL.findall(pattern)) > general.sharp:
        raise UnsupportedPattern("letters that are several in the other case have no counterpart")
    plain = general.only_plain
    ascii_text = _Translator(pattern, plain=True).whole() if plain else ""
    sharp = _PARTED_S.search(pattern) is None
    return Translation(
        text, plain, ascii_text, general.unbounded, general.nested, general.ascii_only, general.folds, sharp
    )
