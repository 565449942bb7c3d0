// @ts-check
// The inspector: why a cell has its verdict, in tabs, with what can be done about it.
import { drawBlocks } from "../blocks.js";
import { drawCandidate } from "../captures/candidate.js";
import { copyText, fill, h, put, spans } from "../dom.js";
import { giveFocus, take } from "../focus.js";
import { insertCell } from "../notebook.js";
import { chip } from "../verdicts.js";

/** @typedef {import("../protocol.d.ts").ExplorerProtocol} ExplorerProtocol */
/** @typedef {import("../protocol.d.ts").InspectedCell} InspectedCell */
/** @typedef {import("../protocol.d.ts").RawTab} RawTab */
/** @typedef {import("../protocol.d.ts").RawText} RawText */
/** @typedef {import("../tree.js").Tree} Tree */
/** @typedef {import("../tree.js").Unfold} Unfold */
/** @typedef {import("../wire.js").Model<ExplorerProtocol>} ExplorerModel */
/** @typedef {import("../wire.js").Wire<ExplorerProtocol>} ExplorerWire */
/** @typedef {import("./state.js").MatrixState} MatrixState */
/**
 * What the inspector asks of what is around it.
 * @typedef {object} InspectorActions
 * @property {(step: number) => void} nextFailure
 * @property {() => void} enter
 * @property {() => void} leave
 * @property {(text: string) => void} say
 * @property {(() => void) | null} fix opens what could be done, where there is a desk
 * @property {(() => void) | null} again asks the provider again, where there is a desk
 * @property {() => boolean} canFix true where something could be done about the run as a whole
 * @property {(() => void) | null} captures shows the captures, where there is a desk
 * @property {() => boolean} canAsk true where there is a provider
 */

const KEYS_OF_TABS = ["ArrowLeft", "ArrowRight", "Home", "End"];

export class Inspector {
  /** @param {ExplorerModel} model
   * @param {ExplorerWire} wire
   * @param {MatrixState} state
   * @param {InspectorActions} actions */
  constructor(model, wire, state, actions) {
    this.model = model;
    this.wire = wire;
    this.state = state;
    this.actions = actions;
    this.live = model.get("live") !== false;
    this.tab = "";
    this.wanted = ""; // the tab that was clicked last: a cell without it shows its first
    this.alike = true;
    this.cell = /** @type {InspectedCell | null} */ (null);
    this.tree = /** @type {Tree | null} */ (null);
    const onkeydown = (/** @type {KeyboardEvent} */ event) => this.key(event);
    this.el = h("section", { class: "inspector", "aria-label": "inspector", tabIndex: -1, onkeydown });
  }

  /** What stands here while no cell is chosen. */
  drawNothing() {
    const { empty, status } = this.state.view, { fix, captures, canFix } = this.actions;
    const [fact, plain, way] = empty;
    const about = fact
      ? [chip(way ? "not exercised" : "error", fact), h("p", {}, plain)]
      : [chip("passed", status), h("p", { class: "mute" }, "Choose a cell to see what was checked.")];
    const fixes = fact && fix && canFix();
    this.cell = null;
    fill(this.el, h("div", { class: "nothing" }, about, way && captures && this.live && h("p", { class: "ways" },
      fixes && h("button", {
        class: "main", "aria-keyshortcuts": "x", "data-focus": "nothing fix", onclick: () => fix(),
      }, "Fix this…"),
      h("button", { "data-focus": "nothing captures", onclick: () => captures() }, way))));
  }

  drawUnknown() {
    fill(this.el, h("p", { class: "mute" }, "Only failing cells have their details in this page."));
  }

  /** @param {InspectedCell} cell */
  inspect(cell) {
    const { tabs } = cell;
    this.cell = cell;
    this.tab = tabs.some((tab) => tab.id === this.wanted) ? this.wanted : tabs[0]?.id ?? "";
    const active = document.activeElement;
    const held = this.el.contains(active) && active !== this.el ? active : null;
    const results = cell.more === 1 ? "result" : "results";
    const more = `and ${cell.more} more ${results} of this cell: matrix[example, version]`;
    fill(this.el, this.drawTop(cell), drawBlocks(cell.head),
      cell.history && h("p", { class: "history" }, spans(cell.history)),
      cell.more > 0 && h("p", { class: "mute small" }, more), this.drawUnsettled(cell),
      tabs.length > 0 && this.drawTabs(cell), this.drawPanel(cell), this.drawButtons(cell));
    if (held) this.giveBack(held);
  }

