// @ts-check
// The form of a matcher: choices with how many captured values they take, every matcher, and what it asks for.
import { fill, h } from "../dom.js";
import { take } from "../focus.js";
import { chip } from "../verdicts.js";

/** @typedef {import("../protocol.d.ts").AskMatcher} AskMatcher */
/** @typedef {import("../protocol.d.ts").AskTarget} AskTarget */
/** @typedef {import("../protocol.d.ts").FormField} FormField */
/** @typedef {import("../protocol.d.ts").MatcherChoice} MatcherChoice */
/** @typedef {import("../protocol.d.ts").MatcherPanel} Panel */
/** @typedef {import("./context.js").EditorContext} EditorContext */
/**
 * What the form asks of what is around it.
 * @typedef {object} FormActions
 * @property {() => void} close
 * @property {() => void} changed another matcher is looked at
 * @property {(text: string, noun: string) => void} copy
 */

const UNKNOWN = "*"; // what the file declares, where no form can show it

export class MatcherForm {
  /** @param {EditorContext} editor
   * @param {Panel} panel
   * @param {AskTarget} target
   * @param {FormActions} actions */
  constructor(editor, panel, target, actions) {
    this.editor = editor;
    this.panel = panel;
    this.target = target;
    this.actions = actions;
    this.mine = Math.random().toString(36).slice(2); // two screens of one view may stand on a page
    this.select = this.drawSelect();
    this.fields = h("span", { class: "fields" });
    this.verdict = h("span", { role: "status", class: "fits" });
    this.words = h("span", { class: "mute small" });
    // What is in force stands there until a trial says it of what is being tried.
    this.misfit = panel.misfit ? h("p", { class: "wrong-text" }, `✗ ${panel.misfit}`) : null;
    this.nullable = h("input", { type: "checkbox", checked: Boolean(panel.declared?.nullable) });
    this.chips = panel.values.map(({ text, versions, number }) => h("span", { class: "value-chip" },
      h("code", {}, text), h("span", { class: "small" }, versions || (number > 1 ? `×${number}` : ""))));
    this.radios = panel.choices.map((choice, index) => this.drawRadio(choice, index));
    this.select.addEventListener("change", () => { this.pick(null); this.drawFields(); });
    this.nullable.addEventListener("change", () => { this.pick(null); this.attempt(); });
  }

  drawSelect() {
    const { declared, chip: rule, forms } = this.panel;
    const none = rule.origin === "inherited" ? `${rule.label}, inherited (no rule here)` : "no rule here";
    const select = h("select", { "aria-label": "matcher", "data-focus": "matcher" },
      h("option", { value: "" }, none),
      declared && !declared.matcher && h("option", { value: UNKNOWN, disabled: true }, declared.label),
      forms.map((form) => h("option", { value: form.name }, form.label)));
    select.value = declared ? declared.matcher || UNKNOWN : "";
    return select;
  }

  /** @param {MatcherChoice} choice
   * @param {number} index */
  drawRadio(choice, index) {
    return h("input", {
      type: "radio", name: `choice-${this.mine}`, "data-focus": `choice ${index}`, checked: choice.now,
      onchange: () => this.choose(choice),
    });
  }

  /** Fill the form with a choice, and look at what it would change.
   * @param {MatcherChoice} choice */
  choose(choice) {
    this.select.value = choice.matcher;
    this.nullable.checked = choice.nullable;
    this.pick(choice);
    this.drawFields(choice.fields);
  }

  /** Mark the values that a choice would take and the present matcher does not.
   * @param {MatcherChoice | null} choice null for one that the list does not have */
  pick(choice) {
    const { choices } = this.panel, now = choices.find((each) => each.now);
    for (const [index, radio] of this.radios.entries()) radio.checked = choices[index] === choice;
    for (const [index, element] of this.chips.entries()) {
      const takes = choice?.takes[index], took = now?.takes[index];
      element.classList.toggle("refused", takes === false);
      element.classList.toggle("mended", takes === true && took === false);
    }
  }

