// @ts-check
// Fields in which a body is edited: one value, a new key, the whole as text.
import { fill, h } from "../dom.js";
import { onEnter, take } from "../focus.js";

/** @typedef {import("../protocol.d.ts").BodySection} BodySection */
/** @typedef {import("../protocol.d.ts").Tab} Tab */
/** @typedef {import("../protocol.d.ts").ValueRow} ValueRow */
/** @typedef {import("./context.js").EditorContext} EditorContext */

/** Put a field in place of a value.
 * @param {EditorContext} editor
 * @param {HTMLElement} element the row
 * @param {Tab} tab
 * @param {ValueRow} row
 * @param {() => void} redraw */
export function editValue(editor, element, tab, row, redraw) {
  if (row.long || element.querySelector("input.cell")) return;
  const cell = element.children[1];
  if (!(cell instanceof HTMLElement)) return;
  const label = `example value of ${row.key || "the body"}`;
  const field = h("input", { class: "cell code", value: row.value, "aria-label": label });
  const focus = () => editor.giveFocus(`row ${JSON.stringify(row.at)}`);
  let done = false;
  const back = () => { done = true; redraw(); focus(); };
  const commit = async () => {
    if (done || field.value === row.value) return back();
    done = true; // the field goes when the answer comes, and a field that goes is left once more
    const answer = await editor.ask("set_value", { part: tab.part, at: row.at, text: field.value }, field);
    if (answer) focus();
    else done = false;
  };
  onEnter(field, commit);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    take(event);
    back();
  });
  field.addEventListener("blur", () => {
    if (!done && field.isConnected && !field.hasAttribute("aria-invalid")) void commit();
  });
  fill(cell, field);
  field.focus();
  field.select();
}

/** Fields for a new key or item of the chosen value, or of the whole; and a way to remove what is chosen.
 * @param {EditorContext} editor
 * @param {Tab} tab
 * @param {ValueRow[]} rows
 * @param {string} chosenAt */
export function drawAdd(editor, tab, rows, chosenAt) {
  const chosen = rows.find((row) => JSON.stringify(row.at) === chosenAt);
  const holder = chosen?.brackets ? chosen : rows[0];
  if (!holder?.brackets) return null;
  const key = h("input", { placeholder: "key", "aria-label": "name of the new key", size: 12 });
  const value = h("input", {
    class: "code", placeholder: "JSON value", "aria-label": "value of the new key", size: 16,
  });
  const add = () => void editor.ask("add_key", {
    part: tab.part, at: holder.at, key: key.value, text: value.value,
  }, value);
  onEnter(value, add);
  const isObject = holder.brackets === "{}";
  const inside = holder.key ? ` in ${holder.key}` : "";
  const remove = chosen && chosen.level > 1 && h("button", {
    class: "quiet", "aria-keyshortcuts": "Delete",
    onclick: () => editor.ask("remove", { part: tab.part, at: chosen.at }),
  }, `Remove ${chosen.key}`);
  return h("p", { class: "field add" }, isObject && key, value,
    h("button", { onclick: add }, `${isObject ? "+ key" : "+ item"}${inside}`), remove);
}

/** @param {EditorContext} editor
 * @param {Tab} tab
 * @param {BodySection} section */
export function drawRaw(editor, tab, section) {
  const lines = (section.raw ?? "").split("\n").length;
  const field = h("textarea", {
    class: "code raw", "aria-label": `${section.field} as JSON`, rows: Math.min(28, Math.max(4, lines + 1)),
    spellcheck: "false",
  });
  field.value = section.raw ?? "";
  const apply = () => editor.ask("set_body", { part: tab.part, text: field.value }, field);
  const words = "Only what differs is edited; matchers stay with the values that stay.";
  return h("div", { class: "field" }, section.none && h("p", { class: "mute" }, section.none), field,
    h("p", {}, h("button", { onclick: apply }, "Apply"), " ", h("span", { class: "mute small" }, words)));
}
