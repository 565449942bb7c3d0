// @ts-check
// The command palette: examples, causes, versions and commands, found by some of their letters.
import { fill, h } from "../dom.js";
import { take } from "../focus.js";

/** @typedef {{noun: string, label: string, run: () => void}} Command */

const SHOWN = 12;

/** How well words fit a label: every letter in order; fewer gaps and an early start are better.
 * @param {string} words
 * @param {string} label
 * @returns {number} below zero where they do not fit */
export function fitOf(words, label) {
  const text = label.toLowerCase();
  let score = 0;
  for (const word of words.toLowerCase().split(/\s+/).filter(Boolean)) {
    const whole = text.indexOf(word);
    if (whole >= 0) {
      score += 100 - Math.min(whole, 60) + (whole === 0 || /\W/.test(text[whole - 1] ?? "") ? 20 : 0);
      continue;
    }
    let at = -1, gaps = 0;
    for (const letter of word) {
      const next = text.indexOf(letter, at + 1);
      if (next < 0) return -1;
      if (at >= 0) gaps += next - at - 1;
      at = next;
    }
    score += Math.max(1, 40 - gaps);
  }
  return score;
}

export class Palette {
  /** @param {() => Command[]} commands
   * @param {() => void} closed gives focus to what is shown, where the place that had it is gone */
  constructor(commands, closed) {
    this.commands = commands;
    this.closed = closed;
    this.shown = /** @type {Command[]} */ ([]);
    this.all = /** @type {Command[]} */ ([]);
    this.at = 0;
    this.before = /** @type {HTMLElement | null} */ (null);
    this.outside = (/** @type {Event} */ event) => { if (!event.composedPath().includes(this.el)) this.hide(); };
    this.field = h("input", {
      type: "text", class: "words", placeholder: "Type a command, an example, a cause or a version", role: "combobox",
      "aria-label": "command", "aria-expanded": "true", "aria-controls": "desk-commands", oninput: () => this.look(),
    });
    this.list = h("div", { role: "listbox", id: "desk-commands", "aria-label": "commands" });
    const onkeydown = (/** @type {KeyboardEvent} */ event) => this.key(event);
    this.el = h("div", { class: "palette", role: "dialog", "aria-label": "Commands", hidden: true, onkeydown },
      this.field, this.list);
  }

  open() {
    if (this.el.hidden) {
      const { activeElement } = document;
      this.before = activeElement instanceof HTMLElement ? activeElement : null;
      document.addEventListener("pointerdown", this.outside);
    }
    this.all = this.commands();
    this.field.value = "";
    this.el.hidden = false;
    this.look();
    this.field.focus();
  }

  hide() {
    this.el.hidden = true;
    document.removeEventListener("pointerdown", this.outside);
  }

  /** Give focus back to where it came from. */
  close() {
    this.hide();
    if (this.before?.isConnected && this.before.checkVisibility()) this.before.focus({ preventScroll: true });
    else this.closed();
  }

  look() {
    const words = this.field.value;
    const scored = this.all.map((command) => ({ command, fit: fitOf(words, `${command.label} ${command.noun}`) }));
    const fitting = scored.filter(({ fit }) => fit >= 0);
    if (words.trim()) fitting.sort((left, right) => right.fit - left.fit);
    this.shown = fitting.slice(0, SHOWN).map(({ command }) => command);
    this.at = 0;
    this.draw();
  }

  draw() {
    fill(this.list, this.shown.map((command, index) => h("div", {
      role: "option", id: `desk-command-${index}`, "aria-selected": String(index === this.at),
      onclick: () => this.run(command),
    }, h("span", {}, command.label), h("span", { class: "mute" }, command.noun))),
    !this.shown.length && h("p", { class: "mute" }, "Nothing is called so."));
    if (this.shown.length) this.field.setAttribute("aria-activedescendant", `desk-command-${this.at}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  /** @param {Command} command */
  run(command) {
    this.closed(); // focus stays in the desk, whatever the command does with it
    this.hide();
    command.run();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.shown.length) {
      take(event);
      this.at = (this.at + step + this.shown.length) % this.shown.length;
      this.draw();
    } else if (event.key === "Enter") {
      take(event);
      const command = this.shown[this.at];
      if (command) this.run(command);
    } else if (event.key === "Escape") {
      take(event);
      this.close();
    }
  }
}
