// @ts-check
// All state definitions of a desk: who needs them, with which parameters; renamed everywhere at once.
import { fill, h, put } from "../dom.js";
import { focusName, giveFocus, shield } from "../focus.js";
import { line, notice, payloadOf } from "../wire.js";
import { StateList } from "./state_list.js";

/** @typedef {import("../protocol.d.ts").StatesChange} StatesChange */
/** @typedef {import("../protocol.d.ts").StatesPayload} StatesPayload */
/** @typedef {import("../protocol.d.ts").StatesProtocol} StatesProtocol */
/** @typedef {StatesProtocol["operations"]} StatesOperations */
/** @typedef {import("../wire.js").Model<StatesProtocol>} StatesModel */

export class States {
  /** @param {StatesModel} model
   * @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.wire = line(model);
    this.list = new StateList({
      ask: (op, message, field) => this.ask(op, message, field), look: this.wire.ask,
      copy: (text) => void this.copy(text),
      rename: (name, field) => void this.rename(name, field),
    });
    this.bar = h("div", { class: "bar" });
    this.bottom = h("div", { class: "bottom" });
    this.status = h("span", { role: "status" });
    this.root = h("div", { class: "cl states-editor" }, this.bar, notice(this.wire, () => this.unsaved()),
      this.list.el, this.bottom, h("div", { class: "foot" }, this.status));
    shield(this.root);
    put(el, this.root);
    this.wire.heard(({ view }) => { if (view) this.take(view); });
    this.draw();
  }

  /** What is drawn, read anew each time: a notebook that connects to its kernel again puts another in its place. */
  get view() {
    return payloadOf(this.model);
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

  /** Rename a state everywhere; where there is one of that name, ask whether the two are to become one.
   * @param {string} name
   * @param {HTMLInputElement} field
   * @param {boolean} merge */
  async rename(name, field, merge = false) {
    const text = field.value;
    const answer = await this.ask("rename", { name, text, merge }, field);
    if (!answer?.exists) return;
    const fields = [...this.list.el.querySelectorAll("input.state-name")];
    const drawn = fields.find((input) => input.getAttribute("data-focus") === `name ${name}`) ?? field;
    if (!(drawn instanceof HTMLInputElement)) return;
    drawn.value = text;
    const yes = h("button", { class: "main", onclick: () => void this.rename(name, drawn, true) }, "Make them one");
    const no = h("button", { onclick: () => this.draw() }, "Keep both");
    const question = h("p", { class: "wrong-text", role: "alert" }, `${answer.exists} `, yes, " ", no);
    drawn.closest(".field")?.append(question);
    yes.focus();
  }

  /** @param {StatesPayload} view */
  take(view) {
    const focus = focusName(this.root);
    this.model.set("view", view);
    this.draw();
    giveFocus(this.root, focus);
  }

  draw() {
    const { view } = this, { states, contracts, edits } = view;
    const count = `${states.length} in ${contracts.length} ${contracts.length === 1 ? "contract" : "contracts"}`;
    fill(this.bar, h("span", { class: "name" }, "States"),
      h("span", { class: "mute" }, [count, edits].filter(Boolean).join(" · ")), h("span", { class: "grow" }),
      this.list.drawSearch());
    this.list.draw(view);
    fill(this.status, view.sentence || `${states.length} state definitions`);
  }

  /** The edits as code, for a kernel that is silent. */
  unsaved() {
    const { code, edits } = this.view;
    return { code, edits };
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
}

export default {
  /** @param {{model: StatesModel, el: HTMLElement}} given */
  render({ model, el }) {
    const states = new States(model, el);
    return () => states.wire.stop();
  },
};
