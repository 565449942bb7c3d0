// @ts-check
// Advice: a topic at a time, rows that open to what was looked at, and edits that can be applied and undone.
import { classes, fill, h, later, put } from "../dom.js";
import { giveFocus, shield, take } from "../focus.js";
import { LookingLine } from "../looking.js";
import { line, payloadOf } from "../wire.js";

/** @typedef {import("../protocol.d.ts").InsightDetails} InsightDetails */
/** @typedef {import("../protocol.d.ts").InsightProtocol} InsightProtocol */
/** @typedef {import("../protocol.d.ts").InsightRow} InsightRow */
/** @typedef {import("../protocol.d.ts").Topic} Topic */
/** @typedef {import("../wire.js").Model<InsightProtocol>} InsightModel */

const TONES = { weak: "○", nobody: "∅", failed: "✗", plain: "" };

/** Wrong answers of a path: stopped, let through, never asked.
 * @param {number[]} bar */
function drawOutcomes(bar) {
  const [stopped = 0, weakly = 0, never = 0] = bar;
  const words = `${stopped} stopped, ${weakly} let through, ${never} never asked`;
  const piece = (/** @type {string} */ name, /** @type {number} */ number) =>
    number > 0 && h("span", { class: name, style: `flex-grow: ${number}` });
  return h("span", { class: "outcomes", role: "img", "aria-label": words, title: words },
    piece("stopped", stopped), piece("weakly", weakly), piece("never", never));
}

export class Insight {
  /** @param {InsightModel} model
   * @param {HTMLElement} el
   * @param {((text: string) => void) | null} say */
  constructor(model, el, say = null) {
    this.model = model;
    this.tell = say;
    this.wire = line(model);
    this.at = 0;
    this.open = -1;
    this.stale = false;
    this.details = /** @type {Map<number, InsightDetails>} */ (new Map());
    this.status = h("span", { role: "status" });
    this.topics = h("div", { class: "topics", role: "group", "aria-label": "what is asked" });
    this.title = h("p", { class: "title" });
    this.looking = new LookingLine("insight", { stop: () => void this.stop(), rest: () => void this.rest() });
    this.goingOn = false;
    this.list = h("div", { class: "fixes" });
    this.tail = h("div", {});
    const onkeydown = (/** @type {KeyboardEvent} */ event) => this.key(event);
    this.root = h("div", { class: "cl repairs insight", onkeydown }, this.topics, this.title,
      this.looking.el, this.list, this.tail, h("div", { class: "foot" }, this.status));
    shield(this.root);
    put(el, this.root);
    const renew = later(() => void this.renew(), 50); // several contracts may be edited at once
    this.wire.heard((message) => {
      if (message.op !== "stale") return;
      this.stale = true;
      if (this.isSeen) renew();
    });
    this.draw();
  }

  /** What is drawn, read anew each time: a notebook that connects to its kernel again puts another in its place. */
  get view() {
    return payloadOf(this.model);
  }

  get isSeen() {
    return this.root.offsetParent !== null;
  }

  /** Its tab is shown: what was edited meanwhile is looked up now. */
  shown() {
    if (this.stale) void this.renew();
  }

  draw() {
    const { topic, topics, title, note, rows, left } = this.view;
    this.at = Math.max(0, Math.min(this.at, rows.length - 1));
    fill(this.topics, topics.map(({ id, label }) => h("button", {
      class: "quiet", "aria-pressed": String(id === topic), "data-focus": `insight ${id}`,
      onclick: () => void this.show(id),
    }, label)));
    fill(this.title, title);
    fill(this.list, rows.map((row) => this.drawRow(row)));
    const rest = note || (left > 0 ? `… ${left} more: lab.${topic}` : "");
    const legend = topic === "strictness" && rows.length > 0 && h("p", { class: "mute small legend" },
      h("span", { class: "key stopped" }), " stopped ", h("span", { class: "key weakly" }), " let through ",
      h("span", { class: "key never" }), " never asked: no fault");
    this.drawLooking();
    fill(this.tail, rest && h("p", { class: "note" }, rest), legend);
  }

  /** How far the rows are. */
  drawLooking() {
    const { looking } = this.view;
    this.looking.draw(looking);
    if (looking?.running) void this.goOn();
  }

  /** Ask for one slice after the other until the rows are whole, stopped, or another question is asked. */
  async goOn() {
    if (this.goingOn) return;
    this.goingOn = true;
    while (this.view.looking?.running) {
      const { topic } = this.view;
      const answer = await this.wire.ask("go_on", {});
      if (!answer.ok) {
        this.say(answer.error);
        break;
      }
      if (this.view.topic === topic && this.view.looking?.running) this.take(answer.view, "");
    }
    this.goingOn = false;
  }

  async stop() {
    const answer = await this.wire.ask("stop", {});
    if (!answer.ok) return this.say(answer.error);
    this.take(answer.view, "");
    giveFocus(this.root, "insight rest");
  }

  async rest() {
    const answer = await this.wire.ask("go_on", {});
    if (!answer.ok) return this.say(answer.error);
    this.take(answer.view, "");
    giveFocus(this.root, "insight stop");
  }

