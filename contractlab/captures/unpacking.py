"""Unpacking bytes that anybody may have packed: in linear time, and never to more than was allowed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from contractlab.values.display import quiet

__all__ = ["GZIP_MAGIC", "ZSTD_MAGIC", "Inflated", "PackedWrongly", "UnpackBudget", "inflate", "inflate_members"]

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
MOST_MEMBERS = 100_000
"""Members of one gzip stream; a log that is appended to has one for each write."""
_FIRST_PIECE, _LARGEST_PIECE = 256, 1 << 20


class PackedWrongly(Exception):
    """What is packed is broken, or hides more than a limit; the text goes on after "it".

    Attributes
    ----------
    broken : bool
        True if no program could undo it: the bytes are not what they are said to be.
    """

    def __init__(self, message: str, *, broken: bool = False) -> None:
        super().__init__(message)
        self.broken = broken


@quiet
@dataclass(frozen=True, slots=True)
class Inflated:
    """What was unpacked.

    Attributes
    ----------
    data : bytes
    members : int
        Of a gzip stream (RFC 1952 §2.2); 1 for all other formats.
    """

    data: bytes
    members: int


@dataclass(slots=True)
class UnpackBudget:
    """How many bytes everything in one file may still unpack to.

    Each body has a limit of its own; a cassette of 1 MB with a thousand bodies of that size would still fill the
    memory.

    Attributes
    ----------
    left : int
    """

    left: int = 64_000_000

    @classmethod
    def of_file(cls, size: int) -> UnpackBudget:
        """The budget of a file of `size` bytes: recordings pack to a tenth, so twenty times is generous."""
        return cls(max(cls().left, 20 * size))

    def spend(self, size: int) -> None:
        """Take `size` bytes from what is left.

        Raises
        ------
        PackedWrongly
            If there are not so many.
        """
        if size > self.left:
            raise PackedWrongly("unpacks to more, with what came before it in this file, than a file may; split it")
        self.left -= size


def inflate(data: bytes, window: int, name: str, limit: int, budget: UnpackBudget | None = None) -> bytes:
    """Unpack what zlib knows; parameters and exceptions as in `inflate_members`."""
    return inflate_members(data, window, name, limit, budget).data


def inflate_members(data: bytes, window: int, name: str, limit: int, budget: UnpackBudget | None = None) -> Inflated:
    """Unpack what zlib knows, and count the members of a gzip stream.

    Parameters
    ----------
    data : bytes
    window : int
        ``wbits`` of zlib, which says the format. A gzip stream may be several members (RFC 1952 §2.2).
    name : str
        What the format is called.
    limit : int
        Most bytes to unpack.
    budget : UnpackBudget, optional

    Raises
    ------
    PackedWrongly
    """
    allowed = limit if budget is None else min(limit, budget.left)
    view = memoryview(data)
    several = window > zlib.MAX_WBITS
    pieces: list[bytes] = []
    size = position = members = 0
    while position < len(view):
        members += 1
        if members > MOST_MEMBERS:
            raise PackedWrongly(f"has more than {MOST_MEMBERS:,} {name} members; unpack it first")
        unpacker = zlib.decompressobj(window)
        # zlib copies what it did not need. Small pieces at first keep that copy small: a million members of twenty
        # bytes would otherwise be copied a million times.
        step = _FIRST_PIECE
        while not unpacker.eof and position < len(view):
            fed = view[position : position + step]
            try:
                piece = unpacker.decompress(fed, allowed - size + 1)
            except zlib.error:
                raise PackedWrongly(f"is marked {name} and is not", broken=True) from None
            size += len(piece)
            pieces.append(piece)
            if size > allowed:
                _refuse(size, limit, budget)
            position += len(fed) - len(unpacker.unused_data) - len(unpacker.unconsumed_tail)
            step = min(2 * step, _LARGEST_PIECE)
        if not unpacker.eof:
            raise PackedWrongly(f"is cut off: its {name} content has no end", broken=True)
        # Zeros and leftovers of a buffer behind the last member are passed over, as gzip itself does.
        if not several or view[position : position + 2] != GZIP_MAGIC:
            break
    if budget is not None:
        budget.spend(size)
    return Inflated(b"".join(pieces), max(members, 1))


def _refuse(size: int, limit: int, budget: UnpackBudget | None) -> None:
    if size > limit or budget is None:
        raise PackedWrongly(f"unpacks to more than {limit:,} bytes")
    budget.spend(size)
