// @ts-check
// What the palette finds: commands, tabs, examples, causes and versions.
import { isTrouble } from "../explorer/codes.js";

/** @typedef {import("../explorer/explorer.js").Explorer} Explorer */
/** @typedef {import("../protocol.d.ts").DeskBar} DeskBar */
/** @typedef {import("../protocol.d.ts").Place} Place */
/** @typedef {import("./palette.js").Command} Command */
/**
 * What commands ask of the desk.
 * @typedef {object} CommandActions
 * @property {(place: Place) => void} go
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {() => void} save
 * @property {() => void} code
 */

/**
 * @param {DeskBar} bar
 * @param {Explorer} explorer
 * @param {CommandActions} actions
 * @returns {Command[]}
 */
export function listCommands(bar, explorer, actions) {
  const { view, at } = explorer.state;
  const choose = (/** @type {number} */ row, /** @type {number} */ column) => {
    actions.go("matrix");
    explorer.show(row, column);
  };
  /** @type {Command[]} */
  const commands = [
    { noun: "command, e", label: "Edit the chosen example", run: () => void explorer.inspector.edit() },
    { noun: "command, x", label: "Fix the chosen cell…", run: () => { actions.go("matrix"); explorer.fix(); } },
    { noun: "command, n", label: "Next failure", run: () => { actions.go("matrix"); explorer.next(); } },
    { noun: "command, f", label: "Show failing examples only", run: () => explorer.filters.setFacet("failing") },
    { noun: "command", label: "Copy all edits as code", run: actions.code },
  ];
  if (bar.tabs.some(({ id }) => id === "live")) {
    commands.push({ noun: "command, r", label: "Run the chosen example again", run: () => explorer.again() });
  }
  if (bar.undo) commands.push({ noun: "command, Ctrl+Z", label: `Undo: ${bar.undo}`, run: actions.undo });
  if (bar.redo) commands.push({ noun: "command, Ctrl+Shift+Z", label: `Redo: ${bar.redo}`, run: actions.redo });
  if (bar.edits) commands.push({ noun: "command, Ctrl+S", label: "Save…", run: actions.save });
  for (const { id, label } of bar.tabs) commands.push({ noun: "tab", label, run: () => actions.go(id) });
  view.rows.forEach(([description, request, codes], row) => {
    const newest = [...codes].findLastIndex(isTrouble);
    const column = newest >= 0 ? newest : view.columns.length - 1;
    commands.push({ noun: `example, ${request}`, label: description, run: () => choose(row, column) });
  });
  for (const { letter, sentence } of view.causes) {
    const label = `Cause ${letter}: ${sentence.map(([, text]) => text).join("")}`;
    commands.push({ noun: "cause", label, run: () => { actions.go("matrix"); explorer.causes.choose(letter); } });
  }
  for (const path of new Set(view.causes.map((cause) => cause.path).filter(Boolean))) {
    const run = () => { actions.go("matrix"); explorer.filters.setWords(`path:${path}`); };
    commands.push({ noun: "path", label: path, run });
  }
  view.columns.forEach((version, column) => {
    commands.push({ noun: "version", label: version, run: () => choose(at ? at[0] : 0, column) });
  });
  return commands;
}
