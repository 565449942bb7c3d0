// @ts-check
// The Run panel: a provider that is asked now. The screen asks for one slice of a run after the other, so that Stop is
// heard between two of them, and rows come as they are done.
import { classes, copyText, fill, h, put } from "../dom.js";
import { focusName, giveFocus, inField, onEnter, shield, take } from "../focus.js";
import { insertCell } from "../notebook.js";
import { line, notice, payloadOf } from "../wire.js";
import { LiveTop } from "./live_top.js";
import { RunRow } from "./run_row.js";

/** @typedef {import("../protocol.d.ts").LiveDetails} LiveDetails */
/** @typedef {import("../protocol.d.ts").LivePayload} LivePayload */
/** @typedef {import("../protocol.d.ts").LiveRow} LiveRow */
/** @typedef {import("../protocol.d.ts").ProviderProtocol} ProviderProtocol */
/** @typedef {import("../protocol.d.ts").RunGoing} RunGoing */
/** @typedef {import("../wire.js").Model<ProviderProtocol>} ProviderModel */
/**
 * What a desk gives the panel.
 * @typedef {object} RunAround
 * @property {(text: string) => void} say
 */

const MOST_RUNS = 200; // rows that are drawn at once of those that nobody has to look at
const RUN_ORDER = ["error", "failed", "running", "waiting", "pending", "not run", "not exercised", "passed"];

export class RunPanel {
  /** @param {ProviderModel} model
   * @param {HTMLElement} el
   * @param {RunAround | null} around */
  constructor(model, el, around = null) {
    this.model = model;
    this.el = el;
    this.around = around;
    this.wire = line(model);
    this.selected = /** @type {Set<string>} */ (new Set());
    this.waiting = /** @type {Set<string>} */ (new Set());
    this.open = /** @type {Map<string, string>} */ (new Map()); // by row: the tab that is shown
    this.details = /** @type {Map<LiveRow, LiveDetails>} */ (new Map());
    this.unfolded = false;
    this.driving = false;
    this.frame = 0;
    this.drawnAt = "";
    this.held = /** @type {string | null} */ (null); // the name of what has focus
    this.file = /** @type {string | null} */ (null); // what somebody wrote into the field
    this.asking = /** @type {LiveRow | null} */ (null);
    this.shown = /** @type {LiveRow[]} */ ([]);
    this.top = new LiveTop({
      run: (what) => void this.run(what), stop: () => void this.stop(), help: () => this.toggleHelp(),
      copy: (text, noun) => void this.copy(text, noun), insert: (code) => this.insert(code),
    });
    this.list = h("div", { class: "rows" });
    this.bottom = h("div", {});
    this.status = h("span", { role: "status" });
    this.help = h("div", { class: "help", hidden: true }, h("b", {}, "Keys"), h("dl", {}, RUN_KEYS.map(([key, does]) =>
      [h("dt", {}, key), h("dd", {}, does)])));
    this.root = h("div", {
      class: "cl provider", onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
    }, notice(this.wire), this.top.el, this.help, this.list, this.bottom);
    shield(this.root);
    put(el, this.root);
    this.wire.hushed((silent) => { this.top.silent = silent; this.progress(); });
    this.wire.heard((message) => {
      if (message.op === "going" && message.going) {
        this.view.going = message.going;
        this.frame ||= requestAnimationFrame(() => this.showGoing());
      } else if (message.view) this.take(message.view);
    });
    this.draw();
    void this.drive();
  }

  /** What is drawn, read anew each time: a notebook that connects to its kernel again puts another in its place. */
  get view() {
    return payloadOf(this.model);
  }

  // Running

  /** @param {"all" | "broken" | "some"} what
   * @param {string[]} some */
  async run(what, some = [...this.selected]) {
    const { rows } = this.view;
    const chosen = what === "all" ? rows : what === "broken" ? rows.filter(isBroken)
      : rows.filter((row) => some.includes(row.at));
    const answer = await this.wire.ask("run", what === "some" ? { what, some } : { what });
    if (!answer.ok) return this.say(answer.error);
    for (const row of chosen) this.waiting.add(row.at);
    if ("view" in answer) this.take(/** @type {LivePayload} */ (answer.view));
    this.say(answer.sentence);
    await this.drive();
  }

