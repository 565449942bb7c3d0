// @ts-check
// The desk: tabs over one place of work, with one history, one way to save, and the editor beside the matrix.
import { Recordings } from "../captures/captures.js";
import { fill, h, put } from "../dom.js";
import { Editor } from "../editor/editor.js";
import { Explorer } from "../explorer/explorer.js";
import { standDown } from "../explorer/stand_down.js";
import { focusName, giveFocus, inField, shield, take } from "../focus.js";
import { States } from "../states/states.js";
import { line, notice, payloadOf } from "../wire.js";
import { Bar } from "./bar.js";
import { Changes } from "./changes.js";
import { channel, panelOf } from "./channel.js";
import { listCommands } from "./commands.js";
import { Palette } from "./palette.js";
import { SaveList } from "./save_list.js";
import { drawSplit } from "./split.js";

/** @typedef {import("../protocol.d.ts").CapturesProtocol} CapturesProtocol */
/** @typedef {import("../protocol.d.ts").DeskPanels} DeskPanels */
/** @typedef {import("../protocol.d.ts").DeskProtocol} DeskProtocol */
/** @typedef {import("../protocol.d.ts").EditorProtocol} EditorProtocol */
/** @typedef {import("../protocol.d.ts").ExplorerProtocol} ExplorerProtocol */
/** @typedef {import("../protocol.d.ts").Place} Place */
/** @typedef {import("../protocol.d.ts").StatesProtocol} StatesProtocol */
/** @typedef {import("../wire.js").Model<DeskProtocol>} DeskModel */
/** @typedef {import("./palette.js").Command} Command */

const FOLLOW = 200; // milliseconds until the editor goes where the chosen cell went

