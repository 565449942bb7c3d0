// @ts-check
// The desk: a matrix to move in, and an inspector that explains the cell that is chosen.
import { fill, h, put } from "../dom.js";
import { inField, shield } from "../focus.js";
import { line, notice } from "../wire.js";
import { Causes } from "./causes.js";
import { Filters } from "./filters.js";
import { Grid } from "./grid.js";
import { drawHelp, drawHints } from "./help.js";
import { Inspector } from "./inspector.js";
import { standDown } from "./stand_down.js";
import { Pictures } from "./pictures.js";
import { Picks } from "./picks.js";
import { MatrixState } from "./state.js";

/** @typedef {import("../protocol.d.ts").ExplorerProtocol} ExplorerProtocol */
/** @typedef {import("../wire.js").Model<ExplorerProtocol>} ExplorerModel */

/**
 * What a desk gives the matrix to be part of it: places beside it, and word of what is chosen.
 * @typedef {object} DeskAround
 * @property {HTMLElement} aside where the inspector stands
 * @property {HTMLElement} find where the filter stands
 * @property {() => void} chosen
 * @property {(cause: number | null, row: number | null) => void} fix opens what could be done about a cause, or the run
 * @property {() => boolean} canFix true where something could be done about the run as a whole
 * @property {() => void} captures shows the captures
 * @property {(row: number) => void} again asks the provider for the example of a row
 * @property {() => boolean} canAsk true where there is a provider
 */

export class Explorer {
  /** @param {ExplorerModel} model
   * @param {HTMLElement} el
   * @param {DeskAround | null} around */
  constructor(model, el, around = null) {
    this.around = around;
    this.wire = line(model);
    this.state = new MatrixState(model);
    this.asked = 0;
    this.byHand = false; // somebody chose a cell: it stays chosen
    const say = (/** @type {string} */ text) => this.say(text), enter = () => this.enter();
    this.status = h("span", { role: "status" });
    this.filters = new Filters(this.state, (what) => this.filtered(what));
    this.picks = around && new Picks(this.state, { changed: () => this.picked(), edit: () => this.editPicked() });
    this.grid = new Grid(this.state, {
      choose: (row, column, soon) => {
        this.byHand = true;
        this.choose(row, column, soon);
      }, enter, say,
      toFilter: (scroll) => this.filters.field.focus({ preventScroll: !scroll }),
    }, this.picks);
    const fix = around && ((/** @type {number} */ cause) => around.fix(cause, null));
    this.causes = new Causes(this.state, () => this.grid.draw(), fix);
    this.inspector = new Inspector(model, this.wire, this.state, {
      nextFailure: (step) => void this.grid.nextFailure(step), enter, leave: () => this.leave(), say,
      fix: around && (() => this.fix()), again: around && (() => this.again()), canAsk: () => around?.canAsk() ?? false,
      canFix: () => around?.canFix() ?? false, captures: around && (() => around.captures()),
    });
    this.pictures = new Pictures(this.wire, this.inspector.live, {
      choose: (row, column) => this.choose(row, column, false), open: (row, column) => this.show(row, column), say,
    });
    this.name = h("span", { class: "name" });
    this.help = drawHelp(Boolean(this.state.view.pairs));
    this.root = this.drawRoot();
    shield(this.root);
    this.root.addEventListener("keydown", (event) => this.key(event));
    put(el, this.root);
    this.wire.heard((message) => this.hear(message));
    this.draw();
    this.chooseTrouble();
  }

