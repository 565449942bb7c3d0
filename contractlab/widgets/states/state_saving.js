// @ts-check
// What saving the states would change in each contract, and why it could not be saved.
import { h, spans } from "../dom.js";

/** @typedef {import("../protocol.d.ts").Conflict} Conflict */
/** @typedef {import("../protocol.d.ts").SavingContract} SavingContract */

/** @param {SavingContract[]} contracts
 * @param {() => void} save
 * @param {() => void} close */
export function drawSaving(contracts, save, close) {
  const [first] = contracts;
  const label = contracts.length === 1 ? first?.button : `Save ${contracts.length} files`;
  return h("section", { "aria-label": "saving", class: "below" },
    contracts.map(({ contract, meaning }) => h("div", {}, h("p", {}, h("b", {}, contract)),
      meaning.map(({ example, said }) => h("p", {}, h("span", { class: "mute small" }, `${example} `), spans(said))))),
    h("p", { class: "actions" }, h("button", { class: "main", onclick: save }, label),
      h("button", { onclick: close }, "Keep editing")));
}

/** @param {Conflict} conflict
 * @param {() => void} close */
export function drawConflict({ title, text }, close) {
  return h("div", { role: "alertdialog", "aria-label": title }, h("p", {}, h("b", {}, title)), h("p", {}, text),
    h("p", { class: "actions" }, h("button", { onclick: close }, "Keep editing")));
}
