// @ts-check
// Rows that stay where they are while somebody points at them: what is drawn anew under a hand is clicked by mistake.

/** @typedef {import("../protocol.d.ts").ExplorerPayload} ExplorerPayload */

/** What each row is known by in every picture of the same examples: its pair, its name, its request.
 * @param {ExplorerPayload} view
 * @returns {string[]} */
export function namesOfRows({ groups, rows }) {
  const names = [], seen = /** @type {Map<string, number>} */ (new Map());
  let at = 0;
  for (const [group, count] of groups) {
    for (const [description, request] of rows.slice(at, at + count)) {
      const name = JSON.stringify([group, description, request]), before = seen.get(name) ?? 0;
      seen.set(name, before + 1);
      names.push(before ? `${name} ${before}` : name);
    }
    at += count;
  }
  return names;
}

/** What scrolls an element, other than itself.
 * @param {Element} element */
function scrollerOf(element) {
  for (let around = element.parentElement; around; around = around.parentElement) {
    const scrolls = /auto|scroll/.test(getComputedStyle(around).overflowY);
    if (scrolls && around.scrollHeight > around.clientHeight) return around;
  }
  return document.scrollingElement;
}

export class HeldRows {
  /** @param {HTMLElement} el where the rows are
   * @param {() => void} released draws them anew */
  constructor(el, released) {
    this.el = el;
    this.pointed = false;
    this.places = /** @type {Map<string, number> | null} */ (null);
    el.addEventListener("pointerenter", ({ pointerType }) => { this.pointed = pointerType !== "touch"; });
    el.addEventListener("pointerleave", () => {
      this.pointed = false;
      if (!this.places) return;
      this.release();
      released();
    });
  }

  /** Let the rows stay as they are drawn now, if somebody points at them.
   * @param {ExplorerPayload} view
   * @param {number[]} shown */
  hold(view, shown) {
    if (!this.pointed || this.places || !shown.length) return;
    const names = namesOfRows(view);
    this.places = new Map(shown.map((index, place) => [names[index] ?? "", place]));
  }

  release() {
    this.places = null;
  }

  /** Numbers of rows in the order in which they are held, those that were not there at the end; null where none is.
   * @param {ExplorerPayload} view
   * @returns {{place: (index: number) => number} | null} */
  of(view) {
    const { places } = this;
    if (!places) return null;
    const names = namesOfRows(view);
    return { place: (index) => places.get(names[index] ?? "") ?? Infinity };
  }

  /** Draw something that may push the rows away, and scroll after them if somebody points at one.
   * @param {() => void} draw */
  steady(draw) {
    if (!this.pointed) return draw();
    const before = this.el.getBoundingClientRect().top;
    draw();
    const moved = this.el.getBoundingClientRect().top - before;
    if (moved) scrollerOf(this.el)?.scrollBy({ top: moved, behavior: "instant" });
  }
}
