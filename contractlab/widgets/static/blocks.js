// @ts-check
// Draws the blocks of the view model: what the static views say, as elements.
import { h, spans } from "./dom.js";
import { drawRow, Tree } from "./tree.js";

/** @typedef {any} Block */

/**
 * @param {Block[]} blocks
 * @param {import("./tree.js").Unfold | null} [unfold] asks for what a row stands for
 * @param {(tree: Tree) => void} [planted] called with each tree
 * @returns {HTMLElement[]}
 */
export function drawBlocks(blocks, unfold = null, planted = () => {}) {
  return blocks.map((block) => drawBlock(block, unfold, planted));
}

/** @param {Block} block
 * @param {import("./tree.js").Unfold | null} unfold
 * @param {(tree: Tree) => void} planted */
function drawBlock(block, unfold, planted) {
  if (block.t === "p") return h("p", { class: `p-${block.role}` }, spans(block.line));
  if (block.t === "table") return block.kind === "diff" ? drawTree(block, unfold, planted) : drawTable(block);
  if (block.t === "details") return h("details", { open: block.open, class: "fold" }, h("summary", {}, spans(block.summary)), drawBlocks(block.blocks, unfold, planted));
  if (block.t === "list") return h("ul", {}, block.items.map((/** @type {any} */ item) => h("li", {}, spans(item))));
  return h("pre", { class: "box", tabIndex: 0 }, block.text);
}

/** @param {any} table
 * @param {import("./tree.js").Unfold | null} unfold
 * @param {(tree: Tree) => void} planted */
function drawTree(table, unfold, planted) {
  const tree = new Tree(table, unfold);
  planted(tree);
  const caption = table.caption && h("p", { class: "mute small" }, spans(table.caption));
  return h("div", { class: "table t-diff" }, tree.el, tree.tell, caption);
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
