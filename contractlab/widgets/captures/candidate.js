// @ts-check
// An example that ambiguous captures may be of: its states, its name, and how many of them would pass.
import { h, spans } from "../dom.js";
import { chip } from "../verdicts.js";

/** @typedef {import("../protocol.d.ts").CandidateJson} CandidateJson */

const CHOICE_KEYS = 9;

/** How many of the captures that were tried would pass.
 * @param {CandidateJson} candidate */
function drawPassing({ passed, tried }) {
  if (!tried) return h("span", { class: "v v-not-exercised" }, "–");
  if (passed === tried) return chip("passed", `${passed} of ${tried} pass`);
  return passed ? h("span", { class: "v some" }, `${passed} of ${tried} pass`)
    : chip("failed", `${tried} of ${tried} fail`);
}

/** @param {CandidateJson} candidate
 * @param {number} at its place, which is its key, too
 * @param {() => void} onclick */
export function drawCandidate(candidate, at, onclick) {
  return h("button", {
    class: "candidate", "aria-keyshortcuts": at < CHOICE_KEYS ? String(at + 1) : null,
    "data-focus": `candidate ${at}`, onclick,
  }, h("span", { class: "mute" }, at < CHOICE_KEYS ? String(at + 1) : ""),
  h("span", {}, h("span", {}, spans(candidate.sentence)), h("span", { class: "mute small" }, spans(candidate.about))),
  drawPassing(candidate));
}
