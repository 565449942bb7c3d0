"""Every style of the static views, by name.

Rules behind them: paint background *and* colour, or neither; a tint stays at or below .20 alpha; hairlines are
translucent grey; the rest is inherited, so that one page is right in a light and a dark notebook. No ``var()``, and
only properties that an untrusted JupyterLab lets through.
"""

from __future__ import annotations

__all__ = ["STYLES"]

_HAIRLINE = "rgba(128,128,128,.30)"
_FAILED = "background:#b8430a;color:#ffffff"
_ERROR = "background:#a8327a;color:#ffffff"
_EXPECTED = "background:#1f6fb2;color:#ffffff"
_CHIP = "display:inline-block;padding:0 7px;border-radius:4px;font-weight:600"
_SQUARE = "display:inline-block;width:26px;margin-right:2px;text-align:center;border-radius:3px;font-weight:600"
_CODE = "background:transparent;padding:0;font-size:12px;white-space:pre-wrap;overflow-wrap:break-word"
_VALUE = "padding:0 3px;border-radius:3px;text-decoration:none;font-size:12px"
_RULE = "display:inline-block;padding:0 6px;border-radius:4px;font-size:11.5px;overflow-wrap:break-word;max-width:100%"
_CELL = "text-align:left;vertical-align:top;overflow-wrap:break-word"
_TABLE = "width:100%;margin:0;border-collapse:collapse;table-layout:fixed;font-size:13px"
_BAR = "padding:0 6px;text-align:left;font-size:12px"
_TALL = "padding:3px 8px"
_LOW = "padding:1px 8px"

STYLES = {
    "root": "max-width:1040px;font-size:13px;line-height:1.5;text-align:left",
    # lines
    "title": "margin:0 0 6px 0;font-size:15px;line-height:1.6",
    "sentence": "margin:2px 0 0 0;font-size:14px;line-height:1.55",
    "unseen": "display:none",
    "heading": "margin:16px 0 4px 0;font-size:13px",
    "plain": "margin:4px 0",
    # spans
    "strong": "font-weight:600",
    "faint": "opacity:.72",
    "code": _CODE,
    "code-strong": f"{_CODE};font-weight:600",
    "code-faint": f"{_CODE};opacity:.72",
    "code-below": f"display:block;{_CODE};opacity:.72",
    "state": f"display:inline-block;padding:0 7px;border-radius:9px;font-size:12px;border:1px solid {_HAIRLINE}",
    "rule": f"{_RULE};border:1px solid {_HAIRLINE};background:transparent",
    "rule-failed": f"{_RULE};font-weight:600;{_FAILED}",
    "ins": f"{_VALUE};{_EXPECTED}",
    "del": f"{_VALUE};{_FAILED}",
    "chip-failed": f"{_CHIP};{_FAILED}",
    "chip-error": f"{_CHIP};{_ERROR}",
    "chip-pending": f"{_CHIP};border:1px dashed rgba(128,128,128,.80)",
    "chip-not-exercised": f"{_CHIP};border:1px dashed {_HAIRLINE};opacity:.72",
    "chip-passed": f"{_CHIP};background:rgba(31,111,178,.16)",
    "square-failed": f"{_SQUARE};{_FAILED}",
    "square-error": f"{_SQUARE};{_ERROR}",
    "square-pending": f"{_SQUARE};background:rgba(128,128,128,.16)",
    "square-not-exercised": f"{_SQUARE};opacity:.72",
    "square-passed": f"{_SQUARE};background:rgba(31,111,178,.20)",
    # tables
    "table": _TABLE,
    "caption": "caption-side:bottom;padding:4px 8px;text-align:left;font-size:12px;opacity:.72",
    "head-row": f"background:transparent;border-bottom:1px solid {_HAIRLINE}",
    "head-cell": "padding:3px 8px;text-align:left;vertical-align:bottom;font-weight:600;font-size:12px",
    "row": f"background:transparent;border-top:1px solid {_HAIRLINE}",
    "row-failed": f"background:rgba(184,67,10,.13);border-top:1px solid {_HAIRLINE}",
    "diff-row": "background:transparent",
    "diff-row-failed": "background:rgba(184,67,10,.13)",
    "cell": f"{_TALL};{_CELL}",
    "bars-cell": "padding:1px 8px;text-align:left;overflow-wrap:break-word",
    "bars-center": "padding:1px 0;text-align:center;font-size:12px",
    "bars-head": "padding:1px 2px 1px 0;text-align:right;vertical-align:bottom;font-size:11px;font-weight:600"
    ";line-height:1.2;overflow-wrap:break-word",
    "bar": f"{_BAR};opacity:.5",
    "bar-failed": f"{_BAR};font-weight:600;{_FAILED};border-right:1px solid rgba(128,128,128,.6)",
    "bar-error": f"{_BAR};font-weight:600;{_ERROR};border-right:1px solid rgba(128,128,128,.6)",
    "bar-pending": f"{_BAR};border:1px dashed rgba(128,128,128,.80)",
    "segment-failed": f"display:inline-block;{_FAILED}",
    "segment-error": f"display:inline-block;{_ERROR}",
    "segment-pending": "display:inline-block;background:rgba(128,128,128,.20)",
    "segment-not-exercised": "display:inline-block;background:transparent",
    "segment-none": "display:inline-block;background:transparent",
    "segment-weakly": "display:inline-block;background:#8a6d00",
    "segment-never": f"display:inline-block;box-sizing:border-box;border:1px dashed {_HAIRLINE}",
    "segment-passed": "display:inline-block;background:rgba(31,111,178,.20)",
    "diff-cell": f"{_LOW};{_CELL};line-height:1.6",
    # A table with many columns scrolls within its own box, so that nothing is squeezed until it collides.
    "scroll": "overflow:auto",
    # sections
    "details": "margin:6px 0 0 0",
    "details-boxed": f"margin:6px 0 0 0;padding:6px 10px;border:1px solid {_HAIRLINE};border-radius:5px",
    "summary": "cursor:pointer;padding:2px 0",
    "list": "margin:2px 0 0 0;padding-left:18px",
    "item": "margin:2px 0",
    "pre": (
        f"margin:4px 0 0 0;padding:8px 10px;font-size:12px;line-height:1.5;border:1px solid {_HAIRLINE};"
        "border-radius:4px;background:transparent;white-space:pre-wrap;overflow-wrap:break-word"
    ),
}
"""Name to inline style."""
