// @ts-check
// Recordings: drop a file, see what fits what, settle the rest by hand, make an example of what nobody relies on yet.
import { fill, h, put, spans } from "../dom.js";
import { onEnter, shield, take } from "../focus.js";
import { line, notice, payloadOf } from "../wire.js";
import { drawRows } from "./capture_rows.js";

/** @typedef {import("../protocol.d.ts").CaptureRow} CaptureRow */
/** @typedef {import("../protocol.d.ts").CapturesChange} CapturesChange */
/** @typedef {import("../protocol.d.ts").CapturesPayload} CapturesPayload */
/** @typedef {import("../protocol.d.ts").CapturesProtocol} CapturesProtocol */
/** @typedef {CapturesProtocol["operations"]} CapturesOperations */
/** @typedef {import("../wire.js").Model<CapturesProtocol>} CapturesModel */

const LARGEST = 60e6; // the kernel takes no more
const KINDS = ".har,.json,.jsonl,.ndjson,.yaml,.yml";

export class Recordings {
  /** @param {CapturesModel} model
   * @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.view = payloadOf(model);
    this.wire = line(model);
    this.all = false;
    this.bar = h("div", { class: "bar" });
    this.zone = h("div", { class: "zone" });
    this.table = h("div", {});
    this.side = h("div", { class: "side" });
    this.status = h("span", { role: "status" });
    this.version = h("input", {
      size: 10, placeholder: "2.5.0", "aria-label": "provider version of what is added",
    });
    this.file = h("input", {
      type: "file", class: "unseen", tabIndex: -1, accept: KINDS, "aria-label": "capture file",
      onchange: () => void this.read(this.file.files),
    });
    const main = h("div", { class: "main-part" }, this.zone, this.table);
    this.root = h("div", { class: "cl recordings" }, this.bar, notice(this.wire),
      h("div", { class: "cap" }, main, this.side), h("div", { class: "foot" }, this.status));
    shield(this.root);
    put(el, this.root);
    this.listenToDrops();
    this.wire.heard(({ view }) => { if (view) this.take(view); });
    this.draw();
  }

  listenToDrops() {
    const over = (/** @type {DragEvent} */ event) => { take(event); this.zone.classList.add("over"); };
    this.zone.addEventListener("dragenter", over);
    this.zone.addEventListener("dragover", over);
    this.zone.addEventListener("dragleave", () => this.zone.classList.remove("over"));
    this.zone.addEventListener("drop", (event) => {
      take(event);
      this.zone.classList.remove("over");
      void this.read(event.dataTransfer?.files);
    });
  }

  /** @param {CapturesPayload} view */
  take(view) {
    this.view = view;
    this.model.set("view", view);
    this.draw();
  }

  /** @param {FileList | null | undefined} files */
  async read(files) {
    for (const file of files ?? []) {
      if (file.size > LARGEST) {
        const size = `${file.name} has ${Math.round(file.size / 1e6)} MB; 60 are the most here.`;
        fill(this.status, `${size} Load it with cl.load_captures.`);
        continue;
      }
      fill(this.status, `Reading ${file.name} …`);
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
      fill(this.status, answer.error);
      return null;
    }
    const { view } = /** @type {CapturesChange} */ (answer);
    if (view) this.take(view);
    fill(this.status, answer.said);
    return answer;
  }

  draw() {
    const { view } = this;
    fill(this.bar, h("span", { class: "name" }, "Captures"), h("span", { class: "mute" }, view.said),
      h("span", { class: "grow" }), h("label", { class: "mute" }, "version ", this.version),
      h("button", { class: "main", onclick: () => this.file.click() }, "Add file…"), this.file);
    fill(this.zone, "Drop a HAR file, JSON lines or a cassette here");
    fill(this.table, drawRows(view, this.all, {
      assign: (row, example) => void this.assign(row, example), promote: (row) => this.promote(row),
      showAll: () => { this.all = true; this.draw(); },
    }));
    this.drawSide();
  }

  /** What was kept from sight, and what is odd about the files. */
  drawSide() {
    const { removed, problems } = this.view;
    const count = removed.length ? `${removed.length} kinds` : "nothing";
    fill(this.side, h("p", {}, h("b", {}, "Removed before storing "), h("span", { class: "mute" }, count)),
      removed.map(({ part, name, times }) => h("p", {},
        h("span", { class: "mute" }, `${part} `), h("code", {}, name), " ",
        h("span", { class: "redacted" }, "redacted"),
        h("span", { class: "mute" }, ` ${times} ${times === 1 ? "time" : "times"}`))),
      problems.length > 0 && [
        h("p", { class: "gap" }, h("b", {}, "File warnings")),
        problems.map((problem) => h("p", { class: "mute small" }, problem)),
      ]);
  }

  /** @param {CaptureRow} row
   * @param {number | null} choice number of an example of the view; null takes back what was settled */
  assign({ number }, choice) {
    const example = choice === null ? null : this.view.examples[choice];
    if (example === undefined) return null;
    if (example === null) return this.ask("assign", { number, example });
    return this.ask("assign", { number, contract: example.contract, example: example.example });
  }

  /** Ask what the example is called, and make it.
   * @param {CaptureRow} row */
  promote(row) {
    const label = "Example name";
    const name = h("input", { placeholder: label, "aria-label": label, size: 30 });
    const options = this.view.contracts.map((title, index) => h("option", { value: String(index) }, title));
    const contract = h("select", { "aria-label": "contract" }, options);
    const go = async () => {
      const answer = await this.ask("promote", {
        number: row.number, name: name.value, contract: Number(contract.value),
      });
      if (answer) fill(this.side.appendChild(h("pre", { class: "box", tabIndex: 0 })), answer.code);
    };
    onEnter(name, go);
    const words = "Secrets stay out of the file. Nothing is written before you save.";
    fill(this.side, h("p", {}, h("b", {}, "Promote to example")), h("p", {}, spans(row.line)), h("p", {}, name),
      this.view.contracts.length > 1 && h("p", {}, contract), h("p", { class: "mute small" }, words),
      h("p", {}, h("button", { class: "main", onclick: go }, "Add the example"), " ",
        h("button", { onclick: () => this.draw() }, "Cancel")));
    name.focus();
  }
}

export default {
  /** @param {{model: CapturesModel, el: HTMLElement}} given */
  render({ model, el }) {
    const recordings = new Recordings(model, el);
    return () => recordings.wire.stop();
  },
};
