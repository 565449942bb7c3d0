// @ts-check
// Saving from the desk: every file that would be written, what changes in it, and why one cannot be.
import { classes, fill, h, spans } from "../dom.js";
import { onEnter, take } from "../focus.js";
import { drawCounts } from "./bar.js";

/** @typedef {import("../protocol.d.ts").DiffLine} DiffLine */
/** @typedef {import("../protocol.d.ts").FileToSave} FileToSave */
/**
 * What the list asks of the desk.
 * @typedef {object} SaveActions
 * @property {(numbers: number[]) => Promise<string>} save gives why nothing was written, else nothing
 * @property {(number: number, name: string, field: HTMLElement) => void} saveAs
 * @property {() => void} closed
 */

/** @param {DiffLine[]} lines */
function drawDiff(lines) {
  const shown = lines.map(([kind, text]) => h("span", { class: `l-${kind.replace(/[^a-z]/g, "")}` }, text));
  return h("pre", { class: "box diff", tabIndex: 0 }, shown);
}

export class SaveList {
  /** @param {SaveActions} actions */
  constructor(actions) {
    this.actions = actions;
    this.chosen = /** @type {Set<number>} */ (new Set());
    this.problem = h("p", { class: "wrong-text", role: "alert" });
    const onkeydown = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape") return;
      take(event);
      this.close();
    };
    this.el = h("section", { class: "save-list", "aria-label": "Saving", hidden: true, onkeydown });
  }

  /** @param {FileToSave[]} files */
  open(files) {
    this.chosen = new Set(files.filter((file) => !file.conflict).map((file) => file.number));
    fill(this.problem);
    const button = h("button", { class: "main", onclick: () => void this.save() });
    const label = () => {
      const { size } = this.chosen;
      button.disabled = !size;
      fill(button, size === 1 ? `Save ${nameOf(files, this.chosen)}` : `Save ${size} files`);
    };
    label();
    const title = `Save: ${files.length} ${files.length === 1 ? "file" : "files"}`;
    fill(this.el, h("p", { class: "title" }, h("b", {}, title)),
      files.map((file) => this.drawFile(file, label)), this.problem,
      h("p", { class: "actions" }, button, h("button", { onclick: () => this.close() }, "Keep editing")));
    this.el.hidden = false;
    this.el.scrollIntoView({ block: "nearest" });
    const first = button.disabled ? this.el.querySelector("button") : button;
    if (first instanceof HTMLElement) first.focus();
  }

  /** @param {FileToSave} file
   * @param {() => void} changed */
  drawFile(file, changed) {
    const { number, contract, meaning, more, lines, places, counts, conflict } = file;
    const box = h("input", {
      type: "checkbox", checked: this.chosen.has(number), disabled: Boolean(conflict) || !file.file,
      "aria-label": `save ${file.file || contract}`,
      onchange: () => {
        if (box.checked) this.chosen.add(number);
        else this.chosen.delete(number);
        changed();
      },
    });
    const verdicts = counts.length ? drawCounts(counts) : h("span", { class: "mute" }, "no verdict changes");
    return h("div", { class: classes("file", conflict && "conflict") },
      h("p", { class: "file-head" }, box, h("b", {}, file.file || "no file yet"),
        h("span", { class: "mute" }, contract), h("span", { class: "grow" }), verdicts),
      conflict ? this.drawConflict(file) : !file.file && this.drawSaveAs(number),
      meaning.map(({ effect, example, sentence }) => h("p", { class: `effect-${effect}` },
        h("span", { class: "mute small" }, `${effect} `), spans(sentence),
        h("span", { class: "mute small" }, ` ${example}`))),
      more > 0 && h("p", { class: "mute small" }, `… ${more} more`),
      h("details", {}, h("summary", {}, `What changes in the file: ${places}`), drawDiff(lines)));
  }

  /** @param {FileToSave} file */
  drawConflict({ number, conflict }) {
    if (!conflict) return null;
    const { title, text, theirs, mine = [] } = conflict;
    const side = (/** @type {string} */ whose, /** @type {DiffLine[]} */ lines) =>
      h("div", {}, h("p", { class: "mute" }, whose), drawDiff(lines));
    return h("div", { role: "alertdialog", "aria-label": title }, h("p", {}, h("b", {}, title)), h("p", {}, text),
      theirs && h("details", {}, h("summary", {}, "Show both"),
        h("div", { class: "cols" }, side("On disk", theirs), side("Yours", mine))),
      this.drawSaveAs(number));
  }

  /** @param {number} number */
  drawSaveAs(number) {
    const field = h("input", { "aria-label": "name of the file", placeholder: "another-name.json" });
    const go = () => this.actions.saveAs(number, field.value, field);
    onEnter(field, go);
    return h("p", { class: "field" }, field, " ", h("button", { onclick: go }, "Save as…"));
  }

  async save() {
    const problem = await this.actions.save([...this.chosen]);
    if (problem) fill(this.problem, problem);
    else this.close();
  }

  close() {
    if (this.el.hidden) return;
    this.el.hidden = true;
    this.actions.closed();
  }
}

/** @param {FileToSave[]} files
 * @param {Set<number>} chosen */
function nameOf(files, chosen) {
  return files.find((file) => chosen.has(file.number))?.file ?? "";
}
