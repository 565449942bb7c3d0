// @ts-check
// The editor of one example: what would change stands on top, always; the tree below; the matcher, states and saving
// beside.
import { fill, h, later, put } from "../dom.js";
import { inField, shield, take } from "../focus.js";
import { notice } from "../wire.js";
import { Below } from "./below.js";
import { EditorContext } from "./context.js";
import { ExampleStates } from "./example_states.js";
import { Head } from "./head.js";
import { MatcherPanel } from "./matcher_panel.js";
import { Parts } from "./parts.js";

/** @typedef {import("../protocol.d.ts").EditorDelta} EditorDelta */
/** @typedef {import("./context.js").EditorModel} EditorModel */

export class Editor {
  /** @param {EditorModel} model
   * @param {HTMLElement} el */
  constructor(model, el) {
    this.context = new EditorContext(model, (delta) => this.take(delta));
    this.below = new Below(this.context);
    this.head = new Head(this.context, () => void this.below.showCode(), () => void this.below.showSaving());
    this.panel = new MatcherPanel(this.context, (text, noun) => void this.below.copy(text, noun));
    this.parts = new Parts(this.context, (target) => void this.panel.open(target, true), () => this.panel.attach());
    this.states = new ExampleStates(this.context, (text, noun) => void this.below.copy(text, noun));
    this.warnings = h("div", { class: "warnings" });
    this.warnSoon = later(() => void this.drawWarnings(), 250);
    const { root, wire } = this.context;
    put(root, this.head.bar, notice(wire, () => this.unsaved()), this.head.strip,
      h("div", { class: "ed" }, this.parts.el,
        h("div", { class: "right" }, this.warnings, this.states.el)),
      this.below.el, h("div", { class: "foot" }, this.context.status, h("span", { class: "grow" }), drawKeys()));
    root.addEventListener("keydown", (event) => this.key(event));
    shield(root);
    put(el, root);
    wire.heard(({ delta }) => { if (delta) this.take(delta); });
    this.renew = () => this.draw();
    model.on("change:view", this.renew);
    this.draw();
  }

  draw() {
    this.parts.settle();
    this.head.draw();
    this.parts.draw();
    this.warnSoon();
    this.states.draw();
    this.sayEffect();
    if (this.context.view.partial) void this.context.ask("rest", {});
  }

  sayEffect() {
    const { partial, what_if: { sentence } } = this.context.view;
    this.context.say(partial ? `Checking ${partial.toLocaleString("en")} captures…` : sentence);
  }

  /** Draw what an edit changed, and leave focus where it was.
   * @param {EditorDelta} delta */
  take(delta) {
    const { context } = this;
    context.renew(delta);
    const focus = context.focusName;
    this.head.draw();
    if (delta.tabs) this.parts.draw();
    if (delta.states || delta.known_states || delta.gone !== undefined) this.states.draw();
    this.warnSoon();
    if (delta.tabs) this.panel.renew();
    context.giveFocus(focus);
    this.sayEffect();
  }

  /** Show the value that differs, and give it focus.
   * @returns {boolean} false where there is none */
  begin() {
    const { start } = this.context.view;
    if (!start) return false;
    this.parts.show(start);
    const focused = document.activeElement;
    if (!focused || !this.context.root.contains(focused)) return false;
    const tab = this.parts.now();
    if (start.at && tab) void this.panel.open({ part: tab.part, field: "body", at: start.at }, false);
    if (focused instanceof HTMLInputElement) focused.select();
    focused.scrollIntoView({ block: "nearest" });
    return true;
  }

  /** Look at what came back at a version: what failed there, if anything did.
   * @param {string} version */
  lookAt(version) {
    const { seen = [], seen_at: now } = this.context.view;
    const mine = [...seen.keys()].filter((index) => seen[index]?.version === version);
    const number = mine.find((index) => seen[index]?.verdict === "failed") ?? mine[0];
    if (number !== undefined && number !== now) void this.context.ask("look_at", { number });
  }

  /** The edits as code, for a kernel that is silent. */
  unsaved() {
    const { code, edits } = this.context.view;
    return { code, edits };
  }

  async drawWarnings() {
    const { view, wire } = this.context;
    const answer = view.changed ? await wire.ask("warnings", {}) : null;
    const warnings = answer?.ok ? answer.warnings : [];
    fill(this.warnings, warnings.map(({ text }) => h("p", { class: "warning" }, text)));
  }

  /** Keys of the whole editor.
   * @param {KeyboardEvent} event */
  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (this.context.hosted) return; // one history and one way to save: those of the desk
    if (key === "z" && !inField(event.target)) {
      take(event);
      void this.context.ask(event.shiftKey ? "redo" : "undo", {});
    }
    if (key === "s" && this.context.view.changed) {
      take(event);
      void this.below.showSaving();
    }
  }
}

function drawKeys() {
  const keys = [["Enter", "edit"], ["m", "matcher"], ["a", "accept"], ["Ctrl+Z", "undo"], ["Ctrl+S", "save"]];
  const hints = keys.map(([key, does], at) => [h("kbd", {}, key), at < keys.length - 1 ? ` ${does} ` : ` ${does}`]);
  return h("span", { "aria-hidden": "true" }, hints);
}

export default {
  /** @param {{model: EditorModel, el: HTMLElement}} given */
  render({ model, el }) {
    const editor = new Editor(model, el);
    return () => {
      editor.context.wire.stop();
      model.off("change:view", editor.renew);
    };
  },
};
