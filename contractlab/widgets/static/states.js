// @ts-check
// All state definitions of a desk: who needs them, with which parameters; renamed everywhere at once.
import { fill, h, line, notice, put, shield, spans } from "./dom.js";

/** @typedef {import("./dom.js").Model} Model */

class States {
  /** @param {Model} model
   * @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.view = model.get("view");
    this.wire = line(model);
    this.open = new Set();
    this.words = "";
    this.bar = h("div", { class: "bar" });
    this.list = h("div", { class: "list" });
    this.bottom = h("div", { class: "bottom" });
    this.status = h("span", { role: "status" });
    this.root = h("div", { class: "cl states-editor", onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !(event.target instanceof HTMLInputElement)) { event.preventDefault(); this.ask("undo"); }
    } }, this.bar, notice(this.wire, () => this.view), this.list, this.bottom, h("div", { class: "foot" }, this.status));
    shield(this.root);
    put(el, this.root);
    this.wire.heard((message) => { if (message?.view) this.take(message.view); });
    this.draw();
  }

  /** @param {string} op
   * @param {Record<string, any>} [more]
   * @param {HTMLElement | null} [field] */
  async ask(op, more = {}, field = null) {
    const answer = await this.wire.ask(op, more);
    if (!answer.ok) {
      fill(this.status, answer.error);
      field?.setAttribute("aria-invalid", "true");
      field?.closest(".field")?.querySelector(".wrong-text")?.remove();
      field?.closest(".field")?.append(h("p", { class: "wrong-text", role: "alert" }, answer.error));
      return null;
    }
    if (answer.view) this.take(answer.view);
    return answer;
  }

  /** @param {any} view */
  take(view) {
    const focus = document.activeElement?.closest("[data-focus]")?.getAttribute("data-focus");
    this.view = view;
    this.model.set("view", view);
    this.draw();
    const found = [...this.root.querySelectorAll("[data-focus]")].find((one) => one.getAttribute("data-focus") === focus);
    if (found instanceof HTMLElement) found.focus({ preventScroll: true });
  }

  draw() {
    const { view } = this;
    const search = /** @type {HTMLInputElement} */ (h("input", { type: "search", placeholder: "Filter states", "aria-label": "filter states", value: this.words, "data-focus": "filter", oninput: (/** @type {any} */ event) => { this.words = event.target.value; this.drawList(); } }));
    fill(this.bar, h("span", { class: "name" }, "States"), h("span", { class: "mute" }, [`${view.states.length} in ${view.contracts.length} ${view.contracts.length === 1 ? "contract" : "contracts"}`, view.edits].filter(Boolean).join(" · ")), h("span", { class: "grow" }), search,
      h("button", { disabled: !view.undo, title: view.undo || null, "aria-keyshortcuts": "Control+Z", "data-focus": "undo", onclick: () => this.ask("undo") }, "⤺ Undo"),
      h("button", { class: "main", disabled: !view.edits, "data-focus": "save", onclick: () => this.showSaving() }, "Save…"));
    this.drawList();
    fill(this.status, view.sentence || `${view.states.length} state definitions`);
  }

  drawList() {
    const words = this.words.toLowerCase();
    const mine = this.view.states.filter((/** @type {any} */ one) => one.name.toLowerCase().includes(words));
    if (!this.view.states.length) return void fill(this.list, h("div", { class: "nothing" }, h("b", {}, "No example needs a state."), h("p", { class: "mute" }, "Add one to an example below."), this.drawAdd()));
    fill(this.list, mine.length ? mine.map((/** @type {any} */ one) => this.drawState(one)) : h("div", { class: "nothing" }, h("b", {}, `Nothing matches “${this.words}”`)),
      this.view.left > 0 && h("p", { class: "mute small" }, `… ${this.view.left} more: contract.states`), this.drawAdd());
  }

  /** @param {any} state */
  drawState(state) {
    const open = this.open.has(state.name);
    const toggle = () => { if (!this.open.delete(state.name)) this.open.add(state.name); this.drawList(); };
    const name = h("input", { value: state.name, class: "state-name", "aria-label": `name of the state ${state.shown}`, "data-focus": `name ${state.name}`, onchange: (/** @type {any} */ event) => { if (this.open.delete(state.name)) this.open.add(event.target.value.trim()); this.ask("rename", { name: state.name, text: event.target.value }, event.target); } });
    return h("fieldset", { class: "state" }, h("legend", { class: "unseen" }, state.shown),
      h("p", { class: "field line" }, name, h("button", { class: "quiet", "aria-expanded": String(open), "data-focus": `users ${state.name}`, onclick: toggle }, `${open ? "▾" : "▸"} ${state.used}`),
        (state.users.length > 1 || state.more > 0) && h("span", { class: "mute small" }, "Renaming changes them all."), h("span", { class: "grow" }), h("button", { class: "quiet", onclick: () => this.copy(state.stub) }, "copy stub")),
      open && state.users.map((/** @type {any} */ user) => this.drawUser(state, user)), open && state.more > 0 && h("p", { class: "mute small" }, `… ${state.more} more examples`));
  }

