// @ts-check
// Fix this: what could make a cause go away, least harm first, each with what it would change before it is done.
import { classes, copyText, fill, h, later, put, spans } from "../dom.js";
import { giveFocus, shield, take } from "../focus.js";
import { LookingLine } from "../looking.js";
import { SIGNS } from "../verdicts.js";
import { drawOptions } from "./options.js";
import { line, payloadOf } from "../wire.js";

/** @typedef {import("../protocol.d.ts").OptionRow} OptionRow */
/** @typedef {import("../protocol.d.ts").RepairDetails} RepairDetails */
/** @typedef {import("../protocol.d.ts").RepairRow} RepairRow */
/** @typedef {import("../protocol.d.ts").RepairsPayload} RepairsPayload */
/** @typedef {import("../protocol.d.ts").RepairsProtocol} RepairsProtocol */
/** @typedef {import("../protocol.d.ts").VerdictCount} VerdictCount */
/** @typedef {import("../wire.js").Model<RepairsProtocol>} RepairsModel */
/**
 * What a desk gives the panel: word of the fix that is looked at, and ways out.
 * @typedef {object} FixAround
 * @property {(row: RepairRow | null) => void} chosen
 * @property {() => void} leave
 * @property {(text: string) => void} say
 */

const NO_HARM = /** @type {VerdictCount} */ ({ number: 0, tone: "worse", text: "0 passed → failed" });

/** @param {VerdictCount | undefined} count
 * @param {string} more */
function drawFigure(count, more) {
  if (!count) return h("span", { class: "mute" }, "–");
  const { number, tone, text } = count;
  const sign = !number ? "" : tone === "better" ? "✓ " : "✗ ";
  const words = h("span", { class: "unseen" }, ` ${text.replace(/^\S+ /, "")}`);
  return h("span", { class: classes("count", number ? tone : "none") }, `${sign}${number}${more}`, words);
}

