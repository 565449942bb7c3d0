"""From the text by which a recording holds a body to the bytes that travelled, or to the reason why they are lost.

HAR has one field for text and one word for base64. Recorders put more into it: bytes as text, base64 without the word,
the word without base64, hexadecimal digits, JSON lists of chunks. The law of this module: what it gives is what the
wire had, and where that cannot be known it raises.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass

from contractlab.captures.entries.charsets import is_binary_type, is_textual_type, text_as_body
from contractlab.captures.entries.packed_bodies import LostBody, is_proven_packed
from contractlab.captures.unpacking import GZIP_MAGIC, ZSTD_MAGIC, UnpackBudget
from contractlab.values.display import quiet
from contractlab.values.headers import Headers
from contractlab.values.text import quote

__all__ = ["StoredText", "decode_base64", "refuse_lossy_text"]

_REPLACED = "\ufffd"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_LATIN_CONTROLS = re.compile("[\x80-\x9f]")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")
_JSON_SCALAR = re.compile(r"-?[0-9]+|true|false|null")
_SURELY_ENCODED = 24
"""Characters of base64's alphabet without a space: so long a word is no answer of its own."""
_URL_ALPHABET = str.maketrans("-_", "+/")
_CODINGS = frozenset(["gzip", "x-gzip", "deflate", "br", "zstd", "compress", "identity"])
"""Content codings, which some exporters write where HAR has the encoding of the text."""
_PLAIN = frozenset(["", "utf-8", "utf8", "text", "plain", "none", "string"]) | _CODINGS
_BYTES = frozenset(["binary", "latin1", "latin-1", "iso-8859-1", "ascii", "us-ascii"])
_DATA_ADDRESS = re.compile(r"data:[^,]{0,200};base64,")
_NODE_BUFFER = re.compile(r"\s*\{\s*\"type\"\s*:\s*\"Buffer\"\s*,")
_CHUNKS = re.compile(r"\s*\[\s*\"")


def decode_base64(text: str) -> bytes | None:
    """Bytes of base64 of either alphabet, or None; some writers break the lines, some leave the padding out."""
    compact = "".join(line.strip() for line in text.splitlines()).translate(_URL_ALPHABET)
    if text and not compact:
        return None
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def refuse_lossy_text(text: str, mime_type: str, size: int = -1, *, written_by_client: bool = False) -> None:
    """Let a text pass that has lost nothing when it was made of bytes.

    Parameters
    ----------
    text : str
    mime_type : str
    size : int
        Size of the body in bytes, or -1 where the recording does not say.
    written_by_client : bool
        True for a request: a browser records the text that the page gave it, so that nothing was decoded.

    Raises
    ------
    LostBody
    """
    replaced, textual = _REPLACED in text, is_textual_type(mime_type)
    if textual and not replaced:
        return
    controls = _CONTROLS.search(text) is not None
    if not controls and text.isascii():
        return
    if textual:
        # Three bytes stand for the character itself, one to three for bytes that were none.
        complete = size == len(text.encode("utf-8", "surrogatepass"))
        if controls or not (complete or (size < 0 and written_by_client)):
            raise LostBody("lost bytes when it was turned into text: U+FFFD stands for them")
        return
    if replaced or controls or _LATIN_CONTROLS.search(text):
        raise LostBody("is not text, and lost bytes when it was stored as text")
    if is_binary_type(mime_type):
        raise LostBody("is not text, and was stored as text: how its bytes were read is not known")


