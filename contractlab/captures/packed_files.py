"""Files that are packed as a whole: gzip around any recording, and zip archives as Playwright writes them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from contractlab.captures.attachments import NO_ATTACHMENTS, ArchivedBodies, AttachedBodies
from contractlab.captures.unpacking import GZIP_MAGIC, PackedWrongly, inflate
from contractlab.errors import InvalidCapture
from contractlab.values.display import quiet

__all__ = ["PACKED_ENDINGS", "PackedFile", "most_entries", "open_packed", "peek", "without_packing"]

PACKED_ENDINGS = (".gz", ".zip")
"""Endings that stand behind that of the recording: ``2.5.0.har.gz``."""
SMALLEST_ALLOWANCE = 16_000_000
"""Bytes that even the smallest packed file may unpack to; parsed JSON takes up to twenty times as much memory."""
RATIO = 20
"""How many times its own size a larger file may unpack to; recordings pack to a tenth."""
FEWEST_ENTRIES = 20_000
"""Entries that are read of the smallest packed file; a few kilobytes can hold millions."""
LARGEST_DIRECTORY = 2_000_000
"""Bytes of a zip's list of members: some 20,000 of them; reading it takes the memory of all."""
_ZIP_MAGIC = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_END_OF_DIRECTORY = struct.Struct("<4s4H2LH")
_OTHERS = {b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zstd", b"7z\xbc\xaf\x27\x1c": "7z"}
_PEEKED = 65_536


@quiet
@dataclass(frozen=True, slots=True)
class PackedFile:
    """What is to be read of a file: itself, or a recording that it packs.

    Attributes
    ----------
    data : bytes
    plain_name : str
        What the recording itself is called: tells readers by its ending what it is.
    member : str
        Its name within an archive that holds several recordings, else ``""``.
    attachments : AttachedBodies
        Bodies that stand beside it in the archive.
    """

    data: bytes = field(repr=False)
    plain_name: str
    member: str = ""
    attachments: AttachedBodies = NO_ATTACHMENTS


def without_packing(name: str) -> str:
    """The name of a file without the endings that say how it is packed."""
    while name.lower().endswith(PACKED_ENDINGS):
        name = name[: name.rindex(".")]
    return name


def allowance(size: int) -> int:
    """How many bytes a packed file of `size` bytes may hold."""
    return max(SMALLEST_ALLOWANCE, RATIO * size)


def most_entries(size: int) -> int:
    """How many entries a packed file of `size` bytes may hold: none that was recorded packs to less than 50 bytes."""
    return max(FEWEST_ENTRIES, size // 50)


def peek(data: bytes) -> bytes:
    """The beginning of what a gzip file holds, as far as it can be unpacked; of any other file itself."""
    if not data.startswith(GZIP_MAGIC):
        return data
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(data[:_PEEKED], _PEEKED)
    except zlib.error:
        return data


def open_packed(data: bytes, name: str, recordings: tuple[str, ...]) -> list[PackedFile]:
    """Unpack a file if it is packed.

    Parameters
    ----------
    data : bytes
    name : str
    recordings : tuple of str
        Endings of recordings, lower case: members of an archive that are read.

    Returns
    -------
    list of PackedFile
        Of a file that is not packed itself.

    Raises
    ------
    InvalidCapture
        If it cannot be unpacked, hides more than its allowance, or holds nothing to read.
    """
    if data.startswith(GZIP_MAGIC):
        try:
            unpacked = inflate(data, 16 + zlib.MAX_WBITS, "gzip", allowance(len(data)))
        except PackedWrongly as error:
            raise InvalidCapture(name, [f"{error}. Unpack it yourself, and give what is in it."]) from None
        if unpacked.startswith((GZIP_MAGIC, _ZIP_MAGIC)):
            raise InvalidCapture(name, ["is packed twice; unpack it once."])
        return [PackedFile(unpacked, without_packing(name))]
    if data.startswith((_ZIP_MAGIC, _EMPTY_ZIP)):
        return list(_members(data, name, recordings))
    for magic, packing in _OTHERS.items():
        if data.startswith(magic):
            raise InvalidCapture(name, [f"is packed by {packing}, and gzip and zip can be read; unpack it first."])
    return [PackedFile(data, name)]


def _members(data: bytes, name: str, recordings: tuple[str, ...]) -> Iterator[PackedFile]:
    _bound_directory(data, name)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error):
        raise InvalidCapture(name, ["is a broken zip archive. Save or download it again."]) from None
    bodies = ArchivedBodies(archive, allowance(len(data)))
    recorded = [member.filename for member in members if _is_recording(member, recordings)]
    if not recorded:
        count = "1 file" if len(members) == 1 else f"{len(members):,} files"
        raise InvalidCapture(name, [f"holds no recording among its {count}: none ends in {', '.join(recordings)}."])
    for member_name in recorded:
        try:
            content = bodies.read_member(member_name)
        except PackedWrongly as error:
            raise InvalidCapture(name, [f"{member_name[:100]} in it {error}."]) from None
        if content.startswith((GZIP_MAGIC, _ZIP_MAGIC)):
            raise InvalidCapture(name, [f"{member_name[:100]} in it is packed twice; unpack it once."])
        yield PackedFile(content, member_name, member_name if len(recorded) > 1 else "", bodies)


def _is_recording(member: zipfile.ZipInfo, recordings: tuple[str, ...]) -> bool:
    base = member.filename.rpartition("/")[2]
    # macOS adds a folder of files about files.
    return base.lower().endswith(recordings) and not base.startswith(".") and "__MACOSX/" not in member.filename


def _bound_directory(data: bytes, name: str) -> None:
    """Look at how long the list of members is before the library reads it whole.

    Raises
    ------
    InvalidCapture
    """
    start = data.rfind(_EMPTY_ZIP, max(0, len(data) - 65_557))
    if start < 0 or start + _END_OF_DIRECTORY.size > len(data):
        raise InvalidCapture(name, ["is a zip archive that is cut off. Save or download it again."])
    length = _END_OF_DIRECTORY.unpack_from(data, start)[5]
    # The second form of the list, for archives beyond 4 GB or 65,535 members, would be believed instead of this one.
    if length > LARGEST_DIRECTORY or data[max(0, start - 20) : start].startswith(b"PK\x06\x07"):
        raise InvalidCapture(name, ["is a zip archive of too many files; unpack it, and give the recording in it."])
