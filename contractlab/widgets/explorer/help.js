// @ts-check
// The keys of the matrix and the inspector.
import { h } from "../dom.js";

const KEYS = [
  ["arrows, Home, End, PgUp, PgDn", "move in the matrix; with Ctrl, to its corners"],
  ["Shift with them, Ctrl+A, Ctrl+click", "select several examples, to edit them together"],
  ["Enter", "to the inspector"],
  ["arrows there", "move in the difference, unfold and fold"],
  ["Esc", "back; then clear the filter, the cause, the facet"],
  ["n, p", "next, previous failure"],
  ["f", "failing only"],
  ["/", "filter"],
  ["e", "edit the example"],
  ["x", "fix this: what could make it pass"],
  ["r", "run again, where there is a provider"],
  ["c", "copy as curl, httpx or pytest"],
  ["?", "these keys"],
];

const ON_A_DESK = ["e", "x", "r"];

/** What `?` shows.
 * @param {boolean} pairs true for a matrix of a broker, where nothing is edited */
export function drawHelp(pairs) {
  const shown = KEYS.filter(([key]) => !pairs || !ON_A_DESK.includes(key ?? ""));
  const keys = h("dl", {}, shown.map(([key, does]) => [h("dt", {}, key), h("dd", {}, does)]));
  const words = h("p", { class: "mute" }, "An example is what Pact calls an interaction.");
  return h("div", { class: "help", hidden: true }, h("b", {}, "Keys"), keys, words);
}

/** What stands below the matrix all the time. */
export function drawHints() {
  const key = (/** @type {string} */ name) => h("kbd", {}, name);
  return h("span", { "aria-hidden": "true" },
    key("↑↓←→"), " move ", key("Enter"), " inspect ", key("n"), " ", key("p"), " failures ", key("?"), " keys");
}
