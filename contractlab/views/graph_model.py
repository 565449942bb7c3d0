"""The view of a graph: the answer, a drawing with layers from left to right, and a table that says the same."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.broker.graph import Edge, EdgeVerdict, Graph
from contractlab.views.drawing import Drawing, Look, Mark, Stroke, StrokeLook, Words
from contractlab.views.model import (
    Block,
    Cell,
    Details,
    Document,
    Only,
    Paragraph,
    Picture,
    Row,
    Span,
    Table,
    chip,
    code,
    faint,
    line,
    strong,
)
from contractlab.views.svg import PICTURE_STYLE, render_svg
from contractlab.views.words import count, cut

__all__ = ["build_graph", "graph_drawing", "graph_file"]

_MOST_DRAWN = 40
"""From so many participants on only those in trouble are drawn, with their neighbours."""
_MOST_ROWS = 200
_MOST_TROUBLE = 20
"""Rows of trouble in a large graph that are not folded."""
_LONG = 60
_BOX_WIDTH, _BOX_HEIGHT = 170, 44
_ROW, _GAP, _EDGE = 70, 200, 10
_NAME, _VERSIONS = 22, 26
_LETTER = 7

_STROKES: dict[EdgeVerdict, StrokeLook] = {
    EdgeVerdict.FAILED: "failed",
    EdgeVerdict.NEVER: "open",
    EdgeVerdict.NOTHING: "nothing",
    EdgeVerdict.VERIFIED: "verified",
}
_HEADS: dict[EdgeVerdict, StrokeLook] = {**_STROKES, EdgeVerdict.NEVER: "failed", EdgeVerdict.NOTHING: "nothing-head"}
_LOOKS: dict[EdgeVerdict, tuple[Look, str]] = {
    EdgeVerdict.FAILED: ("failed", "✗ failed"),
    EdgeVerdict.NEVER: ("failed", "– never verified"),
    EdgeVerdict.NOTHING: ("error", "! nothing recorded"),
    EdgeVerdict.VERIFIED: ("allowed", "✓"),
}


def edge_chip(verdict: EdgeVerdict) -> Span:
    """The chip of a contract's verdict: what blocks is filled."""
    kind = {"failed": "failed", "never verified": "failed", "nothing recorded": "error", "verified": "passed"}
    return chip(kind[verdict.value], verdict.value)


def _title(graph: Graph) -> Paragraph:
    bad = sum(edge.verdict is not EdgeVerdict.VERIFIED for edge in graph.edges)
    total = count(len(graph.edges), "contract")
    scope = f" in {cut(graph.environment, _NAME * 2)}" if graph.environment is not None else " on main branches"
    if not graph.edges:
        return Paragraph(line(strong(f"No contract{scope}")), "title")
    word = chip("failed", f"{bad} of {total} not verified") if bad else chip("passed", f"{total} verified")
    about = f" {count(len(graph.nodes), 'participant')}, consumer left, provider right"
    focus = f", with {cut(graph.focus, _NAME * 2)}" if graph.focus else ""
    return Paragraph(line(word, strong(f"{scope}{focus}"), faint(about)), "title")


def build_graph(graph: Graph) -> Document:
    """The document of a graph; of a large one what is in trouble first, and the drawing folded below it."""
    blocks: list[Block] = [_title(graph)]
    if not graph.edges:
        return Document(tuple(blocks))
    large = len(graph.nodes) >= _MOST_DRAWN
    blocks += _reason(graph)
    if large:
        blocks += _trouble(graph)
        troubled = graph.troubled()
        drawing = _drawing(troubled)
        title = line(strong("Drawing"), faint(" of what is in trouble, with its neighbours"))
        if drawing:
            blocks.append(
                Only(
                    frozenset({"html"}),
                    (Details(title, tuple(drawing), open=len(troubled.nodes) < _MOST_DRAWN, boxed=True),),
                )
            )
        blocks += _verified(graph)
    else:
        blocks += _drawing(graph)
        caption = "Thick line: failed. Thick and dashed: no verdict. Thin: verified. The table says the same."
        blocks.append(_table(graph.edges, caption))
    blocks.append(
        Paragraph(
            line(faint("Next: "), code("graph.to_mermaid()"), " · ", code("graph.to_dot()"), " · ", code('graph["…"]'))
        )
    )
    return Document(tuple(blocks))


