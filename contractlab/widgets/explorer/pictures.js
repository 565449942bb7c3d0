// @ts-check
// Pictures above the matrix: how many fail and why, over the versions; a mark leads to its cell.
import { fill, h } from "../dom.js";
import { drawPicture } from "../svg.js";

/** @typedef {import("../protocol.d.ts").ExplorerProtocol} ExplorerProtocol */
/** @typedef {import("../svg.js").MarkActions} MarkActions */

export class Pictures {
  /** @param {import("../wire.js").Wire<ExplorerProtocol>} wire
   * @param {boolean} live whether there is a kernel that draws them
   * @param {MarkActions & { say: (text: string) => void }} actions */
  constructor(wire, live, actions) {
    this.wire = wire;
    this.actions = actions;
    this.el = h("section", { class: "pictures", "aria-label": "pictures", hidden: true });
    this.button = h("button", {
      "aria-pressed": "false", hidden: !live, title: "How many fail and why, over the versions",
      onclick: () => void this.toggle(),
    }, "Pictures");
  }

  async toggle() {
    this.el.hidden = !this.el.hidden;
    this.button.setAttribute("aria-pressed", String(!this.el.hidden));
    await this.renew();
  }

  /** Draw what is so now, where somebody looks. */
  async renew() {
    if (this.el.hidden) return;
    const answer = await this.wire.ask("pictures", {});
    if (!answer.ok) return this.actions.say(answer.error);
    const { activeElement } = document;
    const mark = activeElement && this.el.contains(activeElement) ? activeElement.getAttribute("data-mark") : null;
    const hint = h("p", { class: "mute small" }, "Choose a mark to see its cell: arrow keys move, ",
      h("kbd", {}, "Enter"), " goes there.");
    fill(this.el, answer.empty ? h("p", { class: "mute" }, answer.empty) : hint,
      answer.pictures.map((picture) => drawPicture(picture, this.actions)));
    const again = mark && this.el.querySelector(`[data-mark="${mark}"]`);
    if (again instanceof SVGElement) again.focus();
  }
}
