// @ts-check
// Checks that take long: how far they are, with a way to stop them that keeps what was done, and one to go on.
import { h } from "../dom.js";

/** @typedef {import("../protocol.d.ts").ChecksJson} ChecksJson */
/**
 * What the line asks of the desk.
 * @typedef {object} CheckActions
 * @property {() => void} cancel
 * @property {() => void} rest
 */

const number = (/** @type {number} */ count) => count.toLocaleString("en");

/** @param {number} seconds */
function inWords(seconds) {
  return seconds >= 100 ? `${number(Math.round(seconds / 60))} min` : `${seconds} s`;
}

/** @param {ChecksJson} checks */
function inSentence({ done, total, seconds }) {
  return `Checking ${number(total)} captures: ${number(done)} done, about ${inWords(seconds)} left`;
}

/** The line of the bar. It is no live region: it would be read out four times a second.
 * @param {ChecksJson} checks
 * @param {CheckActions} actions
 * @returns {HTMLElement[]} */
export function drawChecks(checks, { cancel, rest }) {
  const { done, total, running } = checks;
  if (!running) {
    return [
      h("span", {}, `Cancelled: ${number(done)} of ${number(total)} captures are checked. `),
      h("button", { "data-focus": "desk rest", onclick: rest }, `Check the other ${number(total - done)}`),
    ];
  }
  return [
    h("progress", { value: done, max: total, "aria-label": "captures that are checked" }),
    h("span", { class: "how-far" }, inSentence(checks)),
    h("button", { "data-focus": "desk cancel", onclick: cancel }, "Cancel, keep what is done"),
  ];
}

/** Say how far running checks are on a line that is there.
 * @param {HTMLElement} line
 * @param {ChecksJson} checks
 * @returns {boolean} false where it is to be drawn */
export function updateChecks(line, checks) {
  const progress = line.querySelector("progress"), sentence = line.querySelector(".how-far");
  if (!progress || !sentence || !checks.running) return false;
  progress.max = checks.total;
  progress.value = checks.done;
  sentence.textContent = inSentence(checks);
  return true;
}
