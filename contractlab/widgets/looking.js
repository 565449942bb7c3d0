// @ts-check
// How far something is that takes long, with a button that stops it and one that goes on.
import { fill, h } from "./dom.js";

/** @typedef {import("./protocol.d.ts").LookingJson} LookingJson */

export class LookingLine {
  /** @param {string} name what its buttons are known by
   * @param {{stop: () => void, rest: () => void}} actions */
  constructor(name, actions) {
    this.name = name;
    this.actions = actions;
    this.el = h("p", { class: "looking", hidden: true }); // no live region: it would be read out all the time
  }

  /** @param {LookingJson | null} looking */
  draw(looking) {
    this.el.hidden = !looking;
    if (!looking) return void fill(this.el);
    const { done, total, seconds, running } = looking;
    const figures = `${done.toLocaleString("en")} of ${total.toLocaleString("en")} steps`;
    const bar = this.el.querySelector("progress"), words = this.el.querySelector(".how-far");
    if (running && bar && words) { // a button that goes while it is pressed hears no click
      bar.max = total;
      bar.value = done;
      words.textContent = `${figures} done, about ${seconds} s left`;
    } else if (running) {
      fill(this.el, h("progress", { value: done, max: total, "aria-label": "what was looked at" }), " ",
        h("span", { class: "how-far" }, `${figures} done, about ${seconds} s left`), " ",
        h("button", { "data-focus": `${this.name} stop`, onclick: this.actions.stop }, "Cancel, keep what is done"));
    } else {
      fill(this.el, h("span", {}, `Cancelled after ${figures}. `),
        h("button", { "data-focus": `${this.name} rest`, onclick: this.actions.rest }, "Look at the rest"));
    }
  }
}
