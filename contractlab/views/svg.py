"""Pictures as static SVG: no script, no address, nothing fetched; colours by class, so that both themes are right.

Marks of one look are one path, because a matrix has hundreds of them. Every text passes `text_of`.
"""

from __future__ import annotations

from collections.abc import Iterable

from contractlab.views.drawing import Drawing, Look, Mark, Stroke, Words
from contractlab.views.escaping import text_of

__all__ = ["PICTURE_STYLE", "SWITCH", "frame_class", "least_width", "render_svg"]

_LIGHT = (
    "--f:#b8430a;--ft:#fff;--e:#a8327a;--et:#fff;--p:#fff0b3;--pt:#5c4600;--o:#dcecf8;--ot:#0b4a73;--w:#1f6fb2;"
    "--wt:#fff;--h1:#f6d9c9;--h2:#e8a37c;--h3:#b8430a;--h4:#7a2a00;--ht:#1d1d1d;--hu:#fff;--b:#fff"
)
_DARK = (
    "--f:#ff9a5c;--ft:#2b1000;--e:#f09acb;--et:#36001f;--p:#4a3c00;--pt:#ffe08a;--o:#14304a;--ot:#a9d4f5;--w:#8cc7f2;"
    "--wt:#00223c;--h1:#4f2a18;--h2:#8f4520;--h3:#ff9a5c;--h4:#ffd0b0;--ht:#fff;--hu:#2b1000;--b:#151515"
)
_MONO = 'menlo,consolas,"DejaVu Sans Mono",monospace'

PICTURE_STYLE = (
    f".clp{{{_LIGHT};display:block;width:100%;height:auto;margin:0 auto 0 0;direction:ltr;"
    "font:12px/1 system-ui,sans-serif}"
    # JupyterLab and Notebook 7; VS Code; Colab; marimo. Each says in its own way that it is light, too.
    f':is([data-jp-theme-light="false"],.vscode-dark,html[theme="dark"],.dark) .clp{{{_DARK}}}'
    "@media(prefers-color-scheme:dark){"
    "html:not([theme]) body:not([data-jp-theme-light],.vscode-light,.light) .clp{"
    f"{_DARK}}}}}"
    ".clp text{fill:currentColor}.clp .m,.clp .t{text-anchor:middle}.clp .e{text-anchor:end}.clp .s{text-anchor:start}"
    ".clp path{stroke-linejoin:round}"
    ".clp .failed{fill:var(--f)}.clp .error{fill:var(--e)}.clp .passed{fill:var(--o)}.clp .allowed{fill:var(--w)}"
    ".clp .pending{fill:var(--p)}.clp .not-exercised{fill:none;stroke:#808080;stroke-dasharray:3 2}"
    ".clp .step-1{fill:var(--h1)}.clp .step-2{fill:var(--h2)}.clp .step-3{fill:var(--h3)}.clp .step-4{fill:var(--h4)}"
    ".clp .track{fill:#80808018}.clp .unchecked,.clp .line{fill:none;stroke:currentColor;stroke-opacity:.72}"
    ".clp .hatch{stroke:currentColor;stroke-opacity:.4;stroke-dasharray:2 4}"
    ".clp .lane-allowed{fill:var(--o);stroke:var(--w)}"
    ".clp .lane-refused{fill:none;stroke:#80808080;stroke-dasharray:4 3}"
    ".clp .t text{font-size:11px;font-weight:600}.clp .t-failed text{fill:var(--ft)}.clp .t-error text{fill:var(--et)}"
    ".clp .t-passed text{fill:var(--ot)}.clp .t-allowed text{fill:var(--wt)}.clp .t-pending text{fill:var(--pt)}"
    ".clp .t-step-1 text,.clp .t-step-2 text{fill:var(--ht)}.clp .t-step-3 text,.clp .t-step-4 text{fill:var(--hu)}"
    ".clp .strong,.clp .code-strong{font-weight:600}.clp .faint{fill-opacity:.72}"
    ".clp.dense .t text{font-size:10px;font-weight:400}.clp .paper{fill:var(--jp-layout-color0,var(--b))}"
    ".clp-end{direction:rtl}"
    f".clp .code,.clp .code-strong{{font-family:{_MONO}}}"
)
"""How marks and words look; a notebook's theme wins over the system's.

A frame that is too narrow scrolls from its right end where the newest version stands there.
"""

SWITCH = (
    ".clp-frame{display:block!important;overflow-x:auto}.clp-table{display:none}"
    "@media print{.clp-frame{overflow:visible}}"
)
"""Shows the drawing and hides the table of the same figures. Who drops SVG drops this too, and shows the table.
"""

_STROKES = {
    "line": "",
    "failed": ' style="stroke:var(--f);stroke-opacity:1;stroke-width:3"',
    "open": ' style="stroke:var(--f);stroke-opacity:1;stroke-width:3;stroke-dasharray:7 5"',
    "nothing": ' style="stroke:var(--e);stroke-opacity:1;stroke-width:3;stroke-dasharray:7 5"',
    "nothing-head": ' style="stroke:var(--e);stroke-opacity:1;stroke-width:3"',
    "verified": ' style="stroke:var(--w);stroke-opacity:1;stroke-width:1.5"',
}

