// @ts-check
// Expected, rule and got as a tree to move in: what is folded is asked for when it is opened.
import { classes, h, put, spans } from "./dom.js";
import { take } from "./focus.js";

/** @typedef {import("./protocol.d.ts").CellJson} CellJson */
/** @typedef {import("./protocol.d.ts").FoldJson} FoldJson */
/** @typedef {import("./protocol.d.ts").RowJson} RowJson */
/** @typedef {import("./protocol.d.ts").RowsAnswer} RowsAnswer */
/** @typedef {import("./protocol.d.ts").TableJson} TableJson */
/**
 * @template T
 * @typedef {import("./wire.js").Reply<T>} Reply
 */
/** @typedef {"leaf" | "open" | "shut" | "asks"} RowKind */
/** @typedef {{tr: HTMLElement, level: number, bracket: string, fold: FoldJson | null, kind: RowKind}} TreeRow */
/** @typedef {(fold: FoldJson) => Promise<Reply<RowsAnswer>>} Unfold */

const STEPS = /** @type {Record<string, number | undefined>} */ ({
  ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -1e9, End: 1e9,
});

const SHORT = 14;

/** True for what stands in one line, however narrow its column would be.
 * @param {string} text */
export function isShortText(text) {
  return text.length <= SHORT;
}

/** @param {CellJson} cell
 * @param {boolean} inTree
 * @param {Node | null} sign */
function drawCell(cell, inTree, sign) {
  const isShort = !inTree && isShortText(cell.line.map(([, text]) => text).join(""));
  const look = classes(cell.faint && "mute", cell.strong && "strong", cell.center && "center", isShort && "short");
  const td = h("td", { role: inTree ? "gridcell" : null, class: look, colspan: cell.span ?? null });
  if (cell.indent) td.style.paddingLeft = `${8 + 14 * Math.min(cell.indent, 20)}px`;
  return put(td, sign, spans(cell.line));
}

/** A row of a table.
 * @param {RowJson} row */
export function drawRow(row) {
  return h("tr", { class: row.hot ? "hot" : null }, row.cells.map((cell) => drawCell(cell, false, null)));
}

/** The rows of a difference, and what moves in them. */
export class Tree {
  /** @param {TableJson} table
   * @param {Unfold | null} unfold none where nobody can be asked */
  constructor(table, unfold) {
    this.unfold = unfold;
    this.rows = table.rows.map((row) => this.make(row));
    this.body = h("tbody", { role: "rowgroup" }, this.rows.map((row) => row.tr));
    const titles = (table.head ?? []).map((title) =>
      h("th", { scope: "col", role: "columnheader" }, title || h("span", { class: "unseen" }, "differs")));
    const head = h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, titles));
    const onkeydown = (/** @type {KeyboardEvent} */ event) => this.key(event);
    const label = "expected and got, value by value";
    this.el = h("table", { role: "treegrid", "aria-label": label, onkeydown }, head, this.body);
    this.tell = h("p", { role: "alert", class: "small" });
    const first = this.rows.find((row) => row.tr.classList.contains("hot")) ?? this.rows[0];
    if (first) first.tr.tabIndex = 0;
  }

  /** @param {RowJson} row
   * @returns {RowKind} */
  kindOf(row) {
    if (row.bracket === "opens") return "open";
    if (!row.fold || !this.unfold) return "leaf";
    return row.fold[0] === "branch" && !row.cells[1]?.span ? "shut" : "asks";
  }

  /** @param {RowJson} row
   * @returns {TreeRow} */
  make(row) {
    const level = row.cells[1]?.indent ?? 0;
    const kind = this.kindOf(row);
    const sign = kind === "leaf" ? null : h("span", { class: "twist", "aria-hidden": "true" });
    const tr = h("tr", {
      role: "row", tabIndex: -1, "aria-level": level + 1, "aria-expanded": kind === "leaf" ? null : kind === "open",
      class: classes(row.hot && "hot", kind !== "leaf" && "folds"),
    }, row.cells.map((cell, at) => drawCell(cell, true, at === 1 ? sign : null)));
    /** @type {TreeRow} */
    const made = { tr, level, bracket: row.bracket ?? "", fold: row.fold ?? null, kind };
    // Who selects text does not want the row to fold under it.
    const onclick = () => { if (!String(window.getSelection() ?? "")) void this.toggle(made); };
    if (kind !== "leaf") tr.addEventListener("click", onclick);
    return made;
  }

  /** @param {TreeRow} row
   * @param {boolean} [open] */
  async toggle(row, open = row.kind !== "open") {
    if (row.kind === "leaf" || (row.kind === "open") === open) return;
    if (open && row.fold && this.unfold) {
      if (row.tr.getAttribute("aria-busy")) return;
      row.tr.setAttribute("aria-busy", "true");
      const answer = await this.unfold(row.fold);
      row.tr.removeAttribute("aria-busy");
      this.tell.textContent = answer.ok ? "" : answer.error;
      if (answer.ok) this.add(row, answer.rows.map((below) => this.make(below)));
      return;
    }
    this.set(row, open);
  }

  /** Put rows below a row; those of a list take its place.
   * @param {TreeRow} row
   * @param {TreeRow[]} more */
  add(row, more) {
    const at = this.rows.indexOf(row);
    if (at < 0) return;
    const kept = row.kind === "shut";
    row.tr.after(...more.map((below) => below.tr));
    this.rows.splice(at + 1, 0, ...more);
    if (kept) {
      row.fold = null;
      this.set(row, true);
      return;
    }
    const had = row.tr.contains(document.activeElement) || row.tr.tabIndex === 0;
    const focused = row.tr === document.activeElement;
    this.rows.splice(at, 1);
    row.tr.remove();
    if (had && more[0]) this.step(more[0], focused);
  }

  /** @param {TreeRow} row
   * @param {boolean} open */
  set(row, open) {
    row.kind = open ? "open" : "shut";
    row.tr.setAttribute("aria-expanded", String(open));
    let below = -1;
    for (const each of this.rows) {
      const hidden = below >= 0 && (each.level > below || (each.level === below && each.bracket === "closes"));
      if (!hidden) below = each.kind === "shut" && !each.fold ? each.level : -1;
      each.tr.hidden = hidden;
    }
  }

  /** @param {TreeRow} row
   * @param {boolean} [focus] */
  step(row, focus = true) {
    for (const each of this.rows) each.tr.tabIndex = -1;
    row.tr.tabIndex = 0;
    if (focus) row.tr.focus();
  }

  focus() {
    const row = this.rows.find((each) => each.tr.tabIndex === 0);
    row?.tr.focus();
    return Boolean(row);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = this.rows.find((each) => each.tr === event.target);
    if (!row) return;
    const by = STEPS[event.key];
    if (by !== undefined) {
      const visible = this.rows.filter((each) => !each.tr.hidden);
      const next = visible[Math.max(0, Math.min(visible.length - 1, visible.indexOf(row) + by))];
      if (next) this.step(next);
    } else if (event.key === "ArrowRight") void this.toggle(row, true);
    else if (event.key === "ArrowLeft") this.outwards(row);
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "F2" || event.key === " ") {
      void this.toggle(row);
    } else return;
    take(event);
  }

  /** Fold a row; from one that is folded already, go to the row that it belongs to.
   * @param {TreeRow} row */
  outwards(row) {
    if (row.kind === "open") {
      void this.toggle(row, false);
      return;
    }
    const above = this.rows.slice(0, this.rows.indexOf(row)).reverse();
    const parent = above.find((each) => each.level < row.level && !each.tr.hidden);
    if (parent) this.step(parent);
  }
}