  drawRoot() {
    const keys = h("button", {
      class: "quiet", "aria-keyshortcuts": "?", "aria-label": "keys", onclick: () => this.toggleHelp(),
    }, "?");
    const again = this.state.view.pairs && this.inspector.live
      && h("button", { class: "quiet", onclick: () => void this.askBroker() }, "Ask again");
    const { facets, selects, field, offered } = this.filters;
    if (this.around) {
      const aside = h("div", { class: "cl explorer beside" }, this.inspector.el);
      aside.addEventListener("keydown", (event) => this.key(event));
      put(this.around.aside, aside);
      this.around.find.addEventListener("keydown", (event) => this.key(event));
      put(this.around.find, field, offered, keys);
      return h("div", { class: "cl explorer" }, h("div", { class: "bar" }, facets, selects, this.pictures.button),
        notice(this.wire),
        this.help, this.pictures.el, this.picks?.el, this.grid.el, this.causes.el,
        h("div", { class: "foot" }, this.status, h("span", { class: "grow" }), drawHints()));
    }
    return h("div", { class: "cl explorer" },
      h("div", { class: "bar" }, this.name, facets, selects, !this.state.view.pairs && this.pictures.button,
        h("span", { class: "grow" }), h("span", { class: "find" }, field, offered, again, keys)),
      notice(this.wire), this.help, this.pictures.el,
      h("div", { class: "desk" }, h("div", { class: "left" }, this.grid.el, this.causes.el), this.inspector.el),
      h("div", { class: "foot" }, this.status, h("span", { class: "grow" }), drawHints()));
  }

  draw() {
    fill(this.name, this.state.view.title);
    this.filters.draw();
    this.grid.draw();
    this.causes.draw();
    this.say(this.around ? "" : this.state.view.status); // the bar of a desk says it
  }

  /** @param {string} text */
  say(text) {
    fill(this.status, text);
  }

  chooseTrouble() {
    this.byHand = false;
    const first = this.grid.firstTrouble();
    if (first) this.choose(first[0], first[1], false);
    else this.inspector.drawNothing();
  }

  /** What could be done about the run as a whole is another now: where no cell is chosen, that is offered. */
  offer() {
    if (!this.state.at) this.inspector.drawNothing();
  }

  /** @param {number} row
   * @param {number} column
   * @param {boolean} soon wait until the keys rest */
  choose(row, column, soon) {
    this.state.at = [row, column];
    this.grid.mark();
    this.around?.chosen();
    const details = this.state.details.get(`${row},${column}`);
    if (details) return void this.inspector.inspect(details);
    if (!this.inspector.live) return void this.inspector.drawUnknown();
    clearTimeout(this.asked);
    this.asked = window.setTimeout(() => this.lookUp(row, column), soon ? 100 : 0);
  }

  /** @param {number} row
   * @param {number} column */
  async lookUp(row, column) {
    const answer = await this.wire.ask("cell", { row, column });
    const { at } = this.state;
    if (!at || at[0] !== row || at[1] !== column) return;
    if (!answer.ok) return void this.say(answer.error);
    this.state.details.set(`${row},${column}`, answer.cell);
    this.inspector.inspect(answer.cell);
  }

  /** @param {"facet" | "select" | "words"} what */
  filtered(what) {
    this.grid.held.release(); // whoever asks for other rows sees them
    if (what === "words") this.grid.keep(() => this.grid.draw());
    else this.grid.draw();
    if (what === "select") return;
    const all = what === "words" && !this.state.words;
    const { rows, status } = this.state.view;
    this.say(all ? status : `${this.grid.shown.length} of ${rows.length} ${this.grid.noun}s`);
  }

  /** Choose a cell and bring it into view, unfolding its row where it is folded.
   * @param {number} row
   * @param {number} column */
  show(row, column) {
    this.filters.clear();
    this.grid.unfoldAll();
    this.choose(row, column, false);
    this.grid.focusCell(true);
  }

  /** Rows are selected, or no longer: what is done to several examples is done to these. */
  picked() {
    this.grid.markPicked();
    void this.wire.ask("select", { rows: [...this.state.picked].sort((row, next) => row - next) });
  }

  /** Open the editor of a selected example, of the chosen one where that is selected. */
  editPicked() {
    const { at, picked } = this.state, first = this.grid.shown.find((row) => picked.has(row));
    if (at && !picked.has(at[0]) && first !== undefined) this.choose(first, at[1], false);
    void this.inspector.edit();
  }

  next() {
    if (this.grid.nextFailure(1)) this.grid.focusCell(true);
  }

  toggleHelp() {
    this.help.hidden = !this.help.hidden;
  }

  enter() {
    if (!this.state.at) return;
    this.root.classList.add("inside");
    this.inspector.focus();
  }

  leave() {
    this.root.classList.remove("inside");
    this.grid.focusCell(true);
  }

