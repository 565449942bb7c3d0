// @ts-check
// What could be done about the run as a whole: what it is, the verdicts it would give, and buttons to do it.
import { classes, h } from "../dom.js";
import { SIGNS } from "../verdicts.js";

/** @typedef {import("../protocol.d.ts").OptionRow} OptionRow */

/** @param {OptionRow[]} options
 * @param {(option: OptionRow) => void} apply
 * @param {(option: OptionRow) => void} copy */
export function drawOptions(options, apply, copy) {
  if (!options.length) return null;
  return h("section", { class: "options", "aria-label": "the run as a whole" },
    h("p", { class: "title" }, h("b", {}, "The run as a whole"),
      h("span", { class: "mute small" }, "not this cell alone; nothing is done by itself")),
    options.map((option) => drawOption(option, apply, copy)));
}

/** @param {OptionRow} option
 * @param {(option: OptionRow) => void} apply
 * @param {(option: OptionRow) => void} copy */
function drawOption(option, apply, copy) {
  const { number, name, meaning, sentence, applies, cells, more, code } = option;
  const rows = cells.map(([example, version, , after]) => h("tr", {}, h("td", {}, example), h("td", {}, version),
    h("td", {}, h("span", { class: classes("count", after === "passed" ? "better" : "other") },
      `unmatched → ${SIGNS[after] ?? ""} ${after}`))));
  const undo = applies ? "One change. Undo takes it back." : "This desk cannot do it; the code can.";
  return h("div", { class: "option", "data-option": number },
    h("p", {}, h("b", {}, name), h("span", { class: "fix-meaning" }, meaning), h("span", {}, sentence)),
    cells.length > 0 && h("details", {}, h("summary", {}, "Verdicts"), h("table", {}, h("tbody", {}, rows)),
      more > 0 && h("p", { class: "mute small" }, `… ${more} more`)),
    code && h("details", {}, h("summary", {}, "Code"), h("pre", { class: "box", tabIndex: 0 }, code)),
    code && h("p", { class: "actions" },
      applies && h("button", {
        class: "main", "aria-label": `Apply: ${name}`, "aria-keyshortcuts": "Control+Enter",
        onclick: () => apply(option),
      }, "Apply"),
      h("button", { "aria-label": `Copy as code: ${name}`, onclick: () => copy(option) }, "Copy as code"),
      h("span", { class: "mute small" }, undo)));
}
