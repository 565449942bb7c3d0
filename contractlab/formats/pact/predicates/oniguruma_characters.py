"""Characters and sets of characters in Oniguruma's patterns: brackets, POSIX classes, properties, escapes."""

from __future__ import annotations

import re

import regex

__all__ = ["MAX_NESTING", "CharacterReader", "InvalidPattern", "UnsupportedPattern", "literal"]

MAX_NESTING = 100

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
_POSIX_CLASS = re.compile(r"\[:(\^?)(\w+):\]")
_PROPERTY = re.compile(r"\{(\^?)([\w \-=]+)\}", re.ASCII)


class InvalidPattern(ValueError):
    """Oniguruma refuses the pattern."""


class UnsupportedPattern(ValueError):
    """Oniguruma reads the pattern, and there is no way to say it in Python."""


def literal(char: str) -> str:
    """The character as it stands in a pattern of Python."""
    return f"\\{char}" if char in "\\^$.|?*+()[]{}-&~# \t\n\r\f\v/:'\"<>=!," and not char.isalnum() else char


class CharacterReader:
    """Reads what stands for one character.

    Parameters
    ----------
    pattern : str
    plain : bool
        True to write for the standard library and ASCII texts.
    """

    def __init__(self, pattern: str, *, plain: bool) -> None:
        self.pattern = pattern
        self.position = 0
        self.plain = plain
        self.only_plain = True
        self.depth = 0

    def peek(self, text: str) -> bool:
        """True if `text` comes next."""
        return self.pattern.startswith(text, self.position)

    def take(self) -> str:
        """The next character, which is passed."""
        if self.position >= len(self.pattern):
            raise InvalidPattern("the pattern ends too early")
        char = self.pattern[self.position]
        self.position += 1
        return char

    def character(self, char: str) -> str:
        """One character written as an escape; letters without a meaning stand for themselves."""
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char == "x":
            wide = re.compile(r"\{([0-9A-Fa-f]{1,8})\}").match(self.pattern, self.position)
            matched = wide or re.compile(r"([0-9A-Fa-f]{0,2})").match(self.pattern, self.position)
            return self._code(matched, 16)
        if char == "u":
            matched = re.compile(r"([0-9A-Fa-f]{4})").match(self.pattern, self.position)
            if matched is None:
                raise InvalidPattern("\\u needs four digits")
            return self._code(matched, 16)
        if char == "o" and self.peek("{"):
            return self._code(re.compile(r"\{([0-7]{1,11})\}").match(self.pattern, self.position), 8)
        if char in "01234567":
            self.position -= 1
            return self._code(re.compile(r"([0-7]{1,3})").match(self.pattern, self.position), 8)
        if char == "c" or (char == "C" and self.peek("-")):
            self.position += char == "C"
            return chr(ord(self.take()) & 0x9F)
        if char == "M" and self.peek("-"):
            raise UnsupportedPattern("\\M- makes no character of UTF-8")
        return char

    def _code(self, matched: re.Match[str] | None, base: int) -> str:
        if matched is None:
            raise InvalidPattern("a character's number cannot be read")
        self.position = matched.end()
        number = int(matched[1] or "0", base)
        if number > 0x10FFFF or 0xD800 <= number < 0xE000 or (base == 8 and number > 0xFF):
            raise InvalidPattern("a character's number is out of range")
        if 0x80 <= number <= 0xFF and "{" not in matched[0] and len(matched[1]) < 4:
            raise UnsupportedPattern("single bytes of UTF-8 have no counterpart")
        return chr(number)

    def property_of(self, negated: bool) -> str:
        """A property in braces, for the inside of a bracket."""
        matched = _PROPERTY.match(self.pattern, self.position)
        if matched is None:
            raise InvalidPattern("a property's name cannot be read")
        self.position = matched.end()
        negated ^= bool(matched[1])
        name = re.sub(r"[ _-]", "", matched[2]).lower()
        if name.startswith("is") or "=" in name:
            raise InvalidPattern(f"unknown property {matched[2]}")
        if name == "punct":
            return rf"\{'P' if negated else 'p'}{{P}}"
        if name in _POSIX:
            return f"[^{_POSIX[name]}]" if negated else f"[{_POSIX[name]}]"
        try:
            regex.compile(rf"\p{{{matched[2]}}}")
        except regex.error:
            raise InvalidPattern(f"unknown property {matched[2]}") from None
        return rf"\{'P' if negated else 'p'}{{{matched[2]}}}"

    def bracket(self) -> str:
        """A character class, from behind its opening bracket."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise UnsupportedPattern("brackets are nested too deeply")
        negated = self.peek("^")
        self.position += negated
        parts: list[str] = []
        first = True
        while True:
            if self.position >= len(self.pattern):
                raise InvalidPattern("a bracket is not closed")
            if self.peek("]") and not (first and "]" in self.pattern[self.position + 1 :]):
                self.position += 1
                break
            if self.peek("&&"):
                self.position += 2
                self.only_plain = False
                if first or self.peek("]"):
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
        if not self.peek("-") or self.peek("-]"):
            return start if single is None else literal(single)
        if single is None:
            # A class is no start of a range: the hyphen stands for itself, where Oniguruma takes it at all.
            if self.pattern[self.position + 1 : self.position + 2] == "]":
                return start
            raise InvalidPattern("a range starts with a class")
        self.position += 1
        if self.peek("[") or self.peek("&&"):
            return literal(single) + r"\-"
        _, last = self._member()
        if last is None:
            raise InvalidPattern("a range ends in a class")
        if ord(last) < ord(single):
            raise InvalidPattern("a range is empty")
        return f"{literal(single)}-{literal(last)}"

    def _member(self) -> tuple[str, str | None]:
        """A set as text, or a single character."""
        posix = _POSIX_CLASS.match(self.pattern, self.position)
        if posix is not None:
            table = _PLAIN_POSIX if self.plain else _POSIX
            if posix[2] not in table:
                raise InvalidPattern(f"unknown class {posix[2]}")
            self.position = posix.end()
            if posix[1] or table[posix[2]].startswith("[:"):
                self.only_plain = False
            inner = table[posix[2]]
            return (f"[^{inner}]" if posix[1] else inner), None
        char = self.take()
        if char == "[":
            self.only_plain = False
            return self.bracket(), None
        if char != "\\":
            return "", char
        char = self.take()
        if char in "dDsSwW":
            return f"\\{char}", None
        if char in "hH":
            if char == "H":
                self.only_plain = False
            return "0-9A-Fa-f" if char == "h" else "[^0-9A-Fa-f]", None
        if char in "pP" and self.peek("{"):
            self.only_plain = False
            return self.property_of(char == "P"), None
        if char == "b":
            return "", "\b"
        if char in "RX":
            raise InvalidPattern(f"\\{char} stands in a bracket")
        return "", self.character(char)
