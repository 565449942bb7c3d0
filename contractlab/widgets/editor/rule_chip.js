// @ts-check
// The rule in force as a button that opens the panel of matchers.
import { h } from "../dom.js";

/** @typedef {import("../protocol.d.ts").AskTarget} AskTarget */
/** @typedef {import("../protocol.d.ts").RuleChip} RuleChip */

/** @param {RuleChip} rule
 * @param {AskTarget} target
 * @param {(target: AskTarget) => void} openPanel */
export function drawRule(rule, target, openPanel) {
  const label = rule.origin === "inherited" ? `${rule.label}, inherited` : rule.label;
  return h("button", {
    class: `rule how-${rule.origin} ${rule.edited ? "edited" : ""}`,
    title: rule.whole ?? (rule.at ? `${rule.origin} at ${rule.at}` : null), tabIndex: -1, "aria-keyshortcuts": "m",
    onclick: () => openPanel(target),
  }, `${rule.unchecked ? "○ " : ""}${label} ▾`);
}