  /** @param {any} state
   * @param {any} user */
  drawUser(state, user) {
    const at = { contract: user.contract, example: user.example, name: state.name };
    const key = /** @type {HTMLInputElement} */ (h("input", { placeholder: "name", "aria-label": "name of the new parameter", size: 8 }));
    const value = /** @type {HTMLInputElement} */ (h("input", { class: "code", placeholder: "JSON value", "aria-label": "value of the new parameter", size: 12 }));
    const add = () => this.ask("param", { ...at, key: key.value, text: value.value }, value);
    value.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); add(); } });
    return h("div", { class: "user" }, h("p", {}, h("span", {}, user.title), this.view.contracts.length > 1 && h("span", { class: "mute small" }, ` ${this.view.contracts[user.contract]}`), h("span", { class: "mute small" }, ` ${user.place + 1} of ${user.of}`),
      user.place > 0 && h("button", { class: "quiet", "aria-label": `move up in ${user.title}`, onclick: () => this.ask("move", { ...at, index: user.place - 1 }) }, "↑"),
      h("button", { class: "quiet", "aria-label": `remove from ${user.title}`, onclick: () => this.ask("remove", at) }, "×")),
    user.params.map((/** @type {any} */ param) => h("p", { class: "field line" }, h("b", { class: "param cut" }, param.shown), h("input", { class: "code", value: param.value, "aria-label": `${param.shown} in ${user.title}`, "data-focus": `param ${state.name} ${user.contract} ${user.example} ${param.name}`, onchange: (/** @type {any} */ event) => this.ask("param", { ...at, key: param.name, text: event.target.value }, event.target) }), h("span", { class: "mute small" }, param.kind),
      h("button", { class: "quiet", "aria-label": `remove ${param.shown}`, onclick: () => this.ask("drop_param", { ...at, key: param.name }) }, "×"))),
    h("p", { class: "field line" }, key, value, h("button", { class: "quiet", onclick: add }, this.view.parameters === "variables" ? "+ variable" : "+ parameter")));
  }

  drawAdd() {
    if (!this.view.examples.length) return null;
    const name = /** @type {HTMLInputElement} */ (h("input", { placeholder: "a state", "aria-label": "name of the new state", list: "all-states", "data-focus": "new" }));
    const select = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "example" }, this.view.examples.map((/** @type {any} */ one, /** @type {number} */ index) => h("option", { value: String(index) }, one.title))));
    const add = () => { const one = this.view.examples[Number(select.value)]; return this.ask("add", { contract: one.contract, example: one.example, name: name.value }, name); };
    return h("p", { class: "field line add" }, name, h("datalist", { id: "all-states" }, this.view.states.map((/** @type {any} */ one) => h("option", { value: one.name }))), h("span", { class: "mute" }, "for"), select, h("button", { onclick: add }, "+ state"));
  }

  async showSaving() {
    const answer = await this.ask("saving");
    if (!answer) return;
    fill(this.bottom, h("section", { "aria-label": "saving", class: "below" }, answer.saving.map((/** @type {any} */ told) => h("div", {}, h("p", {}, h("b", {}, told.contract)), told.meaning.map((/** @type {any} */ one) => h("p", {}, h("span", { class: "mute small" }, `${one.example} `), spans(one.said))))),
      h("p", { class: "actions" }, h("button", { class: "main", onclick: () => this.save() }, answer.saving.length === 1 ? answer.saving[0].button : `Save ${answer.saving.length} files`), h("button", { onclick: () => fill(this.bottom) }, "Keep editing"))));
    const main = this.bottom.querySelector("button");
    if (main instanceof HTMLElement) main.focus();
  }

  async save() {
    const answer = await this.ask("save");
    if (!answer) return;
    if (answer.saved) { fill(this.bottom); fill(this.status, answer.saved); return; }
    fill(this.bottom, h("div", { role: "alertdialog", "aria-label": answer.conflict.title }, h("p", {}, h("b", {}, answer.conflict.title)), h("p", {}, answer.conflict.text), h("p", { class: "actions" }, h("button", { onclick: () => fill(this.bottom) }, "Keep editing"))));
  }

  /** @param {string} text */
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      fill(this.status, "Copied the handler stub.");
    } catch {
      fill(this.bottom, h("pre", { class: "box", tabIndex: 0 }, text), h("p", { class: "actions" }, h("button", { onclick: () => fill(this.bottom) }, "Close")));
    }
  }
}

export default {
  /** @param {{model: Model, el: HTMLElement}} given */
  render({ model, el }) {
    const states = new States(model, el);
    return () => states.wire.stop();
  },
};