def _reason(graph: Graph) -> list[Block]:
    """How much is in which trouble, and the first of it in words."""
    bad = [edge for edge in graph.edges if edge.verdict is not EdgeVerdict.VERIFIED]
    if not bad:
        return []
    figures = ", ".join(
        f"{number:,} {verdict.value}"
        for verdict, number in graph.counts().items()
        if number and verdict is not EdgeVerdict.VERIFIED
    )
    pair = strong(f"{cut(bad[0].consumer, 80)} → {cut(bad[0].provider, 80)}")
    why = f": {cut(bad[0].why, 300)}" if bad[0].why else ""
    return [Paragraph(line(f"{figures}. First ", pair, why), "sentence")]


def _drawing(drawn: Graph) -> list[Block]:
    if not drawn.edges or len(drawn.nodes) > 4 * _MOST_DRAWN:
        return []
    # Where no drawing is kept, none of its words may stay: they are in the table.
    return [Only(frozenset({"html"}), (Picture((), graph_drawing(drawn), Table(())),))]


def _trouble(graph: Graph) -> list[Block]:
    bad = [edge for edge in graph.edges if edge.verdict is not EdgeVerdict.VERIFIED]
    if not bad:
        return []
    left = len(bad) - _MOST_TROUBLE
    blocks: list[Block] = [_table(bad[:_MOST_TROUBLE], "")]
    if left > 0:
        rest = bad[_MOST_TROUBLE : _MOST_TROUBLE + _MOST_ROWS]
        blocks.append(Details(line(strong(f"{left:,} more not verified")), (_table(rest, _left(bad)),), boxed=True))
    return blocks


def _verified(graph: Graph) -> list[Block]:
    good = [edge for edge in graph.edges if edge.verdict is EdgeVerdict.VERIFIED]
    if not good:
        return []
    title = line(strong(count(len(good), "verified contract")))
    return [Details(title, (_table(good[:_MOST_ROWS], _left(good)),), boxed=True)]


def _left(edges: Sequence[Edge]) -> str:
    left = len(edges) - _MOST_ROWS
    return f"{left:,} more: graph.to_frame()" if left > 0 else ""


def _table(edges: Sequence[Edge], caption: str) -> Table:
    rows = tuple(
        Row(
            (
                Cell(line(edge_chip(edge.verdict))),
                Cell(line(strong(cut(edge.consumer, 80)), faint(f" {cut(edge.consumer_version, 40)}"))),
                Cell(line(cut(edge.provider, 80), faint(f" {cut(edge.provider_version, 40)}"))),
                Cell(line(faint("as above")) if _is_repeated(edges, at) else line(cut(edge.why, 400))),
            )
        )
        for at, edge in enumerate(edges[:_MOST_ROWS])
    )
    widths = ("16%", "22%", "22%", "")
    return Table(
        rows, ("Verdict", "Consumer", "Provider", "Why"), widths=widths, caption=line(caption) if caption else ()
    )


def _is_repeated(edges: Sequence[Edge], at: int) -> bool:
    """True for a long reason that stands in the row before."""
    return at > 0 and len(edges[at].why) > _LONG and edges[at].why == edges[at - 1].why


def graph_file(graph: Graph) -> str:
    """The drawing as an SVG file that stands alone, for both themes."""
    style = f"<style>{PICTURE_STYLE}@media(prefers-color-scheme:dark){{svg{{color:#eee}}}}</style>"
    drawn = render_svg(graph_drawing(graph)) if graph.edges else "<svg><title>No contract</title></svg>"
    head, _, rest = drawn.partition(">")
    return f'{head} xmlns="http://www.w3.org/2000/svg">{style}{rest}\n'


