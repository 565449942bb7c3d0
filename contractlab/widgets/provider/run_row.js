// @ts-check
// One example of the Run panel: its verdict with the reason, states and request, and everything about it when opened.
import { drawBlocks } from "../blocks.js";
import { classes, h, spans } from "../dom.js";
import { take } from "../focus.js";
import { chip } from "../verdicts.js";

/** @typedef {import("../protocol.d.ts").LiveDetails} LiveDetails */
/** @typedef {import("../protocol.d.ts").LiveRow} LiveRow */
/** @typedef {import("../protocol.d.ts").LiveStep} LiveStep */
/** @typedef {import("../protocol.d.ts").StateMark} StateMark */
/**
 * What a row asks of the panel.
 * @typedef {object} RowActions
 * @property {() => void} open
 * @property {() => void} select
 * @property {() => void} again
 * @property {(name: string) => void} tab
 * @property {(text: string, noun: string) => void} copy
 */

const STATE_MARKS = /** @type {Record<StateMark, string>} */ ({ done: "✓", failed: "!", missing: "!", asked: "" });
const RUN_WORDS = /** @type {Record<string, string | undefined>} */ ({
  running: "… running", waiting: "– waiting", "not run": "– not run",
});

export class RunRow {
  /** @param {LiveRow} row
   * @param {string} state its verdict, or what it has in place of one
   * @param {RowActions} actions */
  constructor(row, state, actions) {
    this.row = row;
    this.state = state;
    this.actions = actions;
  }

  /** @param {boolean} selected
   * @param {string | undefined} tab the one that is shown, where the row is open
   * @param {LiveDetails | null} details
   * @returns {HTMLElement[]} */
  draw(selected, tab, details) {
    const { at, title, verdict, sentence, request, answer, time, edited } = this.row;
    const { open, select, again } = this.actions;
    const isOpen = tab !== undefined && verdict !== "", loud = verdict === "failed" || verdict === "error";
    const words = RUN_WORDS[this.state];
    const name = h("button", {
      class: "name", "aria-expanded": verdict ? String(isOpen) : null, "data-focus": `row ${at}`, onclick: open,
    }, h("i", { "aria-hidden": "true" }, verdict && (isOpen ? "▾" : "▸")), h(loud ? "b" : "span", {}, title));
    const top = h("tr", { class: classes(isOpen && "open"), "data-row": at },
      h("td", { class: "box" }, h("input", {
        type: "checkbox", checked: selected, "aria-label": `select ${title}`, "data-focus": `select ${at}`,
        onchange: select,
      })),
      h("td", { class: "verdict" }, words ? h("span", { class: "v v-none" }, words) : chip(verdict)),
      h("td", { class: "about" }, name, sentence.length > 0 && h("div", { class: "said" }, spans(sentence)),
        verdict === "pending" && h("div", { class: "mute" }, "It is pending, so it breaks no build."),
        edited && h("div", { class: "mute" }, "Edited since it was asked for.")),
      h("td", { class: "states" }, this.drawStates()),
      h("td", { class: "sent" }, spans(request), answer && h("span", { class: "mute" }, ` ${answer}`)),
      h("td", { class: "num" }, time),
      h("td", { class: "act" }, verdict && h("button", { "data-focus": `again ${at}`, onclick: again }, "Run again")));
    if (!isOpen) return [top];
    return [top, h("tr", { class: "more", "data-row": at }, h("td", { colspan: 7 },
      details ? this.drawDetails(details, tab ?? "") : h("p", { class: "mute" }, "…")))];
  }

  drawStates() {
    return this.row.states.map(({ name, mark, values }) => [
      h("span", { class: `state s-${mark}` }, `${STATE_MARKS[mark]} ${name}`.trim(),
        mark === "missing" && h("span", { class: "unseen" }, ", no handler")),
      mark === "missing" && h("div", { class: "mute" }, "no handler"),
      values && h("div", { class: "mute values" }, h("code", {}, values)),
    ]);
  }

  /** @param {LiveDetails} details
   * @param {string} chosen */
  drawDetails({ steps, traceback, request, response, blocks }, chosen) {
    const isState = this.row.verdict === "error" && traceback;
    const parts = /** @type {[string, string, () => HTMLElement[]][]} */ ([
      ["steps", "Steps", () => this.drawSteps(steps, traceback)],
      ["result", "Result", () => drawBlocks(blocks)],
      ["request", "Request", () => [this.drawText(request, "request")]],
      ["response", "Response", () => [this.drawText(response, "response")]],
    ]).filter(([id]) => ({
      steps: steps.length + traceback.length, result: blocks.length, request: request.length, response: response.length,
    })[id]);
    const first = isState ? "steps" : "result";
    const tab = parts.find(([id]) => id === (chosen || first)) ?? parts[0];
    if (!tab) return h("p", { class: "mute" }, "Nothing came back.");
    const { at } = this.row;
    const onkeydown = (/** @type {KeyboardEvent} */ event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const next = step && parts[(parts.indexOf(tab) + step + parts.length) % parts.length];
      if (!next) return;
      take(event);
      const list = event.currentTarget;
      if (list instanceof HTMLElement) list.querySelectorAll("button")[parts.indexOf(next)]?.focus();
      this.actions.tab(next[0]);
    };
    return h("div", { class: "details" },
      h("div", { role: "tablist", "aria-label": `parts of ${this.row.title}`, onkeydown }, parts.map(([id, label]) =>
        h("button", {
          role: "tab", "aria-selected": String(id === tab[0]), tabIndex: id === tab[0] ? 0 : -1,
          "data-focus": `tab ${id} ${at}`, onclick: () => this.actions.tab(id),
        }, label))),
      h("div", { role: "tabpanel", "aria-label": tab[1] }, tab[2]()));
  }

  /** @param {LiveStep[]} steps
   * @param {string} traceback */
  drawSteps(steps, traceback) {
    const rows = steps.map(({ doing, state, time, failed, values }) => h("tr", {},
      h("td", {}, failed ? "!" : "✓", failed && h("span", { class: "unseen" }, " failed")),
      h("td", {}, h(failed ? "b" : "span", {}, doing, " ", state && h("code", {}, state)),
        values && h("div", { class: "mute" }, "gave ", h("code", {}, values))),
      h("td", { class: "num" }, time)));
    const drawn = h("div", {}, h("b", {}, "In order"), steps.length > 0
      ? h("table", { class: "steps" }, h("tbody", {}, rows)) : h("p", { class: "mute" }, "Nothing was called."));
    const code = traceback && h("div", {}, h("b", {}, "Your code"),
      h("pre", { class: "traceback", tabIndex: 0 }, traceback),
      h("p", { class: "acts" }, h("button", {
        "data-focus": `traceback ${this.row.at}`, onclick: () => this.actions.copy(traceback, "traceback"),
      }, "Copy traceback")));
    return [h("div", { class: classes("cols", code && "two") }, drawn, code)];
  }

  /** @param {string} text
   * @param {string} noun */
  drawText(text, noun) {
    return h("div", {}, h("pre", { class: "code", tabIndex: 0 }, text), h("p", { class: "acts" }, h("button", {
      "data-focus": `copy ${noun} ${this.row.at}`, onclick: () => this.actions.copy(text, noun),
    }, `Copy ${noun}`)));
  }
}
