// @ts-check
// Draws the blocks of the view model: what the static views say, as elements.
import { classes, h, spans } from "./dom.js";
import { drawPicture } from "./svg.js";
import { drawRow, isShortText, Tree } from "./tree.js";

/** @typedef {import("./protocol.d.ts").BlockJson} BlockJson */
/** @typedef {import("./protocol.d.ts").TableJson} TableJson */
/** @typedef {import("./tree.js").Unfold} Unfold */

/**
 * @param {BlockJson[]} blocks
 * @param {Unfold | null} [unfold] asks for what a row stands for
 * @param {(tree: Tree) => void} [planted] called with each tree
 * @returns {HTMLElement[]}
 */
export function drawBlocks(blocks, unfold = null, planted = () => {}) {
  return blocks.map((block) => drawBlock(block, unfold, planted));
}

/** @param {BlockJson} block
 * @param {Unfold | null} unfold
 * @param {(tree: Tree) => void} planted
 * @returns {HTMLElement} */
function drawBlock(block, unfold, planted) {
  if (block.t === "p") return h("p", { class: `p-${block.role}` }, spans(block.line));
  if (block.t === "table") return block.kind === "diff" ? drawTree(block, unfold, planted) : drawTable(block);
  if (block.t === "details") {
    const summary = h("summary", {}, spans(block.summary));
    return h("details", { open: block.open, class: "fold" }, summary, drawBlocks(block.blocks, unfold, planted));
  }
  if (block.t === "picture") return drawPicture(block);
  if (block.t === "list") return h("ul", {}, block.items.map((item) => h("li", {}, spans(item))));
  return h("pre", { class: "box", tabIndex: 0 }, block.text);
}

/** @param {TableJson} table */
function drawCaption(table) {
  return table.caption && h("p", { class: "mute small" }, spans(table.caption));
}

/** @param {TableJson} table
 * @param {Unfold | null} unfold
 * @param {(tree: Tree) => void} planted */
function drawTree(table, unfold, planted) {
  const tree = new Tree(table, unfold);
  planted(tree);
  return h("div", { class: "table t-diff" }, tree.el, tree.tell, drawCaption(table));
}

const FIRST_ROWS = 100;

/** @param {TableJson} table */
function drawTable(table) {
  const body = h("tbody");
  const draw = (/** @type {number} */ from) => {
    for (const row of table.rows.slice(from, from + FIRST_ROWS)) body.append(drawRow(row));
    const left = table.rows.length - from - FIRST_ROWS;
    if (left <= 0) return;
    const onclick = () => { more.remove(); draw(from + FIRST_ROWS); };
    const button = h("button", { class: "hint", onclick }, `show next ${Math.min(left, FIRST_ROWS)} of ${left}`);
    const more = h("tr", {}, h("td", { colspan: table.head?.length ?? 4 }, button));
    body.append(more);
  };
  draw(0);
  const titles = table.head?.map((title) => title
    ? h("th", { scope: "col", class: classes(isShortText(title) && "short") }, title) : h("td"));
  const head = titles && h("thead", {}, h("tr", {}, titles));
  return h("div", { class: `table t-${table.kind}` }, h("table", {}, head, body), drawCaption(table));
}
