// @ts-check
// Unmatched captures in groups: how many, what agrees and differs, what one choice would give, and that choice.
import { classes, h, spans } from "../dom.js";
import { chip } from "../verdicts.js";

/** @typedef {import("../protocol.d.ts").CaptureCounts} CaptureCounts */
/** @typedef {import("../protocol.d.ts").GroupJson} GroupJson */
/** @typedef {import("../protocol.d.ts").Verdicts} Verdicts */
/**
 * What a group asks of the view.
 * @typedef {object} GroupActions
 * @property {(op: string, group: GroupJson) => void} act
 * @property {(group: GroupJson) => void} toggle
 * @property {(group: GroupJson) => HTMLElement} table
 */

const NARROW = 4; // per cent of the bar below which a part shows its figure alone

/** The bar below the headline: matched, ambiguous, unmatched.
 * @param {CaptureCounts} counts
 * @param {number} groups */
export function drawShares(counts, groups) {
  const { total, matched, ambiguous, unmatched, ignored, others } = counts;
  if (!total) return null;
  const part = (/** @type {string} */ name, /** @type {string} */ sign, /** @type {number} */ number, word = name) => {
    if (!number) return null;
    const small = (100 * number) / total < NARROW;
    const figure = number.toLocaleString("en");
    const el = h("span", { class: `share-${name}` }, small ? figure : `${sign} ${figure} ${word}`);
    el.style.flexGrow = String(number);
    return el;
  };
  const grouped = groups > 1 ? `unmatched, in ${groups} groups` : "unmatched";
  return h("div", {
    class: "shares", role: "img", "aria-label": `${matched} matched, ${ambiguous} ambiguous, ${unmatched} unmatched`,
  }, part("matched", "✓", matched), part("ambiguous", "?", ambiguous), part("unmatched", "–", unmatched, grouped),
  part("ignored", "–", ignored), part("others", "·", others, "state calls"));
}

/** @param {Verdicts} then */
export function drawThen({ passed, failed, error, tried }) {
  const fit = (/** @type {string} */ verdict, /** @type {number} */ number, word = verdict) =>
    number > 0 && [chip(verdict, `${number.toLocaleString("en")} ${word}`), " "];
  const rest = tried - passed - failed - error;
  return h("p", { class: "then" }, h("span", { class: "mute" }, "Then: "), fit("passed", passed),
    fit("failed", failed), fit("error", error, "could not be checked"),
    rest > 0 && h("span", { class: "mute" }, `${rest.toLocaleString("en")} still unmatched`));
}

/** @param {GroupJson} group
 * @param {boolean} open
 * @param {boolean} current the one that keys act on
 * @param {GroupActions} actions */
export function drawGroup(group, open, current, actions) {
  const { id, number, sentence, about, then, code } = group;
  const captures = `${number.toLocaleString("en")} ${number === 1 ? "capture" : "captures"}`;
  const fold = h("button", {
    class: "quiet fold", "aria-expanded": String(open), "data-focus": `fold ${id}`,
    onclick: () => actions.toggle(group),
  }, `${open ? "▾" : "▸"} ${captures}`);
  return h("div", {
    class: classes("group", open && "open"), role: "group", tabIndex: current ? 0 : -1, "data-focus": `group ${id}`,
    "data-group": id, "aria-label": `${captures}: ${sentence.map(([, text]) => text).join("")}`,
  },
  h("span", { class: "cnt" }, number.toLocaleString("en")),
  h("div", { class: "why" }, h("p", {}, spans(sentence)), h("p", { class: "mute small" }, spans(about)),
    then && drawThen(then), fold),
  h("div", { class: "do" }, group.actions.map(({ op, label, main }) => h("button", {
    class: main ? "main" : op === "promote" ? "quiet" : null, "data-focus": `${op} ${id}`,
    onclick: () => actions.act(op, group),
  }, label))),
  open && h("div", { class: "opened" }, actions.table(group),
    h("p", { class: "small" }, h("span", { class: "mute" }, "The code for it: "), h("code", {}, code))));
}