def graph_drawing(graph: Graph) -> Drawing:
    """Boxes in layers, a line for each contract, its verdict as a sign with a word."""
    layers = graph.layers
    tallest = max(len(layer) for layer in layers)
    height = tallest * _ROW + 2 * _EDGE
    places: dict[str, tuple[int, int]] = {}
    for column, layer in enumerate(_ordered(layers, graph.edges)):
        top = (height - len(layer) * _ROW) // 2
        for at, name in enumerate(layer):
            places[name] = (_EDGE + column * (_BOX_WIDTH + _GAP), top + at * _ROW + (_ROW - _BOX_HEIGHT) // 2)
    width = 2 * _EDGE + len(layers) * _BOX_WIDTH + (len(layers) - 1) * _GAP
    boxes: list[Mark] = []
    words: list[Words] = []
    for node in graph.nodes:
        x, y = places[node.name]
        boxes.append(Mark(x, y, _BOX_WIDTH, _BOX_HEIGHT, "track"))
        middle = x + _BOX_WIDTH // 2
        words.append(Words(middle, y + 19, (("strong", cut(node.name, _NAME)),), "middle", node.name))
        versions = ", ".join(node.versions) or "nothing recorded"
        words.append(Words(middle, y + 35, (("faint", cut(versions, _VERSIONS)),), "middle", versions))
    strokes: list[Stroke] = []
    marks: list[Mark] = []
    for number, edge in enumerate(reversed(graph.edges)):
        lines, mark = _edge(edge, places, number)
        strokes += lines
        marks.append(mark)
    figures = ", ".join(f"{number} {verdict.value}" for verdict, number in graph.counts().items() if number)
    about = (
        f"{count(len(graph.nodes), 'participant')}, {count(len(graph.edges), 'contract')}: {figures}. "
        "The table below has every line."
    )
    scope = f"in {graph.environment}" if graph.environment is not None else "on main branches"
    return Drawing(
        max(width, 2 * _BOX_WIDTH),
        height,
        f"Who talks to whom {scope}",
        about,
        newest_last=False,
        places=tuple(boxes),
        strokes=tuple(strokes),
        marks=tuple(marks),
        words=tuple(words),
    )


def _ordered(layers: tuple[tuple[str, ...], ...], edges: tuple[Edge, ...]) -> list[list[str]]:
    """Each layer in the order of what it hangs on, so that lines cross less."""
    at: dict[str, float] = {}
    ordered: list[list[str]] = []
    for layer in layers:

        def place(name: str) -> float:
            above = [at[edge.consumer] for edge in edges if edge.provider == name and edge.consumer in at]
            return sum(above) / len(above) if above else 0.5

        row = sorted(layer, key=place)
        for number, name in enumerate(row):
            at[name] = (number + 0.5) / len(row)
        ordered.append(row)
    return ordered


def _edge(edge: Edge, places: dict[str, tuple[int, int]], number: int) -> tuple[list[Stroke], Mark]:
    look, label = _LOOKS[edge.verdict]
    stroke = _STROKES[edge.verdict]
    x, y = places[edge.consumer]
    to_x, to_y = places[edge.provider]
    y, to_y = y + _BOX_HEIGHT // 2, to_y + _BOX_HEIGHT // 2
    if to_x > x:
        start, end, head = x + _BOX_WIDTH, to_x, -8
        quarter = (end - start) // 4
        # Over columns between, a line would hide in their boxes: it leaves and arrives level.
        points = (start, y, start + quarter, y, end - quarter, to_y, end, to_y)
    else:
        # Back to an earlier layer, or to itself.
        start, end, head = x + _BOX_WIDTH, to_x + _BOX_WIDTH, 8
        out = max(start, end) + 24 + number % 4 * 6
        below = to_y + 14 if edge.consumer == edge.provider else to_y
        points = (start, y, out, y, out, below, end, below)
        to_y = below
    arrow = Stroke((end + head, to_y - 5, end, to_y, end + head, to_y + 5), _HEADS[edge.verdict])
    size = _LETTER * len(label) + 14
    # Nearer to the provider: lines of one consumer lie apart there.
    near = 3 if edge.verdict is not EdgeVerdict.VERIFIED else 2
    middle_x = (points[2] * (4 - near) + points[4] * near) // 4
    middle_y = (points[3] * (4 - near) + points[5] * near) // 4
    mark = Mark(middle_x - size // 2, middle_y - 10, size, 20, look, label, tip=edge.why)
    return [Stroke(points, stroke), arrow], mark
