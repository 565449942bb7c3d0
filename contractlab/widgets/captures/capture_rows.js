// @ts-check
// The table of recordings: what fits nothing first, what passed folded away.
import { h, spans } from "../dom.js";
import { chip } from "../verdicts.js";

/** @typedef {import("../protocol.d.ts").CaptureRow} CaptureRow */
/** @typedef {import("../protocol.d.ts").CapturesPayload} CapturesPayload */
/**
 * What can be done about a recording.
 * @typedef {object} CaptureActions
 * @property {(row: CaptureRow, example: number | null) => void} assign
 * @property {(row: CaptureRow) => void} promote
 * @property {() => void} showAll
 */

const QUIET = 5; // so many that passed are shown all the same

/** @param {CapturesPayload} view
 * @param {boolean} all true once what passed was unfolded
 * @param {CaptureActions} actions */
export function drawRows(view, all, actions) {
  if (!view.rows.length) {
    const words = h("p", { class: "mute" }, "Nothing was checked.");
    return [h("div", { class: "nothing" }, h("b", {}, "No captures yet."), words)];
  }
  const passed = view.rows.filter((row) => row.verdict === "passed").length;
  const folds = !all && passed > QUIET && passed < view.rows.length;
  const rows = view.rows.filter((row) => !folds || row.verdict !== "passed");
  const named = ["request", "version", "matched to", ""];
  const titles = named.map((title) => title ? h("th", { scope: "col" }, title) : h("td"));
  const unfold = h("button", { class: "quiet", onclick: actions.showAll }, `▸ ${passed} more, all passed`);
  return [
    h("table", { class: "captured" }, h("thead", {}, h("tr", {}, titles)),
      h("tbody", {}, rows.map((row) => drawCapture(view, row, actions)))),
    folds && h("p", {}, unfold),
    view.left > 0 && h("p", { class: "mute small" }, `… ${view.left} more: lab.captures`),
  ];
}

/** @param {CapturesPayload} view
 * @param {CaptureRow} row
 * @param {CaptureActions} actions */
function drawCapture(view, row, actions) {
  const todo = row.fits ? chip(row.verdict, row.letter || row.verdict) : [
    row.promote && view.contracts.length > 0
      && h("button", { onclick: () => actions.promote(row) }, "Promote to example"), " ",
    view.examples.length > 0 && drawChoice(view, row, actions),
  ];
  return h("tr", { class: row.fits ? null : "lone" }, h("td", {}, spans(row.line)),
    h("td", { class: "mute" }, row.version), h("td", {}, drawFit(row, actions)), h("td", { class: "do" }, todo));
}

/** @param {CaptureRow} row
 * @param {CaptureActions} actions */
function drawFit(row, actions) {
  if (!row.fits) return h("span", {}, spans(row.why ?? [["text", "no example"]]));
  const back = h("button", { class: "quiet", onclick: () => actions.assign(row, null) }, "take back");
  return [h("span", {}, row.example), row.by_hand && [" ", h("span", { class: "mute" }, "by hand"), " ", back]];
}

/** @param {CapturesPayload} view
 * @param {CaptureRow} row
 * @param {CaptureActions} actions */
function drawChoice(view, row, actions) {
  const options = view.examples.map(({ title }, index) => h("option", { value: String(index) }, title));
  const select = h("select", {
    "aria-label": "example that it is matched to",
    onchange: () => { if (select.value !== "") actions.assign(row, Number(select.value)); },
  }, h("option", { value: "" }, "match to …"), options);
  return select;
}
