// @ts-check
// The matrix: examples by version, drawn, moved in, and redrawn where something changed.
import { classes, fill, h, put } from "../dom.js";
import { inField, take } from "../focus.js";
import { SIGNS } from "../verdicts.js";
import { isTrouble, lettersOf, RANK, VERDICTS } from "./codes.js";
import { HeldRows } from "./held_rows.js";

/** @typedef {import("./picks.js").Picks} Picks */
/** @typedef {import("../protocol.d.ts").DocumentColumn} DocumentColumn */
/** @typedef {import("./state.js").MatrixState} MatrixState */
/**
 * What the matrix asks of what is around it.
 * @typedef {object} GridActions
 * @property {(row: number, column: number, soon: boolean) => void} choose
 * @property {() => void} enter go on to the inspector
 * @property {(text: string) => void} say
 * @property {(scroll: boolean) => void} toFilter where there is no cell that could have focus
 */

const FAR = 1e6;

export class Grid {
  /** @param {MatrixState} state
   * @param {GridActions} actions
   * @param {Picks | null} picks rows that are selected together; none where nothing can be done to several */
  constructor(state, actions, picks) {
    this.state = state;
    this.actions = actions;
    this.picks = picks;
    this.unfolded = /** @type {Set<string>} */ (new Set());
    this.cells = /** @type {Map<string, HTMLElement>} */ (new Map());
    this.shown = /** @type {number[]} */ ([]);
    this.scrolled = false;
    const onkeydown = (/** @type {KeyboardEvent} */ event) => this.key(event);
    this.el = h("div", { class: "matrix", onkeydown });
    this.pressed = /** @type {Element | null} */ (null);
    this.el.addEventListener("click", (event) => this.clicked(event));
    this.el.addEventListener("mousedown", (event) => {
      this.pressed = event.target instanceof Element ? event.target : null;
      if (this.picks && event.shiftKey) event.preventDefault(); // else it selects text
    });
    this.el.addEventListener("mouseup", (event) => {
      // What was drawn anew since it was pressed hears no click; what took its place does.
      if (this.pressed && !this.pressed.isConnected && event.button === 0) this.clicked(event);
      this.pressed = null;
    });
    this.held = new HeldRows(this.el, () => this.keep(() => this.draw()));
  }

  draw() {
    const { view, cause } = this.state, { rows } = view;
    this.cells.clear();
    this.shown = [];
    const body = this.drawBody();
    if (!this.shown.length && rows.length) {
      const words = h("b", {}, `Nothing matches “${this.state.words || this.state.facet}”`);
      const count = `0 of ${rows.length} ${this.noun}s. `;
      const way = h("p", { class: "mute" }, count, h("kbd", {}, "Esc"), " clears the filter.");
      fill(this.el, h("div", { class: "nothing" }, words, way));
      return;
    }
    const table = h("table", {
      role: "grid", "aria-label": `${this.noun}s by version: ${view.title}`, "aria-rowcount": this.shown.length + 1,
      "aria-colcount": this.width + 1, class: classes(view.dense && "dense", cause && "dim"),
      "aria-multiselectable": this.picks ? "true" : null,
    }, h("thead", {}, this.drawHead()), body);
    const left = h("p", { class: "mute small" }, `… ${view.left} more ${this.noun}s: matrix.rows`);
    const { pairs } = view;
    fill(this.el, table, view.left > 0 && left, pairs && h("p", { class: "mute small legend" }, pairs.legend));
    this.mark();
    this.markPicked();
    if (this.scrolled) return;
    this.scrolled = true; // to the newest version, once
    requestAnimationFrame(() => { this.el.scrollLeft = this.el.scrollWidth; });
  }

  /** What a row is. */
  get noun() {
    return this.state.view.pairs?.noun ?? "example";
  }

  /** How many cells a row has: one for each version, and one of the document where there is one. */
  get width() {
    const { columns, document } = this.state.view;
    return columns.length + (document ? 1 : 0);
  }

  drawHead() {
    const { columns, pairs, document: beside } = this.state.view;
    const vertical = columns.length > 12;
    const corner = pairs?.corner ?? "example";
    return h("tr", {}, h("th", { scope: "col", class: "corner" }, corner), columns.map((name, index) => {
      const newest = index === columns.length - 1 ? "newest" : null;
      const marks = drawMarks(pairs?.column_marks[index] ?? []);
      return h("th", { scope: "col", class: newest }, vertical ? h("span", { class: "up" }, name) : name,
        pairs && h("span", { class: "marks" }, marks));
    }), beside && h("th", { scope: "col", class: "document", title: `What the API document says: ${beside.name}` },
      vertical ? h("span", { class: "up" }, "document") : "document"));
  }

