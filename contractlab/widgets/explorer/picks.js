// @ts-check
// Rows that are selected together, by Shift, Ctrl and Ctrl+A: what is done to several examples at once is done to them.
import { fill, h } from "../dom.js";

/** @typedef {import("./state.js").MatrixState} MatrixState */
/**
 * What a selection asks of what is around it.
 * @typedef {object} PickActions
 * @property {() => void} changed
 * @property {() => void} edit opens the editor of a selected example
 */

export class Picks {
  /** @param {MatrixState} state
   * @param {PickActions} actions */
  constructor(state, actions) {
    this.state = state;
    this.actions = actions;
    this.anchor = -1;
    this.el = h("div", { class: "picks", role: "group", "aria-label": "selected examples", hidden: true });
  }

  /** Begin at a row, with nothing selected.
   * @param {number} row */
  begin(row) {
    this.anchor = row;
    this.set([]);
  }

  clear() {
    this.anchor = -1; // the chosen row is the next to begin at
    this.set([]);
  }

  /** All rows between the one where it began and another, as they are shown.
   * @param {number[]} order
   * @param {number} row */
  extend(order, row) {
    const [from, to] = [Math.max(order.indexOf(this.anchor), 0), Math.max(order.indexOf(row), 0)];
    this.set(order.slice(Math.min(from, to), Math.max(from, to) + 1));
  }

  /** One more, or one less; the row where it began is one of them.
   * @param {number} row */
  toggle(row) {
    const picked = new Set(this.state.picked);
    if (!picked.size && this.anchor >= 0 && this.anchor !== row) picked.add(this.anchor);
    if (!picked.delete(row)) picked.add(row);
    this.anchor = row;
    this.set([...picked]);
  }

  /** @param {Iterable<number>} rows */
  set(rows) {
    const before = this.state.picked, picked = new Set(rows);
    if (picked.size === before.size && [...picked].every((row) => before.has(row))) return;
    this.state.picked = picked;
    this.draw();
    this.actions.changed();
  }

  draw() {
    const { size } = this.state.picked;
    this.el.hidden = size === 0;
    if (!size) return void fill(this.el);
    const count = size === 1 ? "1 example selected" : `${size.toLocaleString("en")} examples selected`;
    fill(this.el, h("b", { role: "status" }, count),
      h("button", { onclick: () => this.actions.edit() }, "Edit across them…"),
      h("button", { class: "quiet", onclick: () => this.clear() }, "Clear"),
      h("span", { class: "mute small" }, "Matchers of fields and parameters of states can be set in these alone."));
  }
}
