// @ts-check
// The matchers of a value, opened under its row: what it has, what else it could have, and what that would change.
import { h } from "../dom.js";
import { focusIsFree } from "../focus.js";
import { Across } from "./across.js";
import { MatcherForm } from "./matcher_form.js";

/** @typedef {import("../protocol.d.ts").AskTarget} AskTarget */
/** @typedef {import("./context.js").EditorContext} EditorContext */

/** The name for focus of the row of a value.
 * @param {AskTarget} target */
function rowOf({ field, at, name }) {
  if (at) return `row ${JSON.stringify(at)}`;
  return name === undefined ? `field ${field}` : `named ${field} ${name}`;
}

export class MatcherPanel {
  /** @param {EditorContext} editor
   * @param {(text: string, noun: string) => void} copy */
  constructor(editor, copy) {
    this.editor = editor;
    this.copy = copy;
    this.el = h("div", { class: "panel" });
    this.target = /** @type {AskTarget | null} */ (null);
    this.opener = /** @type {string | null} */ (null);
    this.form = /** @type {MatcherForm | null} */ (null);
    this.across = new Across(editor, () => this.form?.asked() ?? null);
  }

  /** @param {AskTarget} target
   * @param {boolean} focus */
  async open(target, focus) {
    const held = this.editor.focusName, left = document.activeElement;
    const same = this.target !== null && rowOf(this.target) === rowOf(target);
    if (same && focus && this.form && this.el.isConnected) return this.form.focus();
    const answer = await this.editor.wire.ask("panel", target);
    if (!answer.ok) {
      if (focus) this.editor.say(answer.error);
      this.close(false);
      return;
    }
    if (focus || !same) this.opener = rowOf(target);
    this.target = target;
    const inside = this.el.contains(document.activeElement) ? this.editor.focusName : null;
    this.form = new MatcherForm(this.editor, answer.panel, target, {
      close: () => this.close(true), changed: () => this.across.look(), copy: this.copy,
    });
    this.form.draw(this.el, this.across.el);
    this.attach();
    this.across.open(target);
    const stayed = document.activeElement === left || focusIsFree(this.editor.root);
    if (focus && stayed) this.form.focus();
    else this.editor.returnFocus(inside ?? held);
  }

  /** Put the panel under the row of its value; a row that is not shown has none. */
  attach() {
    if (!this.target) return;
    const name = rowOf(this.target);
    const named = [...this.editor.root.querySelectorAll("[data-focus]")];
    const row = named.find((element) => element.getAttribute("data-focus") === name)?.closest("tr");
    const before = this.el.closest("tr");
    if (!row) return void before?.remove();
    if (before && before.previousElementSibling === row) return;
    before?.remove();
    const role = row.closest("[role=treegrid]") ? "gridcell" : null;
    row.after(h("tr", { class: "panel-row" }, h("td", { role, colspan: width(row) }, this.el)));
  }

  /** Look again after an edit. */
  renew() {
    if (this.target) void this.open(this.target, false);
  }

  /** @param {boolean} focus give focus to where it was opened */
  close(focus) {
    this.target = null;
    this.form = null;
    this.el.closest("tr")?.remove();
    if (focus) this.editor.giveFocus(this.opener);
  }
}

/** @param {HTMLTableRowElement} row */
function width(row) {
  return [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0);
}
