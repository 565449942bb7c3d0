// @ts-check
// The causes below the matrix: choosing one dims all cells but its own.
import { fill, h, spans } from "../dom.js";

/** @typedef {import("./state.js").MatrixState} MatrixState */

export class Causes {
  /** @param {MatrixState} state
   * @param {() => void} changed
   * @param {((cause: number) => void) | null} fix opens what could be done about a cause, where there is a desk */
  constructor(state, changed, fix = null) {
    this.state = state;
    this.changed = changed;
    this.fix = fix;
    this.el = h("div", { class: "causes" });
  }

  draw() {
    const { causes, more_causes: more } = this.state.view;
    if (!causes.length) return void fill(this.el);
    const count = h("b", {}, `${causes.length + more} ${causes.length === 1 ? "cause" : "causes"} `);
    fill(this.el, h("p", {}, count, h("span", { class: "mute" }, "choose one to see only its cells")),
      causes.map((cause, index) => h("div", { class: "cause-row" }, h("button", {
        class: "cause", "aria-pressed": String(this.state.cause === cause.letter),
        onclick: () => this.choose(cause.letter),
      }, h("b", { class: "letter" }, cause.letter), h("span", {}, spans(cause.sentence)),
      h("span", { class: "mute" }, cause.about)), this.fix && h("button", {
        class: "fix-this", "aria-label": `Fix this… (cause ${cause.letter})`, "aria-keyshortcuts": "x",
        onclick: () => this.fix?.(index),
      }, "Fix this…"))),
      more > 0 && h("p", { class: "mute small" }, `… ${more} more: matrix.causes`));
  }

  /** @param {string} letter chosen once more, it is given up */
  choose(letter) {
    this.state.cause = this.state.cause === letter ? "" : letter;
    this.draw();
    this.changed();
  }
}
