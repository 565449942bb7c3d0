// @ts-check
// Captures: what matches what, what one choice settles, files to drop, and examples to make of what nobody relies on.
import { fill, h, put, spans } from "../dom.js";
import { focusName, giveFocus, inField, onEnter, shield, take } from "../focus.js";
import { line, notice, payloadOf } from "../wire.js";
import { AmbiguousPanel } from "./ambiguous_panel.js";
import { drawGroup, drawShares } from "./capture_groups.js";
import { CaptureTable } from "./capture_table.js";

/** @typedef {import("../protocol.d.ts").CaptureRow} CaptureRow */
/** @typedef {import("../protocol.d.ts").CapturesChange} CapturesChange */
/** @typedef {import("../protocol.d.ts").CapturesPayload} CapturesPayload */
/** @typedef {import("../protocol.d.ts").CapturesProtocol} CapturesProtocol */
/** @typedef {import("../protocol.d.ts").GroupJson} GroupJson */
/** @typedef {CapturesProtocol["operations"]} CapturesOperations */
/** @typedef {import("../wire.js").Model<CapturesProtocol>} CapturesModel */

const LARGEST = 60e6; // the kernel takes no more
const KINDS = ".har,.json,.jsonl,.ndjson,.yaml,.yml";

export class Recordings {
  /** @param {CapturesModel} model
   * @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.wire = line(model);
    this.open = /** @type {Map<string, boolean>} */ (new Map());
    this.current = "";
    this.listing = /** @type {boolean | null} */ (null);
    this.head = h("div", { class: "headline" });
    this.groups = h("div", { class: "groups", role: "list" });
    this.more = h("div", { class: "more" });
    this.zone = h("div", { class: "zone" }, "Drop a HAR file, JSON lines or a cassette here");
    this.side = h("div", { class: "side" });
    this.status = h("span", { role: "status" });
    this.version = h("input", {
      size: 10, placeholder: "2.5.0", "aria-label": "provider version of what is added",
    });
    this.file = h("input", {
      type: "file", class: "unseen", tabIndex: -1, accept: KINDS, "aria-label": "file of captures",
      onchange: () => void this.read(this.file.files),
    });
    this.table = {
      rows: (/** @type {string} */ list, /** @type {number} */ offset) => this.wire.ask("rows", { list, offset }),
      assign: (/** @type {CaptureRow} */ row, /** @type {number | null} */ choice) => void this.assign(row, choice),
      promote: (/** @type {CaptureRow} */ row) => this.promote(row.number, row.line),
      examples: () => this.view.examples, promotes: () => this.view.contracts.length > 0,
    };
    this.panel = new AmbiguousPanel({
      candidates: (id, version) => this.wire.ask("candidates", { group: id, version }),
      settle: (id, version, choice) => void this.ask("settle", { group: id, version, choice }),
      settleAll: (turn) => void this.ask("settle_all", { turn }),
      table: (id, total) => new CaptureTable(id, total, [], this.table).el, say: (text) => this.say(text),
    });
    const main = h("div", { class: "main-part" }, this.head, this.groups, this.more, this.zone);
    this.body = h("div", { class: "cap" }, main, this.side);
    this.root = h("div", { class: "cl recordings" }, notice(this.wire), this.body,
      h("div", { class: "foot" }, this.status, h("span", { class: "grow" }), drawPairingKeys()));
    this.root.addEventListener("keydown", (event) => this.key(event));
    shield(this.root);
    put(el, this.root);
    this.listenToDrops();
    this.wire.heard(({ view }) => { if (view) this.take(view); });
    this.draw();
    this.say("Every choice is one change: Undo takes it back.");
  }

  /** What is drawn, read anew each time: a notebook that connects to its kernel again puts another in its place. */
  get view() {
    return payloadOf(this.model);
  }

  /** @param {string} text */
  say(text) {
    fill(this.status, text);
  }

  listenToDrops() {
    const over = (/** @type {DragEvent} */ event) => { take(event); this.zone.classList.add("over"); };
    this.root.addEventListener("dragenter", over);
    this.root.addEventListener("dragover", over);
    this.root.addEventListener("dragleave", () => this.zone.classList.remove("over"));
    this.root.addEventListener("drop", (event) => {
      take(event);
      this.zone.classList.remove("over");
      void this.read(event.dataTransfer?.files);
    });
  }

  /** @param {CapturesPayload} view */
  take(view) {
    this.model.set("view", view);
    this.draw();
  }

  /** @param {FileList | null | undefined} files */
  async read(files) {
    for (const file of [...files ?? []]) {
      if (file.size > LARGEST) {
        const size = `${file.name} has ${Math.round(file.size / 1e6)} MB; 60 are the most here.`;
        this.say(`${size} Load it with cl.load_captures.`);
        continue;
      }
      this.say(`Reading ${file.name} …`);
      await this.ask("drop", { name: file.name, text: await file.text(), version: this.version.value.trim() });
    }
    this.file.value = "";
  }

  /** @template {keyof CapturesOperations & string} Op
   * @param {Op} op
   * @param {CapturesOperations[Op]["message"]} message
   * @returns {Promise<CapturesOperations[Op]["answer"] | null>} null where it could not be done */
  async ask(op, message) {
    const answer = await this.wire.ask(op, message);
    if ("error" in answer) {
      this.say(answer.error);
      return null;
    }
    const { view } = /** @type {CapturesChange} */ (answer);
    if (view) this.take(view);
    if ("sentence" in answer && typeof answer.sentence === "string") this.say(answer.sentence);
    return answer;
  }

  draw() {
    const { view } = this;
    const focus = focusName(this.root), before = this.places();
    const at = before.findIndex((group) => focus?.endsWith(group.getAttribute("data-group") ?? "-"));
    fill(this.head,
      h("p", { class: "row" }, h("b", { class: "said" }, view.total ? view.sentence : "No captures yet"),
        h("span", { class: "grow" }), h("label", { class: "mute" }, "version ", this.version),
        h("button", { "data-focus": "add", onclick: () => this.file.click() }, "Add file…"), this.file),
      drawShares(view.counts, view.groups.length + view.more_groups),
      !view.total && h("p", { class: "mute" }, "Nothing to verify yet. Add a file of captures."));
    this.drawGroups();
    this.drawMore();
    this.drawSide();
    if (!focus) return;
    giveFocus(this.root, focus);
    if (this.root.contains(document.activeElement) && document.activeElement !== this.root) return;
    const now = this.places();
    (now[Math.min(Math.max(at, 0), now.length - 1)] ?? this.root).focus({ preventScroll: true });
  }

  drawGroups() {
    const { groups, more_groups: more, counts } = this.view;
    if (!groups.some(({ id }) => id === this.current)) this.current = groups[0]?.id ?? "";
    const first = groups[0]?.id;
    const actions = {
      act: (/** @type {string} */ op, /** @type {GroupJson} */ group) => void this.act(op, group),
      toggle: (/** @type {GroupJson} */ group) => {
        this.open.set(group.id, !(this.open.get(group.id) ?? group.id === first));
        const focus = focusName(this.root);
        this.drawGroups();
        giveFocus(this.root, focus);
      },
      table: (/** @type {GroupJson} */ group) => new CaptureTable(group.id, group.number, [], this.table).el,
    };
    const all = counts.total > 0 && !counts.unmatched && !counts.ambiguous;
    const done = `✓ All ${counts.matched.toLocaleString("en")} captures are matched.`;
    fill(this.groups, all && h("p", { class: "all", role: "listitem" }, done),
      groups.map((group) => h("div", { role: "listitem" },
        drawGroup(group, this.open.get(group.id) ?? group.id === first, group.id === this.current, actions))),
      more > 0 && h("p", { class: "mute small pad", role: "listitem" }, `… ${more} more groups: lab.run.unpaired`));
  }

  /** What is folded below the groups. */
  drawMore() {
    const { view } = this, { counts, removed, problems, ignored } = view;
    const busy = counts.unmatched > 0 || counts.ambiguous > 0;
    const show = (/** @type {GroupJson} */ group) => h("p", { class: "row" },
      h("b", {}, group.number.toLocaleString("en")), h("span", {}, spans(group.sentence)),
      h("button", { onclick: () => void this.ask("show", { group: group.id }) }, "Show again"));
    const everything = () => new CaptureTable("all", view.total, view.rows, this.table).el;
    const all = view.total > 0
      && drawFold(`All captures, ${view.total.toLocaleString("en")}`, this.listing ?? !busy, everything);
    if (all) all.addEventListener("toggle", () => { this.listing = all.open; });
    const warned = problems.length ? problems.length.toLocaleString("en") : "none";
    const places = removed.reduce((sum, { times }) => sum + times, 0);
    const warning = (/** @type {string} */ problem) => h("p", { class: "mute small" }, problem);
    const hidden = `Unmatched captures (ignored), ${counts.ignored.toLocaleString("en")}`;
    const redacted = `Redacted before storing, ${places.toLocaleString("en")} ${places === 1 ? "place" : "places"}`;
    fill(this.more, all, ignored.length > 0 && drawFold(hidden, false, () => ignored.map(show)),
      drawFold(`File warnings, ${warned}`, false, () => problems.map(warning)),
      drawFold(redacted, false, () => removed.map(drawRemoved)));
  }

  drawSide() {
    const { ambiguous } = this.view;
    this.body.classList.toggle("alone", !ambiguous.length);
    this.panel.show(ambiguous);
    fill(this.side, ambiguous.length > 0 && this.panel.el);
  }

  /** The groups, as elements that can have focus.
   * @returns {HTMLElement[]} */
  places() {
    return [...this.groups.querySelectorAll("[data-group]")].filter((element) => element instanceof HTMLElement);
  }

  /** Do what a button of a group says.
   * @param {string} op
   * @param {GroupJson} group */
  async act(op, group) {
    if (op === "promote") return this.promote(group.first, group.sentence);
    if (op === "ignore") await this.ask("ignore", { group: group.id });
    else await this.ask("apply", { group: group.id });
  }

  /** @param {CaptureRow} row
   * @param {number | null} choice number of an example of the view; null takes back what was settled */
  assign({ number }, choice) {
    const example = choice === null ? null : this.view.examples[choice];
    if (example === undefined) return null;
    if (example === null) return this.ask("assign", { number, example });
    return this.ask("assign", { number, contract: example.contract, example: example.example });
  }

  /** Ask for the name of the example, and make it.
   * @param {number} number of the capture
   * @param {import("../protocol.d.ts").LineJson} sentence */
  promote(number, sentence) {
    const name = h("input", { placeholder: "Example name", "aria-label": "Example name", size: 30 });
    const options = this.view.contracts.map((title, index) => h("option", { value: String(index) }, title));
    const contract = h("select", { "aria-label": "contract" }, options);
    const close = () => {
      this.drawSide();
      giveFocus(this.root, `group ${this.current}`);
    };
    const form = h("div", { class: "promote" });
    const go = async () => {
      const answer = await this.ask("promote", { number, name: name.value, contract: Number(contract.value) });
      if (!answer) return;
      fill(form, h("pre", { class: "box", tabIndex: 0 }, answer.code));
      fill(this.side, form, this.view.ambiguous.length > 0 && this.panel.el);
      this.body.classList.remove("alone");
    };
    onEnter(name, go);
    const words = "Secrets stay out of the file. Nothing is written before you save.";
    this.body.classList.remove("alone");
    fill(form, h("p", {}, h("b", {}, "Promote to example")), h("p", {}, spans(sentence)), h("p", {}, name),
      this.view.contracts.length > 1 && h("p", {}, contract), h("p", { class: "mute small" }, words),
      h("p", { class: "narrow" }, h("button", { class: "main", onclick: go }, "Add the example"),
        h("button", { onclick: close }, "Cancel")));
    fill(this.side, form);
    name.focus({ preventScroll: true });
    name.scrollIntoView({ block: "nearest" });
  }

  /** Keys of the groups, and of the ambiguous captures beside them.
   * @param {KeyboardEvent} event */
  key(event) {
    if (inField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[1-9]$/.test(event.key)) {
      if (this.panel.choose(Number(event.key) - 1)) take(event);
      return;
    }
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest(".captured-box, .side, .more")) return;
    const groups = this.places();
    const now = groups.findIndex((group) => group.getAttribute("data-group") === this.current);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const group = this.view.groups[now];
    if (step) {
      const next = groups[Math.min(Math.max(now + step, 0), groups.length - 1)];
      if (!next) return;
      take(event);
      for (const place of groups) place.tabIndex = place === next ? 0 : -1;
      this.current = next.getAttribute("data-group") ?? "";
      next.focus();
    } else if (group && event.key === "Enter" && target === groups[now]) {
      take(event);
      const [first] = group.actions;
      if (first) void this.act(first.op, group);
    } else if (group && event.key === "i") {
      take(event);
      void this.act("ignore", group);
    } else if (group && event.key === "o" && group.actions.some(({ op }) => op === "promote")) {
      take(event);
      void this.act("promote", group);
    }
  }
}

