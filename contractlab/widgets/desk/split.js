// @ts-check
// The bar between two panes: dragged, or moved by arrow keys; a double click puts it back.
import { h } from "../dom.js";
import { take } from "../focus.js";

const USUAL = 42, LEAST = 25, MOST = 75, STEP = 4;

/**
 * @param {HTMLElement} stage the grid whose `--split` is the width of the left pane in per cent
 * @returns {HTMLElement}
 */
export function drawSplit(stage) {
  let now = USUAL;
  const bar = h("div", {
    class: "split", role: "separator", tabIndex: 0, "aria-orientation": "vertical", "aria-label": "width of the matrix",
    "aria-valuemin": LEAST, "aria-valuemax": MOST,
  });
  const put = (/** @type {number} */ width) => {
    now = Math.max(LEAST, Math.min(MOST, width));
    stage.style.setProperty("--split", `${now}%`);
    bar.setAttribute("aria-valuenow", String(Math.round(now)));
  };
  const drag = (/** @type {PointerEvent} */ event) => {
    const { left, width } = stage.getBoundingClientRect();
    put(((event.clientX - left) / width) * 100);
  };
  bar.addEventListener("pointerdown", (event) => {
    bar.setPointerCapture(event.pointerId);
    bar.addEventListener("pointermove", drag);
  });
  const end = () => bar.removeEventListener("pointermove", drag);
  bar.addEventListener("pointerup", end);
  bar.addEventListener("pointercancel", end);
  bar.addEventListener("dblclick", () => put(USUAL));
  bar.addEventListener("keydown", (event) => {
    const width = { ArrowLeft: now - STEP, ArrowRight: now + STEP, Home: LEAST, End: MOST, Enter: USUAL }[event.key];
    if (width === undefined) return;
    take(event);
    put(width);
  });
  put(USUAL);
  return bar;
}
