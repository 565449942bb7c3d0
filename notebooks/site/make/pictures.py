"""Take the pictures of the site and of README in Chromium, light and dark: ``python notebooks/site/make/pictures.py``.

Needs Debian's chromium and playwright (extra ``test``). What is shown are the views of the tours' data.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

import contractlab as cl

NOTEBOOKS = Path(__file__).resolve().parents[2]
IMAGES = NOTEBOOKS / "site" / "images"
DATA = NOTEBOOKS / "data"
WIDTH = 900
PAGE = """<!doctype html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<style>body{{margin:0;font:14px/1.5 sans-serif;background:#fff;color:#111}}
@media(prefers-color-scheme:dark){{body{{background:#1e1e1e;color:#eee}}}}
main{{padding:12px;max-height:{height}px;overflow:hidden}}</style></head><body><main>{view}</main></body></html>"""


def views() -> dict[str, tuple[Any, int]]:
    """What is shown, and the greatest height of its picture in pixels."""
    contract = cl.load(DATA / "billing-service-customer-service.json")
    run = cl.verify(contract, cl.load_captures(DATA / "broken" / "2.5.0.har"))
    versions = cl.load_captures(DATA / "versions" / "customer-service.jsonl")
    matrix = cl.matrix(cl.load(DATA / "versions" / "billing-service-2.json"), versions)
    return {"run": (run, 420), "result": (run["a request for customer 123"], 420), "matrix": (matrix, 360)}


def main() -> int:
    """Take them all."""
    os.environ["PACT_DO_NOT_TRACK"] = "true"
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": WIDTH, "height": 800}, color_scheme=scheme)
            for name, (view, height) in views().items():
                page = context.new_page()
                page.set_content(PAGE.format(view=view._repr_mimebundle_()["text/html"], height=height))
                page.locator("main").screenshot(path=IMAGES / f"{name}-{scheme}.png")
                page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