  /** Take the panel that the kernel has changed, and go on with what it began.
   * @param {LivePayload} view */
  goOn(view) {
    this.take(view);
    void this.drive();
  }

  /** Ask for slices of the run until it ends. */
  async drive() {
    if (this.driving || !this.view.going) return;
    this.driving = true;
    this.root.classList.add("going");
    this.top.stopping = false;
    while (this.view.going && !this.top.stopping) {
      const answer = await this.wire.ask("step", {});
      if (!answer.ok) {
        this.root.classList.remove("going");
        this.say(answer.error);
        break;
      }
      if ("view" in answer) this.take(/** @type {LivePayload} */ (answer.view));
      else this.merge(answer.rows);
      if (!answer.goes_on) break;
    }
    this.driving = false;
    if (this.view.going) return;
    this.rest();
  }

  /** A run has ended. */
  rest() {
    this.root.classList.remove("going");
    this.waiting.clear();
    this.top.stopping = false;
    this.draw();
    this.say(this.view.sentence);
  }

  async stop() {
    if (this.top.stopping) return this.interrupt();
    this.top.stopping = true;
    this.progress();
    const answer = await this.wire.ask("stop", {});
    if (!answer.ok) return this.say(answer.error);
    if ("view" in answer) this.take(/** @type {LivePayload} */ (answer.view));
    this.rest();
  }

  /** An example that hangs keeps the kernel from hearing anything else. */
  interrupt() {
    const kernel = this.model.widget_manager?.kernel;
    if (kernel?.interrupt) void kernel.interrupt();
    else this.say("Interrupt the kernel to end this example; what was done is kept.");
  }

  // Drawing

  /** @param {LivePayload} view */
  take(view) {
    this.model.set("view", view);
    this.draw();
  }

  /** Put rows that changed in their places.
   * @param {LiveRow[]} changed */
  merge(changed) {
    if (!changed.length) return;
    const { rows } = this.view;
    const places = new Map(rows.map((row, place) => [row.at, place]));
    for (const row of changed) {
      const place = places.get(row.at);
      if (place !== undefined) rows[place] = row;
      this.waiting.delete(row.at);
    }
    this.draw();
  }

  draw() {
    const { view } = this, focus = focusName(this.root);
    this.held = focus;
    const present = new Set(view.rows.map(({ at }) => at));
    for (const at of [...this.selected]) if (!present.has(at)) this.selected.delete(at);
    this.drawnAt = view.going?.at ?? "";
    this.top.draw(view, this.selected.size, Boolean(this.model.widget_manager));
    this.drawRows();
    this.drawBottom();
    this.progress();
    giveFocus(this.root, focus);
  }

  /** A run is further than it was, or at another example. */
  showGoing() {
    this.frame = 0;
    const at = this.view.going?.at ?? "";
    if (at !== this.drawnAt) this.draw();
    else this.progress();
  }

  progress() {
    this.top.drawGoing(this.view.going ?? null);
  }

  /** What a row shows in place of a verdict that it has not.
   * @param {LiveRow} row */
  stateOf(row) {
    if (this.view.going?.at === row.at && (this.waiting.has(row.at) || !row.verdict)) return "running";
    if (row.verdict) return row.verdict;
    return this.view.going && this.waiting.has(row.at) ? "waiting" : "not run";
  }

