r"""Patterns of Oniguruma, the Rust core's engine, written anew for Python's.

Source: Oniguruma's ``doc/RE`` and what the library does when asked. What surprises people: ``(?m)`` lets the dot match
line ends, ``^`` and ``$`` match at line ends always, ``\h`` is a hexadecimal digit, ``(?i)`` inside a branch reaches
to the end of its group, alternatives included, ``{n}?`` is optional and ``{n,m}+`` is not possessive, and plain groups
do not capture beside named ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import regex

__all__ = ["InvalidPattern", "Translation", "UnsupportedPattern", "translate"]

MAX_LENGTH = 10_000
MAX_NESTING = 100
MAX_REPEAT = 100_000

_WORD = "\\w²³¹¼½¾"
"""Oniguruma counts these six as word characters outside of brackets, and only there."""

_POSIX = {
    "alnum": r"\p{Alphabetic}\p{Nd}", "alpha": r"\p{Alphabetic}", "ascii": r"\x00-\x7f", "blank": r"\p{Zs}\t",
    "cntrl": r"\p{Cc}", "digit": r"\p{Nd}", "graph": "[:graph:]", "lower": r"\p{Lowercase}", "print": "[:print:]",
    "punct": r"\p{P}\p{S}", "space": r"\s", "upper": r"\p{Uppercase}", "word": r"\w", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_PLAIN_POSIX = {
    "alnum": "A-Za-z0-9", "alpha": "A-Za-z", "ascii": r"\x00-\x7f", "blank": r" \t", "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9", "graph": r"\x21-\x7e", "lower": "a-z", "print": r"\x20-\x7e", "punct": r"!-/:-@\[-`{-~",
    "space": r"\s", "upper": "A-Z", "word": r"\w", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "e": "\x1b"}
_INTERVAL = re.compile(r"\{(?:(\d+)(,(\d*))?|,(\d+))\}", re.ASCII)
_GROUP_NAME = re.compile(r"[^\d\W][^>')(]*")
_OPTIONS = re.compile(r"\(\?([imx]*)(?:-([imx]*))?([:)])")
_POSIX_CLASS = re.compile(r"\[:(\^?)(\w+):\]")
_PROPERTY = re.compile(r"\{(\^?)([\w \-=]+)\}", re.ASCII)
_COMMENT = re.compile(r"\(\?#(?:\\.|[^\\)])*\)", re.DOTALL)
_NEWLINES = r"(?>\r\n|[\n-\r\x85\u2028\u2029])"


class InvalidPattern(ValueError):
    """Oniguruma refuses the pattern."""


class UnsupportedPattern(ValueError):
    """Oniguruma reads the pattern, and there is no way to say it in Python."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A pattern in Python's words.

    Attributes
    ----------
    text : str
        For the package ``regex`` with its flags V1 and MULTILINE.
    plain : bool
        True if `ascii_text` stands for it on ASCII texts.
    ascii_text : str
        For the standard library's ``re`` with ASCII and MULTILINE.
    unbounded : int
        How many repetitions have no small upper bound.
    nested : bool
        True if such a repetition holds another or a choice, so that backtracking may explode.
    ascii_only : bool
        True if the translation is exact for ASCII texts alone.
    """

    text: str
    plain: bool
    ascii_text: str
    unbounded: int
    nested: bool
    ascii_only: bool


@dataclass(slots=True)
class _Atom:
    """One thing that can be repeated."""

    text: str
    repeatable: bool = True
    loops: int = 0
    choice: bool = False


def _literal(char: str) -> str:
    return f"\\{char}" if char in "\\^$.|?*+()[]{}-&~# \t\n\r\f\v/:'\"<>=!," and not char.isalnum() else char


class _Translator:
    """One pass over a pattern."""

    def __init__(self, pattern: str, *, plain: bool) -> None:
        self.pattern = pattern
        self.position = 0
        self.plain = plain
        self.only_plain = True
        self.unbounded = 0
        self.nested = False
        self.ascii_only = False
        self.depth = 0
        self.names: dict[str, str] = {}
        self.defined: list[str] = []
        self.referred: set[str] = set()
        self.groups, self.named = self._count_groups()
        self.opened = 0
        self.extended = False
        self.dot_all = False

    def _count_groups(self) -> tuple[int, bool]:
        text = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "", self.pattern, flags=re.DOTALL)
        named = len(re.findall(r"\(\?(?:<(?![=!])|')", text))
        return (named, True) if named else (len(re.findall(r"\((?!\?)", text)), False)

    def _peek(self, text: str) -> bool:
        return self.pattern.startswith(text, self.position)

    def _take(self) -> str:
        if self.position >= len(self.pattern):
            raise InvalidPattern("the pattern ends too early")
        char = self.pattern[self.position]
        self.position += 1
        return char

    # -- structure ----------------------------------------------------------------------------------------------------

    def whole(self) -> str:
        text = self.alternatives().text
        if self.position < len(self.pattern):
            raise InvalidPattern("a parenthesis is closed that was not opened")
        if any(self.defined.count(name) > 1 for name in self.referred):
            raise UnsupportedPattern("a reference to several groups of one name has no counterpart")
        return text

    def alternatives(self) -> _Atom:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise UnsupportedPattern("groups stand too deep in one another")
        branches = [self.branch()]
        while self._peek("|"):
            self.position += 1
            branches.append(self.branch())
        self.depth -= 1
        loops = sum(one.loops for one in branches)
        choice = len(branches) > 1 or any(one.choice for one in branches)
        repeatable = len(branches) > 1 or branches[0].repeatable
        return _Atom("|".join(one.text for one in branches), repeatable, loops, choice)

    def branch(self) -> _Atom:
        parts: list[str] = []
        loops, choice, anchors = 0, False, 0
        while self.position < len(self.pattern) and self.pattern[self.position] not in "|)":
            atom = self.atom()
            if atom is None:
                continue
            atom = self.quantified(atom)
            parts.append(atom.text)
            anchors += not atom.repeatable
            loops += atom.loops
            choice = choice or atom.choice
        return _Atom("".join(parts), not (anchors == len(parts) == 1), loops, choice)

    def quantified(self, atom: _Atom) -> _Atom:
        while True:
            self._skip_nothing()
            found = self._quantifier()
            if found is None:
                return atom
            low, high, suffix, fixed = found
            if not atom.repeatable:
                raise InvalidPattern("what cannot be repeated is repeated")
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
        found = _INTERVAL.match(self.pattern, self.position) if char == "{" else None
        if found is None:
            return None
        self.position = found.end()
        first, comma, last, only_last = found.groups()
        low = int(first or 0)
        high = int(only_last) if only_last else low if not comma else int(last) if last else -1
        if max(low, high) > MAX_REPEAT:
            raise InvalidPattern("a repetition is too large")
        # {n}? is an optional {n}; lazy only where there is a range.
        if self._peek("?") and (comma or only_last):
            self.position += 1
            return low, high, "?", False
        return low, high, "", False

    def _skip_nothing(self) -> None:
        """Comments, and blanks where they do not count, part no repetition from what it repeats."""
        while True:
            before = self.position
            if self.extended:
                self._skip_space()
            if self._peek("(?#"):
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

    # -- atoms --------------------------------------------------------------------------------------------------------

    def atom(self) -> _Atom | None:
        before = self.position
        self._skip_nothing()
        if self.position != before:
            return None
        if self.position < len(self.pattern) and self.pattern[self.position] in "*+?":
            raise InvalidPattern("there is nothing to repeat")
        if _INTERVAL.match(self.pattern, self.position):
            raise InvalidPattern("there is nothing to repeat")
        char = self._take()
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
        return _Atom(_literal(char))

    def group(self) -> _Atom:
        if not self._peek("?"):
            if self.named:
                return self._rest("(?:")
            self.opened += 1
            return self._rest("(")
        for opening in ("?:", "?=", "?!", "?>", "?<=", "?<!"):
            if self._peek(opening):
                self.position += len(opening)
                looks = opening not in ("?:", "?>")
                if opening == "?>":
                    self.only_plain = False
                atom = self._rest(f"({opening}")
                return _Atom(atom.text, atom.repeatable and not looks, atom.loops, atom.choice)
        for opening, closing in (("?<", ">"), ("?'", "'")):
            if self._peek(opening):
                self.position += 2
                name = self._name(closing)
                self.only_plain = False
                self.opened += 1
                self.defined.append(name)
                return self._rest(f"(?P<{self.names.setdefault(name, f'g{len(self.names)}')}>")
        if self._peek("?~") and not self._peek("?~|"):
            return self._absence()
        if self._peek("?~") or self._peek("?("):
            raise UnsupportedPattern("conditions have no counterpart")
        return self._options()

    def _absence(self) -> _Atom:
        """What does not hold a pattern; said with a look ahead where it is the last thing there is."""
        self.position += 2
        self.only_plain = False
        inner = self._rest("(?!")
        if self.position < len(self.pattern) or self.depth > 1 or inner.text == "(?!)":
            raise UnsupportedPattern("absence before something else has no counterpart")
        self.unbounded += 1
        self.nested = True
        return _Atom(f"(?:{inner.text}(?s:.))*", True, 1, True)

    def _name(self, closing: str) -> str:
        end = self.pattern.find(closing, self.position)
        name = self.pattern[self.position : end] if end >= 0 else ""
        if not _GROUP_NAME.fullmatch(name):
            raise InvalidPattern(f"{name!r} is no name of a group")
        self.position = end + 1
        return name

    def _options(self) -> _Atom:
        found = _OPTIONS.match(self.pattern, self.position - 1)
        if found is None:
            raise InvalidPattern("a group has an unknown option")
        on, off, end = found[1], found[2] or "", found[3]
        self.position = found.end()
        before = self.extended, self.dot_all
        self.extended = (self.extended or "x" in on) and "x" not in off
        self.dot_all = (self.dot_all or "m" in on) and "m" not in off
        flags = ("i" if "i" in on and "i" not in off else "") + ("-i" if "i" in off else "")
        if flags:
            self.only_plain = False
        # Only set inside a group and not by it, does the flag fold ß and ss alike.
        opening = f"(?:(?{flags})" if flags else "(?:"
        if end == ":":
            atom = self._rest(opening)
        else:  # to the end of the enclosing group, with all alternatives to come
            inner = self.alternatives()
            atom = _Atom(f"{opening}{inner.text})", True, inner.loops, inner.choice)
        self.extended, self.dot_all = before
        return atom

    def _rest(self, opening: str) -> _Atom:
        before = self.extended, self.dot_all
        inner = self.alternatives()
        self.extended, self.dot_all = before
        if not self._peek(")"):
            raise InvalidPattern("a parenthesis is not closed")
        self.position += 1
        # A group that only holds an anchor is that anchor, unless it captures.
        repeatable = inner.repeatable or opening not in ("(?:", "(?>")
        return _Atom(f"{opening}{inner.text})", repeatable, inner.loops, inner.choice)

    # -- escapes ------------------------------------------------------------------------------------------------------

    def escape(self) -> _Atom:
        char = self._take()
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
        if char == "z":
            return _Atom(r"\Z", False)
        if char == "Z":
            return _Atom(r"(?=\n?\Z)", False)
        if char in "RNOX":
            self.only_plain = False
            return _Atom({"R": _NEWLINES, "N": r"[^\n]", "O": "(?s:.)", "X": r"(?>\X)"}[char])
        if char in "pP" and self._peek("{"):
            self.only_plain = False
            return _Atom(f"(?-i:[{self._property(char == 'P')}])")  # case folds in brackets only
        if char in "kg" and self.pattern[self.position : self.position + 1] in ("<", "'"):
            return self._reference(char)
        if char in "123456789":
            return self._number(char)
        if char == "K":  # what was kept out of the match counts as matched all the same
            return _Atom("(?:)", False)
        if char in "yY":  # between graphemes; of ASCII, only a line end of two characters is one
            self.only_plain, self.ascii_only = False, True
            return _Atom(r"(?!(?<=\r)\n)" if char == "y" else r"(?:(?<=\r)(?=\n))", False)
        return _Atom(_literal(self._character(char)))

    def _character(self, char: str) -> str:
        """One character written as an escape; letters without a meaning stand for themselves."""
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char == "x":
            wide = re.compile(r"\{([0-9A-Fa-f]{1,8})\}").match(self.pattern, self.position)
            found = wide or re.compile(r"([0-9A-Fa-f]{0,2})").match(self.pattern, self.position)
            return self._code(found, 16)
        if char == "u":
            found = re.compile(r"([0-9A-Fa-f]{4})").match(self.pattern, self.position)
            if found is None:
                raise InvalidPattern("\\u needs four digits")
            return self._code(found, 16)
        if char == "o" and self._peek("{"):
            return self._code(re.compile(r"\{([0-7]{1,11})\}").match(self.pattern, self.position), 8)
        if char in "01234567":
            self.position -= 1
            return self._code(re.compile(r"([0-7]{1,3})").match(self.pattern, self.position), 8)
        if char == "c" or (char == "C" and self._peek("-")):
            self.position += char == "C"
            return chr(ord(self._take()) & 0x9F)
        if char == "M" and self._peek("-"):
            raise UnsupportedPattern("\\M- makes no character of UTF-8")
        return char

    def _code(self, found: re.Match[str] | None, base: int) -> str:
        if found is None:
            raise InvalidPattern("a character's number cannot be read")
        self.position = found.end()
        number = int(found[1] or "0", base)
        if number > 0x10FFFF or 0xD800 <= number < 0xE000 or (base == 8 and number > 0xFF):
            raise InvalidPattern("a character's number is out of range")
        if 0x80 <= number <= 0xFF and "{" not in found[0] and len(found[1]) < 4:
            raise UnsupportedPattern("single bytes of UTF-8 have no counterpart")
        return chr(number)

    def _property(self, negated: bool) -> str:
        found = _PROPERTY.match(self.pattern, self.position)
        if found is None:
            raise InvalidPattern("a property's name cannot be read")
        self.position = found.end()
        negated ^= bool(found[1])
        name = re.sub(r"[ _-]", "", found[2]).lower()
        if name.startswith("is") or "=" in name:
            raise InvalidPattern(f"there is no property {found[2]}")
        if name == "punct":
            return rf"\{'P' if negated else 'p'}{{P}}"
        if name in _POSIX:
            return f"[^{_POSIX[name]}]" if negated else f"[{_POSIX[name]}]"
        try:
            regex.compile(rf"\p{{{found[2]}}}")
        except regex.error:
            raise InvalidPattern(f"there is no property {found[2]}") from None
        return rf"\{'P' if negated else 'p'}{{{found[2]}}}"

    def _reference(self, kind: str) -> _Atom:
        closing = ">" if self._take() == "<" else "'"
        end = self.pattern.find(closing, self.position)
        name = self.pattern[self.position : end] if end >= 0 else ""
        self.position = end + 1
        self.only_plain = False
        if re.fullmatch(r"[+-]?\d+", name):
            if self.named:
                raise InvalidPattern("beside named groups, groups have no numbers")
            number = int(name)
            if name[0] in "+-":
                number = self.opened + number + (1 if number < 0 else 0)
            if not 0 < number <= self.groups:
                raise InvalidPattern(f"there is no group {name}")
            return _Atom(f"(?:\\{number})" if kind == "k" else f"(?{number})", True, 1)
        if not self.named or not re.search(rf"\(\?[<']{re.escape(name)}[>']", self.pattern):
            raise InvalidPattern(f"there is no group {name!r}")
        own = self.names.setdefault(name, f"g{len(self.names)}")
        self.referred.add(name)
        return _Atom(f"(?P={own})" if kind == "k" else f"(?&{own})", True, 1)

    def _number(self, first: str) -> _Atom:
        found = re.compile(r"\d*").match(self.pattern, self.position)
        digits = first + (found[0] if found else "")
        if int(digits) > self.groups and len(digits) > 1 and re.match(r"[0-7]", digits):
            return _Atom(_literal(self._character(first)))
        if self.named:
            raise InvalidPattern("beside named groups, groups have no numbers")
        if int(digits) > self.groups:
            raise InvalidPattern(f"there is no group {digits}")
        self.position += len(digits) - 1
        self.only_plain = False
        return _Atom(f"(?:\\{digits})", True, 1)

    # -- brackets -----------------------------------------------------------------------------------------------------

    def bracket(self) -> str:
        """A character class, from behind its opening bracket."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise UnsupportedPattern("brackets stand too deep in one another")
        negated = self._peek("^")
        self.position += negated
        parts: list[str] = []
        first = True
        while True:
            if self.position >= len(self.pattern):
                raise InvalidPattern("a bracket is not closed")
            if self._peek("]") and not (first and "]" in self.pattern[self.position + 1 :]):
                self.position += 1
                break
            if self._peek("&&"):
                self.position += 2
                self.only_plain = False
                if first or self._peek("]"):
                    raise UnsupportedPattern("an intersection with nothing has no counterpart")
                parts.append("&&")
                continue
            parts.append(self._item())
            first = False
        self.depth -= 1
        if not parts:
            raise InvalidPattern("a bracket is empty")
        return f"[{'^' if negated else ''}{''.join(parts)}]"

    def _item(self) -> str:
        start, single = self._member()
        if not self._peek("-") or self._peek("-]"):
            return start if single is None else _literal(single)
        if single is None:
            # A class is no start of a range: the hyphen stands for itself, where Oniguruma takes it at all.
            if self.pattern[self.position + 1 : self.position + 2] == "]":
                return start
            raise InvalidPattern("a range starts with a class")
        self.position += 1
        if self._peek("[") or self._peek("&&"):
            return _literal(single) + r"\-"
        _, last = self._member()
        if last is None:
            raise InvalidPattern("a range ends in a class")
        if ord(last) < ord(single):
            raise InvalidPattern("a range is empty")
        return f"{_literal(single)}-{_literal(last)}"

    def _member(self) -> tuple[str, str | None]:
        """A set as text, or a single character."""
        posix = _POSIX_CLASS.match(self.pattern, self.position)
        if posix is not None:
            table = _PLAIN_POSIX if self.plain else _POSIX
            if posix[2] not in table:
                raise InvalidPattern(f"there is no class {posix[2]}")
            self.position = posix.end()
            if posix[1] or table[posix[2]].startswith("[:"):
                self.only_plain = False
            inner = table[posix[2]]
            return (f"[^{inner}]" if posix[1] else inner), None
        char = self._take()
        if char == "[":
            self.only_plain = False
            return self.bracket(), None
        if char != "\\":
            return "", char
        char = self._take()
        if char in "dDsSwW":
            return f"\\{char}", None
        if char in "hH":
            if char == "H":
                self.only_plain = False
            return "0-9A-Fa-f" if char == "h" else "[^0-9A-Fa-f]", None
        if char in "pP" and self._peek("{"):
            self.only_plain = False
            return self._property(char == "P"), None
        if char == "b":
            return "", "\b"
        if char in "RX":
            raise InvalidPattern(f"\\{char} stands in a bracket")
        return "", self._character(char)


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
    plain = general.only_plain
    ascii_text = _Translator(pattern, plain=True).whole() if plain else ""
    return Translation(text, plain, ascii_text, general.unbounded, general.nested, general.ascii_only)