class DeskScreen {
  /** @param {DeskModel} model
   * @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.view = payloadOf(model);
    this.wire = line(model);
    this.editor = /** @type {Editor | null} */ (null);
    this.following = 0;
    this.quiet = false;
    this.edited = -1;
    this.bar = new Bar({
      go: (place) => void this.go(place, true), undo: () => void this.act("undo"), redo: () => void this.act("redo"),
      save: () => void this.showSaving(), commands: () => this.palette.open(),
    });
    this.changes = new Changes({
      undoTo: (number) => void this.undoTo(number), redo: () => void this.act("redo"),
      copy: (text, noun) => void this.copy(text, noun),
    });
    this.saveList = new SaveList({
      save: (numbers) => this.save(numbers), saveAs: (number, name, field) => void this.saveAs(number, name, field),
      closed: () => giveFocus(this.root, "desk save", true),
    });
    this.palette = new Palette(() => this.commands(), () => this.explorer.grid.focusCell(false));
    this.left = h("div", { class: "pane left" });
    this.right = h("div", { class: "pane right" });
    this.result = h("div", { class: "result" });
    this.editSlot = h("div", { class: "edit-slot" });
    this.switch = h("p", { class: "switch" });
    put(this.right, this.switch, this.result, this.editSlot);
    this.panes = /** @type {Record<Place, HTMLElement>} */ ({
      matrix: h("div", { class: "pane-matrix" }), changes: this.changes.el,
      states: h("div", { class: "pane-states" }), captures: h("div", { class: "pane-captures" }),
    });
    put(this.left, Object.values(this.panes));
    this.stage = h("div", { class: "stage", id: "desk-stage" });
    put(this.stage, this.left, drawSplit(this.stage), this.right);
    this.root = h("div", { class: "cl desk" }, this.bar.el, notice(this.wire, () => this.unsaved()), this.saveList.el,
      this.stage, this.palette.el);
    this.root.addEventListener("keydown", (event) => this.key(event));
    shield(this.root);
    put(el, this.root);
    this.explorer = new Explorer(/** @type {import("../wire.js").Model<ExplorerProtocol>} */ (channel(model, "matrix")),
      this.panes.matrix, { aside: this.result, find: this.bar.find, chosen: () => this.follow() });
    this.stops = [() => this.wire.stop(), () => this.explorer.wire.stop()];
    this.wire.heard((message) => this.hear(message));
    this.bar.place = this.view.tab;
    this.bar.draw(this.view.bar);
    if (this.view.panels.editor) this.openEditor(false);
    void this.go(this.view.tab, false);
  }

  /** The edits as code, for a kernel that is silent. */
  unsaved() {
    const { code, edits } = this.view.bar;
    return { code, edits };
  }

  /** @param {string} text */
  say(text) {
    this.explorer.say(text);
    if (this.bar.place !== "matrix") fill(this.bar.what, text);
  }

  /** Show a tab.
   * @param {Place} place
   * @param {boolean} focus give focus to the tab */
  async go(place, focus) {
    this.bar.place = place;
    this.stage.setAttribute("data-place", place);
    this.stage.setAttribute("aria-labelledby", `desk-tab-${place}`);
    for (const [name, pane] of Object.entries(this.panes)) pane.hidden = name !== place;
    this.bar.find.hidden = place !== "matrix";
    this.bar.draw(this.view.bar);
    if (focus) giveFocus(this.root, `desk ${place}`);
    if (place === "states" || place === "captures") await this.openPanel(place);
    if (place === "changes") await this.lookAtChanges();
  }

  /** @param {"states" | "captures"} name */
  async openPanel(name) {
    const pane = this.panes[name];
    if (pane.childElementCount) return;
    if (!this.view.panels[name]) {
      const answer = await this.wire.ask("open", { name });
      if (!answer.ok) return this.say(answer.error);
      Reflect.set(this.view.panels, name, answer.view);
    }
    if (pane.childElementCount) return; // asked for twice
    const wire = name === "states"
      ? new States(/** @type {import("../wire.js").Model<StatesProtocol>} */ (channel(this.model, name)), pane).wire
      : new Recordings(
        /** @type {import("../wire.js").Model<CapturesProtocol>} */ (channel(this.model, name)), pane).wire;
    this.stops.push(() => wire.stop());
  }

  async lookAtChanges() {
    this.changes.drawLoading();
    const answer = await this.wire.ask("changes", {});
    if (!answer.ok) return this.say(answer.error);
    const focus = focusName(this.changes.el);
    this.changes.draw(answer);
    giveFocus(this.changes.el, focus);
  }

  /** Draw the editor that the kernel opened.
   * @param {boolean} focus */
  openEditor(focus) {
    this.editor?.context.wire.stop();
    fill(this.editSlot);
    this.editor = new Editor(
      /** @type {import("../wire.js").Model<EditorProtocol>} */ (channel(this.model, "editor")), this.editSlot);
    this.edited = this.explorer.state.at?.[0] ?? -1;
    const { root } = this.editor.context;
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      this.taken(event, () => this.explorer.grid.focusCell(true));
    });
    this.showEditor(true);
    if (!focus) return;
    const first = this.editor.begin() ? null : root.querySelector(FIRST);
    if (first instanceof HTMLElement) first.focus();
    this.right.scrollIntoView({ block: "nearest" });
  }

  /** Show the editor, or the result of the chosen cell.
   * @param {boolean} editing */
  showEditor(editing) {
    const shown = editing && this.editor !== null;
    this.right.classList.toggle("editing", shown);
    const button = (/** @type {string} */ text, /** @type {boolean} */ pressed, /** @type {() => void} */ onclick) =>
      h("button", { class: "quiet", "aria-pressed": String(pressed), onclick }, text);
    fill(this.switch, this.editor && [
      button("Result", !shown, () => this.showEditor(false)), button("Edit", shown, () => this.showEditor(true)),
      h("span", { class: "grow" }),
      h("button", { class: "quiet", "aria-label": "close the editor", onclick: () => void this.closeEditor() }, "✕"),
    ]);
  }

  async closeEditor() {
    this.editor?.context.wire.stop();
    this.editor = null;
    fill(this.editSlot);
    this.showEditor(false);
    this.explorer.grid.focusCell(true);
    await this.wire.ask("close_editor", {});
  }

  /** Let the editor go where the chosen cell went, as long as it is open. */
  follow() {
    clearTimeout(this.following);
    if (!this.editor || !this.right.classList.contains("editing")) return;
    this.following = window.setTimeout(() => {
      const { at } = this.explorer.state;
      if (!at || !this.editor || at[0] === this.edited) return;
      this.quiet = true;
      void this.explorer.wire.ask("edit", { row: at[0], column: at[1] });
    }, FOLLOW);
  }

  /** What the kernel tells by itself.
   * @param {DeskProtocol["heard"]} message */
  hear(message) {
    if (panelOf(message)) return; // a panel hears it
    if (message.op === "bar") {
      this.view.bar = message.bar;
      const focus = focusName(this.root);
      this.bar.draw(message.bar);
      giveFocus(this.root, focus);
      if (this.bar.place === "changes") void this.lookAtChanges();
    } else if (message.op === "panel") {
      this.view.panels.editor = message.view;
      const { quiet } = this;
      this.quiet = false;
      this.openEditor(!quiet);
    }
  }

  /** @param {"undo" | "redo"} op */
  async act(op) {
    const answer = await this.wire.ask(op, {});
    this.say(answer.ok ? answer.said : answer.error);
  }

  /** @param {number} number */
  async undoTo(number) {
    const answer = await this.wire.ask("undo_to", { number });
    this.say(answer.ok ? answer.said : answer.error);
  }

  async showSaving() {
    const answer = await this.wire.ask("saving", {});
    if (!answer.ok) return this.say(answer.error);
    if (answer.files.length) this.saveList.open(answer.files);
    else this.say("Nothing is edited, so there is nothing to save.");
  }

  /** @param {number[]} files
   * @returns {Promise<string>} why nothing was written */
  async save(files) {
    const answer = await this.wire.ask("save", { files });
    if (!answer.ok) return answer.error;
    if (answer.problem) return answer.problem;
    this.say(answer.saved);
    return "";
  }

  /** @param {number} number
   * @param {string} name
   * @param {HTMLElement} field */
  async saveAs(number, name, field) {
    const answer = await this.wire.ask("save_as", { number, name });
    if (answer.ok) {
      this.saveList.close();
      return this.say(answer.saved);
    }
    const holder = field.closest(".field");
    holder?.querySelector(".wrong-text")?.remove();
    holder?.append(h("p", { class: "wrong-text", role: "alert" }, answer.error));
    field.setAttribute("aria-invalid", "true");
  }

  /** @param {string} text
   * @param {string} noun */
  async copy(text, noun) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(`Copied as ${noun}.`);
    } catch {
      const field = h("textarea", { class: "code", "aria-label": `${noun} to copy`, rows: 6 });
      field.value = text;
      this.stage.before(field);
      field.select();
    }
  }

  async copyCode() {
    const answer = await this.wire.ask("code", {});
    if (answer.ok) await this.copy(answer.code, "code");
    else this.say(answer.error);
  }

  /** Everything that the palette finds.
   * @returns {Command[]} */
  commands() {
    return listCommands(this.view.bar, this.explorer, {
      go: (place) => void this.go(place, false), undo: () => void this.act("undo"), redo: () => void this.act("redo"),
      save: () => void this.showSaving(), code: () => void this.copyCode(),
    });
  }

  /** Keys of the whole desk.
   * @param {KeyboardEvent} event */
  key(event) {
    const big = (event.ctrlKey || event.metaKey) && !event.altKey;
    const name = event.key.toLowerCase();
    if (big && name === "k") this.taken(event, () => this.palette.open());
    else if (big && name === "s" && this.view.bar.edits) this.taken(event, () => void this.showSaving());
    else if (big && name === "z" && !inField(event.target)) {
      this.taken(event, () => void this.act(event.shiftKey ? "redo" : "undo"));
    }
  }

  /** @param {KeyboardEvent} event
   * @param {() => void} action */
  taken(event, action) {
    take(event);
    action();
  }
}

const FIRST = "tr[tabindex='0'], input, button";

export default {
  /** @param {{model: DeskModel, el: HTMLElement}} given */
  render({ model, el }) {
    const desk = new DeskScreen(model, el);
    standDown(el, 20);
    return () => { for (const stop of desk.stops) stop(); };
  },
};
