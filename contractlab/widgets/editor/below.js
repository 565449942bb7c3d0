// @ts-check
// What opens below the editor: the edits as code, what saving would change, a conflict, another name for the file.
import { fill, h, spans } from "../dom.js";
import { onEnter, take } from "../focus.js";
import { insertCell } from "../notebook.js";

/** @typedef {import("../protocol.d.ts").Conflict} Conflict */
/** @typedef {import("../protocol.d.ts").DiffLine} DiffLine */
/** @typedef {import("../protocol.d.ts").Saving} Saving */
/** @typedef {import("./context.js").EditorContext} EditorContext */

export class Below {
  /** @param {EditorContext} editor */
  constructor(editor) {
    this.editor = editor;
    this.el = h("div", { class: "bottom" });
    this.opener = "save";
  }

  /** @param {string} title
   * @param {HTMLElement} content
   * @param {string} opener where focus goes when it is closed */
  open(title, content, opener) {
    this.opener = opener;
    const onkeydown = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape") return;
      take(event);
      this.close(opener);
    };
    fill(this.el, h("section", { "aria-label": title, class: "below", onkeydown }, content));
  }

  /** @param {string} opener */
  close(opener) {
    fill(this.el);
    this.editor.giveFocus(opener);
  }

  /** @param {string} [word] */
  closing(word = "Close") {
    return h("button", { onclick: () => this.close(this.opener) }, word);
  }

  /** @param {string} selector */
  focusFirst(selector) {
    const button = this.el.querySelector(selector);
    if (button instanceof HTMLElement) button.focus();
  }

  async showCode() {
    const answer = await this.editor.ask("code", {});
    if (!answer) return;
    const { code } = answer;
    const insert = () => {
      if (insertCell(this.editor.model, this.editor.root, code)) this.editor.say("The code stands in the cell below.");
      else void this.copy(code, "code: paste it into a cell");
    };
    this.open("The edits as code", h("div", {}, h("pre", { class: "box", tabIndex: 0 }, code),
      h("p", { class: "actions" },
        h("button", { class: "main", onclick: () => this.copy(code, "code") }, "Copy"),
        h("button", { onclick: insert }, "Insert as cell"), this.closing())), "code");
  }

  async showSaving() {
    const answer = await this.editor.ask("saving", {});
    if (!answer) return;
    if ("nothing" in answer.saving) return void this.editor.say(answer.saving.nothing);
    const { places, lines } = answer.saving;
    const count = h("span", { class: "mute" }, places);
    this.open("Saving", h("div", { class: "cols" }, this.drawMeaning(answer.saving),
      h("div", {}, h("p", {}, h("b", {}, "What changes in the file "), count), drawLines(lines))), "save");
    this.focusFirst("button.main");
  }

  /** @param {Saving} saving */
  drawMeaning({ meaning, more, file, button }) {
    const save = h("button", { class: "main", "data-focus": "really", onclick: () => this.save() }, button);
    return h("div", {}, h("p", {}, h("b", {}, "What changes in meaning")),
      meaning.map(({ effect, sentence }) =>
        h("p", { class: `effect-${effect}` }, h("span", { class: "mute small" }, `${effect} `), spans(sentence))),
      more > 0 && h("p", { class: "mute small" }, `… ${more} more`),
      h("p", { class: "actions" }, file ? save : null, h("button", { onclick: () => this.saveAs() }, "Save as…"),
        this.closing("Keep editing")));
  }

  async save() {
    const answer = await this.editor.ask("save", {});
    if (!answer) return;
    if ("conflict" in answer) {
      this.drawConflict(answer.conflict);
      return;
    }
    this.close("save");
    this.editor.say(answer.saved);
  }

  /** @param {Conflict} conflict */
  drawConflict({ title, text, theirs, mine = [] }) {
    const side = (/** @type {string} */ whose, /** @type {DiffLine[]} */ lines) =>
      h("div", {}, h("p", { class: "mute" }, whose), drawLines(lines));
    fill(this.el, h("div", { role: "alertdialog", "aria-label": title, class: "conflict" },
      h("p", {}, h("b", {}, title)), h("p", {}, text),
      theirs && h("div", { class: "cols" }, side("On disk", theirs), side("Yours", mine)),
      h("p", { class: "actions" }, h("button", { class: "main", onclick: () => this.saveAs() }, "Save as…"),
        this.closing("Keep editing"))));
    this.focusFirst("button");
  }

  saveAs() {
    const field = h("input", { "aria-label": "name of the file", placeholder: "another-name.json" });
    const go = async () => {
      const answer = await this.editor.ask("save_as", { name: field.value }, field);
      if (!answer) return;
      this.close("save");
      this.editor.say(answer.saved);
    };
    onEnter(field, go);
    this.open("Save as", h("div", { class: "field" }, h("p", { class: "actions" }, field,
      h("button", { class: "main", onclick: go }, "Save"), this.closing())), "save");
    field.focus();
  }

  /** @param {string} text
   * @param {string} noun */
  async copy(text, noun) {
    try {
      await navigator.clipboard.writeText(text);
      this.editor.say(`Copied the ${noun}.`);
    } catch {
      const box = h("pre", { class: "box", tabIndex: 0 }, text);
      this.open(noun, h("div", {}, box, h("p", { class: "actions" }, this.closing())), "code");
    }
  }
}

/** @param {DiffLine[]} lines */
function drawLines(lines) {
  const shown = lines.map(([kind, text]) => h("span", { class: `l-${kind}` }, `${text}\n`));
  return h("pre", { class: "box diff", tabIndex: 0 }, shown);
}
