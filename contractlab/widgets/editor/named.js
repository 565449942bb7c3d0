// @ts-check
// What stands beside a body: headers, parameters and metadata by name; method, path and status.
import { h } from "../dom.js";
import { take } from "../focus.js";
import { TypedField } from "../typed_field.js";
import { cameTitle, drawCame } from "./came_back.js";
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

/** From the text of a value to its matchers.
 * @param {() => void} matchers */
function downTo(matchers) {
  return (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "ArrowDown" || event.altKey || !(event.target instanceof HTMLInputElement)) return;
    take(event);
    matchers();
  };
}

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
    rows.length > 0 && h("table", { class: "named" }, drawNamedHead(editor, tab, NOUNS[section.field]),
      h("tbody", {}, rows)),
    drawNew(editor, tab, section),
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
  const attributes = { "data-focus": `named ${section.field} ${row.name}` }, label = `${noun} ${row.shown}`;
  const remove = h("button", {
    class: "quiet", "aria-label": `remove ${noun} ${row.shown}`, onclick: () => editor.ask("remove_named", target),
  }, "×");
  const onkeydown = downTo(() => openPanel(target));
  const dot = row.edited && h("span", { class: "dot" }, " ●");
  return h("tr", { onkeydown }, h("td", {}, h("code", {}, row.shown), dot),
    h("td", { class: "field" }, drawNamedField(editor, target, row, label, attributes), drawMisfit(row.misfit)),
    h("td", {}, drawRule(row.rule, target, openPanel)), drawBeside(tab, row), h("td", {}, remove));
}

/** A field for a value that is a text, or, of metadata, of some kind.
 * @param {EditorContext} editor
 * @param {AtName & AskTarget} target
 * @param {NamedRow} row
 * @param {string} label
 * @param {Record<string, string>} attributes */
function drawNamedField(editor, target, row, label, attributes) {
  if (row.typed) {
    const typed = new TypedField({ label, text: row.value, kind: row.typed, attributes });
    typed.onChange(() => void editor.ask("set_named", {
      ...target, text: typed.input.value, kind: typed.kind,
    }, typed.input));
    return typed.el;
  }
  const field = h("input", {
    class: "code", value: row.value, "aria-label": label, ...attributes,
    onchange: () => editor.ask("set_named", { ...target, text: field.value }, field),
  });
  return field;
}

/** @param {EditorContext} editor
 * @param {Tab} tab
 * @param {string} noun */
function drawNamedHead(editor, tab, noun) {
  const titles = [noun, "expected, e.g.", "matcher", ...(tab.by === "provider" ? [cameTitle(editor), ""] : [])];
  return h("thead", {}, h("tr", {}, titles.map((title) => title ? h("th", { scope: "col" }, title) : h("td"))));
}

/** What came back, and what all captures had there where only that is known.
 * @param {Tab} tab
 * @param {FieldRow | NamedRow} row */
function drawBeside(tab, row) {
  if (tab.by !== "provider") return null;
  return drawCame(row.came, undefined, row.seen, row.wrong);
}

/** @param {EditorContext} editor
 * @param {Tab} tab
 * @param {NamedSection} section */
function drawNew(editor, tab, section) {
  const { field } = section, noun = NOUNS[field];
  const name = h("input", { placeholder: noun, "aria-label": `name of the new ${noun}`, size: 16 });
  const typed = new TypedField({ label: `value of the new ${noun}`, attributes: { placeholder: "value", size: 20 } });
  typed.select.hidden = field !== "metadata"; // all others are texts
  const add = () => {
    const kind = field === "metadata" ? typed.kind : "string";
    void editor.ask("set_named", {
      part: tab.part, field, name: name.value, text: typed.input.value, kind, new: true,
    }, typed.input);
  };
  typed.onEnter(add);
  return h("p", { class: "field add" }, name, typed.el, h("button", { onclick: add }, `+ ${noun}`));
}

/** @param {EditorContext} editor
 * @param {Tab} tab
 * @param {FieldsSection} section
 * @param {OpenPanel} openPanel */
export function drawFields(editor, tab, section, openPanel) {
  const rows = section.rows.map((row) => drawFieldRow(editor, tab, row, openPanel));
  const table = h("table", { class: "named" }, drawNamedHead(editor, tab, "field"), h("tbody", {}, rows));
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
  const onkeydown = downTo(() => { if (!row.fixed) openPanel({ part: tab.part, field: row.name }); });
  return h("tr", { onkeydown }, h("td", {}, row.name, row.edited && h("span", { class: "dot" }, " ●")),
    h("td", { class: "field" }, field, drawMisfit(row.misfit)), h("td", {}, rule), drawBeside(tab, row));
}

/** @param {EditorContext} editor
 * @param {SuggestionChip[]} suggestions */
function drawSuggestions(editor, suggestions) {
  return suggestions.length > 0 && h("p", { class: "chips" }, suggestions.map(({ id, evidence, label }) =>
    h("button", { class: "hint", title: evidence, onclick: () => editor.ask("suggest", { name: id }) }, label)),
  h("span", { class: "mute small" }, suggestions.map(({ evidence }) => evidence).join("; ")));
}
