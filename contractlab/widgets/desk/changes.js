// @ts-check
// The tab of changes: what was done and is not saved, newest first, and what each did to the verdicts.
import { classes, fill, h } from "../dom.js";
import { drawCounts } from "./bar.js";

/** @typedef {import("../protocol.d.ts").ChangeRow} ChangeRow */
/** @typedef {import("../protocol.d.ts").ChangesAnswer} ChangesAnswer */
/**
 * What the list asks of the desk.
 * @typedef {object} ChangeActions
 * @property {(number: number) => void} undoTo
 * @property {() => void} redo
 * @property {(text: string, noun: string) => void} copy
 */

export class Changes {
  /** @param {ChangeActions} actions */
  constructor(actions) {
    this.actions = actions;
    const onkeydown = (/** @type {KeyboardEvent} */ event) => this.key(event);
    this.el = h("div", { class: "changes", onkeydown });
  }

  drawLoading() {
    if (!this.el.childElementCount) fill(this.el, h("p", { class: "nothing mute" }, "checking…"));
  }

  /** @param {ChangesAnswer} answer */
  draw({ undone, changes, left }) {
    if (!undone.length && !changes.length) {
      const hint = h("p", { class: "mute" }, "Edits, promoted captures and matches made by hand stand here.");
      return void fill(this.el, h("div", { class: "nothing" }, h("b", {}, "No unsaved changes."), hint));
    }
    const unsaved = changes.filter((change) => !change.saved).length;
    const words = `${unsaved} unsaved ${unsaved === 1 ? "change" : "changes"} `;
    fill(this.el, h("p", { class: "title" }, h("b", {}, words), h("span", { class: "mute" }, "newest first")),
      undone.map((label, index) => this.drawUndone(label, index === undone.length - 1)),
      changes.map((change, index) => this.drawChange(change, index)),
      left > 0 && h("p", { class: "mute small" }, `… ${left} more: lab.history.done`));
  }

  /** @param {string} label
   * @param {boolean} next */
  drawUndone(label, next) {
    const button = next && h("button", { class: "quiet", onclick: () => this.actions.redo() }, "Redo");
    return h("div", { class: "change undone" }, h("span", {}, "–"),
      h("span", {}, h("span", { class: "mute" }, "Undone: "), label), h("span", {}), button);
  }

  /** @param {ChangeRow} change
   * @param {number} index */
  drawChange({ number, label, place, code, effects, saved }, index) {
    const undo = index ? `Undo this and ${index} later` : "Undo this";
    return h("div", {
      class: classes("change", saved && "saved"), tabIndex: index ? -1 : 0, "data-number": number,
      "data-focus": `change ${number}`,
    }, h("span", { class: "mute" }, String(number + 1)),
    h("span", {}, h("b", {}, label), h("span", { class: "mute small where" }, saved ? `${place}, saved` : place)),
    h("span", {}, effects.length ? drawCounts(effects) : h("span", { class: "count none" }, "no verdict changes")),
    h("span", { class: "acts" },
      h("button", { class: "quiet", onclick: () => this.actions.undoTo(number) }, undo),
      h("button", { class: "quiet", onclick: () => this.actions.copy(code, "code") }, "Copy as code")));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const row = event.target instanceof HTMLElement ? event.target.closest("[data-number]") : null;
    if (!row || event.ctrlKey || event.metaKey) return;
    const rows = [...this.el.querySelectorAll("[data-number]")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = step ? rows[rows.indexOf(row) + step] : null;
    if (next instanceof HTMLElement) {
      event.preventDefault();
      next.focus();
    } else if (event.key === "Delete") {
      event.preventDefault();
      this.actions.undoTo(Number(row.getAttribute("data-number")));
    }
  }
}
