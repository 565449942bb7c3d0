// @ts-check
// Draws the blocks of the view model: what the static views say, as elements.
import { h, put, spans } from "./dom.js";

/** @typedef {any} Block */

/**
 * @param {Block[]} blocks
 * @returns {HTMLElement[]}
 */
export function drawBlocks(blocks) {
  return blocks.map(drawBlock);
}

/** @param {Block} block */
function drawBlock(block) {
  if (block.t === "p") return h("p", { class: `p-${block.role}` }, spans(block.line));
  if (block.t === "table") return drawTable(block);
  if (block.t === "details") return h("details", { open: block.open, class: "fold" }, h("summary", {}, spans(block.summary)), drawBlocks(block.blocks));
  if (block.t === "list") return h("ul", {}, block.items.map((/** @type {any} */ item) => h("li", {}, spans(item))));
  return h("pre", { class: "box", tabIndex: 0 }, block.text);
}

const FIRST_ROWS = 100;

/** @param {any} table */
function drawTable(table) {
  const body = h("tbody");
  const draw = (/** @type {number} */ from) => {
    for (const row of table.rows.slice(from, from + FIRST_ROWS)) body.append(drawRow(row));
    const left = table.rows.length - from - FIRST_ROWS;
    if (left <= 0) return;
    const more = h("tr", {}, h("td", { colspan: table.head?.length ?? 4 },
      h("button", { class: "hint", onclick: () => { more.remove(); draw(from + FIRST_ROWS); } }, `show next ${Math.min(left, FIRST_ROWS)} of ${left}`)));
    body.append(more);
  };
  draw(0);
  const head = table.head && h("thead", {}, h("tr", {}, table.head.map((/** @type {string} */ title) =>
    title ? h("th", { scope: "col" }, title) : h("td"))));
  const caption = table.caption && h("p", { class: "mute small" }, spans(table.caption));
  return h("div", { class: `table t-${table.kind}` }, h("table", {}, head, body), caption);
}

/** @param {any} row */
function drawRow(row) {
  return h("tr", { class: row.hot ? "hot" : null }, row.cells.map((/** @type {any} */ cell) => {
    const made = h("td", { class: [cell.faint && "mute", cell.strong && "strong", cell.center && "center"].filter(Boolean).join(" ") || null, colspan: cell.span ?? null });
    if (cell.indent) made.style.paddingLeft = `${8 + 14 * Math.min(cell.indent, 20)}px`;
    return put(made, spans(cell.line));
  }));
}
