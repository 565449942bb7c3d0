// @ts-check
// What narrows the matrix: facets of verdicts, states, methods, and words.
import { fill, h, later } from "../dom.js";
import { fits } from "./codes.js";

/** @typedef {import("./state.js").MatrixState} MatrixState */

export class Filters {
  /** @param {MatrixState} state
   * @param {(what: "facet" | "select" | "words") => void} changed */
  constructor(state, changed) {
    this.state = state;
    this.changed = changed;
    this.facets = h("span", { class: "facets" });
    this.selects = h("span", { class: "facets" });
    const list = `words-${Math.random().toString(36).slice(2)}`;
    this.field = h("input", {
      type: "search", class: "filter", placeholder: "Filter, e.g. creditLimit status:404", "aria-label": "filter",
      "aria-keyshortcuts": "/", list, oninput: later(() => this.takeWords(), 80),
    });
    this.offered = h("datalist", { id: list });
  }

  draw() {
    if (this.state.view.pairs) this.field.placeholder = "Filter, e.g. main or a version";
    this.drawFacets();
    this.drawSelects();
    fill(this.offered, this.state.offered.map((value) => h("option", { value })));
  }

  drawFacets() {
    const { rows, columns, pairs, counts } = this.state.view;
    // What the sentence beside them counts: results, of which a cell may have several.
    const number = (/** @type {string} */ code) =>
      counts?.[code] ?? (counts ? 0 : rows.reduce((sum, row) => sum + row[2].split(code).length - 1, 0));
    const every = [..."fbednp"].reduce((sum, code) => sum + number(code), 0);
    const changed = columns.length > 1 ? rows.filter((row) => fits("changed", row)).length : 0;
    const facets = /** @type {[string, string, number][]} */ ([
      ["all", "all", every], ["failing", "✗ failing", number("f")],
      ["changed", `changed in ${columns.at(-1) ?? ""}`, changed], ["error", "! error", number("e")],
      ["pending", "◔ pending", number("d")], ["blocking", `– ${pairs?.words.b ?? "blocks"}`, number("b")],
      ["idle", `– ${pairs?.words.n ?? "not exercised"}`, number("n")],
    ]);
    fill(this.facets, facets.filter(([name, , listed]) => name === "all" || listed).map(([name, word, listed]) =>
      h("button", {
        "aria-pressed": String(this.state.facet === name), "aria-keyshortcuts": name === "failing" ? "f" : null,
        onclick: () => this.setFacet(name),
      }, `${word} ${listed.toLocaleString("en")}`)));
  }

  drawSelects() {
    const { rows, states, pairs } = this.state.view;
    if (pairs) return void fill(this.selects);
    const methods = [...new Set(rows.map((row) => row[1].split(" ")[0] ?? ""))].filter(Boolean);
    fill(this.selects,
      states.length > 1 && this.drawSelect("state", states, (index) => { this.state.state = index; }),
      methods.length > 1 && this.drawSelect("method", methods, (index) => {
        this.state.method = methods[index] ?? "";
      }));
  }

  /** @param {string} noun
   * @param {string[]} choices
   * @param {(index: number) => void} choose called with -1 for any */
  drawSelect(noun, choices, choose) {
    const options = choices.map((choice, index) => h("option", { value: String(index) }, choice));
    const select = h("select", { "aria-label": noun, onchange: () => {
      choose(select.value === "" ? -1 : Number(select.value));
      this.changed("select");
    } }, h("option", { value: "" }, `any ${noun}`), options);
    return select;
  }

  /** @param {string} facet chosen once more, it is given up */
  setFacet(facet) {
    this.state.facet = this.state.facet === facet ? "all" : facet;
    this.drawFacets();
    this.changed("facet");
  }

  /** Take back everything that hides rows. */
  clear() {
    const { narrowed } = this.state;
    this.field.value = "";
    Object.assign(this.state, { words: "", facet: "all", state: -1, method: "", cause: "" });
    if (narrowed) this.draw();
  }

  takeWords() {
    this.state.words = this.field.value.trim();
    this.changed("words");
  }

  /** @param {string} words */
  setWords(words) {
    this.field.value = words;
    this.takeWords();
  }

  clearWords() {
    this.field.value = "";
    this.takeWords();
  }
}