/** What is drawn once it is opened.
 * @param {string} title
 * @param {boolean} open
 * @param {() => import("../dom.js").Child} draw */
function drawFold(title, open, draw) {
  const inner = h("div", { class: "inner" });
  const look = () => { if (details.open && !inner.childElementCount) put(inner, draw()); };
  const details = h("details", { open, ontoggle: look }, h("summary", {}, title), inner);
  look();
  return details;
}

/** @param {import("../protocol.d.ts").Removed} removed */
function drawRemoved({ part, name, times }) {
  return h("p", {}, h("span", { class: "mute" }, `${part} `), h("code", {}, name), " ",
    h("span", { class: "redacted" }, "redacted"),
    h("span", { class: "mute" }, ` ${times} ${times === 1 ? "time" : "times"}`));
}

function drawPairingKeys() {
  const hint = (/** @type {string} */ key, /** @type {string} */ text) => h("span", {}, h("kbd", {}, key), ` ${text}`);
  return [hint("↑↓", "group"), hint("Enter", "apply"), hint("1–9", "was this state"), hint("i", "ignore"),
    hint("o", "promote")];
}

export default {
  /** @param {{model: CapturesModel, el: HTMLElement}} given */
  render({ model, el }) {
    const recordings = new Recordings(model, el);
    return () => recordings.wire.stop();
  },
};