  /** @param {InsightRow} row */
  drawRow(row) {
    const { number, label, about, sentence, bar, tone } = row;
    const isOpen = this.open === number, isAt = this.at === number;
    const top = h("button", {
      class: "fix-top", "aria-expanded": String(isOpen), tabIndex: isAt ? 0 : -1, "data-row": number,
      onclick: () => this.choose(number, !isOpen), onfocus: () => this.look(number),
    }, h("span", { class: classes("dot", tone), "aria-hidden": "true" }, TONES[tone]),
    h("span", { class: "fix-name" }, h("b", { class: "place" }, label), h("span", { class: "fix-meaning" }, about)),
    h("span", { class: "said" }, sentence), bar.length > 0 && drawOutcomes(bar));
    return h("div", { class: classes("fix", isAt && "at", bar.length > 0 && "barred") }, top,
      isOpen && this.drawDetails(row));
  }

  /** @param {InsightRow} row */
  drawDetails({ number }) {
    const details = this.details.get(number);
    if (!details) return h("div", { class: "fix-open mute" }, "checking…");
    const { lines, more, advice, none } = details;
    const looked = lines.map(([sign, text]) => h("tr", {}, h("td", {}, sign), h("td", {}, text)));
    return h("div", { class: "fix-open" },
      lines.length > 0 && h("table", {}, h("tbody", {}, looked)),
      more > 0 && h("p", { class: "mute small" }, `… ${more} more`),
      advice.map(({ name, meaning, code }, place) => h("div", { class: "advice" },
        h("p", {}, h("b", {}, name), h("span", { class: "fix-meaning" }, meaning)),
        h("pre", { class: "box", tabIndex: 0 }, code),
        h("p", { class: "actions" },
          h("button", {
            class: "main", "aria-keyshortcuts": place ? null : "Control+Enter", "aria-label": `apply: ${name}`,
            onclick: () => void this.apply(number, place),
          }, "Apply"),
          h("span", { class: "mute small" }, "Becomes one unsaved change. Undo takes it back.")))),
      none && h("p", { class: "mute" }, none));
  }

  /** Ask another question.
   * @param {Topic} topic */
  async show(topic) {
    this.say("Looking…");
    const answer = await this.wire.ask("show", { topic });
    this.say(answer.ok ? "" : answer.error);
    if (answer.ok) this.take(answer.view, `insight ${topic}`);
  }

  /** Something was edited: all is looked up again. */
  async renew() {
    this.stale = false;
    const answer = await this.wire.ask("renew", {});
    if (!answer.ok) return this.say(answer.error);
    this.take(answer.view, "");
  }

  /** @param {import("../protocol.d.ts").InsightPayload} view
   * @param {string} focus */
  take(view, focus) {
    const inside = this.list.contains(document.activeElement);
    this.model.set("view", view);
    this.details.clear();
    this.open = -1;
    if (focus) this.at = 0;
    this.draw();
    if (inside) this.focus();
    else if (focus) giveFocus(this.root, focus);
  }

  /** @param {number} number
   * @param {boolean} open */
  choose(number, open) {
    this.at = number;
    this.open = open ? number : -1;
    this.redraw();
    if (open && !this.details.has(number)) void this.lookUp(number);
  }

  /** @param {number} number */
  async lookUp(number) {
    const { topic } = this.view;
    const answer = await this.wire.ask("details", { number });
    if (!answer.ok) return this.say(answer.error);
    if (this.view.topic !== topic) return; // another question was asked meanwhile
    this.details.set(number, answer);
    if (this.open === number) this.redraw();
  }

  redraw() {
    const inside = this.list.contains(document.activeElement);
    fill(this.list, this.view.rows.map((row) => this.drawRow(row)));
    if (inside) this.focus();
  }

  /** Mark the row that is looked at. Nothing is drawn anew: a button that goes while it is pressed hears no click.
   * @param {number} number */
  look(number) {
    this.at = number;
    for (const top of this.list.querySelectorAll("[data-row]")) {
      const isAt = Number(top.getAttribute("data-row")) === number;
      /** @type {HTMLElement} */ (top).tabIndex = isAt ? 0 : -1;
      top.closest(".fix")?.classList.toggle("at", isAt);
    }
  }

  focus() {
    const row = this.list.querySelector("[data-row][tabindex='0']");
    if (row instanceof HTMLElement) row.focus({ preventScroll: true });
    row?.closest(".fix")?.scrollIntoView?.({ block: "nearest" });
  }

  /** @param {number} number
   * @param {number} advice */
  async apply(number, advice) {
    const answer = await this.wire.ask("apply", { number, advice });
    this.say(answer.ok ? answer.sentence : answer.error);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const big = event.ctrlKey || event.metaKey;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const onRow = event.target instanceof HTMLElement && event.target.hasAttribute("data-row");
    if (event.key === "Enter" && big && this.details.get(this.at)?.advice.length) {
      take(event);
      void this.apply(this.at, 0);
    } else if (event.key === "Escape" && this.open >= 0) {
      take(event);
      this.choose(this.at, false);
    } else if (step && onRow && !big) {
      take(event);
      this.look(Math.max(0, Math.min(this.view.rows.length - 1, this.at + step)));
      this.focus();
    }
  }

  /** @param {string} text */
  say(text) {
    fill(this.status, text);
    this.tell?.(text);
  }
}

export default {
  /** @param {{model: InsightModel, el: HTMLElement}} given */
  render({ model, el }) {
    const insight = new Insight(model, el);
    return () => insight.wire.stop();
  },
};
