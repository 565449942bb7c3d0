"""How `Gaps` is shown: blocks, which contractlab draws as HTML, Markdown and text, and makes harmless."""

from contractlab.views.model import Bullets, Document, Paragraph, code, line, strong


def build_gaps(gaps):
    names = [result.example.description for result in gaps.run.not_exercised]
    title = Paragraph(line(strong(len(names)), " without a capture"), "title")
    return Document((title, Bullets(tuple(line(code(name)) for name in names))))