  /** The matcher as the form says it.
   * @returns {AskMatcher} */
  asked() {
    const inputs = /** @type {HTMLInputElement[]} */ ([...this.fields.querySelectorAll("[data-name]")]);
    const fields = Object.fromEntries(inputs.map((input) => [input.getAttribute("data-name") ?? "", input.value]));
    return { ...this.target, matcher: this.select.value, fields, nullable: this.nullable.checked };
  }

  async attempt() {
    this.actions.changed();
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

  /** @param {Record<string, string | number>} [given] in place of what the file has */
  drawFields(given) {
    const { forms, declared } = this.panel;
    const form = forms.find(({ name }) => name === this.select.value);
    const values = given ?? (form && declared?.matcher === form.name ? declared.fields : {});
    fill(this.fields, (form?.fields ?? []).map((field) => this.drawField(field, values[field.name])));
    void this.attempt();
  }

  /** @param {FormField} field
   * @param {string | number | undefined} value that the file has */
  drawField(field, value) {
    const attempt = () => { this.pick(null); void this.attempt(); };
    const named = { "data-name": field.name, "aria-label": field.label };
    const input = field.kind === "choice"
      ? h("select", { ...named, onchange: attempt }, field.choices.map((choice) =>
        h("option", { value: choice, selected: choice === value }, choice)))
      : h("input", { class: "code", ...named, value: value ?? "", oninput: attempt });
    return h("span", { class: "field" }, h("span", { class: "mute" }, field.label, " "), input);
  }

  apply() {
    if (this.select.value === UNKNOWN) return;
    void this.editor.ask("set_matcher", this.asked(), this.select);
  }

  /** To the choices, or to the list of all where there are none. */
  focus() {
    const first = this.radios.find((radio) => radio.checked) ?? this.radios[0] ?? this.select;
    first.focus({ preventScroll: true });
    this.select.closest("tr")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const field = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
    const enters = event.key === "Enter" && field && !event.target.closest(".alike");
    if (event.key !== "Escape" && !enters) return;
    take(event);
    if (enters) this.apply();
    else this.actions.close();
  }

  /** @param {HTMLElement} el
   * @param {HTMLElement} across what gives the matcher to several values */
  draw(el, across) {
    const { panel } = this;
    el.onkeydown = (event) => this.key(event);
    fill(el,
      h("p", { class: "chips" }, h("b", {}, "Matcher"), h("code", { class: "mute" }, panel.path),
        panel.shared && h("span", { class: "mute small" }, "for every item"),
        panel.values.length > 0 && h("span", { class: "mute" }, "came back:"), this.chips),
      panel.choices.length > 0 && this.drawChoices(),
      h("p", { class: "chips field" }, h("label", { class: "mute" }, "All matchers ", this.select), this.fields,
        panel.nullable && h("label", {}, this.nullable, " or null")),
      h("p", { class: "chips" }, this.verdict, this.words), this.misfit, this.drawSuggestions(), this.drawWider(),
      h("p", { class: "actions" },
        h("button", { class: "main", "data-focus": "apply", onclick: () => this.apply() }, "Apply"),
        h("button", { class: "quiet", onclick: () => this.actions.close() }, "Close"), h("span", { class: "grow" }),
        h("button", { class: "quiet", onclick: () => this.actions.copy(panel.path, "path") }, "Copy path"),
        panel.value && h("button", {
          class: "quiet", onclick: () => this.actions.copy(panel.value, "value"),
        }, "Copy value")), across);
    this.pick(panel.choices.find(({ now }) => now) ?? null);
    this.drawFields();
  }

  drawChoices() {
    const rows = this.panel.choices.map((choice, index) => {
      const count = choice.of > 0 ? `${choice.matched} of ${choice.of} ${choice.of === 1 ? "matches" : "match"}` : "";
      const meaning = [choice.meaning, choice.now && "now"].filter(Boolean).join(" · ");
      return h("label", { class: "choice" }, this.radios[index], h("code", {}, choice.label),
        h("span", { class: "mute" }, meaning), h("span", { class: "matched" }, count));
    });
    return h("div", { role: "radiogroup", "aria-label": "matchers", class: "choices" }, rows);
  }

  drawSuggestions() {
    const { suggestions = [] } = this.panel;
    if (!suggestions.length) return null;
    const title = h("span", { class: "mute small" }, "Learned from captures ");
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
