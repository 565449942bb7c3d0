// @ts-check
// The panel beside the tree: which matcher a value has, what else it could have, and whether that would fit.
import { fill, h } from "../dom.js";
import { take } from "../focus.js";
import { chip } from "../verdicts.js";

/** @typedef {import("../protocol.d.ts").AskMatcher} AskMatcher */
/** @typedef {import("../protocol.d.ts").AskTarget} AskTarget */
/** @typedef {import("../protocol.d.ts").FormField} FormField */
/** @typedef {import("../protocol.d.ts").MatcherPanel} Panel */
/** @typedef {import("./context.js").EditorContext} EditorContext */

const UNKNOWN = "*"; // what the file declares, where no form can show it

export class MatcherPanel {
  /** @param {EditorContext} editor */
  constructor(editor) {
    this.editor = editor;
    this.el = h("div", { class: "side" });
    this.target = /** @type {AskTarget | null} */ (null);
    this.opener = /** @type {string | null} */ (null);
  }

  /** @param {AskTarget} target
   * @param {boolean} focus */
  async open(target, focus) {
    this.opener = document.activeElement?.closest("[data-focus]")?.getAttribute("data-focus") ?? null;
    const answer = await this.editor.wire.ask("panel", target);
    if (!answer.ok) {
      if (focus) this.editor.say(answer.error);
      this.close();
      return;
    }
    this.target = target;
    new MatcherForm(this.editor, answer.panel, target, () => this.close()).draw(this.el);
    if (focus) this.el.querySelector("select")?.focus();
  }

  /** Look again after an edit. */
  renew() {
    if (this.target) void this.open(this.target, false);
  }

  close() {
    this.target = null;
    this.drawNone();
    this.editor.giveFocus(this.opener);
  }

  drawNone() {
    const words = "Select a value to edit its matcher.";
    fill(this.el, h("p", { class: "mute small" }, words));
  }
}

class MatcherForm {
  /** @param {EditorContext} editor
   * @param {Panel} panel
   * @param {AskTarget} target
   * @param {() => void} close */
  constructor(editor, panel, target, close) {
    this.editor = editor;
    this.panel = panel;
    this.target = target;
    this.close = close;
    this.select = this.drawSelect();
    this.fields = h("div", {});
    this.verdict = h("span", { role: "status", class: "fits" });
    this.words = h("p", { class: "mute small" });
    // What is in force stands there until a trial says it of what is being tried.
    this.misfit = panel.misfit ? h("p", { class: "wrong-text" }, `✗ ${panel.misfit}`) : null;
    this.nullable = h("input", { type: "checkbox", id: "nullable", checked: Boolean(panel.declared?.nullable) });
    this.select.addEventListener("change", () => this.drawFields());
    this.nullable.addEventListener("change", () => this.attempt());
  }

  drawSelect() {
    const { declared, chip: rule, forms } = this.panel;
    const none = rule.how === "inherited" ? `as above: ${rule.label}` : "inherited (no rule here)";
    const select = h("select", { "aria-label": "matcher", "data-focus": "matcher" },
      h("option", { value: "" }, none),
      declared && !declared.matcher && h("option", { value: UNKNOWN, disabled: true }, declared.label),
      forms.map((form) => h("option", { value: form.name }, form.label)));
    select.value = declared ? declared.matcher || UNKNOWN : "";
    return select;
  }

  /** The matcher as the form says it.
   * @returns {AskMatcher} */
  asked() {
    const inputs = /** @type {HTMLInputElement[]} */ ([...this.fields.querySelectorAll("[data-name]")]);
    const fields = Object.fromEntries(inputs.map((input) => [input.getAttribute("data-name") ?? "", input.value]));
    return { ...this.target, matcher: this.select.value, fields, nullable: this.nullable.checked };
  }

  async attempt() {
    if (!this.select.value || this.select.value === UNKNOWN) {
      fill(this.verdict);
      fill(this.words);
      return;
    }
    const answer = await this.editor.wire.ask("try", this.asked());
    if (!answer.ok) {
      fill(this.verdict, h("span", { class: "wrong-text" }, answer.error));
      fill(this.words);
      return;
    }
    this.misfit?.remove();
    fill(this.verdict, answer.fits ? chip("passed", "matches") : chip("failed", "does not match its own example"));
    fill(this.words, answer.text || answer.what_if);
  }

  drawFields() {
    const { forms, declared } = this.panel;
    const form = forms.find(({ name }) => name === this.select.value);
    const values = form && declared?.matcher === form.name ? declared.fields : {};
    fill(this.fields, (form?.fields ?? []).map((field) => this.drawField(field, values[field.name])));
    void this.attempt();
  }

  /** @param {FormField} field
   * @param {string | number | undefined} value that the file has */
  drawField(field, value) {
    const attempt = () => void this.attempt(), named = { "data-name": field.name, "aria-label": field.label };
    const input = field.kind === "choice"
      ? h("select", { ...named, onchange: attempt }, field.choices.map((choice) =>
        h("option", { value: choice, selected: choice === value }, choice)))
      : h("input", { class: "code", ...named, value: value ?? "", oninput: attempt });
    return h("p", { class: "row field" }, h("span", { class: "mute" }, field.label), input);
  }

  /** @param {HTMLElement} el */
  draw(el) {
    const { panel } = this;
    const apply = () => void this.editor.ask("set_matcher", this.asked(), this.select);
    const onkeydown = (/** @type {KeyboardEvent} */ event) => {
      const enters = event.key === "Enter" && event.target instanceof HTMLInputElement;
      if (event.key !== "Escape" && !enters) return;
      take(event);
      if (enters) apply();
      else this.close();
    };
    const nullable = h("label", { htmlFor: "nullable" }, this.nullable, " or null");
    fill(el, h("div", { class: "panel", onkeydown },
      h("p", {}, h("code", { class: "strong" }, panel.path), h("b", {}, " matcher"), h("span", { class: "grow" })),
      panel.shared && h("p", { class: "mute small" }, "This rule is for every item."),
      h("p", { class: "row field" }, h("span", { class: "mute" }, "matcher"), this.select), this.fields,
      panel.nullable && h("p", { class: "row" }, h("span", {}), nullable),
      h("p", {}, this.verdict), this.words, this.misfit, this.drawSuggestions(), this.drawWider(),
      h("p", { class: "actions" }, h("button", { class: "main", onclick: apply }, "Apply"),
        h("button", { onclick: () => this.close() }, "Close"))));
    this.drawFields();
  }

  drawSuggestions() {
    const { suggestions = [] } = this.panel;
    if (!suggestions.length) return null;
    const title = h("span", { class: "mute small" }, "Suggested from what the provider sent ");
    return h("p", { class: "chips" }, title, suggestions.map(({ id, evidence, label }) =>
      h("button", { class: "hint", title: evidence, onclick: () => this.editor.ask("suggest", { name: id }) }, label)));
  }

  drawWider() {
    const { wider } = this.panel;
    if (!wider.length) return null;
    const values = wider.map((value, index) => [index > 0 && ", ", h("code", {}, value)]);
    return h("p", { class: "warning" }, "Wider than before: ", values, " would now pass too.");
  }
}
