// @ts-check
// What the matrix shows and what of it is chosen: the picture, the cell, the filter, and what edits would change.
import { payloadOf } from "../wire.js";
import { fits } from "./codes.js";
import { namesOfRows } from "./held_rows.js";

/** @typedef {import("../protocol.d.ts").ExplorerPayload} ExplorerPayload */
/** @typedef {import("../protocol.d.ts").ExplorerProtocol} ExplorerProtocol */
/** @typedef {import("../protocol.d.ts").InspectedCell} InspectedCell */
/** @typedef {import("../protocol.d.ts").OverlayCell} OverlayCell */
/** @typedef {import("../protocol.d.ts").RowsPush} RowsPush */
/** @typedef {import("./codes.js").MatrixRow} MatrixRow */

const OFFERED = 80;

/** A path in lower case without what people leave out when they type one: `$`, brackets, quotes.
 * @param {string} path */
function bare(path) {
  return path.toLowerCase().replace(/^\$\.?/, "").replace(/\[(?:\*|\d+)\]/g, "").replace(/[[\]'"]/g, "");
}

/** True where a path holds what was typed of one, or ends in the tail that a cause is known by.
 * @param {string} path
 * @param {string} typed */
export function isPathLike(path, typed) {
  const shown = bare(path), wanted = bare(typed);
  if (!wanted) return typed.startsWith("$");
  return shown.includes(wanted) || (shown !== "" && wanted.endsWith(shown));
}

export class MatrixState {
  /** @param {import("../wire.js").Model<ExplorerProtocol>} model */
  constructor(model) {
    this.model = model;
    this.at = /** @type {[number, number] | null} */ (null);
    this.facet = "all";
    this.cause = "";
    this.words = "";
    this.state = -1;
    this.method = "";
    this.picked = /** @type {Set<number>} */ (new Set());
    this.overlay = /** @type {Map<string, [string, string]>} */ (new Map());
    this.details = /** @type {Map<string, InspectedCell>} */ (new Map(Object.entries(this.view.details ?? {})));
  }

  /** What is drawn, read anew each time: a notebook that connects to its kernel again puts another in its place. */
  get view() {
    return payloadOf(this.model);
  }

  /** True where not everything is shown alike. */
  get narrowed() {
    return Boolean(this.facet !== "all" || this.words || this.state >= 0 || this.method || this.cause);
  }

  /** What an edit would change, before anything is saved.
   * @param {OverlayCell[]} cells */
  preview(cells) {
    this.overlay.clear();
    for (const [row, column, before, after] of cells) this.overlay.set(`${row},${column}`, [before, after]);
  }

  /** Take rows that changed; the chosen cell stays.
   * @param {RowsPush} message */
  renewRows(message) {
    Object.assign(this.view, message.view);
    for (const [number, row] of message.rows) this.view.rows[number] = row;
    this.view.rows.length = message.count;
    this.forget();
  }

  /** Take another picture altogether; rows that are selected stay so.
   * @param {ExplorerPayload} view
   * @param {boolean} [keeps] the cell that is chosen stays chosen, where it is still there */
  renew(view, keeps = false) {
    const { at, picked } = this, before = namesOfRows(this.view), { columns } = this.view;
    this.model.set("view", view);
    const places = new Map(namesOfRows(view).map((name, row) => [name, row]));
    const placeOf = (/** @type {number} */ row) => places.get(before[row] ?? "") ?? -1;
    const names = [...view.columns, ...view.document ? [null] : []]; // the document is no version
    const row = at && keeps ? placeOf(at[0]) : -1, column = at ? names.indexOf(columns[at[1]] ?? null) : -1;
    this.at = row >= 0 && column >= 0 ? /** @type {[number, number]} */ ([row, column]) : null;
    this.picked = new Set([...picked].map(placeOf).filter((row) => row >= 0));
    this.forget();
  }

  forget() {
    this.overlay = new Map();
    this.details.clear();
  }

  /** @param {MatrixRow} row
   * @param {number} index */
  isWanted(row, index) {
    if (!fits(this.facet, row, this.view.under?.[index])) return false;
    if (this.state >= 0 && !row[4].includes(this.state)) return false;
    if (this.method && row[1].split(" ")[0] !== this.method) return false;
    return this.words.toLowerCase().split(/\s+/).filter(Boolean).every((word) => this.hasWord(row, word));
  }

  /** A word without a key is looked for everywhere: name, request, states, and what the causes of the row say.
   * @param {MatrixRow} row
   * @param {string} word in lower case; `status:`, `path:`, `state:`, `method:` and `cause:` say what is to have it */
  hasWord(row, word) {
    const [, kind, wanted = ""] = /^(status|path|state|method|cause):(.*)$/.exec(word) ?? [];
    const [description, request, , letters, states] = row;
    const causes = this.view.causes.filter((cause) => letters.includes(cause.letter));
    const hasState = (/** @type {string} */ text) =>
      states.some((number) => this.view.states[number]?.toLowerCase().includes(text));
    const hasPath = (/** @type {string} */ text) => causes.some((cause) => isPathLike(cause.path, text));
    if (kind === "status") return request.includes(`→ ${wanted}`);
    if (kind === "method") return request.toLowerCase().startsWith(wanted);
    if (kind === "state") return hasState(wanted);
    if (kind === "path") return hasPath(wanted);
    if (kind === "cause") return causes.some((cause) => cause.letter.toLowerCase() === wanted);
    const marks = this.view.pairs?.row_marks[this.view.rows.indexOf(row)] ?? [];
    if (marks.some(([, name]) => name.toLowerCase().includes(word))) return true;
    if (`${description} ${request}`.toLowerCase().includes(word) || hasState(word) || hasPath(word)) return true;
    return causes.some(({ sentence }) => sentence.map(([, text]) => text).join("").toLowerCase().includes(word));
  }

  /** Words that narrow the matrix, as a field may offer them.
   * @returns {string[]} */
  get offered() {
    const { rows, causes, states, pairs } = this.view;
    const offered = new Set(causes.map(({ path }) => `path:${path}`));
    if (pairs) return [...new Set([...pairs.row_marks.flat().map(([, name]) => name)])].slice(0, OFFERED);
    for (const [, request] of rows) {
      const status = /→ (\d+)$/.exec(request)?.[1];
      if (status) offered.add(`status:${status}`);
      offered.add(`method:${request.split(" ")[0] ?? ""}`);
    }
    for (const state of states) offered.add(`state:${state.split(" ")[0] ?? ""}`);
    for (const { letter } of causes) offered.add(`cause:${letter}`);
    return [...offered].filter((word) => !word.endsWith(":")).slice(0, OFFERED);
  }

  /** True for a cell in which the chosen cause occurs.
   * @param {string} letter of the cell; with a plus where it has several
   * @param {number} index
   * @param {number} column */
  isLit(letter, index, column) {
    if (!this.cause || !letter) return false;
    if (letter[0] === this.cause) return true;
    const cell = this.details.get(`${index},${column}`);
    if (cell?.letters.includes(this.cause)) return true;
    return letter.endsWith("+") && Boolean(this.view.rows[index]?.[3].includes(this.cause));
  }
}
