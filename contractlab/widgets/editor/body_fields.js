// @ts-check
// Fields in which a body is edited: one value, a new key, the whole as text.
import { h } from "../dom.js";
import { take } from "../focus.js";
import { TypedField } from "../typed_field.js";

/** @typedef {import("../protocol.d.ts").BodySection} BodySection */
/** @typedef {import("../protocol.d.ts").Tab} Tab */
/** @typedef {import("../protocol.d.ts").ValueRow} ValueRow */
/** @typedef {import("./context.js").EditorContext} EditorContext */
/**
 * What a field in the place of a value asks of the tree around it.
 * @typedef {object} CellActions
 * @property {() => HTMLElement} plain the value as it stands without a field
 * @property {() => void} matchers
 */

/** A field in the place of a value. It outlives a tree that is drawn anew, with what was typed into it. */
export class CellField {
  /** @param {EditorContext} editor
   * @param {Tab} tab
   * @param {ValueRow} row
   * @param {boolean} fresh true where nobody asked for it: Enter does not close it before something was typed
   * @param {CellActions} actions */
  constructor(editor, tab, row, fresh, actions) {
    this.editor = editor;
    this.part = tab.part;
    this.row = row;
    this.at = JSON.stringify(row.at);
    this.fresh = fresh;
    this.actions = actions;
    this.open = true;
    this.field = new TypedField({
      label: `example value of ${row.key || "the body"}`, text: row.value ?? "", kind: row.typed ?? "json",
      attributes: { "data-focus": `cell ${this.at}`, "aria-keyshortcuts": "Enter ArrowDown" },
    });
    this.field.input.classList.add("cell");
    this.el = this.field.el;
    this.field.onEnter(() => void this.commit(true));
    this.el.addEventListener("keydown", (event) => this.key(event));
    this.el.addEventListener("focusout", () => window.setTimeout(() => this.left(), 0));
  }

  focus() {
    this.field.input.focus({ preventScroll: true });
    this.field.input.select();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Escape") {
      take(event);
      this.close();
    } else if (event.key === "ArrowDown" && event.target === this.field.input && !event.altKey) {
      take(event);
      if (this.field.changed) void this.commit(false).then((done) => { if (done) this.actions.matchers(); });
      else this.actions.matchers();
    }
  }

  /** Focus went: what was typed is taken, what is wrong stays to be mended. */
  left() {
    if (!this.open || !this.el.isConnected || this.el.contains(document.activeElement)) return;
    if (this.field.changed && !this.field.input.hasAttribute("aria-invalid")) void this.commit(false);
    else if (!this.field.changed && !this.fresh) this.close(false);
  }

  /** @param {boolean} [focus] */
  close(focus = true) {
    this.open = false;
    // Drawing everything anew would take a button away between the press and the release of a mouse.
    this.el.replaceWith(this.actions.plain());
    if (focus) this.editor.giveFocus(`row ${this.at}`);
  }

  /** @param {boolean} focus give focus to the row afterwards
   * @returns {Promise<boolean>} true where the value was taken */
  async commit(focus) {
    if (!this.open) return false;
    if (!this.field.changed) {
      if (this.fresh) this.field.input.select();
      else this.close(focus);
      this.fresh = false;
      return true;
    }
    this.open = false; // the field goes when the answer comes, and a field that goes is left once more
    const { kind, input } = this.field;
    const answer = await this.editor.ask("set_value", {
      part: this.part, at: this.row.at, text: input.value, kind,
    }, input);
    this.open = !answer;
    if (answer && focus) this.editor.returnFocus(`row ${this.at}`, input);
    return Boolean(answer);
  }
}

/** Fields for a new key or item of the chosen value, or of the whole; and a way to remove what is chosen.
 * @param {EditorContext} editor
 * @param {Tab} tab
 * @param {ValueRow[]} rows
 * @param {string} chosenAt */
export function drawAdd(editor, tab, rows, chosenAt) {
  const chosen = rows.find((row) => JSON.stringify(row.at) === chosenAt);
  const holder = chosen?.brackets ? chosen : rows[0];
  if (!holder?.brackets) return null;
  const key = h("input", { placeholder: "key", "aria-label": "name of the new key", size: 12 });
  const value = new TypedField({ label: "value of the new key", attributes: { placeholder: "value", size: 16 } });
  const add = () => void editor.ask("add_key", {
    part: tab.part, at: holder.at, key: key.value, text: value.input.value, kind: value.kind,
  }, value.input);
  value.onEnter(add);
  const isObject = holder.brackets === "{}";
  const inside = holder.key ? ` in ${holder.key}` : "";
  const remove = chosen && chosen.level > 1 && h("button", {
    class: "quiet", "aria-keyshortcuts": "Delete",
    onclick: () => editor.ask("remove", { part: tab.part, at: chosen.at }),
  }, `Remove ${chosen.key}`);
  return h("p", { class: "field add" }, isObject && key, value.el,
    h("button", { onclick: add }, `${isObject ? "+ key" : "+ item"}${inside}`), remove);
}

/** @param {EditorContext} editor
 * @param {Tab} tab
 * @param {BodySection} section */
export function drawRaw(editor, tab, section) {
  const lines = (section.raw ?? "").split("\n").length;
  const field = h("textarea", {
    class: "code raw", "aria-label": `${section.field} as JSON`, rows: Math.min(28, Math.max(4, lines + 1)),
    spellcheck: "false",
  });
  field.value = section.raw ?? "";
  const apply = () => editor.ask("set_body", { part: tab.part, text: field.value }, field);
  const words = "Only what differs is edited; matchers stay with the values that stay.";
  return h("div", { class: "field" }, section.none && h("p", { class: "mute" }, section.none), field,
    h("p", {}, h("button", { onclick: apply }, "Apply"), " ", h("span", { class: "mute small" }, words)));
}
