// @ts-check
// The top of the desk, the same in every tab: tabs, undo, redo, saving, and what would change if all were saved.
import { classes, fill, h, spans } from "../dom.js";
import { drawChecks, updateChecks } from "./checking.js";

/** @typedef {import("../protocol.d.ts").ChecksJson} ChecksJson */
/** @typedef {import("../protocol.d.ts").DeskBar} DeskBar */
/** @typedef {import("../protocol.d.ts").Place} Place */
/** @typedef {import("../protocol.d.ts").VerdictCount} VerdictCount */
/**
 * What the bar asks of the desk.
 * @typedef {object} BarActions
 * @property {(place: Place) => void} go
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {() => void} save
 * @property {() => void} commands
 * @property {() => void} cancelChecks
 * @property {() => void} checkRest
 */

/** Verdicts that would change; a zero is outlined, so that it is seen to be looked at.
 * @param {VerdictCount[]} counts */
export function drawCounts(counts) {
  return counts.map(({ text, tone, number }) => h("span", { class: classes("count", number ? tone : "none") }, text));
}

export class Bar {
  /** @param {BarActions} actions */
  constructor(actions) {
    this.actions = actions;
    this.place = /** @type {Place} */ ("matrix");
    this.name = h("span", { class: "name" });
    const onkeydown = (/** @type {KeyboardEvent} */ event) => this.key(event);
    this.tabs = h("div", { role: "tablist", "aria-label": "parts of the desk", onkeydown });
    this.buttons = h("span", { class: "buttons" });
    this.what = h("span", { class: "what", role: "status" });
    this.checks = h("span", { class: "checks" });
    this.find = h("span", { class: "find" });
    this.sources = h("summary", { "data-focus": "desk origins" });
    this.origins = h("ul");
    this.from = h("details", { class: "origins" }, this.sources, this.origins);
    this.el = h("div", { class: "top" },
      h("div", { class: "bar" }, this.name, this.tabs, h("span", { class: "grow" }), this.buttons),
      h("div", { class: "bar second" }, this.what, this.checks, h("span", { class: "grow" }), this.from, this.find));
  }

  /** The tab that is shown, as an element. */
  get tab() {
    return this.tabs.querySelector("[aria-selected=true]");
  }

  /** @param {DeskBar} bar */
  draw(bar) {
    const { title, tabs, undo, redo, edits, checks, sources, origins } = bar;
    this.drawChecks(checks);
    fill(this.sources, `from ${sources}`);
    this.from.hidden = !sources;
    fill(this.origins, origins.map(({ contract, place }) => h("li", {}, h("b", {}, contract), " ", spans(place))));
    fill(this.name, title);
    this.name.title = title; // in a narrow notebook it is cut
    const word = (/** @type {string} */ text) => h("span", { class: "word" }, text);
    fill(this.tabs, tabs.map(({ id, label, figure, dot }) => h("button", {
      role: "tab", id: `desk-tab-${id}`, "aria-selected": String(id === this.place),
      tabIndex: id === this.place ? 0 : -1, "aria-controls": "desk-stage", "data-focus": `desk ${id}`,
      onclick: () => this.actions.go(id),
    }, label, dot && h("span", { class: "dot" }, " ●"), figure && h("span", { class: "mute" }, ` ${figure}`))));
    fill(this.buttons,
      h("button", {
        disabled: !undo, title: undo ? `undo: ${undo}` : null, "aria-keyshortcuts": "Control+Z",
        "data-focus": "desk undo", onclick: this.actions.undo,
      }, "↶", word(" Undo")),
      h("button", {
        disabled: !redo, title: redo ? `redo: ${redo}` : null, "aria-keyshortcuts": "Control+Shift+Z",
        "data-focus": "desk redo", onclick: this.actions.redo,
      }, "↷", word(" Redo")),
      h("button", {
        class: "main", disabled: !edits, title: edits || null, "aria-keyshortcuts": "Control+S",
        "data-focus": "desk save", onclick: this.actions.save,
      }, "Save…"),
      h("button", {
        class: "quiet", "aria-keyshortcuts": "Control+K", "data-focus": "desk commands", onclick: this.actions.commands,
      }, word("Commands "), h("kbd", {}, "Ctrl K")));
    this.drawWhat(bar);
  }

  /** What stands in the second line for as long as nothing else is to be said.
   * @param {DeskBar} bar */
  drawWhat({ counts, edits, plain, checks }) {
    const mute = (/** @type {string} */ text) => h("span", { class: "mute" }, text);
    if (counts.length) fill(this.what, [mute("If saved: "), drawCounts(counts), mute(edits)]);
    else fill(this.what, !checks?.running && mute(plain));
  }

  /** How far checks are that take long.
   * @param {ChecksJson | null} checks */
  drawChecks(checks) {
    if (checks && updateChecks(this.checks, checks)) return; // a new button would miss a click
    const { cancelChecks: cancel, checkRest: rest } = this.actions;
    fill(this.checks, checks && drawChecks(checks, { cancel, rest }));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const tabs = [...this.tabs.querySelectorAll("[role=tab]")];
    const now = tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
    const next = tabs[(now + step + tabs.length) % tabs.length];
    if (next instanceof HTMLElement) next.click();
  }
}
