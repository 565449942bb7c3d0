// @ts-check
// One matcher for every value of a name, in all examples or in those that are ticked: its effect stands on the button.
import { fill, h, later } from "../dom.js";
import { inField, take } from "../focus.js";

/** @typedef {import("../protocol.d.ts").AlikePlace} AlikePlace */
/** @typedef {import("../protocol.d.ts").AskMatcher} AskMatcher */
/** @typedef {import("../protocol.d.ts").AskTarget} AskTarget */
/** @typedef {import("./context.js").EditorContext} EditorContext */

const AT_ONCE = 40; // of more, the effect is worked out when somebody asks

/** Which places are listed, as a text to compare.
 * @param {AlikePlace[]} places */
function placesOf(places) {
  return JSON.stringify(places.map(({ example, path, selected }) => [example, path, selected]));
}

export class Across {
  /** @param {EditorContext} editor
   * @param {() => AskMatcher | null} matcher what is being looked at */
  constructor(editor, matcher) {
    this.editor = editor;
    this.matcher = matcher;
    this.places = /** @type {AlikePlace[]} */ ([]);
    this.boxes = /** @type {HTMLInputElement[]} */ ([]);
    this.last = 0;
    this.asked = 0;
    this.ready = false;
    this.button = h("button", { "data-focus": "across", onclick: () => void this.press() });
    this.list = h("div", { class: "alike", onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event) });
    this.el = h("div", { class: "across" });
    this.previewSoon = later(() => void this.preview(), 150);
  }

  /** @param {AskTarget} target */
  async open(target) {
    const before = placesOf(this.places);
    const { part, field, at, name } = target;
    const asked = /** @type {AskTarget} */ ({ part, field });
    if (at) asked.at = at;
    if (name !== undefined) asked.name = name;
    const answer = await this.editor.wire.ask("alike", asked);
    this.places = answer.ok ? answer.alike : [];
    if (!this.places.length) return void fill(this.el);
    if (before !== placesOf(this.places) || !this.el.firstChild) this.draw();
    this.look();
  }

  draw() {
    this.boxes = this.places.map(({ example, selected = true }, index) => h("input", {
      type: "checkbox", checked: selected, "aria-label": example,
      onclick: (/** @type {MouseEvent} */ event) => this.tick(index, event.shiftKey),
    }));
    const code = (/** @type {string} */ text) => h("code", { class: "mute" }, text);
    fill(this.list, this.places.map(({ example, path, rule }, index) =>
      h("label", { class: "choice" }, this.boxes[index], h("span", {}, example), code(path), code(rule))));
    fill(this.el, h("p", { class: "actions" }, this.button),
      h("details", {}, h("summary", { class: "mute" }, this.choosing), this.list));
  }

  /** What opens the list: where examples are selected in the matrix, it says that these are chosen. */
  get choosing() {
    const { length } = this.places, selected = this.places.filter((place) => place.selected).length;
    return `Choose among ${length}${selected ? `; the ${selected} selected in the matrix are chosen` : ""}`;
  }

  /** @param {number} index
   * @param {boolean} range from where it was ticked last */
  tick(index, range) {
    const on = this.boxes[index]?.checked ?? false;
    const [low, high] = [Math.min(index, this.last), Math.max(index, this.last)];
    if (range) for (const box of this.boxes.slice(low, high + 1)) box.checked = on;
    this.last = index;
    this.look();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (inField(event.target) || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "a") return;
    take(event);
    for (const box of this.boxes) box.checked = true;
    this.look();
  }

  /** The places that are ticked; null for all.
   * @returns {number[] | null} */
  get chosen() {
    const ticked = [...this.boxes.keys()].filter((index) => this.boxes[index]?.checked);
    return ticked.length === this.boxes.length ? null : ticked;
  }

  /** The matcher that is looked at, or the choice of examples, is another one. */
  look() {
    const matcher = this.matcher(), { chosen } = this;
    const able = this.places.length > 0 && Boolean(matcher?.matcher && matcher.matcher !== "*") && chosen?.length !== 0;
    this.ready = false;
    this.button.disabled = !able;
    const count = chosen ? chosen.length : this.places.length;
    const many = count > AT_ONCE;
    fill(this.button, `${many ? "Preview for" : "Apply to"} ${count} values of this name…`);
    if (able && !many) this.previewSoon();
  }

  async preview() {
    const matcher = this.matcher(), number = ++this.asked;
    if (!matcher?.matcher || !this.el.isConnected) return;
    const answer = await this.editor.wire.ask("try_across", { ...matcher, places: this.chosen });
    if (number !== this.asked) return; // something else is looked at by now
    this.ready = answer.ok;
    this.button.disabled = !answer.ok;
    fill(this.button, answer.ok ? answer.button : answer.error);
  }

  async press() {
    const matcher = this.matcher();
    if (!matcher) return;
    if (!this.ready) return this.preview();
    const answer = await this.editor.ask("set_across", { ...matcher, places: this.chosen }, this.button);
    if (answer) this.editor.say(answer.sentence);
  }
}
