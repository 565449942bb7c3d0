// @ts-check
// A value in a field: a string is typed as it is, and beside the text stands of what kind it is, guessed until chosen.
import { h } from "./dom.js";
import { onEnter } from "./focus.js";

/** @typedef {import("./protocol.d.ts").FieldKind} FieldKind */

const FIELD_KINDS = /** @type {[FieldKind, string][]} */ ([
  ["string", "string"], ["number", "number"], ["boolean", "true/false"], ["null", "null"], ["json", "JSON"],
]);
const KIND_OF_LITERAL = /** @type {Record<string, FieldKind | undefined>} */ ({
  true: "boolean", false: "boolean", null: "null",
});
const JSON_NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** True for the text of a JSON string: quotes around it were typed by somebody who is used to them.
 * @param {string} text */
function isQuoted(text) {
  if (!text.startsWith('"') || text.length < 2) return false;
  try {
    return typeof JSON.parse(text) === "string";
  } catch {
    return false;
  }
}

/**
 * Of what kind a text is meant to be: what it was before, unless the text says something else.
 * @param {string} text
 * @param {FieldKind | ""} before empty where there was no value
 * @param {string} [textBefore]
 * @returns {FieldKind}
 */
export function guessKind(text, before, textBefore = "") {
  const bare = text.trim();
  if (before === "string") return isQuoted(bare) && !textBefore.startsWith('"') ? "json" : "string";
  const literal = KIND_OF_LITERAL[bare];
  if (literal) return literal;
  if (JSON_NUMBER.test(bare)) return "number";
  if (/^["[{]/.test(bare)) return "json";
  return before === "" || before === "null" ? "string" : before;
}

/** A value as a cell shows it: a string without quotes, unless it reads like something else.
 * @param {string} text
 * @param {FieldKind} kind */
export function shownValue(text, kind) {
  return kind === "string" && (!text.trim() || guessKind(text, "") !== "string") ? JSON.stringify(text) : text;
}

/**
 * @typedef {object} TypedValue
 * @property {string} label
 * @property {string} [text]
 * @property {FieldKind | ""} [kind] empty where there is no value yet
 * @property {Record<string, unknown>} [attributes] of the input
 */

export class TypedField {
  /** @param {TypedValue} value */
  constructor({ label, text = "", kind = "", attributes = {} }) {
    this.before = kind;
    this.text = text;
    this.byHand = false;
    this.kept = text;
    this.input = h("input", { class: "code", value: text, "aria-label": label, spellcheck: "false", ...attributes });
    this.select = h("select", { class: "kind", "aria-label": "kind of value" },
      FIELD_KINDS.map(([name, words]) => h("option", { value: name }, words)));
    this.select.value = kind || "string";
    this.input.addEventListener("input", () => {
      if (!this.byHand) this.select.value = guessKind(this.input.value, this.before, this.text);
    });
    this.select.addEventListener("change", () => this.choose());
    this.el = h("span", { class: "typed field" }, this.input, this.select);
  }

  choose() {
    this.byHand = true;
    if (this.kind === "null") {
      this.kept = this.input.value;
      this.input.value = "null";
    } else if (this.input.value === "null") this.input.value = this.kept === "null" ? "" : this.kept;
    this.input.removeAttribute("aria-invalid");
    this.el.querySelector(".wrong-text")?.remove();
  }

  get kind() {
    return /** @type {FieldKind} */ (this.select.value);
  }

  get changed() {
    return this.input.value !== this.text || this.kind !== this.before;
  }

  /** @param {() => void} call */
  onEnter(call) {
    onEnter(this.input, call);
    onEnter(this.select, call);
  }

  /** Call when the text was left or a kind was chosen.
   * @param {() => void} call */
  onChange(call) {
    this.input.addEventListener("change", call);
    this.select.addEventListener("change", call);
  }
}
