// @ts-check
// A body as a tree to move in: example values, the rules in force, what was seen; or as one text.
import { h } from "../dom.js";
import { inField, take } from "../focus.js";
import { shownValue } from "../typed_field.js";
import { CellField, drawAdd, drawRaw } from "./body_fields.js";
import { cameTitle, drawCame } from "./came_back.js";
import { drawRule } from "./rule_chip.js";

/** @typedef {import("../protocol.d.ts").AskTarget} AskTarget */
/** @typedef {import("../protocol.d.ts").BodySection} BodySection */
/** @typedef {import("../protocol.d.ts").MoreRow} MoreRow */
/** @typedef {import("../protocol.d.ts").Tab} Tab */
/** @typedef {import("../protocol.d.ts").Unasked} Unasked */
/** @typedef {import("../protocol.d.ts").ValueRow} ValueRow */
/** @typedef {import("./context.js").EditorContext} EditorContext */

const PAGE = 10;
const DEEPEST = 99;

/** True for a value; false for the line that says how many items are left out.
 * @param {ValueRow | MoreRow} row
 * @returns {row is ValueRow} */
function isValue(row) {
  return !("more" in row);
}

export class BodyTree {
  /** @param {EditorContext} editor
   * @param {() => void} redraw
   * @param {(target: AskTarget, focus?: boolean) => void} openPanel */
  constructor(editor, redraw, openPanel) {
    this.editor = editor;
    this.redraw = redraw;
    this.openPanel = openPanel;
    this.raw = false;
    this.chosen = "";
    this.field = /** @type {CellField | null} */ (null);
    this.folded = /** @type {Set<string>} */ (new Set());
  }

  /** @param {Tab} tab
   * @param {BodySection} section */
  draw(tab, section) {
    if (this.raw || (!section.rows.length && section.raw)) return drawRaw(this.editor, tab, section);
    if (!section.rows.length) {
      return h("div", { class: "nothing" }, section.raw && h("p", {}, section.none ?? ""),
        section.too_long && h("p", { class: "mute" }, section.too_long),
        !section.raw && drawRaw(this.editor, tab, section));
    }
    const left = `… ${section.left} more values: edit them as raw JSON`;
    return h("div", {}, this.drawTable(tab, section), section.left > 0 && h("p", { class: "mute small" }, left),
      drawAdd(this.editor, tab, section.rows.filter(isValue), this.chosen));
  }

  /** A key that captures have and the example has not.
   * @param {Tab} tab
   * @param {Unasked} key */
  drawUnasked(tab, { at, label, came }) {
    const onclick = () => this.editor.ask("add_seen", { part: tab.part, at });
    return h("tr", { class: "unasked" },
      h("td", { role: "gridcell", style: indent(at.length) }, h("code", { class: "mute" }, String(at[at.length - 1]))),
      h("td", { role: "gridcell", class: "mute" }, "not in the contract, allowed"),
      h("td", { role: "gridcell" }, h("button", { class: "hint", title: label, onclick }, `+ ${label}`)),
      h("td", { role: "gridcell", class: "came" }, came && came !== "missing" && h("code", {}, came)),
      h("td", { role: "gridcell" }));
  }

  /** @param {Tab} tab
   * @param {BodySection} section */
  drawTable(tab, section) {
    const body = h("tbody");
    let hidden = DEEPEST;
    let reached = false;
    for (const row of section.rows) {
      if (row.level > hidden) continue;
      hidden = DEEPEST;
      if (!isValue(row)) {
        body.append(this.drawMore(row));
        continue;
      }
      const at = JSON.stringify(row.at);
      const open = row.open !== undefined && !this.folded.has(at);
      if (row.open !== undefined && !open) hidden = row.level;
      const first = !reached && (!this.chosen || this.chosen === at);
      body.append(this.drawRow(tab, section, row, at, open, first));
      if (first) reached = true;
    }
    for (const key of section.unasked ?? []) body.append(this.drawUnasked(tab, key));
    const onkeydown = (/** @type {KeyboardEvent} */ event) => this.key(event, tab, section);
    const label = `${section.field} of the ${tab.part}`;
    return h("table", { role: "treegrid", "aria-label": label, class: "tree", onkeydown }, this.drawHead(tab), body);
  }

  /** @param {Tab} tab */
  drawHead(tab) {
    const came = tab.by === "provider" ? cameTitle(this.editor) : "";
    const titles = ["key", "expected, e.g.", "matcher", came, ""];
    return h("thead", {}, h("tr", {}, titles.map((title) => title ? h("th", { scope: "col" }, title) : h("td"))));
  }

  /** @param {MoreRow} row */
  drawMore(row) {
    const style = indent(row.level);
    return h("tr", {}, h("td", { role: "gridcell", colspan: 5, class: "mute", style }, `… ${row.more} more items`));
  }

  /** @param {Tab} tab
   * @param {BodySection} section
   * @param {ValueRow} row
   * @param {string} at
   * @param {boolean} open
   * @param {boolean} first the one that keys reach */
  drawRow(tab, section, row, at, open, first) {
    const edit = () => this.edit(tab, row);
    const chips = (row.suggestions ?? []).map(({ id, evidence, label }) => h("button", {
      class: "hint", title: evidence, "data-suggestion": id, onclick: () => this.editor.ask("suggest", { name: id }),
    }, label));
    const target = { part: tab.part, field: section.field, at: row.at };
    const tr = h("tr", {
      "aria-level": row.level, "aria-expanded": row.open !== undefined ? String(open) : null, tabIndex: first ? 0 : -1,
      "data-at": at, "data-focus": `row ${at}`, class: this.chosen === at ? "at" : null,
      onfocus: (/** @type {FocusEvent} */ event) => { if (event.target === tr) this.choose(tr, at); },
    }, this.drawKey(row, at, open),
    h("td", {
      role: "gridcell", class: "field", ondblclick: edit, onclick: () => { if (this.chosen === at) edit(); },
    }, this.field?.open && this.field.at === at ? this.field.el : this.drawValue(row),
    row.misfit && h("p", { class: "wrong-text" }, `✗ ${row.misfit}`)),
    h("td", { role: "gridcell" }, drawRule(row.rule, target, this.openPanel)),
    tab.by === "provider"
      ? drawCame(row.came, "gridcell", row.seen, row.wrong)
      : h("td", { role: "gridcell", colspan: 2 }));
    tr.children[3]?.append(...(chips.length ? [" ", ...chips] : []));
    return tr;
  }

