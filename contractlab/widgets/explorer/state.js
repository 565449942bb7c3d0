// @ts-check
// What the matrix shows and what of it is chosen: the picture, the cell, the filter, and what edits would change.
import { fits } from "./codes.js";

/** @typedef {import("../protocol.d.ts").ExplorerPayload} ExplorerPayload */
/** @typedef {import("../protocol.d.ts").InspectedCell} InspectedCell */
/** @typedef {import("../protocol.d.ts").OverlayCell} OverlayCell */
/** @typedef {import("../protocol.d.ts").RowsPush} RowsPush */
/** @typedef {import("./codes.js").MatrixRow} MatrixRow */

export class MatrixState {
  /** @param {ExplorerPayload} view */
  constructor(view) {
    this.view = view;
    this.at = /** @type {[number, number] | null} */ (null);
    this.facet = "all";
    this.cause = "";
    this.words = "";
    this.state = -1;
    this.method = "";
    this.overlay = /** @type {Map<string, [string, string]>} */ (new Map());
    this.details = /** @type {Map<string, InspectedCell>} */ (new Map(Object.entries(view.details ?? {})));
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

  /** Take another picture altogether.
   * @param {ExplorerPayload} view */
  renew(view) {
    this.view = view;
    this.at = null;
    this.forget();
  }

  forget() {
    this.overlay = new Map();
    this.details.clear();
  }

  /** @param {MatrixRow} row */
  isWanted(row) {
    if (!fits(this.facet, row)) return false;
    if (this.state >= 0 && !row[4].includes(this.state)) return false;
    if (this.method && row[1].split(" ")[0] !== this.method) return false;
    return this.words.toLowerCase().split(/\s+/).filter(Boolean).every((word) => this.hasWord(row, word));
  }

  /** @param {MatrixRow} row
   * @param {string} word in lower case; `status:`, `path:`, `state:` and `method:` say what is to have it */
  hasWord(row, word) {
    const [, kind, wanted = ""] = /^(status|path|state|method):(.*)$/.exec(word) ?? [];
    const [description, request, , letters, states] = row;
    if (kind === "status") return request.includes(`→ ${wanted}`);
    if (kind === "method") return request.toLowerCase().startsWith(wanted);
    if (kind === "state") return states.some((number) => this.view.states[number]?.toLowerCase().includes(wanted));
    if (kind === "path") {
      const causes = this.view.causes.filter((cause) => cause.path.toLowerCase().includes(wanted));
      return causes.some((cause) => letters.includes(cause.letter));
    }
    return `${description} ${request}`.toLowerCase().includes(word);
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
