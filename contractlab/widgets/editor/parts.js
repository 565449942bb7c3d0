// @ts-check
// The parts of the example as tabs, each with its sections.
import { fill, h } from "../dom.js";
import { BodyTree } from "./body_tree.js";
import { drawCaptures } from "./came_back.js";
import { drawFields, drawNamed } from "./named.js";

/** @typedef {import("../protocol.d.ts").AskTarget} AskTarget */
/** @typedef {import("../protocol.d.ts").Section} Section */
/** @typedef {import("../protocol.d.ts").Tab} Tab */
/** @typedef {import("./context.js").EditorContext} EditorContext */

/** @param {string} id */
function elementId(id) {
  return `part-${id.replace(/ /g, "-")}`;
}

export class Parts {
  /** @param {EditorContext} editor
   * @param {(target: AskTarget, focus?: boolean) => void} openPanel
   * @param {() => void} drawn called when rows were drawn anew */
  constructor(editor, openPanel, drawn) {
    this.editor = editor;
    this.drawn = drawn;
    this.openPanel = openPanel;
    this.tab = "";
    this.body = new BodyTree(editor, () => this.drawSection(), openPanel);
    const onkeydown = (/** @type {KeyboardEvent} */ event) => this.key(event);
    this.tabs = h("div", { role: "tablist", "aria-label": "parts of the example", onkeydown });
    this.rawSlot = h("span", {});
    this.seenSlot = h("span", { class: "seen-at" });
    this.section = h("div", { role: "tabpanel", id: "part", class: "part" });
    const bar = h("div", { class: "tab-bar" }, this.tabs, h("span", { class: "grow" }), this.seenSlot, this.rawSlot);
    this.el = h("div", { class: "main-part" }, bar, this.section);
  }

  /** Show a tab that is there: of what the provider sends, where the one that was shown is gone. */
  settle() {
    const { tabs } = this.editor.view;
    if (tabs.some((tab) => tab.id === this.tab)) return;
    this.tab = (tabs.find((tab) => tab.by === "provider") ?? tabs[0])?.id ?? "";
  }

  draw() {
    this.drawTabs();
    this.drawSection();
  }

  drawTabs() {
    fill(this.tabs, this.editor.view.tabs.map((tab) => h("button", {
      role: "tab", id: elementId(tab.id), "aria-selected": String(tab.id === this.tab), "aria-controls": "part",
      tabIndex: tab.id === this.tab ? 0 : -1, "data-focus": `tab ${tab.id}`, onclick: () => this.choose(tab.id),
    }, tab.label)));
    fill(this.seenSlot, this.now()?.by === "provider" && drawCaptures(this.editor));
    const hasText = this.now()?.sections.some((section) => section.kind === "body" && section.raw);
    const onclick = () => { this.body.raw = !this.body.raw; this.draw(); this.editor.giveFocus("raw"); };
    fill(this.rawSlot, hasText && h("button", {
      "aria-pressed": String(this.body.raw), "data-focus": "raw", onclick,
    }, "Raw JSON"));
  }

  /** @param {string} id */
  choose(id) {
    this.tab = id;
    this.body.chosen = "";
    this.body.field = null;
    this.draw();
    this.editor.giveFocus(`tab ${id}`);
  }

  /** Show a place and give it focus.
   * @param {import("../protocol.d.ts").Start} start */
  show({ tab, at, focus }) {
    this.tab = tab;
    this.body.raw = false;
    this.body.chosen = at ? JSON.stringify(at) : "";
    this.draw();
    this.editor.giveFocus(at ? `row ${JSON.stringify(at)}` : focus ?? `tab ${tab}`);
    const shown = this.now(), name = JSON.stringify(at);
    for (const section of at && shown ? shown.sections : []) {
      if (section.kind !== "body" || !shown) continue;
      const row = section.rows.find((value) => "at" in value && JSON.stringify(value.at) === name);
      if (row && "at" in row && row.open === undefined) this.body.edit(shown, row, true);
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const ids = this.editor.view.tabs.map((tab) => tab.id);
    this.tab = ids[(ids.indexOf(this.tab) + step + ids.length) % ids.length] ?? "";
    this.draw();
    this.editor.giveFocus(`tab ${this.tab}`);
  }

  now() {
    return this.editor.view.tabs.find((tab) => tab.id === this.tab);
  }

  drawSection() {
    const tab = this.now();
    if (!tab) {
      const title = h("b", {}, this.editor.view.title);
      return void fill(this.section, h("p", { class: "nothing" }, title));
    }
    this.section.setAttribute("aria-labelledby", elementId(tab.id));
    fill(this.section, tab.sections.map((section) => this.drawOne(tab, section)));
    this.drawn();
  }

  /** @param {Tab} tab
   * @param {Section} section */
  drawOne(tab, section) {
    if (section.kind === "body") return this.body.draw(tab, section);
    if (section.kind === "named") return drawNamed(this.editor, tab, section, this.openPanel);
    return drawFields(this.editor, tab, section, this.openPanel);
  }
}
