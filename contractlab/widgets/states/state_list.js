// @ts-check
// The list of states: each with its name, the start of a handler, and, unfolded, the examples that need it.
import { fill, h, later } from "../dom.js";
import { TypedField } from "../typed_field.js";

/** @typedef {import("../protocol.d.ts").AtState} AtState */
/** @typedef {import("../protocol.d.ts").AtStateParam} AtStateParam */
/** @typedef {import("../protocol.d.ts").Param} Param */
/** @typedef {import("../protocol.d.ts").StatesPayload} StatesPayload */
/** @typedef {import("../protocol.d.ts").StatesProtocol} StatesProtocol */
/** @typedef {import("../protocol.d.ts").StateUser} StateUser */
/** @typedef {import("../protocol.d.ts").StateUsers} StateUsers */
/** @typedef {StatesProtocol["operations"]} StatesOperations */
/**
 * Asks for an edit; an error becomes a text under its field.
 * @typedef {<Op extends keyof StatesOperations>
 *   (op: Op, message: StatesOperations[Op]["message"], field?: HTMLElement | null) => unknown} Ask
 */

/**
 * What the list asks of what is around it.
 * @typedef {object} StateActions
 * @property {Ask} ask
 * @property {import("../wire.js").Wire<StatesProtocol>["ask"]} look asks without an edit
 * @property {(text: string) => void} copy
 * @property {(name: string, field: HTMLInputElement) => void} rename
 */

export class StateList {
  /** @param {StateActions} actions */
  constructor({ ask, look, copy, rename }) {
    this.ask = ask;
    this.look = look;
    this.copy = copy;
    this.rename = rename;
    this.open = /** @type {Set<string>} */ (new Set());
    this.words = "";
    this.view = /** @type {StatesPayload | null} */ (null);
    this.el = h("div", { class: "list" });
  }

  drawSearch() {
    const field = h("input", {
      type: "search", placeholder: "Filter states", "aria-label": "filter states", value: this.words,
      "data-focus": "filter", oninput: () => { this.words = field.value; if (this.view) this.draw(this.view); },
    });
    return field;
  }

  /** @param {StatesPayload} view */
  draw(view) {
    this.view = view;
    if (!view.states.length) {
      const hint = h("p", { class: "mute" }, "Add one to an example below.");
      fill(this.el, h("div", { class: "nothing" }, h("b", {}, "No example needs a state."), hint, this.drawAdd(view)));
      return;
    }
    const words = this.words.toLowerCase();
    const mine = view.states.filter((state) => state.name.toLowerCase().includes(words));
    const nothing = h("div", { class: "nothing" }, h("b", {}, `Nothing matches “${this.words}”`));
    fill(this.el, mine.length ? mine.map((state) => this.drawState(view, state)) : nothing,
      view.left > 0 && h("p", { class: "mute small" }, `… ${view.left} more: contract.states`), this.drawAdd(view));
  }

  /** @param {StatesPayload} view
   * @param {StateUsers} state */
  drawState(view, state) {
    const open = this.open.has(state.name);
    const toggle = () => {
      if (!this.open.delete(state.name)) this.open.add(state.name);
      this.draw(view);
    };
    const several = state.users.length > 1 || state.more > 0;
    return h("fieldset", { class: "state" }, h("legend", { class: "unseen" }, state.shown),
      h("p", { class: "field line" }, this.drawName(state),
        h("button", {
          class: "quiet", "aria-expanded": String(open), "data-focus": `users ${state.name}`, onclick: toggle,
        }, `${open ? "▾" : "▸"} ${state.used}`),
        several && h("span", { class: "mute small" }, "Renaming changes them all."), h("span", { class: "grow" }),
        h("button", { class: "quiet", onclick: () => this.copy(state.stub) }, "Copy handler stub")),
      open && several && this.drawEverywhere(view, state),
      open && state.users.map((user) => this.drawUser(view, state, user)),
      open && state.more > 0 && h("p", { class: "mute small" }, `… ${state.more} more examples`));
  }

  /** @param {StateUsers} state */
  drawName({ name, shown }) {
    const field = h("input", {
      value: name, class: "state-name", "aria-label": `name of the state ${shown}`, "data-focus": `name ${name}`,
      onchange: () => {
        if (this.open.delete(name)) this.open.add(field.value.trim());
        this.rename(name, field);
      },
    });
    return field;
  }