  /** Rows by pairs of consumer and provider; of a long matrix, those that passed are folded. */
  drawBody() {
    const { rows, groups } = this.state.view;
    const body = h("tbody");
    let number = 0;
    for (const [name, mine] of this.wanted()) {
      const heading = h("th", { colspan: this.width + 1, scope: "colgroup" }, name);
      if (groups.length > 1) body.append(h("tr", { class: "group" }, heading));
      const folds = !this.state.narrowed && rows.length > 12 && !this.unfolded.has(name);
      const held = this.held.of(this.state.view);
      const quiet = folds ? mine.filter((index) => held ? held.place(index) === Infinity : !rows[index]?.[5]) : [];
      const folded = new Set(quiet.length > 1 || held ? quiet : []);
      for (const index of mine) if (!folded.has(index)) body.append(this.drawRow(index, ++number));
      if (folded.size) body.append(this.drawFolded(name, folded.size));
    }
    return body;
  }

  /** Pairs with their rows that the filter lets through, in the order in which they are drawn.
   * @returns {[string, number[]][]} */
  wanted() {
    const { rows, groups } = this.state.view, held = this.held.of(this.state.view);
    const listed = /** @type {[string, number[]][]} */ ([]);
    let at = 0;
    for (const [name, count] of groups) {
      const mine = [];
      for (let index = at; index < at + count; index += 1) {
        const row = rows[index];
        if (row && this.state.isWanted(row, index)) mine.push(index);
      }
      at += count;
      if (mine.length) listed.push([name, mine]);
    }
    if (!held) return listed;
    const order = (/** @type {number} */ above, /** @type {number} */ below) => above === below ? 0 : above - below;
    for (const [, mine] of listed) mine.sort((row, next) => order(held.place(row), held.place(next)));
    const first = (/** @type {number[]} */ mine) => held.place(mine[0] ?? -1);
    return listed.sort(([, mine], [, next]) => order(first(mine), first(next)));
  }

  /** @param {string} name
   * @param {number} count */
  drawFolded(name, count) {
    const onclick = () => {
      this.held.release();
      this.unfolded.add(name);
      this.draw();
      this.focusCell(false);
    };
    const words = this.state.view.pairs?.folded ?? "✓ passed wherever exercised";
    const button = h("button", { class: "quiet", onclick }, `▸ ${count} ${this.noun}s  ${words}`);
    return h("tr", { class: "folded" }, h("td", { colspan: this.width + 1 }, button));
  }

  /** @param {number} index
   * @param {number} number */
  drawRow(index, number) {
    const [description, request, codes, causes, , loud] = this.row(index);
    this.shown.push(index);
    const { dense, pairs } = this.state.view;
    const marks = drawMarks(pairs?.row_marks[index] ?? []);
    const second = pairs ? h("span", { class: "mute cut" }, request) : h("code", { class: "mute cut" }, request);
    const name = dense
      ? h("span", { class: "cut" }, description, marks)
      : [h("span", { class: loud ? "strong two" : "two" }, description, marks), second];
    const letters = lettersOf(codes, causes);
    const head = h("th", { scope: "row", title: `${description}\n${request}` }, name);
    return h("tr", { "aria-rowindex": number + 1, "data-row": index }, head,
      [...codes].map((code, column) => this.drawCell(index, column, code, letters[column] ?? "")),
      this.state.view.document && this.drawBeside(index, codes.length));
  }

  /** What the document says of a row: a sign, how many errors, and what is to be looked at.
   * @param {number} index
   * @param {number} column */
  drawBeside(index, column) {
    const { document: beside, dense } = this.state.view;
    const cell = this.drawCell(index, column, beside?.verdicts[index] ?? "-", "");
    cell.classList.add("document");
    const [errors, remarks] = beside?.findings[index] ?? [0, 0];
    if (dense || this.state.overlay.has(`${index},${column}`)) return cell;
    put(cell, errors > 0 && ` ${errors}`, !errors && remarks > 0 && ` ○${remarks}`);
    return cell;
  }

  /** @param {number} index
   * @param {number} column
   * @param {string} code
   * @param {string} letter */
  drawCell(index, column, code, letter) {
    const verdict = VERDICTS[code] ?? "none";
    const key = `${index},${column}`;
    const cell = h("td", {
      role: "gridcell", tabIndex: -1, "data-at": key, "data-letters": letter || null,
      class: `c c-${verdict.replace(" ", "-")}`,
    });
    const change = this.state.overlay.get(key);
    if (change) {
      const [before, after] = change;
      const better = RANK.indexOf(after) > RANK.indexOf(before) || after === "p";
      cell.classList.add(better ? "better" : "worse");
      put(cell, `${signOf(before)} → ${signOf(after)}`);
    } else put(cell, this.textOf(verdict, letter));
    if (this.state.isLit(letter, index, column)) cell.classList.add("lit");
    this.cells.set(key, cell);
    return cell;
  }

