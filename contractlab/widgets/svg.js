// @ts-check
// Pictures out of shapes: elements are built one by one, so that no text can become markup; marks can be walked over.
import { classes, h, spans } from "./dom.js";

/** @typedef {import("./protocol.d.ts").MarkJson} MarkJson */
/** @typedef {import("./protocol.d.ts").PictureJson} PictureJson */
/** @typedef {import("./protocol.d.ts").WordsJson} WordsJson */
/**
 * What a mark leads to.
 * @typedef {object} MarkActions
 * @property {(row: number, column: number) => void} choose
 * @property {(row: number, column: number) => void} open
 */

const SPACE = ["http:", "", "www.w3.org", "2000", "svg"].join("/"); // a name, not an address: nothing is fetched
const LABEL_DOWN = 4, START = 8, LETTER = 7;
const ANCHORS = /** @type {Record<string, string>} */ ({ middle: "m", end: "e" });
const ACROSS = 4; // how much farther away what stands aside is than what stands ahead

/** @param {string} tag
 * @param {Record<string, string | number | null>} attributes
 * @param {...(Node | string)} children */
function shape(tag, attributes, ...children) {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/** @param {MarkJson} mark */
function drawMark({ box: [x, y, width, height], look, label = "", starts = false, tip = "", cell }) {
  const parts = [];
  const rect = (/** @type {string} */ name) => shape("rect", { class: name, x, y, width, height, rx: 2 });
  if (look === "unchecked") {
    const line = `M${x} ${y + Math.floor(height / 2)}h${width}`;
    parts.push(shape("path", { class: "hatch", "stroke-width": height, d: line }), rect(look), shape("rect", {
      class: "paper", x: x + START - 3, y: y + 2, width: LETTER * label.length + 6, height: height - 4,
    }));
  } else parts.push(rect(look));
  if (label) {
    const at = starts ? x + START : x + Math.floor(width / 2);
    const place = { class: starts ? "s" : null, x: at, y: y + Math.floor(height / 2) + LABEL_DOWN };
    parts.push(shape("text", place, label));
  }
  const title = tip ? [shape("title", {}, tip)] : [];
  return shape("g", { class: `t t-${look}`, "data-mark": cell ? cell.join(",") : null }, ...title, ...parts);
}

/** @param {WordsJson} words */
function drawWords({ x, y, spans: listed, anchor, whole }) {
  const pieces = listed.map(([look, text]) => shape("tspan", { class: look }, text));
  const title = whole ? [shape("title", {}, whole)] : [];
  return shape("text", { class: ANCHORS[anchor] ?? null, x, y }, ...title, ...pieces);
}

/** @param {number[]} points */
function drawStroke(points) {
  return shape("path", { class: "line", d: `M${points.slice(0, 2).join(" ")}L${points.slice(2).join(" ")}` });
}

/**
 * @param {PictureJson} picture
 * @param {MarkActions | null} [actions] where marks lead to cells
 * @returns {HTMLElement}
 */
export function drawPicture(picture, actions = null) {
  const { width, height, least, name, about } = picture;
  const svg = shape("svg", {
    class: classes("clp", picture.dense && "dense"), viewBox: `0 0 ${width} ${height}`,
    role: actions ? "group" : "img", "aria-label": `${name}. ${about}`,
    style: `min-width:${least}px;max-width:${width}px`,
  }, ...picture.places.map(drawMark), ...picture.strokes.map(drawStroke), ...picture.marks.map(drawMark),
  ...picture.words.map(drawWords));
  const frame = h("div", { class: picture.frame, tabIndex: actions ? -1 : 0, role: "group", "aria-label": name }, svg);
  if (actions) walkOver(svg, actions);
  return h("figure", { class: "picture" }, h("p", {}, spans(picture.title)), frame);
}

/** Let keys go from mark to mark, and one mark be reached by Tab.
 * @param {Element} svg
 * @param {MarkActions} actions */
function walkOver(svg, actions) {
  const marks = [...svg.querySelectorAll("[data-mark]")];
  for (const [number, mark] of marks.entries()) {
    mark.setAttribute("role", "button");
    mark.setAttribute("tabindex", number ? "-1" : "0");
    mark.setAttribute("aria-label", mark.querySelector("title")?.textContent ?? "");
  }
  const markOf = (/** @type {Event} */ event) => event.target instanceof Element && event.target.closest("[data-mark]");
  const act = (/** @type {Element} */ mark, /** @type {"choose" | "open"} */ action) => {
    const [row = 0, column = 0] = (mark.getAttribute("data-mark") ?? "").split(",").map(Number);
    actions[action](row, column);
  };
  svg.addEventListener("click", (event) => {
    const mark = markOf(event);
    if (!mark) return;
    goTo(marks, mark);
    act(mark, "choose");
  });
  svg.addEventListener("keydown", (event) => {
    const mark = markOf(event);
    if (!mark || !(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
    const opens = event.key === "Enter" || event.key === " ";
    const next = opens ? mark : neighbour(marks, mark, event.key);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    if (opens) act(mark, "open");
    else goTo(marks, next);
  });
}

/** @param {Element[]} marks
 * @param {Element} mark */
function goTo(marks, mark) {
  for (const each of marks) each.setAttribute("tabindex", each === mark ? "0" : "-1");
  if (mark instanceof SVGElement) mark.focus();
  mark.scrollIntoView({ block: "nearest", inline: "nearest" });
}

const WAYS = /** @type {Record<string, [number, number] | undefined>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
});

/** The nearest mark in the direction of an arrow key.
 * @param {Element[]} marks
 * @param {Element} mark
 * @param {string} key */
function neighbour(marks, mark, key) {
  if (key === "Home") return marks[0];
  if (key === "End") return marks.at(-1);
  const way = WAYS[key];
  if (!way) return null;
  const middle = (/** @type {Element} */ shape) => {
    const { x, y, width, height } = shape.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };
  const [x = 0, y = 0] = middle(mark);
  let nearest = mark, least = Infinity;
  for (const candidate of marks) {
    const [right = 0, down = 0] = middle(candidate);
    const ahead = (right - x) * way[0] + (down - y) * way[1];
    const aside = Math.abs((right - x) * way[1]) + Math.abs((down - y) * way[0]);
    if (ahead < 1 || ahead + ACROSS * aside >= least) continue;
    nearest = candidate;
    least = ahead + ACROSS * aside;
  }
  return nearest;
}
