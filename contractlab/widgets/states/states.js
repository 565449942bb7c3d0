// @ts-check
// All state definitions of a desk: who needs them, with which parameters; renamed everywhere at once.
import { fill, h, put } from "../dom.js";
import { focusName, giveFocus, shield } from "../focus.js";
import { line, notice, payloadOf } from "../wire.js";
import { StateList } from "./state_list.js";
import { drawConflict, drawSaving } from "./state_saving.js";

/** @typedef {import("../protocol.d.ts").StatesChange} StatesChange */
/** @typedef {import("../protocol.d.ts").StatesPayload} StatesPayload */
/** @typedef {import("../protocol.d.ts").StatesProtocol} StatesProtocol */
/** @typedef {StatesProtocol["operations"]} StatesOperations */
/** @typedef {import("../wire.js").Model<StatesProtocol>} StatesModel */

class States {
  /** @param {StatesModel} model
   * @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.view = payloadOf(model);
    this.wire = line(model);
    this.list = new StateList((op, message, field) => this.ask(op, message, field), (text) => void this.copy(text));
    this.bar = h("div", { class: "bar" });
    this.bottom = h("div", { class: "bottom" });
    this.status = h("span", { role: "status" });
    const onkeydown = (/** @type {KeyboardEvent} */ event) => this.key(event);
    this.root = h("div", { class: "cl states-editor", onkeydown }, this.bar, notice(this.wire, () => this.unsaved()),
      this.list.el, this.bottom, h("div", { class: "foot" }, this.status));
    shield(this.root);
    put(el, this.root);
    this.wire.heard(({ view }) => { if (view) this.take(view); });
    this.draw();
  }

  /** Ask for an edit; an error becomes a text under its field.
   * @template {keyof StatesOperations & string} Op
   * @param {Op} op
   * @param {StatesOperations[Op]["message"]} message
   * @param {HTMLElement | null} [field]
   * @returns {Promise<StatesOperations[Op]["answer"] | null>} null where it could not be done */
  async ask(op, message, field = null) {
    const answer = await this.wire.ask(op, message);
    if ("error" in answer) {
      fill(this.status, answer.error);
      const holder = field?.closest(".field");
      field?.setAttribute("aria-invalid", "true");
      holder?.querySelector(".wrong-text")?.remove();
      holder?.append(h("p", { class: "wrong-text", role: "alert" }, answer.error));
      return null;
    }
    const { view } = /** @type {StatesChange} */ (answer);
    if (view) this.take(view);
    return answer;
  }

  /** @param {StatesPayload} view */
  take(view) {
    const focus = focusName(this.root);
    this.view = view;
    this.model.set("view", view);
    this.draw();
    giveFocus(this.root, focus);
  }

  draw() {
    const { view } = this, { states, contracts, edits, undo } = view;
    const count = `${states.length} in ${contracts.length} ${contracts.length === 1 ? "contract" : "contracts"}`;
    fill(this.bar, h("span", { class: "name" }, "States"),
      h("span", { class: "mute" }, [count, edits].filter(Boolean).join(" · ")), h("span", { class: "grow" }),
      this.list.drawSearch(),
      h("button", {
        disabled: !undo, title: undo || null, "aria-keyshortcuts": "Control+Z", "data-focus": "undo",
        onclick: () => this.ask("undo", {}),
      }, "⤺ Undo"),
      h("button", {
        class: "main", disabled: !edits, "data-focus": "save", onclick: () => this.showSaving(),
      }, "Save…"));
    this.list.draw(view);
    fill(this.status, view.sentence || `${states.length} state definitions`);
  }

  /** The edits as code, for a kernel that is silent. */
  unsaved() {
    const { code, edits } = this.view;
    return { code, edits };
  }

  async showSaving() {
    const answer = await this.ask("saving", {});
    if (!answer) return;
    fill(this.bottom, drawSaving(answer.saving, () => void this.save(), () => fill(this.bottom)));
    this.bottom.querySelector("button")?.focus();
  }

  async save() {
    const answer = await this.ask("save", {});
    if (!answer) return;
    if ("conflict" in answer) {
      fill(this.bottom, drawConflict(answer.conflict, () => fill(this.bottom)));
      return;
    }
    fill(this.bottom);
    fill(this.status, answer.saved);
  }

  /** @param {string} text */
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      fill(this.status, "Copied the handler stub.");
    } catch {
      const close = h("button", { onclick: () => fill(this.bottom) }, "Close");
      fill(this.bottom, h("pre", { class: "box", tabIndex: 0 }, text), h("p", { class: "actions" }, close));
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const undoes = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (!undoes || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    void this.ask("undo", {});
  }
}

export default {
  /** @param {{model: StatesModel, el: HTMLElement}} given */
  render({ model, el }) {
    const states = new States(model, el);
    return () => states.wire.stop();
  },
};
