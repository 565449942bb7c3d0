// @ts-check
// The top of the editor: what is edited, undo and saving; and, always, what would change in the verdicts.
import { classes, fill, h, spans } from "../dom.js";
import { SIGNS } from "../verdicts.js";

/** @typedef {import("../protocol.d.ts").VersionVerdicts} VersionVerdicts */
/** @typedef {import("./context.js").EditorContext} EditorContext */

/** @param {string} verdict */
function glyph(verdict) {
  return SIGNS[verdict] ?? "·";
}

export class Head {
  /** @param {EditorContext} editor
   * @param {() => void} showCode
   * @param {() => void} showSaving */
  constructor(editor, showCode, showSaving) {
    this.editor = editor;
    this.showCode = showCode;
    this.showSaving = showSaving;
    this.bar = h("div", { class: "bar" });
    this.strip = h("div", { class: "strip" });
  }

  draw() {
    this.drawBar();
    this.drawStrip();
  }

  drawBar() {
    const { view } = this.editor;
    fill(this.bar,
      view.gone ? h("b", {}, view.title) : h("span", { class: "field" }, this.drawTitle()),
      view.changed && h("span", { class: "dot", title: "edited" }, "●"),
      h("span", { class: "mute" }, [view.file, view.format, view.edits].filter(Boolean).join(" · ")),
      h("span", { class: "grow" }), this.editor.hosted ? null : this.drawButtons());
  }

  drawButtons() {
    const { view } = this.editor;
    return [
      h("button", {
        disabled: !view.undo, title: view.undo ? `undo: ${view.undo}` : null, "aria-keyshortcuts": "Control+Z",
        "data-focus": "undo", onclick: () => this.editor.ask("undo", {}),
      }, "⤺ Undo"),
      h("button", {
        disabled: !view.redo, title: view.redo ? `redo: ${view.redo}` : null, "aria-keyshortcuts": "Control+Shift+Z",
        "data-focus": "redo", onclick: () => this.editor.ask("redo", {}),
      }, "⤻ Redo"),
      h("button", { "data-focus": "code", onclick: () => this.showCode() }, "As code"),
      h("button", {
        class: "main", disabled: !view.changed, "aria-keyshortcuts": "Control+S", "data-focus": "save",
        onclick: () => this.showSaving(),
      }, "Save…"),
    ];
  }

  drawTitle() {
    const { view } = this.editor;
    const title = h("input", {
      class: "title", value: view.description ?? view.title, "aria-label": "description of the example",
      "data-focus": "title", onchange: () => this.editor.ask("describe", { text: title.value }, title),
    });
    return title;
  }

  drawStrip() {
    const { counts, versions, broken } = this.editor.view.what_if;
    const undo = () => this.editor.ask("undo", {});
    const verdicts = counts.length
      ? counts.map(({ tone, text }) => h("span", { class: `count ${tone}` }, text))
      : h("b", {}, "no verdict changes");
    fill(this.strip, h("span", { class: "mute" }, this.editor.hosted ? "This example" : "If saved"),
      this.editor.hosted ? null : verdicts,
      h("span", { class: "ghosts" }, versions.map((version) => this.drawVersion(version))),
      broken && h("span", { class: "broken" }, spans(broken), " ",
        h("button", { class: "quiet link", "data-focus": "undo-this", onclick: undo }, "Undo this edit")));
  }

  /** @param {VersionVerdicts} verdicts */
  drawVersion({ version, before, after }) {
    const changed = before !== after;
    const good = after === "passed" || after === "pending";
    const title = changed ? `${before || "nothing"} → ${after || "nothing"}` : after;
    const signs = changed ? `${glyph(before)} → ${glyph(after)}` : glyph(after);
    return h("span", { class: classes("ghost", changed && (good ? "better" : "worse")), title },
      h("span", {}, signs), h("span", { class: "v-name" }, version));
  }
}
