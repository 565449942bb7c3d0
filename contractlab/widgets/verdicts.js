// @ts-check
// Verdicts as signs, and as chips of a sign and a word.
import { h } from "./dom.js";

/** The sign of a verdict; a word stands beside it wherever there is room. */
export const SIGNS = /** @type {Record<string, string | undefined>} */ ({
  failed: "✗", error: "!", pending: "◔", "not exercised": "–", passed: "✓", blocks: "–",
});

/**
 * A verdict as a chip: sign and word.
 * @param {string} verdict
 * @param {string} [word] instead of the verdict
 */
export function chip(verdict, word = verdict) {
  const named = `v v-${verdict.replace(/[^a-z]/g, "-")}`;
  return h("span", { class: named }, `${SIGNS[verdict] ?? ""} ${word}`.trim());
}
