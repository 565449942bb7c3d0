"""Where ContractCase puts a contract: a folder for the provider, a file for the consumer, by hash and by ``main``.

Source: ContractCase 0.30.1, which names files by npm's slug 9 in its pretty mode and then by filenamify.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path

from contractlab.formats.contractcase.letters import LETTERS, SEQUENCES
from contractlab.formats.contractcase.matching.js_values import utf8

__all__ = ["MAIN", "contract_files", "name_in_file", "slug"]

MAIN = "main"
_SPACES = "[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
_SPACE = re.compile(f"{_SPACES}+")
_KEPT = re.compile(f"[A-Za-z0-9_]|{_SPACES}")
_LONGEST = max(map(len, SEQUENCES))
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_MAX = 255
_NAMED = re.compile(r"-([0-9a-f]{64}|main)\.case\.json$")


def _romanised(name: str) -> str:
    letters: list[str] = []
    at = 0
    while at < len(name):
        for length in range(_LONGEST, 1, -1):
            text = SEQUENCES.get(name[at : at + length])
            if text is not None and len(name[at : at + length]) == length:
                letters.append(text)
                at += length
                break
        else:
            letter = name[at]
            if letter in LETTERS:
                letters.append(LETTERS[letter])
            elif letter == "-":
                letters.append(" ")
            elif _KEPT.match(letter):
                letters.append(letter)
            at += 1
    text = "".join(letters)
    return _SPACE.sub("-", re.sub(f"^{_SPACES}+|{_SPACES}+$", "", text)).lower()


def slug(name: str) -> str:
    """A participant's name as part of a file name; it holds letters, digits, ``-``, ``_`` and ``!`` only.

    Parameters
    ----------
    name : str
        ``My Svc (v2)`` becomes ``my-svc-v2``; a name of which nothing is left is taken in base64.
    """
    made = _romanised(name) or _romanised(base64.b64encode(utf8(name)).decode("ascii")) or "_"
    return f"{made}!" if _RESERVED.fullmatch(made) else made[:_MAX]


def contract_files(folder: Path, consumer: str, provider: str, digest: str) -> tuple[Path, Path]:
    """The file by hash and the file ``main`` of a contract.

    Parameters
    ----------
    folder : Path
        Where contracts lie (ContractCase calls it ``contractDir``).
    consumer, provider : str
    digest : str
        As `content_hash` gives it.
    """
    below = folder / slug(provider)
    return below / f"{slug(consumer)}-{digest}.case.json", below / f"{slug(consumer)}-{MAIN}.case.json"


def name_in_file(name: str) -> str | None:
    """The hash, or ``main``, that a file name says; None for other names."""
    named = _NAMED.search(name)
    return named[1] if named else None