_NARROW, _SMALLEST = 560, 0.75
_LABEL_DOWN = 4
_START, _LETTER = 8, 7


def least_width(drawing: Drawing) -> int:
    """Width below which its frame scrolls, so that nothing becomes too small to read."""
    return max(min(drawing.width, _NARROW), int(drawing.width * _SMALLEST))


def frame_class(drawing: Drawing) -> str:
    """Classes of the frame that scrolls."""
    return "clp-frame clp-end" if drawing.newest_last else "clp-frame"


def _box(mark: Mark) -> str:
    return f"M{mark.x} {mark.y}h{mark.width}v{mark.height}h-{mark.width}z"


def _by_look(marks: Iterable[Mark]) -> dict[Look, list[Mark]]:
    grouped: dict[Look, list[Mark]] = {}
    for mark in marks:
        grouped.setdefault(mark.look, []).append(mark)
    return grouped


def _hatch(mark: Mark) -> str:
    """Stripes: one thick line of short dashes, so that no pattern is needed, whose name could repeat on a page."""
    middle = mark.y + mark.height // 2
    return f'<path class="hatch" stroke-width="{mark.height}" d="M{mark.x} {middle}h{mark.width}"/>'


def _paper(mark: Mark) -> str:
    width = _LETTER * len(mark.label) + 6
    return f"M{mark.x + _START - 3} {mark.y + 2}h{width}v{mark.height - 4}h-{width}z"


def _marks(marks: Iterable[Mark]) -> str:
    parts: list[str] = []
    for look, alike in _by_look(marks).items():
        if look == "unchecked":
            parts += map(_hatch, alike)
        parts.append(f'<path class="{look}" d="{"".join(map(_box, alike))}"/>')
        if look == "unchecked":
            # Stripes would cross the figure.
            parts.append(f'<path class="paper" d="{"".join(map(_paper, alike))}"/>')
        labels = _labels(alike)
        parts.append(f'<g class="t t-{look}">{labels}</g>' if labels else "")
    return "".join(parts)


def _labels(marks: Iterable[Mark]) -> str:
    """Labels of marks of one look; signs and digits of a row are one text, in which each has its own place."""
    parts: list[str] = []
    signs: dict[int, list[tuple[int, str]]] = {}
    for mark in marks:
        y, label = mark.y + mark.height // 2 + _LABEL_DOWN, mark.label
        if mark.starts:
            parts.append(f'<text class="s" x="{mark.x + _START}" y="{y}">{text_of(label)}</text>')
        elif len(label) == 1:
            signs.setdefault(y, []).append((mark.x + mark.width // 2, label))
        elif label:
            parts.append(f'<text x="{mark.x + mark.width // 2}" y="{y}">{text_of(label)}</text>')
    for y, row in signs.items():
        parts.append(
            f'<text x="{" ".join(str(x) for x, _ in row)}" y="{y}">{"".join(text_of(s) for _, s in row)}</text>'
        )
    return "".join(parts)


_ANCHORS = {"start": "", "middle": "m", "end": "e"}


def _class(words: Words) -> str:
    """Of all of its words where they are of one look, else of the line alone."""
    look = words.spans[0][0] if len(words.spans) == 1 else "text"
    return " ".join(filter(None, [_ANCHORS[words.anchor], look if look != "text" else ""]))


def _words(words: Words) -> str:
    if len(words.spans) == 1:
        inner = text_of(words.spans[0][1])
    else:
        inner = "".join(f'<tspan class="{look}">{text_of(text)}</tspan>' for look, text in words.spans)
    whole = f"<title>{text_of(words.whole)}</title>" if words.whole else ""
    return f'<text x="{words.x}" y="{words.y}">{whole}{inner}</text>'


def _lines(words: Iterable[Words]) -> str:
    """Lines of one look together, in the order of the first of each."""
    grouped: dict[str, list[str]] = {}
    for line in words:
        grouped.setdefault(_class(line), []).append(_words(line))
    return "".join(
        f'<g class="{name}">{"".join(lines)}</g>' if name else "".join(lines) for name, lines in grouped.items()
    )


def _stroke(stroke: Stroke) -> str:
    points = "L".join(f"{x} {y}" for x, y in zip(*[iter(stroke.points)] * 2, strict=True))
    return f'<path class="line"{_STROKES[stroke.look]} d="M{points}"/>'


def render_svg(drawing: Drawing) -> str:
    """Write a drawing as one ``svg`` element with its text alternative.

    Parameters
    ----------
    drawing : Drawing

    Returns
    -------
    str
        Its looks are those of `PICTURE_STYLE`.
    """
    lines = "".join(map(_stroke, drawing.strokes))
    return (
        f'<svg class="clp{" dense" * drawing.dense}" viewBox="0 0 {drawing.width} {drawing.height}" role="img" '
        f'style="min-width:{least_width(drawing)}px;max-width:{drawing.width}px">'
        f"<title>{text_of(drawing.name)}</title><desc>{text_of(drawing.about)}</desc>"
        f"{_marks(drawing.places)}{lines}{_marks(drawing.marks)}{_lines(drawing.words)}</svg>"
    )