  /** @param {ValueRow} row
   * @param {string} at
   * @param {boolean} open */
  drawKey(row, at, open) {
    const fold = row.open === undefined ? null : h("span", {
      class: "fold-sign", "aria-hidden": "true", onclick: () => this.fold(at),
    }, open ? "▾ " : "▸ ");
    const key = row.level === 1 ? row.brackets ?? "value" : row.key;
    const brackets = row.level > 1 && row.brackets ? ` ${row.brackets}` : "";
    const dot = (row.edited || row.rule.edited) && h("span", { class: "dot", title: "edited" }, " ●");
    return h("td", { role: "gridcell", style: indent(row.level - 1) }, fold, h("code", {}, key, brackets), dot);
  }

  /** @param {ValueRow} row */
  drawValue(row) {
    if (row.value === undefined) return h("span", { class: "mute" }, row.size);
    const shown = shownValue(row.value, row.typed ?? "json");
    if (!row.long) return h("code", { class: `value kind-${row.kind}`, title: row.kind }, shown);
    return h("span", {}, h("code", {}, row.value), " ", h("span", { class: "mute small" }, row.long));
  }

  /** @param {HTMLElement} row
   * @param {string} at */
  choose(row, at) {
    this.chosen = at;
    const section = row.closest("[role=tabpanel]");
    for (const before of section?.querySelectorAll("tr.at, tr[tabindex='0']") ?? []) {
      before.classList.remove("at");
      /** @type {HTMLElement} */ (before).tabIndex = -1;
    }
    row.classList.add("at");
    row.tabIndex = 0;
  }

  /** @param {string} at */
  fold(at) {
    if (!this.folded.delete(at)) this.folded.add(at);
    this.redraw();
    this.editor.giveFocus(`row ${at}`);
  }

  /** Put a field in place of a value.
   * @param {Tab} tab
   * @param {ValueRow} row
   * @param {boolean} [fresh] as in `CellField` */
  edit(tab, row, fresh = false) {
    const at = JSON.stringify(row.at);
    if (row.open !== undefined) return this.fold(at);
    if (row.long) return;
    if (this.field?.open && this.field.at === at && this.field.el.isConnected) return this.field.focus();
    const field = new CellField(this.editor, tab, row, fresh, {
      plain: () => this.drawValue(row), matchers: () => this.openPanel({ part: tab.part, field: "body", at: row.at }),
    });
    this.field = field;
    this.redraw();
    field.focus();
  }

  /** @param {KeyboardEvent} event
   * @param {Tab} tab
   * @param {BodySection} section */
  key(event, tab, section) {
    const element = event.target instanceof HTMLElement ? event.target.closest("tr") : null;
    const at = element?.getAttribute("data-at");
    if (!element || !at || inField(event.target) || event.ctrlKey || event.metaKey) return;
    const row = section.rows.filter(isValue).find((value) => JSON.stringify(value.at) === at);
    const action = row && (this.moves(element, at)[event.key] ?? this.actions(element, tab, section, row)[event.key]);
    if (!action) return;
    take(event);
    action();
  }

  /** @param {HTMLElement} row
   * @param {string} at
   * @returns {Record<string, (() => void) | undefined>} */
  moves(row, at) {
    const rows = /** @type {HTMLElement[]} */ ([...row.parentElement?.querySelectorAll("tr[data-at]") ?? []]);
    const place = rows.indexOf(row), level = levelOf(row), expanded = row.getAttribute("aria-expanded");
    const go = (/** @type {number} */ to) => rows[Math.max(0, Math.min(rows.length - 1, to))]?.focus();
    const parent = rows.findLastIndex((above, index) => index < place && levelOf(above) < level);
    return {
      ArrowDown: () => go(place + 1), ArrowUp: () => go(place - 1), Home: () => go(0), End: () => go(rows.length),
      PageDown: () => go(place + PAGE), PageUp: () => go(place - PAGE),
      ArrowLeft: () => { if (expanded === "true") this.fold(at); else go(parent); },
      ArrowRight: () => { if (expanded === "false") this.fold(at); },
    };
  }

  /** @param {HTMLElement} element
   * @param {Tab} tab
   * @param {BodySection} section
   * @param {ValueRow} row
   * @returns {Record<string, (() => void) | undefined>} */
  actions(element, tab, section, row) {
    const edit = () => this.edit(tab, row);
    return {
      Enter: edit, F2: edit,
      m: () => this.openPanel({ part: tab.part, field: section.field, at: row.at }),
      a: () => {
        const hint = element.querySelector("[data-suggestion]");
        if (hint instanceof HTMLElement) hint.click();
      },
      Delete: () => void this.editor.ask("remove", { part: tab.part, at: row.at }),
    };
  }
}

/** @param {number} level */
function indent(level) {
  return `padding-left:${6 + 18 * level}px`;
}

/** @param {HTMLElement} row */
function levelOf(row) {
  return Number(row.getAttribute("aria-level"));
}