  /** @param {StatesPayload} view
   * @param {StateUsers} state
   * @param {StateUser} user */
  drawUser(view, state, user) {
    /** @type {AtState} */
    const at = { contract: user.contract, example: user.example, name: state.name };
    const up = () => this.ask("move", { ...at, index: user.place - 1 });
    const contract = h("span", { class: "mute small" }, ` ${view.contracts[user.contract]}`);
    return h("div", { class: "user" },
      h("p", {}, h("span", {}, user.title), view.contracts.length > 1 && contract,
        h("span", { class: "mute small" }, ` ${user.place + 1} of ${user.of}`),
        user.place > 0 && h("button", { class: "quiet", "aria-label": `move up in ${user.title}`, onclick: up }, "↑"),
        h("button", {
          class: "quiet", "aria-label": `remove from ${user.title}`, onclick: () => this.ask("remove", at),
        }, "×")),
      user.params.map((param) => this.drawParam(state, user, param)), this.drawNewParam(view, at));
  }

  /** @param {StateUsers} state
   * @param {StateUser} user
   * @param {Param} param */
  drawParam(state, user, param) {
    /** @type {AtStateParam} */
    const at = { contract: user.contract, example: user.example, name: state.name, key: param.name };
    const name = `param ${state.name} ${user.contract} ${user.example} ${param.name}`;
    const attributes = { "data-focus": name, title: param.kind };
    const label = `${param.shown} in ${user.title}`;
    const field = new TypedField({ label, text: param.value, kind: param.typed ?? "json", attributes });
    field.onChange(() => this.ask("param", { ...at, text: field.input.value, kind: field.kind }, field.input));
    const remove = () => this.ask("drop_param", at);
    return h("p", { class: "field line" }, h("b", { class: "param cut" }, param.shown), field.el,
      h("button", { class: "quiet", "aria-label": `remove ${param.shown}`, onclick: remove }, "×"));
  }

  /** One parameter in all examples that need a state; what it would change is told before it is done.
   * @param {StatesPayload} view
   * @param {StateUsers} state */
  drawEverywhere(view, { name, shown, used, selected = 0 }) {
    const noun = view.parameters === "variables" ? "variable" : "parameter";
    const key = h("input", {
      placeholder: "name", "aria-label": `${noun} in all examples of ${shown}`, size: 8, "data-focus": `all ${name}`,
    });
    const attributes = { placeholder: "value", size: 12 };
    const value = new TypedField({ label: `value in all examples of ${shown}`, attributes });
    const outcome = h("span", { class: "mute small", role: "status" });
    const only = h("input", { type: "checkbox", checked: selected > 0, onchange: () => { drawSet(); look(); } });
    const chosen = () => selected > 0 && only.checked;
    const look = later(async () => {
      const answer = key.value.trim() ? await this.look("param_everywhere", {
        name, key: key.value, text: value.input.value, kind: value.kind, selected: chosen(), look: true,
      }) : null;
      fill(outcome, answer?.ok ? answer.sentence : "");
    }, 200);
    const set = () => void this.ask("param_everywhere", {
      name, key: key.value, text: value.input.value, kind: value.kind, selected: chosen(),
    }, value.input);
    const button = h("button", { onclick: set });
    const drawSet = () => fill(button, chosen() ? `Set in the ${selected} selected` : `Set in ${used}`);
    drawSet();
    key.addEventListener("input", look);
    value.el.addEventListener("input", look);
    value.onEnter(set);
    return h("p", { class: "field line" }, h("span", { class: "mute" }, "In all:"), key, value.el,
      selected > 0 && h("label", { class: "choice" }, only, `only the ${selected} selected in the matrix`),
      button, outcome);
  }

  /** @param {StatesPayload} view
   * @param {AtState} at */
  drawNewParam(view, at) {
    const key = h("input", { placeholder: "name", "aria-label": "name of the new parameter", size: 8 });
    const attributes = { placeholder: "value", size: 12 };
    const value = new TypedField({ label: "value of the new parameter", attributes });
    const add = () => void this.ask("param", {
      ...at, key: key.value, text: value.input.value, kind: value.kind,
    }, value.input);
    value.onEnter(add);
    const noun = view.parameters === "variables" ? "variable" : "parameter";
    return h("p", { class: "field line" }, key, value.el, h("button", { class: "quiet", onclick: add }, `+ ${noun}`));
  }

  /** @param {StatesPayload} view */
  drawAdd(view) {
    if (!view.examples.length) return null;
    const name = h("input", {
      placeholder: "New state name", "aria-label": "name of the new state", list: "all-states", "data-focus": "new",
    });
    const options = view.examples.map(({ title }, index) => h("option", { value: String(index) }, title));
    const select = h("select", { "aria-label": "example" }, options);
    const add = () => {
      const choice = view.examples[Number(select.value)];
      if (!choice) return;
      this.ask("add", { contract: choice.contract, example: choice.example, name: name.value }, name);
    };
    const names = view.states.map((state) => h("option", { value: state.name }));
    return h("p", { class: "field line add" }, name, h("datalist", { id: "all-states" }, names),
      h("span", { class: "mute" }, "for"), select, h("button", { onclick: add }, "+ state"));
  }
}
