// @ts-check
// The desk: tabs over one place of work, with one history, one way to save, and the editor beside the matrix.
import { drawBlocks } from "../blocks.js";
import { Recordings } from "../captures/captures.js";
import { Define } from "../define/define.js";
import { copyText, fill, h, put } from "../dom.js";
import { Editor } from "../editor/editor.js";
import { Explorer } from "../explorer/explorer.js";
import { standDown } from "../explorer/stand_down.js";
import { focusName, giveFocus, inField, shield, take } from "../focus.js";
import { Insight } from "../insight/insight.js";
import { openFile } from "../notebook.js";
import { RunPanel } from "../provider/provider.js";
import { Fixes } from "../repairs/repairs.js";
import { States } from "../states/states.js";
import { line, notice, payloadOf } from "../wire.js";
import { Bar, drawCounts } from "./bar.js";
import { Changes } from "./changes.js";
import { channel, panelOf } from "./channel.js";
import { listCommands } from "./commands.js";
import { Palette } from "./palette.js";
import { SaveList } from "./save_list.js";
import { drawSplit } from "./split.js";

/** @typedef {import("../protocol.d.ts").CapturesProtocol} CapturesProtocol */
/** @typedef {import("../protocol.d.ts").DefineProtocol} DefineProtocol */
/** @typedef {import("../protocol.d.ts").DeskPanels} DeskPanels */
/** @typedef {import("../protocol.d.ts").DeskProtocol} DeskProtocol */
/** @typedef {import("../protocol.d.ts").EditorProtocol} EditorProtocol */
/** @typedef {import("../protocol.d.ts").ExplorerProtocol} ExplorerProtocol */
/** @typedef {import("../protocol.d.ts").InsightProtocol} InsightProtocol */
/** @typedef {import("../protocol.d.ts").Place} Place */
/** @typedef {import("../protocol.d.ts").LivePayload} LivePayload */
/** @typedef {import("../protocol.d.ts").ProviderProtocol} ProviderProtocol */
/** @typedef {import("../protocol.d.ts").RepairRow} RepairRow */
/** @typedef {import("../protocol.d.ts").RepairsProtocol} RepairsProtocol */
/** @typedef {import("../protocol.d.ts").StatesProtocol} StatesProtocol */
/** @typedef {import("../wire.js").Model<DeskProtocol>} DeskModel */
/** @typedef {import("./palette.js").Command} Command */

const FOLLOW = 200; // milliseconds until the editor goes where the chosen cell went

