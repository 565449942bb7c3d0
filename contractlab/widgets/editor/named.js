// @ts-check
// What stands beside a body: headers, parameters and metadata by name; method, path and status.
import { h } from "../dom.js";
import { onEnter } from "../focus.js";
import { drawRule } from "./rule_chip.js";

/** @typedef {import("../protocol.d.ts").AskTarget} AskTarget */
/** @typedef {import("../protocol.d.ts").AtName} AtName */
/** @typedef {import("../protocol.d.ts").FieldRow} FieldRow */
/** @typedef {import("../protocol.d.ts").FieldsSection} FieldsSection */
/** @typedef {import("../protocol.d.ts").NamedRow} NamedRow */
/** @typedef {import("../protocol.d.ts").NamedSection} NamedSection */
/** @typedef {import("../protocol.d.ts").SuggestionChip} SuggestionChip */
/** @typedef {import("../protocol.d.ts").Tab} Tab */
/** @typedef {import("./context.js").EditorContext} EditorContext */
/** @typedef {(target: AskTarget) => void} OpenPanel */

const NOUNS = { headers: "header", query: "parameter", metadata: "entry" };
const TITLES = { headers: "Headers", query: "Query", metadata: "Metadata" };

/** @param {string | undefined} misfit */
function drawMisfit(misfit) {
  return misfit && h("p", { class: "wrong-text" }, `✗ ${misfit}`);
}

/** @param {EditorContext} editor
 * @param {Tab} tab
 * @param {NamedSection} section
 * @param {OpenPanel} openPanel */
export function drawNamed(editor, tab, section, openPanel) {
  const rows = section.rows.map((row) => drawNamedRow(editor, tab, section, row, openPanel));
  return h("div", { class: "block" }, h("p", {}, h("b", {}, TITLES[section.field])),
    rows.length > 0 && h("table", {}, h("tbody", {}, rows)), drawNew(editor, tab, section),
    drawSuggestions(editor, section.suggestions));
}

/** @param {EditorContext} editor
 * @param {Tab} tab
 * @param {NamedSection} section
 * @param {NamedRow} row
 * @param {OpenPanel} openPanel */
function drawNamedRow(editor, tab, section, row, openPanel) {
  const noun = NOUNS[section.field];
  /** @type {AtName & AskTarget} */
  const target = { part: tab.part, field: section.field, name: row.name };
  const field = h("input", {
    class: "code", value: row.value, "aria-label": `${noun} ${row.shown}`,
    "data-focus": `named ${section.field} ${row.name}`,
    onchange: () => editor.ask("set_named", { ...target, text: field.value }, field),
  });
  const remove = h("button", {
    class: "quiet", "aria-label": `remove ${noun} ${row.shown}`, onclick: () => editor.ask("remove_named", target),
  }, "×");
  return h("tr", {}, h("td", {}, h("code", {}, row.shown), row.edited && h("span", { class: "dot" }, " ●")),
    h("td", { class: "field" }, field, drawMisfit(row.misfit)),
    h("td", {}, drawRule(row.rule, target, openPanel)),
    h("td", { class: row.wrong ? "strong" : "mute" }, row.seen ?? ""), h("td", {}, remove));
}

/** @param {EditorContext} editor
 * @param {Tab} tab
 * @param {NamedSection} section */
function drawNew(editor, tab, section) {
  const { field } = section, noun = NOUNS[field];
  const name = h("input", { placeholder: noun, "aria-label": `name of the new ${noun}`, size: 16 });
  const value = h("input", {
    class: "code", placeholder: field === "metadata" ? "JSON value" : "value", "aria-label": `value of the new ${noun}`,
    size: 20,
  });
  const add = () => void editor.ask("set_named", {
    part: tab.part, field, name: name.value, text: value.value, new: true,
  }, value);
  onEnter(value, add);
  return h("p", { class: "field add" }, name, value, h("button", { onclick: add }, `+ ${noun}`));
}

/** @param {EditorContext} editor
 * @param {Tab} tab
 * @param {FieldsSection} section
 * @param {OpenPanel} openPanel */
export function drawFields(editor, tab, section, openPanel) {
  const rows = section.rows.map((row) => drawFieldRow(editor, tab, row, openPanel));
  const table = h("table", {}, h("tbody", {}, rows));
  return h("div", { class: "block" }, table, drawSuggestions(editor, section.suggestions));
}

/** @param {EditorContext} editor
 * @param {Tab} tab
 * @param {FieldRow} row
 * @param {OpenPanel} openPanel */
function drawFieldRow(editor, tab, row, openPanel) {
  const field = h("input", {
    class: "code", value: row.value, "aria-label": row.name, "data-focus": `field ${row.name}`,
    onchange: () => editor.ask("set_field", { part: tab.part, name: row.name, text: field.value }, field),
  });
  const rule = row.fixed
    ? h("span", { class: "mute" }, "exact")
    : drawRule(row.rule, { part: tab.part, field: row.name }, openPanel);
  return h("tr", {}, h("td", {}, row.name, row.edited && h("span", { class: "dot" }, " ●")),
    h("td", { class: "field" }, field, drawMisfit(row.misfit)), h("td", {}, rule),
    h("td", { class: row.wrong ? "strong" : "mute" }, row.seen ?? ""));
}

/** @param {EditorContext} editor
 * @param {SuggestionChip[]} suggestions */
function drawSuggestions(editor, suggestions) {
  return suggestions.length > 0 && h("p", { class: "chips" }, suggestions.map(({ id, evidence, label }) =>
    h("button", { class: "hint", title: evidence, onclick: () => editor.ask("suggest", { name: id }) }, label)),
  h("span", { class: "mute small" }, suggestions.map(({ evidence }) => evidence).join("; ")));
}
