"""What our Markdown may come to: read with a CommonMark parser, and every token checked."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

ALLOWED = {
    "paragraph", "inline", "text", "code_inline", "fence", "strong", "bullet_list", "list_item", "heading",
    "html_block",
    "table", "thead", "tbody", "tr", "th", "td", "softbreak", "hardbreak",
}  # fmt: skip
_HTML_BLOCK = re.compile(r"(<details( open)?><summary>((?!<(?!/?(b|code)>)).)*</summary>|</details>)\s*")
_OUTSIDE_CODE = re.compile(r"\$|://|www\.|[\w.+-]+@\w|@\w|(?<!\w)#\d|\\\(|\\\[|<[a-zA-Z!/?]", re.IGNORECASE)


def faults(markdown: str) -> list[str]:
    """Everything in `markdown` that strangers' text may have brought about.

    Parameters
    ----------
    markdown : str
        Output of a renderer: HTML only for folded sections, headings only as the title, no links and no images at all.
    """
    wrong: list[str] = []
    opened = 0
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        kind = re.sub(r"_(open|close)$", "", token.type)
        if kind not in ALLOWED:
            wrong.append(f"block {token.type}")
        if token.type == "heading_open" and token.map and token.map[0] != 0:
            wrong.append("a heading that is not the title")
        if token.type == "html_block":
            if not _HTML_BLOCK.fullmatch(token.content):
                wrong.append(f"html {token.content[:80]!r}")
            opened += token.content.count("<details") - token.content.count("</details>")
            if opened < 0:
                wrong.append("a section is closed that nobody opened")
        for child in token.children or ():
            kind = re.sub(r"_(open|close)$", "", child.type)
            if kind not in ALLOWED:
                wrong.append(f"inline {child.type} {child.content[:60]!r}")
            if child.type == "text" and _OUTSIDE_CODE.search(child.content):
                wrong.append(f"outside of code: {child.content[:80]!r}")
    if opened:
        wrong.append(f"{opened} sections left open")
    return wrong
