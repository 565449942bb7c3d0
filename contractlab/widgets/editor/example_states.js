// @ts-check
// The states that the example needs, with their parameters.
import { fill, h } from "../dom.js";
import { onEnter } from "../focus.js";
import { TypedField } from "../typed_field.js";

/** @typedef {import("../protocol.d.ts").AtParam} AtParam */
/** @typedef {import("../protocol.d.ts").Param} Param */
/** @typedef {import("../protocol.d.ts").StateForm} StateForm */
/** @typedef {import("./context.js").EditorContext} EditorContext */

export class ExampleStates {
  /** @param {EditorContext} editor
   * @param {(text: string, noun: string) => void} copy */
  constructor(editor, copy) {
    this.editor = editor;
    this.copy = copy;
    this.el = h("div", { class: "states" });
  }

  /** What a state has, in the words of the format. */
  get param() {
    return this.editor.view.parameters === "variables" ? "variable" : "parameter";
  }

  draw() {
    const { states, gone } = this.editor.view;
    if (gone) return void fill(this.el);
    const title = h("p", {}, h("b", {}, "States "), h("span", { class: "mute" }, "given, in this order"));
    fill(this.el, title, states.map((state, index) => this.drawState(state, index)), this.drawNew());
  }

  /** @param {StateForm} state
   * @param {number} index */
  drawState(state, index) {
    const only = h("input", { type: "checkbox", id: `only-${index}` });
    const name = h("input", {
      value: state.name, "aria-label": "name of the state", "data-focus": `state ${index}`,
      onchange: () => this.editor.ask("state_rename", {
        name: state.name, key: name.value, everywhere: state.used > 1 && !only.checked,
      }, name),
    });
    return h("fieldset", { class: "state" }, h("legend", { class: "unseen" }, state.shown),
      h("p", { class: "row field" }, h("span", { class: "mute" }, "name"), name),
      state.params.map((param) => this.drawParam(state, index, param)),
      h("p", { class: "mute small" }, this.drawUse(state, only), this.drawButtons(state, index)));
  }

  /** @param {StateForm} state
   * @param {HTMLInputElement} only */
  drawUse(state, only) {
    if (state.used <= 1) return "Used by this example only. ";
    const words = `Used by ${state.used} examples. Renaming changes all ${state.used}. `;
    return [words, h("label", { htmlFor: only.id }, only, " only here ")];
  }

  /** @param {StateForm} state
   * @param {number} index */
  drawButtons({ name, shown, stub }, index) {
    const { editor } = this;
    const up = () => editor.ask("state_move", { name, index: index - 1 });
    const remove = () => editor.ask("state_remove", { name });
    return [
      index > 0 && h("button", { class: "quiet", "aria-label": `move ${shown} up`, onclick: up }, "↑"),
      h("button", { class: "quiet", onclick: () => this.addParam(name, shown) }, `+ ${this.param}`),
      h("button", { class: "quiet", onclick: () => this.copy(stub, "handler stub") }, "Copy handler stub"),
      h("button", { class: "quiet", "aria-label": `remove the state ${shown}`, onclick: remove }, "×"),
    ];
  }

  /** @param {StateForm} state
   * @param {number} index
   * @param {Param} param */
  drawParam(state, index, { name, shown, value, kind, typed = "json" }) {
    const { editor } = this;
    /** @type {AtParam} */
    const at = { state: state.name, name };
    const attributes = { "data-focus": `param ${index} ${name}`, title: kind };
    const field = new TypedField({ label: shown, text: value, kind: typed, attributes });
    field.onChange(() => void editor.ask("param_set", {
      ...at, text: field.input.value, kind: field.kind,
    }, field.input));
    const remove = () => editor.ask("param_remove", at);
    return h("p", { class: "row field" }, h("b", { class: "cut", title: shown }, shown), field.el,
      h("button", { class: "quiet", "aria-label": `remove ${shown}`, onclick: remove }, "×"));
  }

  drawNew() {
    const field = h("input", {
      placeholder: "New state name", "aria-label": "name of the new state", list: "known-states",
      "data-focus": "new state",
    });
    const add = () => void this.editor.ask("state_add", { name: field.value }, field);
    onEnter(field, add);
    const names = (this.editor.view.known_states ?? []).map((name) => h("option", { value: name }));
    return h("p", { class: "field add" }, field, h("datalist", { id: "known-states" }, names),
      h("button", { onclick: add }, "+ state"));
  }

  /** @param {string} state
   * @param {string} shown */
  addParam(state, shown) {
    const name = h("input", { placeholder: "name", "aria-label": `name of the new ${this.param}`, size: 10 });
    const value = new TypedField({ label: `value of the new ${this.param}`, attributes: { placeholder: "value" } });
    const add = () => void this.editor.ask("param_set", {
      state, name: name.value, text: value.input.value, kind: value.kind, new: true,
    }, value.input);
    value.onEnter(add);
    this.el.append(h("p", { class: "field add" }, h("span", { class: "mute small" }, shown), name, value.el,
      h("button", { onclick: add }, `+ ${this.param}`)));
    name.focus();
  }
}
