"""Writing a definition where a file may be: together with it, in its place, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from contractlab.contracts.defining import Change, FormatDefining, Loss
from contractlab.definition.file_differences import file_differences
from contractlab.definition.ground import Name, Present
from contractlab.definition.kept_example import KeptExample
from contractlab.errors import ContractBroken, InvalidContract, SaveConflict
from contractlab.values.display import quiet
from contractlab.values.files import is_folder, lock_folder, read_file, replace_file
from contractlab.values.json_text import NotJson, json_text, parse_json
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.number_texts import Written, keep_number_texts
from contractlab.values.text import shorten_middle, visible

__all__ = ["CALLS", "FileChanges", "Saved", "WaysOut", "not_written", "save_document", "save_files"]

_SHOWN = 20


@quiet
@dataclass(frozen=True, slots=True)
class WaysOut:
    """What refusals advise, in the words of who saves: calls of Python, or options of a test run.

    Attributes
    ----------
    accept : str
        How to write what differs from the file.
    overwrite : str
        How to write in the place of the file.
    prune : str
        How to drop stale examples.
    unproved : str
        What to do about examples that are not proved.
    """

    accept: str = "say changed='merge' or changed='overwrite'"
    overwrite: str = "say changed='overwrite'"
    prune: str = "save(…, prune=True) drops what is not defined"
    unproved: str = "Run the consumer against the mock, or say unproved=True to explore."


CALLS = WaysOut()


@quiet
@dataclass(frozen=True, slots=True)
class Saved:
    """What was done: the file, whether it is another than before, what it holds, and stale examples in it."""

    path: Path
    changed: bool
    document: JSON
    stale: tuple[str, ...] = ()
    ways: WaysOut = CALLS

    @property
    def stale_words(self) -> str:
        """Names the stale examples, which the file still holds."""
        named = ", ".join(f"“{shorten_middle(name, 80)}”" for name in self.stale[:_SHOWN])
        more = f" and {len(self.stale) - _SHOWN} more" if len(self.stale) > _SHOWN else ""
        return (
            f"{visible(self.path)} still holds {named}{more}, which this session defined and does not define any more; "
            f"{self.ways.prune}"
        )


@dataclass(frozen=True, slots=True)
class FileChanges:
    """What may change in a file.

    Attributes
    ----------
    changed : str
        ``"merge"``, ``"overwrite"`` or ``"fail"``: what to do where a file is there.
    prune : bool
        True drops stale examples.
    owned, defined : frozensets of names
        What the session has defined at any time, and what it defines now.
    replaced : tuple of KeptExample
        Loaded examples that are defined otherwise now.
    sources : list of (document, text)
        Whose spelling of numbers is kept.
    ways : WaysOut
    dry : bool
        True writes nothing, and refuses where the file is not the document already.
    """

    changed: Change = "merge"
    prune: bool = False
    owned: frozenset[Name] = frozenset()
    defined: frozenset[Name] = frozenset()
    replaced: tuple[KeptExample, ...] = ()
    sources: Sequence[Written] = ()
    ways: WaysOut = CALLS
    dry: bool = False


def not_written(refused: list[str], saved: Saved | None, ways: WaysOut = CALLS) -> ContractBroken:
    """The refusal that names what was not written; `saved` is what was."""
    named = "".join(f"\n  {name}" for name in refused)
    rest = "Nothing was written." if saved is None else f"The others are in {saved.path}."
    what = "1 example is" if len(refused) == 1 else f"{len(refused)} examples are"
    return ContractBroken(f"{what} not written:{named}\n{rest} {ways.unproved}")


def save_files(
    path: Path, document: JSONObject, defining: FormatDefining, changes: FileChanges, files: Sequence[str] | None
) -> Saved:
    """Write a document to a file, or to those that its format has for it in a folder; as `save_document`.

    Returns
    -------
    Saved
        Of the first file: what it holds after merging is what the others get.
    """
    if path.suffix and not is_folder(path):
        return save_document(path, document, defining, changes)
    saved = save_document(defining.files(path, document, files)[0], document, defining, changes)
    assert isinstance(saved.document, dict)  # as it was defined, or merged with one
    if changes.dry:
        return saved
    for copy in defining.files(path, saved.document, files)[1:]:
        save_document(copy, saved.document, defining, replace(changes, changed="overwrite"))
    return saved


def save_document(target: Path, document: JSONObject, defining: FormatDefining, changes: FileChanges) -> Saved:
    """Write a document.

    Parameters
    ----------
    target : Path
    document : JSON object
    defining : FormatDefining
        Of its format.
    changes : FileChanges

    Raises
    ------
    SaveConflict
        If something in the file would be lost, the file cannot be read or written, or it would be another and that
        is refused.
    """
    if changes.dry:
        return _checked(target, document, defining, changes)
    _make_folder(target.parent)
    with lock_folder(target):
        present = _present(target)
        if present is None or changes.changed == "overwrite":
            replace_file(target, keep_number_texts(defining.write(document), document, changes.sources))
            return Saved(target, True, document)
        parsed = _parsed(target, present, changes.ways)
        if changes.changed == "fail":
            if not defining.same(document, parsed):
                raise _would_change(target, file_differences(document, present, defining), changes.ways)
            return Saved(target, False, parsed)
        file = Present(parsed, present, defining)
        stale = file.settle(changes.owned, changes.defined, changes.replaced, prune=changes.prune)
        try:
            merged, losses = defining.merged(document, file.document)
        except InvalidContract as error:
            raise SaveConflict(
                f"{visible(target)} cannot be merged with: {error}; {changes.ways.overwrite} to write in its place"
            ) from None
        if losses:
            raise SaveConflict(_conflict(target, list(losses), changes.ways))
        data = keep_number_texts(defining.write(merged), merged, [*changes.sources, (parsed, present)])
        if data != present:
            replace_file(target, data)
        return Saved(target, data != present, merged, tuple(stale), changes.ways)


def _checked(target: Path, document: JSONObject, defining: FormatDefining, changes: FileChanges) -> Saved:
    """The file as it is, where it holds the document and nothing else; raises `SaveConflict` where it does not."""
    present = _present(target)
    if present is None:
        raise _would_change(target, ["the file does not exist"], changes.ways)
    parsed = _parsed(target, present, changes.ways)
    if not defining.same(document, parsed):
        raise _would_change(target, file_differences(document, present, defining), changes.ways)
    return Saved(target, False, parsed)


def _would_change(target: Path, differing: list[str], ways: WaysOut) -> SaveConflict:
    named = "".join(f"\n  {each}" for each in differing)
    return SaveConflict(f"{visible(target)} would change:{named}\nTo have it so, {ways.accept}.")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaveConflict(f"{visible(folder)}: cannot be made: {error.strerror or error}.") from None


def _present(target: Path) -> bytes | None:
    try:
        return read_file(target)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SaveConflict(f"{visible(target)}: cannot be read: {error.strerror or error}.") from None


def _parsed(target: Path, data: bytes, ways: WaysOut) -> JSON:
    try:
        parsed: JSON = parse_json(data.removeprefix(b"\xef\xbb\xbf"))
    except NotJson as error:
        raise SaveConflict(
            f"{visible(target)} does not hold a contract ({error}); {ways.overwrite} to write in its place"
        ) from None
    return parsed


def _conflict(target: Path, losses: list[Loss], ways: WaysOut) -> str:
    named = "".join(
        f"\n  {loss.text}\n    in the file: {shorten_middle(json_text(loss.before), 400)}\n    defined:     "
        f"{shorten_middle(json_text(loss.after), 400)}"
        for loss in losses[:_SHOWN]
    )
    more = f"\n  … {len(losses) - _SHOWN} more" if len(losses) > _SHOWN else ""
    return (
        f"{visible(target)}: merging would lose {len(losses)} "
        f"{'thing' if len(losses) == 1 else 'things'}:{named}{more}\n"
        f"Nothing was written. To write the definition alone in its place, {ways.overwrite}."
    )