  /** @param {InspectedCell} cell */
  drawTop(cell) {
    const verdict = cell.verdict === "none" ? chip("not exercised", cell.word ?? "not in this version")
      : chip(cell.verdict, cell.word);
    const button = (/** @type {string} */ text, /** @type {() => void} */ onclick, look = "quiet") =>
      h("button", { class: look, onclick }, text);
    return h("p", { class: "top" }, verdict, " ", h("b", {}, cell.description),
      cell.version && h("span", { class: "mute" }, ` at ${cell.version}`), h("span", { class: "grow" }),
      button("‹ previous", () => this.actions.nextFailure(-1)), button("next ›", () => this.actions.nextFailure(1)),
      button("Back", () => this.actions.leave(), "quiet back"));
  }

  /** What an ambiguous cell may have been: a click settles it, for itself or for all alike.
   * @param {InspectedCell} cell */
  drawUnsettled(cell) {
    const { unsettled } = cell;
    if (!unsettled) return null;
    const { choices, here, alike } = unsettled;
    const scope = (/** @type {boolean} */ all, /** @type {string} */ text) => h("button", {
      "aria-pressed": String(this.alike === all), "data-focus": `scope ${all}`,
      onclick: () => {
        this.alike = all;
        this.inspect(cell);
        giveFocus(this.el, `scope ${all}`);
      },
    }, text);
    const only = here === 1 ? "Only this capture" : `Only the ${here} of this cell`;
    return h("div", { class: "unsettled", role: "group", "aria-label": "what this capture was" },
      h("p", {}, h("b", {}, alike === 1 ? "This capture was:" : "These captures were:")),
      alike > here && h("p", { class: "scopes" }, scope(true, `All ${alike} alike`), scope(false, only)),
      choices.map((choice, at) => drawCandidate(choice, at, () => void this.settle(at))));
  }

  /** Settle the cell by the number of the choice.
   * @param {number} at
   * @returns {boolean} false where there is nothing to settle */
  settleAt(at) {
    if (!this.cell?.unsettled?.choices[at]) return false;
    void this.settle(at);
    return true;
  }

  /** @param {number} at */
  async settle(at) {
    const choice = this.cell?.unsettled?.choices[at];
    if (!choice || !this.state.at) return;
    const [row, column] = this.state.at;
    const answer = await this.wire.ask("settle", { row, column, choice: choice.choice, alike: this.alike });
    this.actions.say(answer.ok ? answer.sentence : answer.error);
  }

  /** @param {InspectedCell} cell */
  drawTabs(cell) {
    const onkeydown = (/** @type {KeyboardEvent} */ event) => this.tabKey(event);
    return h("div", { role: "tablist", "aria-label": "parts of the result", onkeydown }, cell.tabs.map((tab) =>
      h("button", {
        role: "tab", id: `tab-${tab.id}`, "aria-selected": String(tab.id === this.tab), "aria-controls": "panel",
        tabIndex: tab.id === this.tab ? 0 : -1, onclick: () => { this.wanted = tab.id; this.inspect(cell); },
      }, tab.label)));
  }

  /** @param {InspectedCell} cell */
  drawPanel(cell) {
    this.tree = null;
    const chosen = cell.tabs.find((tab) => tab.id === this.tab);
    if (!chosen) return null;
    const [row, column] = this.state.at ?? [0, 0];
    const ask = /** @type {Unfold} */ ((fold) => this.wire.ask("unfold", { row, column, fold }));
    const planted = (/** @type {Tree} */ tree) => { this.tree ??= tree; };
    return h("div", { role: "tabpanel", id: "panel", "aria-labelledby": `tab-${chosen.id}` },
      "raw" in chosen ? this.drawRaw(chosen) : drawBlocks(chosen.blocks, this.live ? ask : null, planted));
  }

  /** @param {InspectedCell} cell */
  drawButtons(cell) {
    const alive = this.live && cell.verdict !== "none";
    const edits = alive && !this.state.view.pairs;
    const fixes = alive && (cell.letters || (cell.verdict !== "passed" && this.actions.canFix()));
    const edit = { class: "main", "aria-keyshortcuts": "e", onclick: () => this.edit() };
    return h("p", { class: "actions" }, edits && h("button", edit, "Edit example"),
      fixes && this.actions.fix && h("button", {
        "aria-keyshortcuts": "x", onclick: () => this.actions.fix?.(),
      }, "Fix this…"),
      alive && this.actions.canAsk() && h("button", {
        "aria-keyshortcuts": "r", onclick: () => this.actions.again?.(),
      }, "Run again"),
      cell.copy.map(({ text, name }) =>
        h("button", { class: "copy", onclick: () => this.copy(text, name) }, `Copy ${name}`)),
      alive && h("button", { onclick: () => this.insert() }, "Insert code as cell"),
      (cell.cite ?? []).map(({ text, name }) =>
        h("button", { class: "quiet", onclick: () => this.copy(text, name) }, `Copy ${name}`)));
  }

