// @ts-check
// The desk: a matrix to move in, and an inspector that explains the cell that is chosen.
import { chip, fill, h, inField, later, line, notice, put, shield, SIGNS, spans } from "./dom.js";
import { drawBlocks } from "./blocks.js";
import { insertCell } from "./notebook.js";

/** @typedef {import("./dom.js").Model} Model */

const VERDICTS = /** @type {Record<string, string>} */ ({ f: "failed", e: "error", d: "pending", n: "not exercised", p: "passed", "-": "none" });
const RANK = "fednp-";
const KEYS = [
  ["arrows, Home, End, PgUp, PgDn", "move in the matrix; with Ctrl, to its corners"],
  ["Enter", "to the inspector"], ["arrows there", "move in the difference, unfold and fold"], ["Esc", "back; then clear the filter, the cause, the facet"],
  ["n, p", "next, previous failure"], ["f", "failing only"], ["/", "filter"], ["e", "edit the example"],
  ["c", "copy as curl, httpx or pytest"], ["?", "these keys"],
];

/** @param {string} codes
 * @param {string} letters
 * @returns {string[]} */
function lettersOf(codes, letters) {
  const listed = letters ? letters.split(" ") : [];
  let next = 0;
  return [...codes].map((code) => (code === "f" || code === "d" ? (listed[next++] ?? ".").replace(".", "") : ""));
}

class Explorer {
  /** @param {Model} model
   * @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.view = model.get("view");
    this.wire = line(model);
    this.live = model.get("live") !== false;
    this.at = /** @type {[number, number] | null} */ (null);
    this.facet = "all";
    this.cause = "";
    this.words = "";
    this.state = -1;
    this.method = "";
    this.unfolded = new Set();
    this.overlay = new Map();
    this.details = new Map(Object.entries(this.view.details ?? {}));
    this.cells = /** @type {Map<string, HTMLElement>} */ (new Map());
    this.shown = /** @type {number[]} */ ([]);
    this.tab = "";
    this.tree = /** @type {import("./tree.js").Tree | null} */ (null);
    this.asked = 0;
    this.scrolled = false;