@quiet
@dataclass(frozen=True, slots=True)
class StoredText:
    """How a recording holds one body.

    Attributes
    ----------
    text : str
    encoding : str
        Lower case: ``"base64"``, ``"hex"``, ``""`` for text, or whatever else a tool wrote there.
    mime_type : str
    size : int
        Bytes that the recording counts, -1 where it does not.
    headers : Headers
        Of the message.
    written_by_client : bool
        True for a request.
    """

    text: str
    encoding: str
    mime_type: str
    size: int
    headers: Headers
    written_by_client: bool = False

    def to_bytes(self, budget: UnpackBudget) -> tuple[bytes, str]:
        """Give the bytes that were stored, packed as they may be, and a remark where they were stored oddly.

        Raises
        ------
        LostBody
        """
        if self.encoding == "base64":
            return self._of_base64(budget)
        if self.encoding == "hex":
            return self._of_hex(), ""
        if self.encoding in _PLAIN:
            return self._of_unmarked(budget)
        if self.encoding in _BYTES and (not self.text or max(self.text) <= "\xff"):
            return self.text.encode("latin-1"), ""  # a character for each byte
        raise LostBody(f"is stored as {quote(self.encoding, 30)}, which is not read here")

    def _of_base64(self, budget: UnpackBudget) -> tuple[bytes, str]:
        decoded = decode_base64(self.text)
        if decoded is None:
            chunks = self._chunks(_BASE64)
            if chunks is not None:
                return chunks, ""
            if not self.mime_type or not is_textual_type(self.mime_type):
                raise LostBody("is marked base64 and is not")
            # Firefox copies the mark to texts that it holds decoded.
            refuse_lossy_text(self.text, self.mime_type, self.size)
            return text_as_body(self.text, self.mime_type), "is marked base64 and is plain text; read as text"
        if self._may_be_plain(decoded, budget):
            if self.size == len(self.text) != len(decoded):
                return text_as_body(self.text, self.mime_type), "is marked base64 and is plain text; read as text"
            if self.size != len(decoded):
                raise LostBody("is marked base64, and could as well be plain text")
        return decoded, ""

    def _may_be_plain(self, decoded: bytes, budget: UnpackBudget) -> bool:
        """True where the text could be a false mark's: a word or a number that happens to be base64."""
        mime_type, text = self.mime_type, self.text
        if not mime_type or not is_textual_type(mime_type):
            return False
        if max(map(len, text.split()), default=0) >= _SURELY_ENCODED or text.endswith("="):
            return False
        if is_proven_packed(decoded, self.headers, budget):
            return False
        return "json" not in mime_type.lower() or _JSON_SCALAR.fullmatch(text) is not None

    def _of_hex(self) -> bytes:
        chunks = self._chunks(_HEX)
        if chunks is not None:
            return chunks
        compact = "".join(self.text.split())
        if _HEX.fullmatch(compact):
            return bytes.fromhex(compact)
        # PollyJS's mark says "binary" alone; adapters that are not its own wrote base64 under it.
        decoded = decode_base64(compact)
        if decoded is None:
            raise LostBody("is marked binary and is neither hexadecimal nor base64")
        return decoded

    def _chunks(self, form: re.Pattern[str]) -> bytes | None:
        """Bytes of a JSON list of chunks, as PollyJS writes packed bodies; None where it is none."""
        if not _CHUNKS.match(self.text):
            return None
        try:
            chunks = json.loads(self.text)
        except (ValueError, RecursionError):
            return None
        if not isinstance(chunks, list) or not all(isinstance(chunk, str) for chunk in chunks):
            return None
        if not all(form.fullmatch(chunk) for chunk in chunks if chunk):
            return None
        if form is _HEX:
            return b"".join(bytes.fromhex(chunk) for chunk in chunks)
        decoded = [decode_base64(chunk) for chunk in chunks]
        return None if None in decoded else b"".join(piece for piece in decoded if piece is not None)

    def _of_unmarked(self, budget: UnpackBudget) -> tuple[bytes, str]:
        if self.headers.get("content-encoding"):
            packed = self._packed_unmarked(budget)
            if packed is not None:
                return packed, "holds the packed body without saying so"
        text = self.text
        refuse_lossy_text(text, self.mime_type, self.size, written_by_client=self.written_by_client)
        if is_binary_type(self.mime_type):
            shown = self._shown_bytes()
            if shown is not None:
                return shown, "holds bytes as text without saying so"
            if self._chunks(_HEX) is not None or self._chunks(_BASE64) is not None:
                raise LostBody("is not text, and is stored in a way that the recording does not say")
            encoded = len(text) % 4 == 0 and _BASE64.fullmatch(text) is not None
            decoded = decode_base64(text) if encoded else None
            if decoded is not None and self.size == len(decoded):
                return decoded, "holds base64 without saying so"
            if self.size != len(text) and (encoded or _HEX.fullmatch(text)):
                raise LostBody("is not text, and is stored in a way that the recording does not say")
        return text_as_body(text, self.mime_type), ""

    def _shown_bytes(self) -> bytes | None:
        """Bytes as a browser's address or as Node.js shows them; None for any other text.

        Raises
        ------
        LostBody
            If it looks like one of them, and is none.
        """
        shown: bytes | None = None
        address = _DATA_ADDRESS.match(self.text)
        if address is not None:
            shown = decode_base64(self.text[address.end() :])
        elif _NODE_BUFFER.match(self.text):
            try:
                numbers = json.loads(self.text).get("data")
                shown = bytes(numbers) if isinstance(numbers, list) else None  # of a number it would be so many zeros
            except (ValueError, RecursionError, TypeError):
                shown = None
        else:
            return None
        if shown is None:
            raise LostBody("is not text, and is stored in a way that cannot be read")
        return shown

    def _packed_unmarked(self, budget: UnpackBudget) -> bytes | None:
        """Bytes that the text stands for in one of the ways seen, if unpacking them proves it.

        Raises
        ------
        LostBody
            If it is packed, and bytes were lost.
        """
        text = self.text
        ways = [self._chunks(_HEX), self._chunks(_BASE64)]
        if _HEX.fullmatch(text):
            ways.append(bytes.fromhex(text))
        if _BASE64.fullmatch(text):
            ways.append(decode_base64(text))
        if text[:1] in ("\x1f", "\x78", "\x28"):  # how gzip, zlib and zstd begin
            # A character for each byte.
            ways.append(text.encode("latin-1") if max(text) <= "\xff" else None)
        for stored in ways:
            if stored is not None and is_proven_packed(stored, self.headers, budget):
                return stored
        if text.startswith("\x1f") or (_CONTROLS.search(text) and not text.isascii()):
            raise LostBody("is still packed, and lost bytes when it was stored as text")
        if any(stored is not None and stored.startswith((GZIP_MAGIC, ZSTD_MAGIC)) for stored in ways):
            raise LostBody("is still packed, and cannot be unpacked")
        return None
