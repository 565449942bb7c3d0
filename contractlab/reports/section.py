"""Parts of a report: a section with its blocks, and a heading that notebooks list among their contents."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from contractlab.values.display import Shown, quiet
from contractlab.values.text import visible
from contractlab.views.guard import broken_block
from contractlab.views.markdown import escape_text
from contractlab.views.model import Block, Document, Line, Paragraph, line
from contractlab.views.registry import register
from contractlab.views.words import cut

__all__ = ["Heading", "Section", "guarded_section", "left_out_section", "quiet_section"]


@quiet
@dataclass(frozen=True)
class Section(Shown):
    """A part of a report, drawn as the views are.

    Attributes
    ----------
    name : str
        What links find it by; never a stranger's word.
    title : str
    blocks : tuple of Block
    figure : int or None
        How many there are of what it lists.
    remark : Line
        What stands beside the title.
    quiet : bool
        True where it has nothing to tell; it says so in a sentence.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]
    figure: int | None = None
    remark: Line = ()
    quiet: bool = False


register(Section, lambda section: Document(section.blocks))


def quiet_section(name: str, title: str, text: str, figure: int | None = 0) -> Section:
    """A section in which there is nothing, and which says so."""
    return Section(name, title, (Paragraph(line(text)),), figure, quiet=True)


def left_out_section(name: str) -> Section:
    """What stands in the place of a section that was not made any more."""
    return quiet_section(name, _title(name), "The report was interrupted before this was made.", None)


def guarded_section(name: str, make: Callable[[], Section | None]) -> Section | None:
    """A section, or one that says that it cannot be drawn: the others are written all the same."""
    try:
        return make()
    except Exception as error:
        return Section(name, _title(name), (broken_block(error),))


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()


class Heading:
    """A heading: notebooks list it among their contents, which the views' own titles stay out of.

    Parameters
    ----------
    text : str
        Plain text; it may come from anyone.
    level : int
        1 to 6.
    """

    def __init__(self, text: str, level: int = 1) -> None:
        self.text = cut(" ".join(text.split()), 400)
        self.level = level

    @property
    def markdown(self) -> str:
        """The heading as one line of Markdown."""
        return f"{'#' * self.level} {escape_text(self.text) or '–'}"

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        return {"text/plain": visible(self.text), "text/markdown": f"{self.markdown}\n"}

    def __repr__(self) -> str:
        return f"<Heading {self.text!r}>"