  drawRows() {
    const { rows, left, counts } = this.view;
    if (!counts.all) return void fill(this.list);
    const states = new Map(rows.map((row) => [row, this.stateOf(row)]));
    const rank = (/** @type {LiveRow} */ row) => RUN_ORDER.indexOf(states.get(row) ?? "");
    const sorted = [...rows].sort((left, right) => rank(left) - rank(right));
    // What somebody has opened, or is at, is not folded away under their eyes.
    const folds = (/** @type {LiveRow} */ row) =>
      states.get(row) === "passed" && !this.open.has(row.at) && !(this.held ?? "").endsWith(` ${row.at}`);
    const passed = sorted.filter(folds);
    const loud = sorted.filter((row) => !folds(row));
    const quiet = loud.findIndex((row) => states.get(row) === "waiting" || states.get(row) === "not run");
    const shown = quiet < 0 ? loud : loud.slice(0, Math.max(quiet, 0) + MOST_RUNS);
    this.shown = this.unfolded ? [...shown, ...passed.slice(0, MOST_RUNS * 5)] : shown;
    const hidden = loud.length - shown.length + left;
    const body = h("tbody", {}, shown.flatMap((row) => this.drawRow(row, states.get(row) ?? "")),
      hidden > 0 && h("tr", {}, h("td", { colspan: 7, class: "mute" }, `… ${hidden} more that have not run`)),
      passed.length > 0 && this.drawFold(passed.length),
      this.unfolded && passed.slice(0, MOST_RUNS * 5).flatMap((row) => this.drawRow(row, "passed")));
    const every = h("input", {
      type: "checkbox", "aria-label": "select all", "data-focus": "all",
      checked: rows.length > 0 && this.selected.size === rows.length,
      indeterminate: this.selected.size > 0 && this.selected.size < rows.length,
      onchange: () => this.selectAll(),
    });
    const heads = ["verdict", "example", "states and values", "request as sent", "time"];
    fill(this.list, h("table", { class: "runs" },
      h("thead", {}, h("tr", {}, h("th", {}, every),
        heads.map((text) => h("th", { scope: "col", class: classes(text === "time" && "num") }, text)),
        h("td", {}))), body));
  }

  /** @param {number} number */
  drawFold(number) {
    const words = `${number} ${number === 1 ? "example" : "examples"}`;
    return h("tr", {}, h("td", {}), h("td", { class: "verdict" }, h("span", { class: "v v-passed" }, "✓ passed")),
      h("td", { colspan: 5 }, h("button", {
        class: "name", "aria-expanded": String(this.unfolded), "data-focus": "passed",
        onclick: () => { this.unfolded = !this.unfolded; this.draw(); },
      }, h("i", { "aria-hidden": "true" }, this.unfolded ? "▾" : "▸"), words)));
  }

  /** @param {LiveRow} row
   * @param {string} state */
  drawRow(row, state) {
    const tab = this.open.get(row.at);
    const drawn = new RunRow(row, state, {
      open: () => void this.toggle(row), select: () => this.select(row.at),
      again: () => void this.run("some", [row.at]), tab: (name) => { this.open.set(row.at, name); this.draw(); },
      copy: (text, noun) => void this.copy(text, noun),
    });
    const details = tab === undefined ? null : this.details.get(row) ?? null;
    if (tab !== undefined && !details && row.verdict) void this.lookUp(row);
    return drawn.draw(this.selected.has(row.at), tab, details);
  }

  drawBottom() {
    const { code, counts, file } = this.view;
    const field = h("input", { value: this.file ?? file, "aria-label": "file for the captures", "data-focus": "file" });
    const save = () => void this.save(field);
    field.addEventListener("input", () => { this.file = field.value; });
    onEnter(field, save);
    fill(this.bottom,
      counts.all > 0 && h("div", { class: "after" },
        h("span", {}, h("b", {}, "Captures"), " ", h("span", { class: "mute" }, "in memory, and on the desk")),
        field, h("button", { disabled: !counts.asked, "data-focus": "save", onclick: save }, "Save captures"),
        h("span", { class: "grow" }), code && h("span", { class: "mute" }, "The code for it"),
        code && h("code", { class: "code" }, code),
        code && h("button", {
          class: "quiet", "data-focus": "code", onclick: () => void this.copy(code, "code"),
        }, "Copy code")),
      h("div", { class: "foot" }, this.status, h("span", { class: "grow" }),
        counts.all > 0 && h("span", { class: "wide", "aria-hidden": "true" },
          RUN_HINTS.map(([key, does]) => [h("kbd", {}, key), ` ${does} `]))));
  }