  /** @param {string} verdict
   * @param {string} letter */
  textOf(verdict, letter) {
    const { dense } = this.state.view;
    if (dense && letter) return letter;
    return `${SIGNS[verdict] ?? ""} ${verdict === "blocks" && !dense ? verdict : letter}`.trim();
  }

  /** @param {number} index */
  row(index) {
    const row = this.state.view.rows[index];
    if (!row) throw new RangeError(`the matrix has no row ${index}`);
    return row;
  }

  /** The letter of a cell's first cause; empty where it has none.
   * @param {number} index
   * @param {number} column */
  letterAt(index, column) {
    const [, , codes, causes] = this.row(index);
    return lettersOf(codes, causes)[column] ?? "";
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    if (!(event.target instanceof Element)) return;
    const cell = event.target.closest("[data-at]"), several = event.shiftKey || event.ctrlKey || event.metaKey;
    if (cell) {
      const [row = 0, column = 0] = (cell.getAttribute("data-at") ?? "0,0").split(",").map(Number);
      if (event.shiftKey && this.picks && this.picks.anchor < 0) this.picks.anchor = this.state.at?.[0] ?? row;
      this.actions.choose(row, column, false);
      this.pick(row, several ? event : null);
      this.focusCell(true);
    } else if (several) {
      const name = event.target.closest("tr[data-row]");
      if (!name) return;
      this.pick(Number(name.getAttribute("data-row")), event);
      this.focusCell(false); // keys go on from here
    }
  }

  /** Select a row with others, or begin anew where no key is held.
   * @param {number} row
   * @param {{shiftKey: boolean} | null} held */
  pick(row, held) {
    if (!this.picks) return;
    if (!held) this.picks.begin(row);
    else if (held.shiftKey) this.picks.extend(this.shown, row);
    else this.picks.toggle(row);
  }

  /** Show which rows are selected. */
  markPicked() {
    for (const row of this.el.querySelectorAll("tr[data-row]")) {
      const picked = this.state.picked.has(Number(row.getAttribute("data-row")));
      row.classList.toggle("picked", picked);
      if (picked) row.setAttribute("aria-selected", "true");
      else row.removeAttribute("aria-selected");
    }
  }

  /** Let the rows stay where they are for as long as somebody points at them. */
  hold() {
    this.held.hold(this.state.view, this.shown);
  }

  /** Draw every row, also those that passed. */
  unfoldAll() {
    this.held.release();
    for (const [name] of this.state.view.groups) this.unfolded.add(name);
    this.draw();
  }

  /** Mark the chosen cell; where none is shown, the first can be reached by keys. */
  mark() {
    const { at, view } = this.state;
    for (const cell of this.el.querySelectorAll("td[aria-selected], td[tabindex='0']")) {
      cell.removeAttribute("aria-selected");
      /** @type {HTMLElement} */ (cell).tabIndex = -1;
    }
    for (const row of this.el.querySelectorAll("tr.at")) row.classList.remove("at");
    const cell = at && this.cells.get(at.join(","));
    const target = cell ?? this.cells.values().next().value;
    if (target) target.tabIndex = 0;
    if (!cell || !at) return;
    cell.setAttribute("aria-selected", "true");
    cell.closest("tr")?.classList.add("at");
    const [description, , codes] = this.row(at[0]), letter = cell.getAttribute("data-letters");
    if (view.document && at[1] === view.columns.length) {
      cell.setAttribute("aria-label", `${description}, document: ${besideWords(view.document, at[0])}`);
      return;
    }
    const code = codes[at[1]] ?? "";
    const verdict = view.pairs?.words[code] ?? VERDICTS[code];
    const cause = letter ? `, cause ${letter}` : "";
    cell.setAttribute("aria-label", `${description}, ${view.columns[at[1]]}: ${verdict}${cause}`);
  }

  /** Focus the chosen cell; where it is filtered out, another one; the filter where there is none.
   * @param {boolean} scroll */
  focusCell(scroll) {
    const { at } = this.state;
    const cell = (at && this.cells.get(at.join(","))) ?? this.el.querySelector("td[tabindex='0']");
    if (!(cell instanceof HTMLElement)) return void this.actions.toFilter(scroll);
    cell.focus({ preventScroll: !scroll });
    cell.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }

  /** Redraw without moving focus or what is scrolled to.
   * @param {() => void} draw */
  keep(draw) {
    const inside = this.el.contains(document.activeElement);
    const { scrollTop, scrollLeft } = this.el;
    draw();
    this.el.scrollTop = scrollTop;
    this.el.scrollLeft = scrollLeft;
    if (inside) this.focusCell(false);
  }

