// @ts-check
// Recordings: drop a file, see what fits what, settle the rest by hand, make an example of what nobody relies on yet.
import { chip, fill, h, line, notice, put, shield, spans } from "./dom.js";

/** @typedef {import("./dom.js").Model} Model */

class Recordings {
  /** @param {Model} model
   * @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.view = model.get("view");
    this.wire = line(model);
    this.all = false;
    this.bar = h("div", { class: "bar" });
    this.zone = h("div", { class: "zone" });
    this.table = h("div", {});
    this.side = h("div", { class: "side" });
    this.status = h("span", { role: "status" });
    this.version = /** @type {HTMLInputElement} */ (h("input", { size: 10, placeholder: "2.5.0", "aria-label": "provider version of what is added" }));
    this.file = /** @type {HTMLInputElement} */ (h("input", { type: "file", class: "unseen", tabIndex: -1, accept: ".har,.json,.jsonl,.ndjson,.yaml,.yml", "aria-label": "file of recordings", onchange: () => this.read(this.file.files) }));
    this.root = h("div", { class: "cl recordings" }, this.bar, notice(this.wire), h("div", { class: "cap" }, h("div", { class: "main-part" }, this.zone, this.table), this.side), h("div", { class: "foot" }, this.status));
    shield(this.root);
    put(el, this.root);
    for (const name of ["dragenter", "dragover"]) this.zone.addEventListener(name, (event) => { event.preventDefault(); event.stopPropagation(); this.zone.classList.add("over"); });
    this.zone.addEventListener("dragleave", () => this.zone.classList.remove("over"));
    this.zone.addEventListener("drop", (/** @type {any} */ event) => { event.preventDefault(); event.stopPropagation(); this.zone.classList.remove("over"); this.read(event.dataTransfer?.files); });
    this.wire.heard((message) => { if (message?.view) this.take(message.view); });
    this.draw();
  }

  /** @param {any} view */
  take(view) {
    this.view = view;
    this.model.set("view", view);
    this.draw();
  }

  /** @param {FileList | null | undefined} files */
  async read(files) {
    for (const file of files ?? []) {
      if (file.size > 60e6) { fill(this.status, `${file.name} has ${Math.round(file.size / 1e6)} MB; 60 are the most here. Load it with cl.load_captures.`); continue; }
      fill(this.status, `Reading ${file.name} …`);
      await this.ask("drop", { name: file.name, text: await file.text(), version: this.version.value.trim() });
    }
    this.file.value = "";
  }

  /** @param {string} op
   * @param {Record<string, any>} more */
  async ask(op, more) {
    const answer = await this.wire.ask(op, more);
    if (answer.view) this.take(answer.view);
    fill(this.status, answer.ok ? answer.said ?? "" : answer.error);
    return answer;
  }

  draw() {
    const { view } = this;
    fill(this.bar, h("span", { class: "name" }, "Captures"), h("span", { class: "mute" }, view.said), h("span", { class: "grow" }), h("label", { class: "mute" }, "version ", this.version), h("button", { class: "main", onclick: () => this.file.click() }, "Add file…"), this.file);
    fill(this.zone, "Drop a HAR file, JSON lines or a cassette here");
    if (!view.rows.length) fill(this.table, h("div", { class: "nothing" }, h("b", {}, "No captures yet."), h("p", { class: "mute" }, "Nothing was checked, so nothing passed.")));
    else {
      const quiet = view.rows.filter((/** @type {any} */ row) => row.verdict === "passed");
      const fold = !this.all && quiet.length > 5 && quiet.length < view.rows.length;
      const shown = view.rows.filter((/** @type {any} */ row) => !fold || row.verdict !== "passed");
      fill(this.table, h("table", { class: "captured" }, h("thead", {}, h("tr", {}, ["request", "version", "fits", ""].map((title) => title ? h("th", { scope: "col" }, title) : h("td")))), h("tbody", {}, shown.map((/** @type {any} */ row) => this.drawRow(row)))),
        fold && h("p", {}, h("button", { class: "quiet", onclick: () => { this.all = true; this.draw(); } }, `▸ ${quiet.length} more, all passed`)),
        view.left > 0 && h("p", { class: "mute small" }, `… ${view.left} more: lab.captures`));
    }
    const times = (/** @type {number} */ number) => ` ${number} ${number === 1 ? "time" : "times"}`;
    fill(this.side, h("p", {}, h("b", {}, "Removed before storing "), h("span", { class: "mute" }, view.removed.length ? `${view.removed.length} kinds` : "nothing")),
      view.removed.map((/** @type {any} */ one) => h("p", {}, h("span", { class: "mute" }, `${one.part} `), h("code", {}, one.name), " ", h("span", { class: "redacted" }, "redacted"), h("span", { class: "mute" }, times(one.times)))),
      view.problems.length > 0 && [h("p", { class: "gap" }, h("b", {}, "Odd about the files")), view.problems.map((/** @type {string} */ one) => h("p", { class: "mute small" }, one))]);
  }

  /** @param {any} row */
  drawRow(row) {
    const fits = row.fits
      ? [h("span", {}, row.example), row.by_hand && [" ", h("span", { class: "mute" }, "by hand"), " ", h("button", { class: "quiet", onclick: () => this.ask("assign", { number: row.number, example: null }) }, "take back")]]
      : h("span", {}, spans(row.why ?? [["text", "no example"]]));
    const actions = row.fits ? chip(row.verdict, row.letter || row.verdict) : [
      row.promote && this.view.contracts.length > 0 && h("button", { onclick: () => this.promote(row) }, "Promote to example"), " ",
      this.view.examples.length > 0 && this.assigning(row)];
    return h("tr", { class: row.fits ? null : "lone" }, h("td", {}, spans(row.line)), h("td", { class: "mute" }, row.version), h("td", {}, fits), h("td", { class: "do" }, actions));
  }

  /** @param {any} row */
  assigning(row) {
    const select = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "example that it belongs to", onchange: () => {
      const one = this.view.examples[Number(select.value)];
      if (one) this.ask("assign", { number: row.number, contract: one.contract, example: one.example });
    } }, h("option", { value: "" }, "belongs to …"), this.view.examples.map((/** @type {any} */ one, /** @type {number} */ index) => h("option", { value: String(index) }, one.title))));
    return select;
  }

  /** @param {any} row */
  promote(row) {
    const name = /** @type {HTMLInputElement} */ (h("input", { placeholder: "what the example is called", "aria-label": "what the example is called", size: 30 }));
    const contract = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "contract" }, this.view.contracts.map((/** @type {string} */ one, /** @type {number} */ index) => h("option", { value: String(index) }, one))));
    const go = async () => { const answer = await this.ask("promote", { number: row.number, name: name.value, contract: Number(contract.value) }); if (answer.ok) fill(this.side.appendChild(h("pre", { class: "box", tabIndex: 0 })), answer.code); };
    name.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); go(); } });
    fill(this.side, h("p", {}, h("b", {}, "Promote to example")), h("p", {}, spans(row.line)), h("p", {}, name), this.view.contracts.length > 1 && h("p", {}, contract), h("p", { class: "mute small" }, "Secrets stay out of the file. Nothing is written before you save."),
      h("p", {}, h("button", { class: "main", onclick: go }, "Add the example"), " ", h("button", { onclick: () => this.draw() }, "Cancel")));
    name.focus();
  }
}

export default {
  /** @param {{model: Model, el: HTMLElement}} given */
  render({ model, el }) {
    const recordings = new Recordings(model, el);
    return () => recordings.wire.stop();
  },
};