  /** Give focus to what stands now where it was before.
   * @param {Element} held */
  giveBack(held) {
    const tabs = held.id ? [...this.el.querySelectorAll("[role=tab]")] : [];
    const same = tabs.find((tab) => tab.id === held.id);
    if (same instanceof HTMLElement) same.focus();
    else if (held.getAttribute("role") === "row") this.actions.enter();
    else this.el.focus();
  }

  /** To the difference, or to the whole where there is none. */
  focus() {
    if (!this.tree?.focus()) this.el.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Escape") {
      take(event);
      this.actions.leave();
    } else if ((event.ctrlKey || event.metaKey) && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      event.preventDefault();
      const tabs = [...this.el.querySelectorAll("[role=tab]")];
      const now = tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
      const next = tabs[(now + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
      if (!(next instanceof HTMLElement)) return;
      next.click();
      this.actions.enter();
    }
  }

  /** @param {KeyboardEvent} event */
  tabKey(event) {
    if (event.ctrlKey || event.metaKey || !KEYS_OF_TABS.includes(event.key)) return;
    const tabs = [...this.el.querySelectorAll("[role=tab]")];
    const now = tabs.findIndex((tab) => tab === document.activeElement), last = tabs.length - 1;
    const next = { Home: 0, End: last, ArrowRight: now + 1, ArrowLeft: now + last }[event.key] ?? now;
    const tab = tabs[next % tabs.length];
    if (!(tab instanceof HTMLElement)) return;
    event.preventDefault();
    tab.focus();
    tab.click();
  }

  /** The bodies of example and capture side by side.
   * @param {RawTab} tab */
  drawRaw({ raw, expected }) {
    const text = h("pre", { class: "box", tabIndex: 0 }, raw.text);
    const about = h("p", { class: "mute small" });
    const [row, column] = this.state.at ?? [0, 0];
    const ask = async (/** @type {number} */ offset, /** @type {boolean} */ plain) => {
      const answer = await this.wire.ask("raw", { row, column, offset, plain });
      if (!answer.ok) return this.actions.say(answer.error);
      if (offset === 0) fill(text);
      put(text, answer.raw.text);
      draw(answer.raw, plain);
    };
    const draw = (/** @type {RawText} */ piece, /** @type {boolean} */ plain) => {
      const { next } = piece;
      const more = next !== null && this.live && h("button", {
        class: "hint", onclick: () => ask(next, plain),
      }, "show the next 50 kB");
      const toggle = this.live && (piece.laid_out || plain) && h("button", {
        class: "hint", "aria-pressed": String(plain), onclick: () => ask(0, !plain),
      }, "as it came");
      fill(about, `${piece.total.toLocaleString("en")} characters. `, toggle, " ", more);
    };
    draw(raw, false);
    const side = (/** @type {string} */ title, /** @type {HTMLElement} */ body) =>
      h("div", {}, h("p", { class: "mute" }, title), body);
    return h("div", { class: expected ? "raw-sides" : null },
      expected && side("expected, e.g.", h("pre", { class: "box", tabIndex: 0 }, expected)),
      h("div", {}, side("came back", text), about));
  }

  async edit() {
    if (!this.live || !this.state.at || this.state.view.pairs) return;
    const [row, column] = this.state.at;
    const answer = await this.wire.ask("edit", { row, column });
    this.actions.say(answer.ok ? answer.sentence : answer.error);
  }

  async insert() {
    if (!this.state.at) return;
    const [row, column] = this.state.at;
    const answer = await this.wire.ask("code", { row, column });
    if (!answer.ok) this.actions.say(answer.error);
    else if (insertCell(this.model, this.el, answer.code)) this.actions.say("The code stands in the cell below.");
    else await this.copy(answer.code, "code: paste it into a cell");
  }

  /** To the commands that can be copied. */
  toCopies() {
    this.actions.enter();
    const first = this.el.querySelector("button.copy");
    if (first instanceof HTMLElement) first.focus();
    else this.actions.say("Nothing was recorded for this cell, so there is nothing to copy.");
  }

  /** @param {string} text
   * @param {string} name */
  copy(text, name) {
    return copyText(text, name, (words) => this.actions.say(words), (field) => this.el.append(field));
  }
}
