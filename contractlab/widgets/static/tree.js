// @ts-check
// Expected, rule and got as a tree to move in: what is folded is asked for when it is opened.
import { h, put, spans } from "./dom.js";

/** @typedef {{tr: HTMLElement, level: number, bracket: string, fold: any, kind: "leaf" | "open" | "shut" | "asks"}} TreeRow */
/** @typedef {(fold: any) => Promise<{rows?: any[], error?: string}>} Unfold */

const STEPS = /** @type {Record<string, number>} */ ({ ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -1e9, End: 1e9 });

/** @param {any} cell
 * @param {boolean} inTree
 * @param {Node | null} sign */
function drawCell(cell, inTree, sign) {
  const made = h("td", { role: inTree ? "gridcell" : null, class: [cell.faint && "mute", cell.strong && "strong", cell.center && "center"].filter(Boolean).join(" ") || null, colspan: cell.span ?? null });
  if (cell.indent) made.style.paddingLeft = `${8 + 14 * Math.min(cell.indent, 20)}px`;
  return put(made, sign, spans(cell.line));
}

/** A row of a table.
 * @param {any} row */
export function drawRow(row) {
  return h("tr", { class: row.hot ? "hot" : null }, row.cells.map((/** @type {any} */ cell) => drawCell(cell, false, null)));
}

/** The rows of a difference, and what moves in them. */
export class Tree {
  /** @param {any} table
   * @param {Unfold | null} unfold none where nobody can be asked */
  constructor(table, unfold) {
    this.unfold = unfold;
    /** @type {TreeRow[]} */
    this.rows = table.rows.map((/** @type {any} */ row) => this.make(row));
    this.body = h("tbody", { role: "rowgroup" }, this.rows.map((one) => one.tr));
    const head = h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, (table.head ?? []).map((/** @type {string} */ title) =>
      h("th", { scope: "col", role: "columnheader" }, title || h("span", { class: "unseen" }, "differs")))));
    this.el = h("table", { role: "treegrid", "aria-label": "expected and got, value by value", onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event) }, head, this.body);
    this.tell = h("p", { role: "alert", class: "small" });
    const first = this.rows.find((one) => one.tr.classList.contains("hot")) ?? this.rows[0];
    if (first) first.tr.tabIndex = 0;
  }

  /** @param {any} row
   * @returns {TreeRow} */
  make(row) {
    const whole = row.cells[1] ?? {};
    const kind = row.bracket === "opens" ? "open" : !row.fold || !this.unfold ? "leaf" : row.fold[0] === "branch" && !whole.span ? "shut" : "asks";
    const sign = kind === "leaf" ? null : h("span", { class: "twist", "aria-hidden": "true" });
    const tr = h("tr", { role: "row", tabIndex: -1, "aria-level": (whole.indent ?? 0) + 1, "aria-expanded": kind === "leaf" ? null : kind === "open", class: [row.hot && "hot", kind !== "leaf" && "folds"].filter(Boolean).join(" ") || null },
      row.cells.map((/** @type {any} */ cell, /** @type {number} */ at) => drawCell(cell, true, at === 1 ? sign : null)));
    /** @type {TreeRow} */
    const made = { tr, level: whole.indent ?? 0, bracket: row.bracket ?? "", fold: row.fold, kind };
    if (kind !== "leaf") tr.addEventListener("click", () => { if (!String(window.getSelection() ?? "")) void this.toggle(made); });
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
      if (!answer.rows) { this.tell.textContent = answer.error ?? "The kernel has not answered."; return; }
      this.tell.textContent = "";
      this.add(row, answer.rows.map((one) => this.make(one)));
      return;
    }
    this.set(row, open);
  }

  /** @param {TreeRow} row
   * @param {TreeRow[]} more */
  add(row, more) {
    const at = this.rows.indexOf(row);
    if (at < 0) return;
    const kept = row.kind === "shut";
    row.tr.after(...more.map((one) => one.tr));
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
    for (const one of this.rows) {
      const hidden = below >= 0 && (one.level > below || (one.level === below && one.bracket === "closes"));
      if (!hidden) below = one.kind === "shut" && !one.fold ? one.level : -1;
      one.tr.hidden = hidden;
    }
  }

  /** @param {TreeRow} row
   * @param {boolean} [focus] */
  step(row, focus = true) {
    for (const one of this.rows) one.tr.tabIndex = -1;
    row.tr.tabIndex = 0;
    if (focus) row.tr.focus();
  }

  focus() {
    const row = this.rows.find((one) => one.tr.tabIndex === 0);
    row?.tr.focus();
    return Boolean(row);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = this.rows.find((one) => one.tr === event.target);
    if (!row) return;
    const by = STEPS[event.key];
    if (by !== undefined) {
      const seen = this.rows.filter((one) => !one.tr.hidden);
      const next = seen[Math.max(0, Math.min(seen.length - 1, seen.indexOf(row) + by))];
      if (next) this.step(next);
    } else if (event.key === "ArrowRight") void this.toggle(row, true);
    else if (event.key === "ArrowLeft") {
      if (row.kind === "open") void this.toggle(row, false);
      else {
        const above = this.rows.slice(0, this.rows.indexOf(row)).reverse().find((one) => one.level < row.level && !one.tr.hidden);
        if (above) this.step(above);
      }
    } else if ((event.key === "Enter" && !event.shiftKey) || event.key === "F2" || event.key === " ") void this.toggle(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