    this.status = h("span", { role: "status" });
    this.facets = h("span", { class: "facets" });
    this.field = /** @type {HTMLInputElement} */ (h("input", { type: "search", class: "filter", placeholder: "Filter:  customer  status:404  path:$.a", "aria-label": "filter", "aria-keyshortcuts": "/", oninput: later(() => this.filter(), 80) }));
    this.grid = h("div", { class: "matrix", onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event) });
    this.causes = h("div", { class: "causes" });
    this.inspector = h("section", { class: "inspector", "aria-label": "inspector", tabIndex: -1, onkeydown: (/** @type {KeyboardEvent} */ event) => this.inspectorKey(event) });
    this.desk = h("div", { class: "desk" }, h("div", { class: "left" }, this.grid, this.causes), this.inspector);
    this.help = h("div", { class: "help", hidden: true }, h("b", {}, "Keys"), h("dl", {}, KEYS.map(([key, does]) => [h("dt", {}, key), h("dd", {}, does)])), h("p", { class: "mute" }, "An example is what Pact calls an interaction."));
    const keys = h("button", { class: "quiet", "aria-keyshortcuts": "?", "aria-label": "keys", onclick: () => this.toggleHelp() }, "?");
    this.name = h("span", { class: "name" });
    this.root = h("div", { class: "cl explorer" },
      h("div", { class: "bar" }, this.name, this.facets, this.selects = h("span", { class: "facets" }), h("span", { class: "grow" }), h("span", { class: "find" }, this.field, keys)),
      notice(this.wire), this.help, this.desk,
      h("div", { class: "foot" }, this.status, h("span", { class: "grow" }), h("span", { "aria-hidden": "true" }, h("kbd", {}, "↑↓←→"), " move ", h("kbd", {}, "Enter"), " inspect ", h("kbd", {}, "n"), " ", h("kbd", {}, "p"), " failures ", h("kbd", {}, "?"), " keys")));
    shield(this.root);
    this.root.addEventListener("keydown", (event) => this.anywhere(event));
    put(el, this.root);
    this.wire.heard((message) => this.hear(message));
    this.drawAll();
    const first = this.firstTrouble();
    if (first) this.choose(first[0], first[1], false);
    else this.drawNothing();
  }

  // -- what is drawn ------------------------------------------------------------------------------------------------

  drawAll() {
    fill(this.name, this.view.title);
    this.drawFacets();
    this.drawSelects();
    this.drawGrid();
    this.drawCauses();
    this.say(this.view.status);
  }

  /** @param {string} text */
  say(text) {
    fill(this.status, text);
  }

  /** @param {string} facet
   * @param {any[]} row */
  fits(facet, row) {
    const codes = /** @type {string} */ (row[2]), last = codes.length - 1;
    if (facet === "failing") return /[fe]/.test(codes);
    if (facet === "changed") return last > 0 && codes[last] !== codes[last - 1] && codes[last] !== "-";
    if (facet === "error") return codes.includes("e");
    if (facet === "pending") return codes.includes("d");
    if (facet === "idle") return codes.includes("n");
    return true;
  }

  drawFacets() {
    const rows = this.view.rows, columns = this.view.columns;
    const cells = (/** @type {RegExp} */ kind) => rows.reduce((/** @type {number} */ sum, /** @type {any} */ row) => sum + (row[2].match(kind)?.length ?? 0), 0);
    const all = rows.reduce((/** @type {number} */ sum, /** @type {any} */ row) => sum + row[2].replace(/-/g, "").length, 0);
    const changed = rows.filter((/** @type {any} */ row) => this.fits("changed", row)).length;
    const listed = [["all", "all", all], ["failing", "✗ failing", cells(/[fe]/g)], ["changed", `changed in ${columns.at(-1) ?? ""}`, columns.length > 1 ? changed : 0],
      ["error", "! error", cells(/e/g)], ["pending", "◔ pending", cells(/d/g)], ["idle", "– not exercised", cells(/n/g)]];
    fill(this.facets, listed.filter(([name, , number]) => name === "all" || number).map(([name, word, number]) =>
      h("button", { "aria-pressed": String(this.facet === name), "aria-keyshortcuts": name === "failing" ? "f" : null, onclick: () => this.setFacet(String(name)) }, `${word} ${Number(number).toLocaleString("en")}`)));
  }

  drawSelects() {
    const methods = [...new Set(this.view.rows.map((/** @type {any} */ row) => row[1].split(" ")[0]))].filter(Boolean);
    const options = (/** @type {string} */ any, /** @type {string[]} */ listed) => [h("option", { value: "" }, any), ...listed.map((one, index) => h("option", { value: String(index) }, one))];
    fill(this.selects,
      this.view.states.length > 1 && h("select", { "aria-label": "state", onchange: (/** @type {any} */ event) => { this.state = event.target.value === "" ? -1 : Number(event.target.value); this.drawGrid(); } }, options("any state", this.view.states)),
      methods.length > 1 && h("select", { "aria-label": "method", onchange: (/** @type {any} */ event) => { this.method = event.target.value === "" ? "" : String(methods[Number(event.target.value)]); this.drawGrid(); } }, options("any method", /** @type {string[]} */ (methods))));
  }

  /** @param {any[]} row */
  isWanted(row) {
    if (!this.fits(this.facet, row)) return false;
    if (this.state >= 0 && !row[4].includes(this.state)) return false;
    if (this.method && row[1].split(" ")[0] !== this.method) return false;
    for (const word of this.words.toLowerCase().split(/\s+/).filter(Boolean)) {
      const [, kind, wanted] = /^(status|path|state|method):(.*)$/.exec(word) ?? [];
      const text = `${row[0]} ${row[1]}`.toLowerCase();
      if (kind === "status" && !row[1].includes(`→ ${wanted}`)) return false;
      if (kind === "method" && !row[1].toLowerCase().startsWith(wanted ?? "")) return false;
      if (kind === "state" && !row[4].some((/** @type {number} */ one) => this.view.states[one].toLowerCase().includes(wanted ?? ""))) return false;
      if (kind === "path") {
        const letters = this.view.causes.filter((/** @type {any} */ cause) => cause.path.toLowerCase().includes(wanted ?? "")).map((/** @type {any} */ cause) => cause.letter);
        if (!letters.some((/** @type {string} */ letter) => row[3].includes(letter))) return false;
      }
      if (!kind && !text.includes(word)) return false;
    }
    return true;
  }

  drawGrid() {
    const { rows, columns, dense } = this.view;
    const filtered = this.facet !== "all" || this.words || this.state >= 0 || this.method || this.cause;
    this.cells.clear();
    this.shown = [];
    const vertical = columns.length > 12;
    const head = h("tr", {}, h("th", { scope: "col", class: "corner" }, "example"), columns.map((/** @type {string} */ name, /** @type {number} */ index) =>
      h("th", { scope: "col", class: index === columns.length - 1 ? "newest" : null }, vertical ? h("span", { class: "up" }, name) : name)));
    const body = h("tbody");
    let at = 0, number = 0;
    this.view.groups.forEach((/** @type {[string, number]} */ [name, count]) => {
      const mine = [];
      for (let index = at; index < at + count; index += 1) if (this.isWanted(rows[index])) mine.push(index);
      at += count;
      if (!mine.length) return;
      if (this.view.groups.length > 1) body.append(h("tr", { class: "group" }, h("th", { colspan: columns.length + 1, scope: "colgroup" }, name)));
      const quiet = !filtered && rows.length > 12 && !this.unfolded.has(name) ? mine.filter((index) => !rows[index][5]) : [];
      const folded = new Set(quiet.length > 1 ? quiet : []);
      for (const index of mine) if (!folded.has(index)) body.append(this.drawRow(index, ++number));
      if (folded.size) {
        const unfold = () => { this.unfolded.add(name); this.drawGrid(); this.focusCell(false); };
        body.append(h("tr", { class: "folded" }, h("td", { colspan: columns.length + 1 }, h("button", { class: "quiet", onclick: unfold }, `▸ ${folded.size} examples  ✓ passed wherever exercised`))));
      }
    });
    if (!this.shown.length && rows.length) {
      fill(this.grid, h("div", { class: "nothing" }, h("b", {}, `Nothing matches “${this.words || this.facet}”`), h("p", { class: "mute" }, `0 of ${rows.length} examples. `, h("kbd", {}, "Esc"), " clears the filter.")));
      return;
    }
    const table = h("table", { role: "grid", "aria-label": `examples by version: ${this.view.title}`, "aria-rowcount": this.shown.length + 1, "aria-colcount": columns.length + 1, class: [dense && "dense", this.cause && "dim"].filter(Boolean).join(" ") || null }, h("thead", {}, head), body);
    table.addEventListener("click", (event) => {
      const cell = event.target instanceof Element ? event.target.closest("[data-at]") : null;
      if (!cell) return;
      const [row, column] = (cell.getAttribute("data-at") ?? "0,0").split(",").map(Number);
      this.choose(row ?? 0, column ?? 0, false);
      this.focusCell(true);
    });
    fill(this.grid, table, this.view.left > 0 && h("p", { class: "mute small" }, `… ${this.view.left} more examples: matrix.rows`));
    this.mark();
    if (!this.scrolled) { this.scrolled = true; requestAnimationFrame(() => { this.grid.scrollLeft = this.grid.scrollWidth; }); }
  }

  /** @param {number} index
   * @param {number} number */
  drawRow(index, number) {
    const row = this.view.rows[index];
    this.shown.push(index);
    const name = this.view.dense ? h("span", { class: "cut" }, row[0]) : [h("span", { class: row[5] ? "strong two" : "two" }, row[0]), h("code", { class: "mute cut" }, row[1])];
    const letters = lettersOf(row[2], row[3]);
    const made = h("tr", { "aria-rowindex": number + 1, "data-row": index }, h("th", { scope: "row", title: `${row[0]}\n${row[1]}` }, name));
    for (let column = 0; column < row[2].length; column += 1) made.append(this.drawCell(index, column, row[2][column], letters[column] ?? ""));
    return made;
  }

  /** @param {number} index
   * @param {number} column
   * @param {string} code
   * @param {string} letter */
  drawCell(index, column, code, letter) {
    const verdict = VERDICTS[code] ?? "none";
    const sign = SIGNS[verdict] ?? "";
    const told = this.view.dense && letter ? letter : `${sign} ${letter}`.trim();
    const change = this.overlay.get(`${index},${column}`);
    const cell = h("td", { role: "gridcell", tabIndex: -1, "data-at": `${index},${column}`, "data-letters": letter || null, class: `c c-${verdict.replace(" ", "-")}` });
    if (change) {
      const [before, after] = change;
      const better = RANK.indexOf(after) > RANK.indexOf(before) || (after === "p");
      cell.classList.add(better ? "better" : "worse");
      put(cell, `${SIGNS[VERDICTS[before] ?? ""] ?? "·"} → ${SIGNS[VERDICTS[after] ?? ""] ?? "·"}`);
    } else put(cell, told);
    if (this.cause && letter && this.holds(letter, index, column)) cell.classList.add("lit");
    this.cells.set(`${index},${column}`, cell);
    return cell;
  }

  /** @param {string} letter
   * @param {number} index
   * @param {number} column */
  holds(letter, index, column) {
    if (letter[0] === this.cause) return true;
    const known = this.details.get(`${index},${column}`);
    return Boolean(known && known.letters.includes(this.cause)) || (letter.endsWith("+") && this.view.rows[index][3].includes(this.cause));
  }

  drawCauses() {
    const { causes } = this.view;
    if (!causes.length) return void fill(this.causes);
    fill(this.causes, h("p", {}, h("b", {}, `${causes.length + this.view.more_causes} ${causes.length === 1 ? "cause" : "causes"} `), h("span", { class: "mute" }, "choose one to see only its cells")),
      causes.map((/** @type {any} */ cause) => h("button", { class: "cause", "aria-pressed": String(this.cause === cause.letter), onclick: () => this.setCause(cause.letter) },
        h("b", { class: "letter" }, cause.letter), h("span", {}, spans(cause.said)), h("span", { class: "mute" }, cause.about))),
      this.view.more_causes > 0 && h("p", { class: "mute small" }, `… ${this.view.more_causes} more: matrix.causes`));
  }

  drawNothing() {
    const [fact, plain] = this.view.empty;
    if (fact) fill(this.inspector, h("div", { class: "nothing" }, chip(this.view.rows.length ? "not exercised" : "error", fact), h("p", {}, plain)));
    else fill(this.inspector, h("div", { class: "nothing" }, chip("passed", this.view.status), h("p", { class: "mute" }, "Choose a cell to see what was checked.")));
  }

  // -- choosing -----------------------------------------------------------------------------------------------------

  firstTrouble() {
    for (const index of this.shown) {
      const codes = this.view.rows[index][2];
      for (let column = codes.length - 1; column >= 0; column -= 1) if (/[fe]/.test(codes[column])) return /** @type {[number, number]} */ ([index, column]);
    }
    return null;
  }

  /** @param {number} row
   * @param {number} column
   * @param {boolean} soon wait until the keys rest */
  choose(row, column, soon) {
    this.at = /** @type {[number, number]} */ ([row, column]);
    this.mark();
    const known = this.details.get(`${row},${column}`);
    if (known) return void this.inspect(known);
    if (!this.live) return void fill(this.inspector, h("p", { class: "mute" }, "Only failing cells have their details in this page."));
    clearTimeout(this.asked);
    this.asked = window.setTimeout(() => this.lookUp(row, column), soon ? 100 : 0);
  }

  /** @param {number} row
   * @param {number} column */
  async lookUp(row, column) {
    const answer = await this.wire.ask("cell", { row, column });
    if (!this.at || this.at[0] !== row || this.at[1] !== column) return;
    if (!answer.ok) return void this.say(answer.error);
    this.details.set(`${row},${column}`, answer.cell);
    this.inspect(answer.cell);
  }

  mark() {
    for (const cell of this.grid.querySelectorAll("[aria-selected], td[tabindex='0']")) { cell.removeAttribute("aria-selected"); /** @type {HTMLElement} */ (cell).tabIndex = -1; }
    for (const row of this.grid.querySelectorAll("tr.at")) row.classList.remove("at");
    const cell = this.at && this.cells.get(this.at.join(","));
    const target = cell ?? this.cells.values().next().value;
    if (target) target.tabIndex = 0;
    if (!cell || !this.at) return;
    cell.setAttribute("aria-selected", "true");
    cell.closest("tr")?.classList.add("at");
    const row = this.view.rows[this.at[0]], code = row[2][this.at[1]], letter = cell.getAttribute("data-letters");
    cell.setAttribute("aria-label", `${row[0]}, ${this.view.columns[this.at[1]]}: ${VERDICTS[code]}${letter ? `, cause ${letter}` : ""}`);
  }

  /** Focus the chosen cell; where it is filtered out, another one; the filter where there is none.
   * @param {boolean} scroll */
  focusCell(scroll) {
    const cell = (this.at && this.cells.get(this.at.join(","))) ?? this.grid.querySelector("td[tabindex='0']");
    if (!(cell instanceof HTMLElement)) return void this.field.focus({ preventScroll: !scroll });
    cell.focus({ preventScroll: !scroll });
    cell.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }

  /** @param {number} down
   * @param {number} right */
  move(down, right) {
    const order = this.shown;
    if (!order.length) return;
    const [row, column] = this.at ?? [order[0] ?? 0, 0];
    const place = Math.max(0, Math.min(order.length - 1, Math.max(order.indexOf(row), 0) + down));
    const columns = this.view.columns.length;
    this.choose(order[place] ?? 0, Math.max(0, Math.min(columns - 1, column + right)), true);
    this.focusCell(true);
  }

  /** @param {number} step */
  nextFailure(step) {
    const order = this.shown, columns = this.view.columns.length;
    const total = order.length * columns;
    if (!total) return;
    const [row, column] = this.at ?? [order[0] ?? 0, -1];
    const start = Math.max(order.indexOf(row), 0) * columns + column;
    for (let tried = 1; tried <= total; tried += 1) {
      const place = (((start + step * tried) % total) + total) % total;
      const index = order[Math.floor(place / columns)] ?? 0;
      if (!/[fe]/.test(this.view.rows[index][2][place % columns])) continue;
      const wrapped = step > 0 ? place <= start : place >= start;
      this.choose(index, place % columns, true);
      this.say(wrapped ? `Went round: ${this.view.status}` : this.view.status);
      return true;
    }
    this.say("No cell fails.");
    return false;
  }

  /** @param {string} facet */
  setFacet(facet) {
    this.facet = this.facet === facet ? "all" : facet;
    this.drawFacets();
    this.drawGrid();
    this.say(`${this.shown.length} of ${this.view.rows.length} examples`);
  }

  /** @param {string} letter */
  setCause(letter) {
    this.cause = this.cause === letter ? "" : letter;
    this.drawCauses();
    this.drawGrid();
  }

  filter() {
    this.words = this.field.value.trim();
    this.keep(() => this.drawGrid());
    this.say(this.words ? `${this.shown.length} of ${this.view.rows.length} examples` : this.view.status);
  }

  toggleHelp() {
    this.help.hidden = !this.help.hidden;
  }

  // -- keys ---------------------------------------------------------------------------------------------------------

  /** @param {KeyboardEvent} event */
  key(event) {
    if (inField(event.target)) return;
    const big = event.ctrlKey || event.metaKey;
    const far = 1e6, columns = this.view.columns.length;
    const moves = /** @type {Record<string, () => void>} */ ({
      ArrowUp: () => this.move(-1, 0), ArrowDown: () => this.move(1, 0), ArrowLeft: () => this.move(0, -1), ArrowRight: () => this.move(0, 1),
      Home: () => this.move(big ? -far : 0, -columns), End: () => this.move(big ? far : 0, columns),
      PageUp: () => this.move(-10, 0), PageDown: () => this.move(10, 0),
      Enter: () => this.enter(),
    });
    const action = moves[event.key];
    if (!action || (big && !["Home", "End"].includes(event.key)) || (event.key === "Enter" && (big || event.shiftKey))) return;
    event.preventDefault();
    action();
  }

  enter() {
    if (!this.at) return;
    this.root.classList.add("inside");
    if (!this.tree?.focus()) this.inspector.focus();
  }

  /** @param {KeyboardEvent} event */
  inspectorKey(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.leave();
    } else if ((event.ctrlKey || event.metaKey) && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      event.preventDefault();
      const tabs = [...this.inspector.querySelectorAll("[role=tab]")];
      const now = tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
      const next = tabs[(now + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
      if (next instanceof HTMLElement) { next.click(); this.enter(); }
    }
  }

  leave() {
    this.root.classList.remove("inside");
    this.focusCell(true);
  }

  /** Keys that mean the same wherever focus is, but for fields.
   * @param {KeyboardEvent} event */
  anywhere(event) {
    if (event.key === "Escape" && event.target === this.field) {
      this.field.value = "";
      this.filter();
      this.focusCell(true);
      return;
    }
    if (inField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const inside = this.inspector.contains(/** @type {Node} */ (event.target));
    const actions = /** @type {Record<string, () => void>} */ ({
      n: () => { if (this.nextFailure(1) && !inside) this.focusCell(true); }, p: () => { if (this.nextFailure(-1) && !inside) this.focusCell(true); },
      f: () => { this.setFacet("failing"); this.focusCell(true); }, "/": () => this.field.focus(), "?": () => this.toggleHelp(),
      e: () => this.edit(), c: () => this.copyMenu(),
      Escape: () => {
        if (!this.help.hidden) this.toggleHelp();
        else if (this.words) { this.field.value = ""; this.filter(); }
        else if (this.cause) this.setCause(this.cause);
        else if (this.facet !== "all") this.setFacet("all");
        this.focusCell(true);
      },
    });
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  // -- the inspector ------------------------------------------------------------------------------------------------

  /** @param {any} cell */
  inspect(cell) {
    this.now = cell;
    const tabs = cell.tabs;
    if (!tabs.some((/** @type {any} */ tab) => tab.id === this.tab)) this.tab = tabs[0]?.id ?? "";
    const verdict = cell.verdict === "none" ? chip("not exercised", "not in this version") : chip(cell.verdict);
    const step = (/** @type {number} */ by) => () => { this.nextFailure(by); };
    const active = document.activeElement, held = this.inspector.contains(active) && active !== this.inspector ? active : null;
    const list = h("div", { role: "tablist", "aria-label": "parts of the result", onkeydown: (/** @type {KeyboardEvent} */ event) => this.tabKey(event) }, tabs.map((/** @type {any} */ tab) =>
      h("button", { role: "tab", id: `tab-${tab.id}`, "aria-selected": String(tab.id === this.tab), "aria-controls": "panel", tabIndex: tab.id === this.tab ? 0 : -1, onclick: () => { this.tab = tab.id; this.inspect(cell); } }, tab.label)));
    const chosen = tabs.find((/** @type {any} */ tab) => tab.id === this.tab);
    const buttons = [
      this.live && cell.verdict !== "none" && h("button", { class: "main", "aria-keyshortcuts": "e", onclick: () => this.edit() }, "Edit example"),
      ...cell.copy.map((/** @type {any} */ one) => h("button", { class: "copy", onclick: () => this.copy(one.text, one.name) }, `Copy ${one.name}`)),
      this.live && cell.verdict !== "none" && h("button", { onclick: () => this.insert() }, "Insert code as cell"),
    ];
    this.tree = null;
    const [row, column] = this.at ?? [0, 0];
    const unfold = this.live ? (/** @type {any} */ fold) => this.wire.ask("unfold", { row, column, fold }) : null;
    const planted = (/** @type {import("./tree.js").Tree} */ tree) => { this.tree ??= tree; };
    fill(this.inspector,
      h("p", { class: "top" }, verdict, " ", h("b", {}, cell.description), cell.version && h("span", { class: "mute" }, ` at ${cell.version}`), h("span", { class: "grow" }),
        h("button", { class: "quiet", onclick: step(-1) }, "‹ previous"), h("button", { class: "quiet", onclick: step(1) }, "next ›"), h("button", { class: "quiet back", onclick: () => this.leave() }, "Back")),
      drawBlocks(cell.head), cell.history && h("p", { class: "history" }, spans(cell.history)),
      cell.more > 0 && h("p", { class: "mute small" }, `and ${cell.more} more ${cell.more === 1 ? "result" : "results"} of this cell: matrix[example, version]`),
      tabs.length > 0 && list,
      chosen && h("div", { role: "tabpanel", id: "panel", "aria-labelledby": `tab-${chosen.id}` }, chosen.raw ? this.drawRaw(chosen.raw) : drawBlocks(chosen.blocks, unfold, planted)),
      h("p", { class: "actions" }, buttons));
    if (!held) return;
    const same = held.id ? [...this.inspector.querySelectorAll("[role=tab]")].find((one) => one.id === held.id) : null;
    if (same instanceof HTMLElement) same.focus();
    else if (held.getAttribute("role") === "row") this.enter();
    else this.inspector.focus();
  }

  /** @param {KeyboardEvent} event */
  tabKey(event) {
    if (event.ctrlKey || event.metaKey || !["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
    const tabs = [...this.inspector.querySelectorAll("[role=tab]")], now = tabs.findIndex((tab) => tab === document.activeElement);
    const next = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1 : now + (event.key === "ArrowRight" ? 1 : tabs.length - 1);
    const tab = tabs[next % tabs.length];
    if (!(tab instanceof HTMLElement)) return;
    event.preventDefault();
    tab.focus();
    tab.click();
  }

  /** @param {any} raw */
  drawRaw(raw) {
    const text = h("pre", { class: "box", tabIndex: 0 }, raw.text);
    const about = h("p", { class: "mute small" });
    const told = (/** @type {any} */ piece) => {
      fill(about, `${Number(piece.total).toLocaleString("en")} characters. `, piece.next !== null && this.live && h("button", { class: "hint", onclick: async () => {
        const [row, column] = this.at ?? [0, 0];
        const answer = await this.wire.ask("raw", { row, column, offset: piece.next });
        if (answer.ok) { put(text, answer.raw.text); told(answer.raw); }
      } }, "show the next 50 kB"));
    };
    told(raw);
    return h("div", {}, text, about);
  }

  async edit() {
    if (!this.live || !this.at) return;
    const answer = await this.wire.ask("edit", { row: this.at[0] });
    this.say(answer.ok ? answer.said ?? "" : answer.error);
  }

  async insert() {
    if (!this.at) return;
    const answer = await this.wire.ask("code", { row: this.at[0], column: this.at[1] });
    if (!answer.ok) this.say(answer.error);
    else if (insertCell(this.model, this.root, answer.code)) this.say("The code stands in the cell below.");
    else await this.copy(answer.code, "code: paste it into a cell");
  }

  copyMenu() {
    this.enter();
    const first = this.inspector.querySelector("button.copy");
    if (first instanceof HTMLElement) first.focus();
    else this.say("Nothing was recorded for this cell, so there is nothing to copy.");
  }

  /** @param {string} text
   * @param {string} name */
  async copy(text, name) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(`Copied as ${name}.`);
    } catch {
      const field = /** @type {HTMLTextAreaElement} */ (h("textarea", { class: "code", "aria-label": `${name} to copy`, rows: 6 }));
      field.value = text;
      this.inspector.append(field);
      field.select();
      this.say("Copy it from here.");
    }
  }

  // -- from the kernel ----------------------------------------------------------------------------------------------

  /** @param {any} message */
  hear(message) {
    if (message?.op === "changes") {
      this.overlay = new Map(message.cells.map((/** @type {any} */ one) => [`${one[0]},${one[1]}`, [one[2], one[3]]]));
      this.keep(() => this.drawGrid());
      this.say(message.said);
    } else if (message?.op === "rows") {
      Object.assign(this.view, message.view);
      for (const [number, row] of message.rows) this.view.rows[number] = row;
      this.view.rows.length = message.count;
      this.overlay = new Map();
      this.details.clear();
      this.keep(() => this.drawAll());
      if (this.at && this.view.rows[this.at[0]]) this.choose(this.at[0], this.at[1], false);
    } else if (message?.op === "view") {
      this.view = message.view;
      this.overlay = new Map();
      this.details.clear();
      this.at = null;
      this.drawAll();
      const first = this.firstTrouble();
      if (first) this.choose(first[0], first[1], false);
      else this.drawNothing();
    } else if (message?.op === "said") this.say(message.said);
  }

  /** Redraw without moving focus or what is scrolled to.
   * @param {() => void} draw */
  keep(draw) {
    const inside = this.grid.contains(document.activeElement);
    const { scrollTop, scrollLeft } = this.grid;
    draw();
    this.grid.scrollTop = scrollTop;
    this.grid.scrollLeft = scrollLeft;
    if (inside) this.focusCell(false);
  }
}

/** What stands in for this view where there is no kernel is not needed while it is alive.
 * @param {HTMLElement} el
 * @param {number} tries the view is put into its page some time after it is drawn */
function standDown(el, tries) {
  const area = el.closest(".jp-OutputArea");
  if (!area) return void (tries > 0 && window.setTimeout(() => standDown(el, tries - 1), 100));
  for (const one of area.querySelectorAll(".contractlab-stands-in")) {
    const output = one.closest(".jp-OutputArea-child");
    if (output instanceof HTMLElement) output.style.display = "none";
  }
}

export default {
  /** @param {{model: Model, el: HTMLElement}} given */
  render({ model, el }) {
    const explorer = new Explorer(model, el);
    standDown(el, 20);
    return () => explorer.wire.stop();
  },
};
