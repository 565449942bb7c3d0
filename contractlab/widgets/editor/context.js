// @ts-check
// What all panels of the editor share: the example on the screen, the line to the kernel, and the line of status.
import { fill, h } from "../dom.js";
import { focusIsFree, focusName, giveFocus } from "../focus.js";
import { line, payloadOf } from "../wire.js";

/** @typedef {import("../protocol.d.ts").EditorChange} EditorChange */
/** @typedef {import("../protocol.d.ts").EditorDelta} EditorDelta */
/** @typedef {import("../protocol.d.ts").EditorProtocol} EditorProtocol */
/** @typedef {import("../wire.js").Model<EditorProtocol>} EditorModel */
/** @typedef {EditorProtocol["operations"]} EditorOperations */
/**
 * @template {keyof EditorOperations} Op
 * @typedef {Promise<EditorOperations[Op]["answer"] | null>} EditorAnswer null where it could not be done
 */

export class EditorContext {
  /** @param {EditorModel} model
   * @param {(delta: EditorDelta) => void} changed called with what an edit changes on the screen */
  constructor(model, changed) {
    this.model = model;
    this.changed = changed;
    this.wire = line(model);
    this.root = h("div", { class: "cl editor" });
    this.status = h("span", { role: "status" });
    this.hosted = model.get("hosted") === true;
  }

  /** What is drawn, read anew each time: a notebook that connects to its kernel again puts another in its place. */
  get view() {
    return payloadOf(this.model);
  }

  /** Ask for an edit; an error becomes a text under its field.
   * @template {keyof EditorOperations & string} Op
   * @param {Op} op
   * @param {EditorOperations[Op]["message"]} message
   * @param {HTMLElement | null} [field]
   * @returns {EditorAnswer<Op>} */
  async ask(op, message, field = null) {
    const answer = await this.wire.ask(op, message);
    if ("error" in answer) {
      this.complain(answer.error, field);
      return null;
    }
    const { delta } = /** @type {EditorChange} */ (answer);
    if (delta) this.changed(delta);
    return answer;
  }

  /** @param {string} text
   * @param {HTMLElement | null} field */
  complain(text, field) {
    this.say(text);
    if (!field) return;
    const holder = field.closest(".field") ?? field.parentElement;
    holder?.querySelector(".wrong-text")?.remove();
    holder?.append(h("p", { class: "wrong-text", role: "alert" }, text));
    field.setAttribute("aria-invalid", "true");
  }

  /** @param {string} text */
  say(text) {
    fill(this.status, text);
  }

  get focusName() {
    return focusName(this.root);
  }

  /** Give focus back after an answer, unless whoever waited for it went on meanwhile.
   * @param {string | null} name
   * @param {Element | null} [left] what had focus when it was asked */
  returnFocus(name, left = null) {
    if (focusIsFree(this.root) || document.activeElement === left) this.giveFocus(name);
  }

  /** @param {string | null} name */
  giveFocus(name) {
    giveFocus(this.root, name);
  }

  /** The tabs after an edit: those that are the same are not sent again.
   * @param {EditorDelta} delta */
  renew({ tabs, tab_ids: ids = [], ...rest }) {
    Object.assign(this.view, rest);
    if (rest.what_if && !rest.partial) delete this.view.partial; // what was left out came
    if (tabs) {
      const before = new Map(this.view.tabs.map((tab) => [tab.id, tab]));
      this.view.tabs = tabs.flatMap((tab, index) => tab ?? before.get(ids[index] ?? "") ?? []);
    }
    this.model.set("view", this.view);
  }
}
