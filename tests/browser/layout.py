"""What holds on every screen: no text stands on another, no short word is broken, nothing is cut in silence."""

from __future__ import annotations

from typing import Any

from browser.harness import settled
from support import FULL, ROOT, missing

__all__ = ["faults_of_layout", "serious_in_both_themes"]

WIDTHS = (1440, 1024, 640) if FULL else (1440, 640)
AXE = ROOT / "tests" / "browser" / "node_modules" / "axe-core" / "axe.min.js"

# A path, an address or a pattern may be broken anywhere; of prose, a word that has room in a column of 100 pixels not.
LAYOUT = r"""() => {
  const faults = new Set(), texts = [];
  const words = (node) => node.textContent.trim().replace(/\s+/g, ' ').slice(0, 60);
  const hidden = ({ overflowX }) => overflowX === 'hidden' || overflowX === 'clip';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, holder = node.parentElement;
    if (!node.textContent.trim() || holder.closest('script, style, option, title, desc')) continue;
    if (!holder.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    let box = { left: -1e9, right: 1e9, top: -1e9, bottom: 1e9 }, layer = null, cutter = null, unseen = false;
    for (let each = holder; each && each !== document.body; each = each.parentElement) {
      const style = getComputedStyle(each);
      unseen ||= style.clipPath !== 'none';
      if (!layer && /fixed|absolute|sticky/.test(style.position)) layer = each;
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
      const own = each.getBoundingClientRect();
      if (!cutter && hidden(style)) cutter = [each, style, own];
      box = {
        left: Math.max(box.left, own.left), right: Math.min(box.right, own.right),
        top: Math.max(box.top, own.top), bottom: Math.min(box.bottom, own.bottom),
      };
    }
    if (unseen) continue;
    const range = document.createRange();
    const pattern = /[\\^$*{}]/.test(node.textContent);
    if (!pattern && !holder.closest('pre, code, textarea, svg, ins, del, [class*="k-code"], .place')) {
      for (const { 0: word, index } of node.textContent.matchAll(/\p{L}{2,14}/gu)) {
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 1).map(({ top }) => top));
        if (lines.size > 1) faults.add(`broken word: ${word} of "${words(node)}"`);
      }
    }
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.width < 2 || rect.height < 2) continue;
      if (cutter && rect.right > cutter[2].right + 2 && rect.left < cutter[2].right) {
        const says = cutter[1].textOverflow === 'ellipsis' && (cutter[0].closest('[title]') ?? holder.closest('[title]')
          ?? cutter[0].querySelector('[title]'));
        if (!says) faults.add(`cut: "${words(node)}"`);
      }
      const left = Math.max(rect.left, box.left), right = Math.min(rect.right, box.right);
      const top = Math.max(rect.top, box.top), bottom = Math.min(rect.bottom, box.bottom);
      if (right - left < 2 || bottom - top < 2) continue;
      if (right > innerWidth + 1) faults.add(`outside: "${words(node)}"`);
      texts.push({ left, right, top, bottom, node, layer });
    }
  }
  texts.sort((upper, lower) => upper.top - lower.top);
  for (const [at, one] of texts.entries()) {
    for (let next = at + 1; next < texts.length && texts[next].top < one.bottom - 3; next++) {
      const two = texts[next];
      const width = Math.min(one.right, two.right) - Math.max(one.left, two.left);
      const height = Math.min(one.bottom, two.bottom) - two.top;
      if (one.node !== two.node && one.layer === two.layer && width > 2 && height > 3) {
        faults.add(`"${words(one.node)}" stands on "${words(two.node)}"`);
      }
    }
  }
  for (const part of document.querySelectorAll('.cl :is(button:not(.opens), summary)')) {
    const { width, height } = part.getBoundingClientRect();
    if (width && height < 22 && part.checkVisibility()) faults.add(`${height} px high: "${words(part)}"`);
  }
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) faults.add(`${scrollWidth} px wide`);
  return [...faults];
}"""

CHECK = """() => axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`))"""
CONTRAST = CHECK.replace("resultTypes:", "runOnly: ['color-contrast'], resultTypes:")
PAINT = """(dark) => {
  document.body.dataset.jpThemeLight = String(!dark);
  document.body.style.background = dark ? '#111' : '#fff';
}"""


def faults_of_layout(page: Any, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """What stands wrong on a page at some width."""
    faults: list[str] = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        faults += [f"{width}: {fault}" for fault in page.evaluate(LAYOUT)]
    return faults


def serious_in_both_themes(page: Any) -> list[str]:
    """What axe finds serious; what depends on the theme is looked at in dark as well."""
    if not AXE.is_file():
        missing("axe-core (npm ci in tests/browser)")
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text("utf-8"))
    faults: list[str] = []
    for dark, check in ((True, CONTRAST), (False, CHECK)):
        page.evaluate(PAINT, dark)
        settled(page)
        faults += [f"{'dark' if dark else 'light'}: {fault}" for fault in page.evaluate(check)]
    return faults