  /** Keys that mean the same wherever focus is, but for fields.
   * @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Escape" && event.target === this.filters.field) {
      this.filters.clearWords();
      this.grid.focusCell(true);
      return;
    }
    if (inField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[1-9]$/.test(event.key) && this.inspector.settleAt(Number(event.key) - 1)) return event.preventDefault();
    const inside = this.inspector.el.contains(/** @type {Node} */ (event.target));
    const fail = (/** @type {number} */ step) => {
      if (this.grid.nextFailure(step) && !inside) this.grid.focusCell(true);
    };
    const actions = /** @type {Record<string, (() => void) | undefined>} */ ({
      n: () => fail(1), p: () => fail(-1),
      f: () => { this.filters.setFacet("failing"); this.grid.focusCell(true); },
      "/": () => this.filters.field.focus(), "?": () => this.toggleHelp(),
      e: () => void this.inspector.edit(), c: () => this.inspector.toCopies(),
      x: () => this.fix(), r: () => this.again(),
      Escape: () => { this.stepBack(); this.grid.focusCell(true); },
    });
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  /** Open what could be done about the cause of the chosen cell. */
  fix() {
    const { at, cause: lit, view } = this.state;
    if (!this.around) return;
    if (!at) return void (view.empty.length && this.around.canFix() && this.around.fix(null, null));
    const letters = this.state.details.get(at.join(","))?.letters || this.grid.letterAt(at[0], at[1]);
    const letter = lit && letters.includes(lit) ? lit : letters[0];
    const cause = view.causes.findIndex((each) => each.letter === letter);
    this.around.fix(cause < 0 ? null : cause, at[0]);
  }

  /** Ask the broker again; until it answers, what it said before stays. */
  async askBroker() {
    this.say("Asking the broker …");
    const answer = await this.wire.ask("ask", {});
    if (!answer.ok) return void this.say(answer.error);
    this.state.renew(answer.view);
    this.draw();
    this.chooseTrouble();
  }

  /** Ask the provider for the example of the chosen cell again. */
  again() {
    const { at } = this.state;
    if (!at || !this.around) return;
    if (this.around.canAsk()) this.around.again(at[0]);
    else this.say("There is no provider to ask: cl.open(…, provider=…)");
  }

  /** Take back the last thing that hides something. */
  stepBack() {
    const { words, cause, facet } = this.state;
    if (!this.help.hidden) this.toggleHelp();
    else if (words) this.filters.clearWords();
    else if (cause) this.causes.choose(cause);
    else if (facet !== "all") this.filters.setFacet("all");
  }

  /** Edits may change what the document says of an example: ask again where that is shown. */
  lookBeside() {
    const { at, details, view } = this.state, beside = view.columns.length;
    for (const key of [...details.keys()]) if (key.endsWith(`,${beside}`)) details.delete(key);
    if (view.document && at && at[1] === beside) this.choose(at[0], at[1], false);
  }

  /** What the kernel tells by itself.
   * @param {ExplorerProtocol["heard"]} message */
  hear(message) {
    if (message.op === "changes") {
      this.state.preview(message.cells);
      this.grid.keep(() => this.grid.draw());
      if (!this.around) this.say(message.sentence);
      this.lookBeside();
    } else if (message.op === "rows") {
      this.grid.hold();
      this.state.renewRows(message);
      this.grid.held.steady(() => this.grid.keep(() => this.draw()));
      const { at, view } = this.state;
      if (at && view.rows[at[0]]) this.choose(at[0], at[1], false);
      void this.pictures.renew();
    } else if (message.op === "view") {
      this.grid.hold();
      this.state.renew(message.view, this.byHand);
      this.picks?.draw();
      this.grid.held.steady(() => this.grid.keep(() => this.draw()));
      if (this.state.picked.size) this.picked();
      const { at } = this.state;
      if (at) this.choose(at[0], at[1], false);
      else this.chooseTrouble();
      void this.pictures.renew();
    }
  }
}

export default {
  /** @param {{model: ExplorerModel, el: HTMLElement}} given */
  render({ model, el }) {
    const explorer = new Explorer(model, el);
    standDown(el, 20);
    return () => explorer.wire.stop();
  },
};