  /** The newest cell in trouble of the first row that has one.
   * @returns {[number, number] | null} */
  firstTrouble() {
    const [first, column] = this.state.view.pairs?.start ?? [];
    if (first !== undefined && column !== undefined && this.shown.includes(first)) return [first, column];
    for (const index of this.shown) {
      const codes = this.row(index)[2];
      for (let column = codes.length - 1; column >= 0; column -= 1) {
        if (isTrouble(codes[column] ?? "")) return [index, column];
      }
    }
    return null;
  }

  /** @param {number} down
   * @param {number} right
   * @param {boolean} [extends_] selects the rows on the way */
  move(down, right, extends_ = false) {
    const order = this.shown;
    if (!order.length) return;
    if (extends_ && this.picks && this.picks.anchor < 0) this.picks.anchor = this.state.at?.[0] ?? order[0] ?? 0;
    const [row, column] = this.state.at ?? [order[0] ?? 0, 0];
    const place = Math.max(0, Math.min(order.length - 1, Math.max(order.indexOf(row), 0) + down));
    const columns = this.width;
    this.actions.choose(order[place] ?? 0, Math.max(0, Math.min(columns - 1, column + right)), true);
    this.pick(order[place] ?? 0, extends_ ? { shiftKey: true } : null);
    this.focusCell(true);
  }

  /** Choose the next cell in trouble, row by row and round the end.
   * @param {number} step 1, or -1 for the one before
   * @returns {boolean} false where there is none */
  nextFailure(step) {
    const order = this.shown, columns = this.state.view.columns.length, { status } = this.state.view;
    const total = order.length * columns;
    if (!total) return false;
    const [row, column] = this.state.at ?? [order[0] ?? 0, -1];
    // The document's cell is none of these: what comes after it begins the next row.
    const start = Math.max(order.indexOf(row), 0) * columns + (step > 0 ? Math.min(column, columns - 1) : column);
    for (let tried = 1; tried <= total; tried += 1) {
      const place = (((start + step * tried) % total) + total) % total;
      const index = order[Math.floor(place / columns)] ?? 0;
      if (!isTrouble(this.row(index)[2][place % columns] ?? "")) continue;
      const wrapped = step > 0 ? place <= start : place >= start;
      this.actions.choose(index, place % columns, true);
      this.actions.say(wrapped ? `Went round: ${status}` : status);
      return true;
    }
    this.actions.say("No cell fails.");
    return false;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (inField(event.target)) return;
    const big = event.ctrlKey || event.metaKey;
    const columns = this.width, held = event.shiftKey;
    if (big && this.picks && event.key.toLowerCase() === "a") {
      take(event);
      this.picks.set(this.shown);
      return;
    }
    if (event.key === "Escape" && this.state.picked.size) {
      take(event);
      this.picks?.clear();
      return;
    }
    const moves = /** @type {Record<string, (() => void) | undefined>} */ ({
      ArrowUp: () => this.move(-1, 0, held), ArrowDown: () => this.move(1, 0, held),
      ArrowLeft: () => this.move(0, -1), ArrowRight: () => this.move(0, 1),
      Home: () => this.move(big ? -FAR : 0, -columns, held), End: () => this.move(big ? FAR : 0, columns, held),
      PageUp: () => this.move(-10, 0, held), PageDown: () => this.move(10, 0, held),
      Enter: () => this.actions.enter(),
    });
    const action = moves[event.key];
    if (!action || (big && !["Home", "End"].includes(event.key))) return;
    if (event.key === "Enter" && event.shiftKey) return;
    event.preventDefault();
    action();
  }
}

/** Environments filled, branches outlined.
 * @param {[string, string][]} marks */
function drawMarks(marks) {
  return marks.map(([kind, name]) => [" ", h("span", { class: `mark ${kind}` }, name)]);
}

/** The verdict of the document and what it rests on, in words.
 * @param {DocumentColumn} beside
 * @param {number} index */
function besideWords(beside, index) {
  const [errors, remarks] = beside.findings[index] ?? [0, 0], code = beside.verdicts[index] ?? "-";
  const counted = (/** @type {number} */ number, /** @type {string} */ noun) =>
    number ? `, ${number} ${noun}${number === 1 ? "" : "s"}` : "";
  const verdict = code === "-" ? "not looked at" : VERDICTS[code];
  return `${verdict}${counted(errors, "error")}${counted(remarks, "warning")}`;
}

/** @param {string} code */
function signOf(code) {
  return SIGNS[VERDICTS[code] ?? ""] ?? "·";
}