class DeskScreen {
  /** @param {DeskModel} model
   * @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.wire = line(model);
    this.editor = /** @type {Editor | null} */ (null);
    this.pairing = /** @type {Recordings | null} */ (null);
    this.fixes = /** @type {Fixes | null} */ (null);
    this.runs = /** @type {RunPanel | null} */ (null);
    this.insight = /** @type {Insight | null} */ (null);
    this.looking = 0;
    this.following = 0;
    this.quiet = false;
    this.edited = -1;
    this.checking = false;
    this.waiting = /** @type {(() => void)[]} */ ([]);
    this.bar = new Bar({
      go: (place) => void this.go(place, true), undo: () => void this.act("undo"), redo: () => void this.act("redo"),
      save: () => void this.showSaving(), commands: () => this.palette.open(),
      cancelChecks: () => void this.cancelChecks(), checkRest: () => void this.wire.ask("check_rest", {}),
    });
    this.changes = new Changes({
      undoTo: (number) => void this.undoTo(number), redo: () => void this.act("redo"),
      copy: (text, noun) => void this.copy(text, noun),
    });
    this.saveList = new SaveList({
      save: (numbers) => this.save(numbers), saveAs: (number, name, field) => void this.saveAs(number, name, field),
      closed: () => giveFocus(this.root, "desk save", true),
    });
    this.palette = new Palette(() => this.commands(), () => {
      if (this.bar.place === "matrix") this.explorer.grid.focusCell(false);
      else giveFocus(this.root, `desk ${this.bar.place}`);
    });
    this.left = h("div", { class: "pane left" });
    this.right = h("div", { class: "pane right" });
    this.result = h("div", { class: "result" });
    this.editSlot = h("div", { class: "edit-slot" });
    this.fixSlot = h("div", { class: "fix-slot" });
    this.switch = h("p", { class: "switch" });
    put(this.right, this.switch, this.result, this.editSlot, this.fixSlot);
    this.panes = /** @type {Record<Place, HTMLElement>} */ ({
      matrix: h("div", { class: "pane-matrix" }), changes: this.changes.el,
      states: h("div", { class: "pane-states" }), captures: h("div", { class: "pane-captures" }),
      live: h("div", { class: "pane-live" }), define: h("div", { class: "pane-define" }),
      insight: h("div", { class: "pane-insight" }),
    });
    put(this.left, Object.values(this.panes));
    this.stage = h("div", { class: "stage", id: "desk-stage" });
    put(this.stage, this.left, drawSplit(this.stage), this.right);
    this.root = h("div", { class: "cl desk" }, this.bar.el, notice(this.wire, () => this.unsaved()), this.saveList.el,
      this.stage);
    put(this.bar.el, this.palette.el); // with what sticks it is seen, however far somebody has scrolled
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("click", (event) => this.openPlace(event));
    shield(this.root);
    put(el, this.root);
    // What sticks below the bar, and what is brought into view, keeps clear of it.
    const measured = new ResizeObserver(() => {
      this.root.style.setProperty("--top", `${this.bar.el.offsetHeight}px`);
    });
    measured.observe(this.bar.el);
    this.explorer = new Explorer(/** @type {import("../wire.js").Model<ExplorerProtocol>} */ (channel(model, "matrix")),
      this.panes.matrix, { aside: this.result, find: this.bar.find, chosen: () => this.follow(),
        fix: (cause, row) => void this.fix(cause, row), again: (row) => void this.again(row),
        canFix: () => this.view.bar.options, captures: () => void this.go("captures", true),
        canAsk: () => this.view.bar.tabs.some(({ id }) => id === "live") });
    this.stops = [() => measured.disconnect(), () => this.palette.hide(), () => this.wire.stop(),
      () => this.explorer.wire.stop()];
    this.wire.heard((message) => this.hear(message));
    this.bar.place = this.view.tab;
    this.bar.draw(this.view.bar);
    if (this.view.panels.editor) this.openEditor(false);
    if (this.view.panels.repairs) this.openFixes(false);
    void this.go(this.view.tab, false);
    void this.goOn();
  }

  /** Let checks that take long go on, a slice at a time, until they are over or cancelled. */
  async goOn() {
    if (this.checking) return;
    this.checking = true;
    while (this.view.bar.checks?.running) {
      const answer = await this.wire.ask("go_on", {});
      if (!answer.ok) {
        this.say(answer.error);
        break;
      }
      if (answer.checks && this.view.bar.checks?.running) {
        this.view.bar.checks = answer.checks;
        this.bar.drawChecks(answer.checks);
      }
    }
    this.checking = false;
    for (const go of this.waiting.splice(0)) go();
  }

  /** When nothing is being checked. */
  async checked() {
    if (!this.checking) return;
    await new Promise((resolve) => { this.waiting.push(() => resolve(null)); });
  }

  async cancelChecks() {
    const answer = await this.wire.ask("cancel_checks", {});
    this.say(answer.ok ? "Cancelled. What was done is kept; the rest is an error that says so." : answer.error);
    giveFocus(this.root, "desk rest");
  }

  /** What the desk draws. Read anew each time: a notebook that connects to its kernel again puts another object in its
   * place. */
  get view() {
    return payloadOf(this.model);
  }

  /** The edits as code, for a kernel that is silent. */
  unsaved() {
    const { code, edits } = this.view.bar;
    return { code, edits };
  }

  /** @param {string} text */
  say(text) {
    this.explorer.say(text);
    if (this.bar.place === "matrix") return;
    if (text) fill(this.bar.what, text);
    else this.bar.drawWhat(this.view.bar);
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
    if (place !== "matrix" && place !== "changes") await this.openPanel(place);
    if (place === "insight") this.insight?.shown();
    if (place === "changes") await this.lookAtChanges();
  }

  /** @param {"states" | "captures" | "live" | "define" | "insight"} name */
  async openPanel(name) {
    const pane = this.panes[name];
    if (pane.childElementCount && this.view.panels[name]) return;
    fill(pane); // a panel that could not be built is asked for again
    if (name === "captures" || name === "insight") await this.checked(); // it tells what became of each
    if (!this.view.panels[name]) {
      const answer = await this.wire.ask("open", { name });
      if (!answer.ok) return this.say(answer.error);
      if (answer.broken) return void fill(pane, drawBlocks(answer.broken));
      Reflect.set(this.view.panels, name, answer.view);
    }
    if (pane.childElementCount) return; // asked for twice
    if (name === "live") return this.openRuns();
    if (name === "define") {
      const model = /** @type {import("../wire.js").Model<DefineProtocol>} */ (channel(this.model, name));
      const { wire } = new Define(model, pane);
      return void this.stops.push(() => wire.stop());
    }
    if (name === "insight") {
      this.insight = new Insight(
        /** @type {import("../wire.js").Model<InsightProtocol>} */ (channel(this.model, name)), pane,
        (text) => this.say(text));
      this.stops.push(() => this.insight?.wire.stop());
      return;
    }
    if (name === "captures") {
      this.pairing = new Recordings(
        /** @type {import("../wire.js").Model<CapturesProtocol>} */ (channel(this.model, name)), pane);
    }
    const { wire } = name === "captures" && this.pairing ? this.pairing
      : new States(/** @type {import("../wire.js").Model<StatesProtocol>} */ (channel(this.model, name)), pane);
    this.stops.push(() => wire.stop());
  }

  /** Draw the Run panel; a run that goes on goes on with it. */
  openRuns() {
    const model = /** @type {import("../wire.js").Model<ProviderProtocol>} */ (channel(this.model, "live"));
    this.runs = new RunPanel(model, this.panes.live, {
      say: (text) => { if (this.bar.place !== "live") this.say(text); },
    });
    this.stops.push(() => this.runs?.leave());
  }

  /** Ask for the example of a row of the matrix again.
   * @param {number} row */
  async again(row) {
    this.say("Asking again…");
    const answer = await this.wire.ask("again", { row });
    this.say(answer.ok ? answer.sentence : answer.error);
  }

  async lookAtChanges() {
    this.changes.drawLoading();
    await this.checked();
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
    this.showBeside("edit");
    if (!focus) return;
    const first = this.editor.begin() ? null : root.querySelector(FIRST);
    if (first instanceof HTMLElement) first.focus();
    this.right.scrollIntoView({ block: "nearest" });
  }

  /** Draw the fixes that the kernel found.
   * @param {boolean} focus */
  openFixes(focus) {
    this.fixes?.wire.stop();
    fill(this.fixSlot);
    const model = /** @type {import("../wire.js").Model<RepairsProtocol>} */ (channel(this.model, "repairs"));
    this.fixes = new Fixes(model, this.fixSlot, {
      chosen: (row) => this.lookAtFix(row), leave: () => void this.closeFixes(), say: (text) => this.say(text),
    });
    this.showBeside("fix");
    if (!focus) return;
    this.fixes.focus();
    this.right.scrollIntoView({ block: "nearest" });
  }

  /** Ask what could be done about a cause, or without one about the run as a whole.
   * @param {number | null} cause
   * @param {number | null} row of the cell that is looked at */
  async fix(cause, row) {
    this.say("Checking what could make it pass…");
    await this.checked();
    const answer = await this.wire.ask("repairs", row === null ? { cause } : { cause, row });
    this.say(answer.ok ? "" : answer.error);
  }

  /** Show in the bar and in the matrix what a fix would change; null takes that back.
   * @param {RepairRow | null} row */
  lookAtFix(row) {
    if (row?.applies) fill(this.bar.what, h("span", { class: "mute" }, "With this fix: "), drawCounts(row.counts));
    else this.bar.draw(this.view.bar);
    clearTimeout(this.looking);
    const number = row?.applies ? row.number : -1;
    this.looking = window.setTimeout(() => void this.wire.ask("look", { number }), FOLLOW);
  }

  /** Show the editor, the fixes, or the result of the chosen cell.
   * @param {"result" | "edit" | "fix"} what */
  showBeside(what) {
    const editing = what === "edit" && this.editor !== null, fixing = what === "fix" && this.fixes !== null;
    this.right.classList.toggle("editing", editing);
    this.right.classList.toggle("fixing", fixing);
    if (this.fixes && !fixing) this.lookAtFix(null);
    const button = (/** @type {string} */ text, /** @type {boolean} */ pressed, /** @type {() => void} */ onclick) =>
      h("button", { class: "quiet", "aria-pressed": String(pressed), onclick }, text);
    const close = (/** @type {string} */ noun, /** @type {() => void} */ onclick) =>
      h("button", { class: "quiet", "aria-label": `close the ${noun}`, onclick }, "✕");
    fill(this.switch, (this.editor || this.fixes) && [
      button("Result", !editing && !fixing, () => this.showBeside("result")),
      this.editor && button("Edit", editing, () => this.showBeside("edit")),
      this.fixes && button("Fix this", fixing, () => this.showBeside("fix")),
      h("span", { class: "grow" }),
      fixing ? close("fixes", () => void this.closeFixes())
        : this.editor && close("editor", () => void this.closeEditor()),
    ]);
  }

  async closeFixes() {
    this.fixes?.wire.stop();
    this.lookAtFix(null);
    this.fixes = null;
    fill(this.fixSlot);
    this.showBeside("result");
    this.explorer.grid.focusCell(true);
    await this.wire.ask("close_repairs", {});
  }

  async closeEditor() {
    this.editor?.context.wire.stop();
    this.editor = null;
    fill(this.editSlot);
    this.showBeside("result");
    this.explorer.grid.focusCell(true);
    await this.wire.ask("close_editor", {});
  }

  /** Let the editor go where the chosen cell went, as long as it is open. */
  follow() {
    clearTimeout(this.following);
    if (!this.editor || !this.right.classList.contains("editing")) return;
    this.following = window.setTimeout(() => {
      const { at } = this.explorer.state;
      if (!at || !this.editor) return;
      if (at[0] === this.edited) return this.editor.lookAt(this.explorer.state.view.columns[at[1]] ?? "");
      this.quiet = true;
      void this.explorer.wire.ask("edit", { row: at[0], column: at[1] });
    }, FOLLOW);
  }

  /** What the kernel tells by itself.
   * @param {DeskProtocol["heard"]} message */
  hear(message) {
    if (panelOf(message)) return; // a panel hears it
    if (message.op === "bar") {
      const focus = focusName(this.root), { options } = this.view.bar;
      this.view.bar = message.bar;
      this.explorer.grid.held.steady(() => this.bar.draw(message.bar));
      if (options !== message.bar.options) this.explorer.offer();
      giveFocus(this.root, focus);
      if (this.bar.place === "changes") void this.lookAtChanges();
      void this.goOn();
    } else if (message.op === "panel") {
      this.view.panels.editor = message.view;
      const { quiet } = this;
      this.quiet = false;
      this.openEditor(!quiet);
    } else if (message.op === "live") {
      if (this.runs) return this.runs.goOn(message.view);
      this.view.panels.live = message.view;
      this.openRuns();
    } else if (message.op === "repairs") {
      this.view.panels.repairs = message.view;
      this.openFixes(true);
    }
  }

  /** @param {"undo" | "redo"} op */
  async act(op) {
    const answer = await this.wire.ask(op, {});
    this.say(answer.ok ? answer.sentence : answer.error);
  }

  /** @param {number} number */
  async undoTo(number) {
    const answer = await this.wire.ask("undo_to", { number });
    this.say(answer.ok ? answer.sentence : answer.error);
  }

  async showSaving() {
    await this.checked(); // each file says what it mends and breaks
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

  /** Open the file that is clicked at its line; where nothing can, its place is copied.
   * @param {Event} event */
  openPlace(event) {
    const opener = event.target instanceof Element ? event.target.closest("[data-opens]") : null;
    const place = opener?.getAttribute("data-opens");
    if (place && !openFile(this.model, place)) void this.copy(place, "file and line");
  }

  /** @param {string} text
   * @param {string} noun */
  copy(text, noun) {
    return copyText(text, noun, (words) => this.say(words), (field) => this.stage.before(field));
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
      go: (place) => void this.go(place, true), undo: () => void this.act("undo"), redo: () => void this.act("redo"),
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
    } else if (this.bar.place === "captures" && event.target === this.bar.tab) this.pairing?.key(event);
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