export class Fixes {
  /** @param {RepairsModel} model
   * @param {HTMLElement} el
   * @param {FixAround | null} around */
  constructor(model, el, around = null) {
    this.model = model;
    this.around = around;
    this.wire = line(model);
    this.at = 0;
    this.open = -1;
    this.details = /** @type {Map<number, RepairDetails>} */ (new Map());
    this.status = h("span", { role: "status" });
    this.looking = new LookingLine("fixes", { stop: () => void this.stop(), rest: () => void this.rest() });
    this.goingOn = false;
    this.list = h("div", { class: "fixes" });
    this.head = h("div", {});
    this.beside = h("div", {});
    this.tail = h("div", {});
    this.root = h("div", { class: "cl repairs", onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event) },
      this.head, this.looking.el, this.list, this.beside, this.tail, h("div", { class: "foot" }, this.status));
    shield(this.root);
    put(el, this.root);
    const renew = later(() => void this.renew(), 50); // two contracts may be edited at once
    this.wire.heard((message) => { if (message.op === "stale") renew(); });
    this.draw();
  }

  /** What is drawn, read anew each time: a notebook that connects to its kernel again puts another in its place. */
  get view() {
    return payloadOf(this.model);
  }

  draw() {
    const { letter, sentence, note, rows, folded, options, text, about, looking } = this.view;
    this.at = Math.max(0, Math.min(this.at, rows.length - 1));
    fill(this.head, letter && h("p", { class: "title" }, h("b", { class: "letter" }, letter), " ", spans(sentence)),
      note && h("p", { class: "note" }, note),
      letter && !looking && h("p", { class: "columns", "aria-hidden": "true" },
        ["", "fix, least harm first", "failed → passed", "passed → failed"].map((text) => h("span", {}, text))));
    fill(this.list, rows.map((row) => this.drawRow(row)));
    fill(this.beside, drawOptions(options, (option) => void this.applyOption(option),
      (option) => void this.copy(option.code, "code")));
    const reasons = folded.map(({ name, reason }) => h("li", {}, h("b", {}, name), `: ${reason}.`));
    const words = `${folded.length} ${folded.length === 1 ? "change that does" : "changes that do"} not help`;
    const useless = h("details", { class: "folded" }, h("summary", {}, words), h("ul", {}, reasons));
    fill(this.tail, folded.length > 0 && useless,
      text && h("p", { class: "actions" },
        h("button", { onclick: () => void this.copy(text, "text") }, "Copy text for the provider"),
        h("span", { class: "mute small" }, about)));
    this.looking.draw(looking);
    if (looking?.running) void this.goOn();
  }

  /** Ask for one slice after the other until all was tried, it is stopped, or something else is asked. */
  async goOn() {
    if (this.goingOn) return;
    this.goingOn = true;
    while (this.view.looking?.running) {
      const answer = await this.wire.ask("go_on", {});
      if (!answer.ok) {
        this.say(answer.error);
        break;
      }
      if (!this.view.looking?.running) continue;
      if (answer.view.looking?.running) { // only how far it is changed
        this.model.set("view", answer.view);
        this.looking.draw(answer.view.looking);
      } else this.take(answer.view);
    }
    this.goingOn = false;
  }

  async stop() {
    const answer = await this.wire.ask("stop", {});
    if (!answer.ok) return this.say(answer.error);
    this.take(answer.view);
    giveFocus(this.root, "fixes rest");
  }

  async rest() {
    const answer = await this.wire.ask("go_on", {});
    if (!answer.ok) return this.say(answer.error);
    this.take(answer.view);
    giveFocus(this.root, "fixes stop");
  }

  /** @param {RepairRow} row */
  drawRow(row) {
    const { number, name, meaning, evidence, strictness, rather, applies, counts, of, still } = row;
    const isOpen = this.open === number, isAt = this.at === number;
    const [good, bad, ...others] = counts;
    const top = h("button", {
      class: "fix-top", "aria-expanded": String(isOpen), tabIndex: isAt ? 0 : -1, "data-fix": number,
      onclick: () => this.choose(number, !isOpen), onfocus: () => this.look(number),
    }, h("span", { class: "dot", "aria-hidden": "true" }, isAt ? "◉" : "○"),
    h("span", { class: "fix-name" }, h("b", {}, name), h("span", { class: "fix-meaning" }, meaning),
      evidence && h("span", { class: "learned" }, `learned from captures: ${evidence}`),
      strictness && h("span", { class: "mute small still" }, strictness),
      rather && h("span", { class: "mute small still" }, `rather the provider: ${rather}`)),
    h("span", {}, applies ? drawFigure(good, of) : h("span", { class: "mute" }, "0 until it is released"),
      still && h("span", { class: "mute small still" }, still)),
    h("span", {}, applies ? drawFigure(bad, "") : drawFigure(NO_HARM, ""),
      others.map(({ text }) => h("span", { class: "mute small still" }, text))));
    return h("div", { class: classes("fix", isAt && "at") }, top, isOpen && this.drawDetails(row));
  }

  /** @param {RepairRow} row */
  drawDetails({ number, applies }) {
    if (!applies) return h("div", { class: "fix-open" }, h("pre", { class: "box", tabIndex: 0 }, this.view.text));
    const details = this.details.get(number);
    if (!details) return h("div", { class: "fix-open mute" }, "checking…");
    const { cells, more, lines, file, code } = details;
    const words = (/** @type {string} */ verdict) => `${SIGNS[verdict] ?? ""} ${verdict || "nothing"}`.trim();
    const verdicts = cells.map(([example, version, before, after]) => h("tr", {}, h("td", {}, example),
      h("td", {}, version), h("td", {}, h("span", {
        class: classes("count", after === "passed" ? "better" : before === "passed" ? "worse" : "other"),
      }, `${words(before)} → ${words(after)}`))));
    return h("div", { class: "fix-open" },
      h("div", { class: "cols" },
        h("div", {}, h("b", {}, "Verdicts"), cells.length ? h("table", {}, h("tbody", {}, verdicts))
          : h("p", { class: "mute" }, "No verdict changes."),
        more > 0 && h("p", { class: "mute small" }, `… ${more} more`)),
        h("div", {}, h("b", {}, "Change "), h("span", { class: "mute" }, file),
          h("pre", { class: "box diff", tabIndex: 0 }, lines.map(([kind, text]) =>
            h("span", { class: `l-${kind}` }, text || " "))))),
      h("p", { class: "actions" },
        h("button", { class: "main", "aria-keyshortcuts": "Control+Enter", onclick: () => void this.apply() }, "Apply"),
        h("button", { onclick: () => void this.copy(code, "code") }, "Copy as code"),
        h("span", { class: "mute small" }, "Becomes one unsaved change. Undo takes it back.")));
  }

  /** Look at a fix, and open or close its details.
   * @param {number} number
   * @param {boolean} open */
  choose(number, open) {
    this.at = number;
    this.open = open ? number : -1;
    this.redraw();
    const row = this.view.rows[number];
    if (open && row?.applies && !this.details.has(number)) void this.lookUp(number);
  }

  /** @param {number} number */
  async lookUp(number) {
    const answer = await this.wire.ask("details", { number });
    if (!answer.ok) return this.say(answer.error);
    this.details.set(number, answer);
    if (this.open === number) this.redraw();
  }

  redraw() {
    const inside = this.list.contains(document.activeElement);
    fill(this.list, this.view.rows.map((row) => this.drawRow(row)));
    if (inside) this.focus();
  }

  /** @param {number} number */
  look(number) {
    const row = this.view.rows[number];
    if (!row) return;
    this.at = number;
    this.mark();
    this.around?.chosen(row);
  }

  /** Mark the row that is looked at. Nothing is drawn anew: a button that goes while it is pressed hears no click. */
  mark() {
    for (const top of this.list.querySelectorAll("[data-fix]")) {
      const isAt = Number(top.getAttribute("data-fix")) === this.at;
      /** @type {HTMLElement} */ (top).tabIndex = isAt ? 0 : -1;
      top.closest(".fix")?.classList.toggle("at", isAt);
      const dot = top.querySelector(".dot");
      if (dot) fill(dot, isAt ? "◉" : "○");
    }
  }

  focus() {
    const row = this.list.querySelector("[data-fix][tabindex='0']") ?? this.beside.querySelector("button");
    this.root.tabIndex = -1; // where nothing is left to do, keys are still heard here
    (row instanceof HTMLElement ? row : this.root).focus({ preventScroll: true });
    row?.closest(".fix")?.scrollIntoView?.({ block: "nearest" });
  }

  async apply() {
    const row = this.view.rows[this.at];
    if (!row) return;
    if (!row.applies) return this.copy(this.view.text, "text");
    const answer = await this.wire.ask("apply", { number: row.number });
    this.say(answer.ok ? answer.sentence : answer.error);
  }

  /** @param {OptionRow} option */
  async applyOption({ number, name }) {
    const answer = await this.wire.ask("apply_option", { number, name });
    this.say(answer.ok ? answer.sentence : answer.error);
  }

  /** Something was edited: the figures are looked up again. */
  async renew() {
    const answer = await this.wire.ask("renew", {});
    if (!answer.ok) return this.say(answer.error);
    this.take(answer.view);
  }

  /** @param {RepairsPayload} view */
  take(view) {
    this.model.set("view", view);
    this.details.clear();
    this.open = -1;
    const inside = this.root.contains(document.activeElement);
    this.draw();
    if (inside) this.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const big = event.ctrlKey || event.metaKey;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const last = this.view.rows.length - 1;
    const onRow = event.target instanceof HTMLElement && event.target.hasAttribute("data-fix");
    if (event.key === "Enter" && big) {
      take(event);
      const focused = event.target instanceof HTMLElement ? event.target.closest("[data-option]") : null;
      const option = focused && this.view.options[Number(focused.getAttribute("data-option"))];
      if (!option) void this.apply();
      else if (option.applies) void this.applyOption(option);
    } else if (event.key === "Escape") {
      take(event);
      if (this.open >= 0) this.choose(this.at, false);
      else this.around?.leave();
    } else if (step && onRow && !big) {
      take(event);
      this.look(Math.max(0, Math.min(last, this.at + step)));
      this.focus();
    }
  }

  /** @param {string} text
   * @param {string} noun */
  copy(text, noun) {
    return copyText(text, noun, (words) => this.say(words), (field) => this.tail.append(field));
  }

  /** @param {string} text */
  say(text) {
    fill(this.status, text);
    this.around?.say(text);
  }
}

export default {
  /** @param {{model: RepairsModel, el: HTMLElement}} given */
  render({ model, el }) {
    const fixes = new Fixes(model, el);
    return () => fixes.wire.stop();
  },
};