  /** @param {HTMLInputElement} field */
  async save(field) {
    const answer = await this.wire.ask("save", { name: field.value });
    if (answer.ok && "view" in answer) this.take(/** @type {LivePayload} */ (answer.view));
    this.say(answer.ok ? answer.sentence : answer.error);
  }

  // Rows

  /** @param {LiveRow} row */
  async toggle(row) {
    if (!row.verdict) return this.say("It has not run yet.");
    if (this.open.has(row.at)) this.open.delete(row.at);
    else this.open.set(row.at, "");
    this.draw();
  }

  /** @param {LiveRow} row */
  async lookUp(row) {
    if (this.asking === row) return;
    this.asking = row;
    const answer = await this.wire.ask("details", { at: row.at });
    this.asking = null;
    if (!answer.ok) return this.say(answer.error);
    this.details.set(row, answer);
    this.draw();
  }

  /** @param {string} at */
  select(at) {
    if (!this.selected.delete(at)) this.selected.add(at);
    this.draw();
  }

  selectAll() {
    const { rows } = this.view, all = this.selected.size === rows.length;
    this.selected = new Set(all ? [] : rows.map(({ at }) => at));
    this.draw();
  }

  /** Give focus to the name of a row, and keep it in view.
   * @param {LiveRow | undefined} row */
  goTo(row) {
    if (row) giveFocus(this.root, `row ${row.at}`, true);
  }

  toggleHelp() {
    this.help.hidden = !this.help.hidden;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (inField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = this.shown;
    const holder = event.target instanceof Element ? event.target.closest("[data-row]") : null;
    const now = rows.findIndex((row) => row.at === holder?.getAttribute("data-row"));
    const row = rows[now];
    const inTabs = event.target instanceof Element && event.target.closest("[role=tab], pre");
    const broken = (/** @type {number} */ step) => {
      const order = step > 0 ? rows.slice(now + 1) : rows.slice(0, Math.max(now, 0)).reverse();
      this.goTo(order.find(isBroken));
    };
    const actions = /** @type {Record<string, (() => void) | undefined>} */ ({
      ArrowDown: inTabs ? undefined : () => this.goTo(rows[now + 1]),
      ArrowUp: inTabs ? undefined : () => this.goTo(rows[now < 0 ? 0 : now - 1]),
      n: () => broken(1), p: () => broken(-1),
      x: row && (() => this.select(row.at)), r: row && (() => void this.run("some", [row.at])),
      R: () => { if (!this.view.going) void this.run("all"); }, "?": () => this.toggleHelp(),
      Escape: () => {
        if (!this.help.hidden) return this.toggleHelp();
        if (!row || !this.open.delete(row.at)) return;
        this.draw();
        this.goTo(row);
      },
    });
    const action = actions[event.key];
    if (!action) return;
    take(event);
    action();
  }

  // Words

  /** @param {string} code */
  insert(code) {
    this.say(insertCell(this.model, this.el, code) ? "Inserted below." : "The notebook is not known here; copy it.");
  }

  /** @param {string} text
   * @param {string} noun */
  copy(text, noun) {
    return copyText(text, noun, (words) => this.say(words), (field) => this.bottom.append(field));
  }

  /** @param {string} text */
  say(text) {
    if (!text) return;
    fill(this.status, text);
    this.around?.say(text);
  }

  /** Nobody looks on any more: the run rests where it is. */
  leave() {
    this.top.rest();
    this.wire.stop();
  }
}

/** @param {LiveRow} row */
function isBroken(row) {
  return row.verdict === "failed" || row.verdict === "error";
}

const RUN_HINTS = [["↑↓", "move"], ["Enter", "open"], ["x", "select"], ["r", "run again"], ["?", "keys"]];
const RUN_KEYS = [
  ["↑ ↓", "to another example"], ["Enter", "open or close it"], ["x", "select it"], ["r", "run it again"],
  ["Shift+R", "run all"], ["n, p", "next, previous failure"], ["Esc", "close what is open; it never stops a run"],
  ["?", "these keys"],
];

export default {
  /** @param {{model: ProviderModel, el: HTMLElement}} given */
  render({ model, el }) {
    const panel = new RunPanel(model, el);
    return () => panel.leave();
  },
};
