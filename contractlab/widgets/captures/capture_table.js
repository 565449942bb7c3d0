// @ts-check
// A list of captures of any length: only the rows that are in sight are elements, and pages are asked for by offset.
import { classes, fill, h, spans } from "../dom.js";
import { chip } from "../verdicts.js";

/** @typedef {import("../protocol.d.ts").CaptureRow} CaptureRow */
/** @typedef {import("../protocol.d.ts").RowsPage} RowsPage */
/** @typedef {import("../protocol.d.ts").ExampleChoice} ExampleChoice */
/**
 * @template T
 * @typedef {import("../wire.js").Reply<T>} Reply
 */
/**
 * What a table of captures asks of the view.
 * @typedef {object} TableActions
 * @property {(list: string, offset: number) => Promise<Reply<RowsPage>>} rows
 * @property {(row: CaptureRow, example: number | null) => void} assign
 * @property {(row: CaptureRow) => void} promote
 * @property {() => ExampleChoice[]} examples
 * @property {() => boolean} promotes false where there is no contract to add an example to
 */

const ROW_HEIGHT = 30; // of a row, as in captures.css
const BEYOND = 8; // rows drawn above and below what is in sight
const IN_SIGHT = 14;
const REST = 60; // milliseconds without scrolling until rows are asked for

export class CaptureTable {
  /** @param {string} list
   * @param {number} total
   * @param {CaptureRow[]} rows the first ones
   * @param {TableActions} actions */
  constructor(list, total, rows, actions) {
    this.list = list;
    this.total = total;
    this.actions = actions;
    this.rows = /** @type {Map<number, CaptureRow>} */ (new Map(rows.map((row, at) => [at, row])));
    this.asked = /** @type {Set<number>} */ (new Set());
    this.from = -1;
    this.to = -1;
    this.timer = 0;
    this.frame = 0;
    this.page = Math.max(rows.length, 1);
    this.above = h("tr", { class: "space", "aria-hidden": "true" }, h("td", { colspan: 5 }));
    this.below = h("tr", { class: "space", "aria-hidden": "true" }, h("td", { colspan: 5 }));
    this.body = h("tbody");
    this.slim = list.startsWith("ambiguous:"); // what these match stands beside the table
    const names = this.slim ? ["request", "version", "file"] : ["request", "version", "file", "matched to"];
    const titles = names.map((title) => h("th", { scope: "col" }, title));
    const head = h("thead", {}, h("tr", {}, titles, h("td", {}, h("span", { class: "unseen" }, "verdict"))));
    const look = classes("captured", this.slim && "slim");
    const table = h("table", { class: look, "aria-rowcount": total + 1 }, head, this.body);
    this.el = h("div", {
      class: "captured-box", tabIndex: 0, role: "region", "aria-label": `${total.toLocaleString("en")} captures`,
      onscroll: () => { this.frame ||= requestAnimationFrame(() => { this.frame = 0; this.draw(); }); },
    }, table);
    this.el.style.height = `${(Math.min(total, IN_SIGHT) + 1) * ROW_HEIGHT + 2}px`;
    if (total && !rows.length) void this.ask(0);
    this.draw();
  }

  /** Draw what is in sight, and a few more. */
  draw() {
    const first = Math.floor(this.el.scrollTop / ROW_HEIGHT);
    const seen = Math.ceil((this.el.clientHeight || IN_SIGHT * ROW_HEIGHT) / ROW_HEIGHT);
    const from = Math.max(0, first - BEYOND), to = Math.min(this.total, first + seen + BEYOND);
    if (from === this.from && to === this.to) return;
    this.from = from;
    this.to = to;
    this.fill();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.load(), REST);
  }

  fill() {
    const shown = Array.from({ length: this.to - this.from }, (_, at) => this.drawRow(this.from + at));
    const space = (/** @type {HTMLElement} */ row, /** @type {number} */ count) => {
      row.hidden = !count;
      row.style.height = `${count * ROW_HEIGHT}px`;
      return row;
    };
    fill(this.body, space(this.above, this.from), shown, space(this.below, this.total - this.to));
  }

  /** Ask for the pages of rows in sight that are not there yet. */
  load() {
    for (let at = this.from; at < this.to; at++) {
      if (!this.rows.has(at)) void this.ask(at - (at % this.page));
    }
  }

  /** @param {number} offset */
  async ask(offset) {
    if (this.asked.has(offset)) return;
    this.asked.add(offset);
    const answer = await this.actions.rows(this.list, offset);
    if (!answer.ok) return;
    answer.rows.forEach((row, at) => this.rows.set(offset + at, row));
    this.total = answer.total; // captures may have come or gone since
    if (this.page === 1) this.page = Math.max(answer.rows.length, 1);
    if (!this.el.contains(document.activeElement) || document.activeElement === this.el) this.fill();
    else this.renew(offset, answer.rows.length);
  }

  /** Draw rows that came, and leave the others with what has focus in them.
   * @param {number} offset
   * @param {number} count */
  renew(offset, count) {
    const rows = [...this.body.children];
    for (let at = offset; at < offset + count; at++) {
      const place = at - this.from + 1;
      if (at >= this.from && at < this.to) rows[place]?.replaceWith(this.drawRow(at));
    }
  }

  /** @param {number} at */
  drawRow(at) {
    const row = this.rows.get(at);
    const attributes = { "aria-rowindex": at + 2, class: classes(row && `is-${row.kind}`, "one") };
    if (!row) return h("tr", attributes, h("td", { colspan: 5, class: "mute" }, "…"));
    const cell = (/** @type {import("../dom.js").Child} */ child, look = "", title = "") =>
      h("td", { class: look || null }, h("div", { class: "cut", title: title || null }, child));
    return h("tr", attributes, cell(spans(row.line), "", row.line.map(([, text]) => text).join("")),
      cell(row.version, "mute", row.version), cell(row.origin, "mute", row.origin),
      !this.slim && cell(this.drawMatch(row)), h("td", { class: "do" }, this.drawTodo(row)));
  }

  /** @param {CaptureRow} row */
  drawMatch(row) {
    if (row.why) return h("span", { title: row.why.map(([, text]) => text).join("") }, spans(row.why));
    return [h("span", { title: row.example ?? null }, row.then ? "→ " : "", row.example ?? ""),
      row.by_hand && h("span", { class: "mute" }, " by hand")];
  }

  /** @param {CaptureRow} row */
  drawTodo(row) {
    if (row.then) return chip(row.then, row.then);
    const { actions } = this;
    const back = row.by_hand
      && h("button", { class: "quiet", onclick: () => actions.assign(row, null) }, "take back");
    if (row.fits && row.kind !== "ambiguous") return [back, " ", chip(row.verdict, row.letter || row.verdict)];
    return [
      row.promote && actions.promotes() && h("button", { onclick: () => actions.promote(row) }, "Promote…"), " ",
      back || (actions.examples().length > 0 && this.drawChoice(row)),
    ];
  }

  /** A button that becomes a choice of examples: so many options are made for one row alone.
   * @param {CaptureRow} row */
  drawChoice(row) {
    const onclick = () => {
      const options = this.actions.examples().map(({ title }, index) => h("option", { value: String(index) }, title));
      const select = h("select", {
        "aria-label": "example that it is matched to",
        onchange: () => { if (select.value !== "") this.actions.assign(row, Number(select.value)); },
      }, h("option", { value: "" }, "matched to …"), options);
      button.replaceWith(select);
      select.focus();
    };
    const button = h("button", { onclick }, "Match to…");
    return button;
  }
}
