// @ts-check
// Captures that match several examples: what they may have been, by state, and one click for all alike.
import { fill, h, spans } from "../dom.js";
import { drawCandidate } from "./candidate.js";

/** @typedef {import("../protocol.d.ts").AmbiguousJson} AmbiguousJson */
/** @typedef {import("../protocol.d.ts").CandidatesAnswer} CandidatesAnswer */
/**
 * @template T
 * @typedef {import("../wire.js").Reply<T>} Reply
 */
/**
 * What the panel asks of the view.
 * @typedef {object} PanelActions
 * @property {(id: string, version: string) => Promise<Reply<CandidatesAnswer>>} candidates
 * @property {(id: string, version: string, choice: number) => void} settle
 * @property {(turn: boolean) => void} settleAll
 * @property {(id: string, total: number) => HTMLElement} table
 * @property {(text: string) => void} say
 */

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const GROUPS_SHOWN = 8;

export class AmbiguousPanel {
  /** @param {PanelActions} actions */
  constructor(actions) {
    this.actions = actions;
    this.groups = /** @type {AmbiguousJson[]} */ ([]);
    this.id = "";
    this.version = "";
    this.answer = /** @type {CandidatesAnswer | null} */ (null);
    this.el = h("section", { class: "ambiguous", "aria-label": "ambiguous captures" });
  }

  /** @param {AmbiguousJson[]} groups */
  show(groups) {
    this.groups = groups;
    const same = groups.some(({ id }) => id === this.id);
    if (!same) this.version = "";
    if (!groups.length) {
      this.id = "";
      this.answer = null;
      return void fill(this.el);
    }
    void this.open(same ? this.id : groups[0]?.id ?? "", this.version);
  }

  /** @param {string} id
   * @param {string} version
   * @param {string} [focus] what has focus then */
  async open(id, version, focus = "") {
    this.id = id;
    const answer = await this.actions.candidates(id, version);
    if (this.id !== id) return;
    if (!answer.ok) {
      if (version) return void this.open(id, "");
      return void this.actions.say(answer.error);
    }
    this.version = version;
    this.answer = answer;
    this.draw();
    const named = focus && this.el.querySelector(`[data-focus="${CSS.escape(focus)}"]`);
    if (named instanceof HTMLElement) named.focus();
  }

  draw() {
    const { answer, groups } = this;
    if (!answer) return;
    const { group: id, version, number, request, candidates, versions, apart, evidence, code } = answer;
    const shown = groups.find((group) => group.id === id), examples = shown?.examples ?? 0;
    const title = `${number} ${number === 1 ? "capture matches" : "captures match"} `
      + `${NUMBERS[examples] ?? examples} examples`;
    const narrow = (/** @type {string} */ name, /** @type {string} */ label) => h("button", {
      "aria-pressed": String(version === name), "data-focus": `only ${name}`,
      onclick: () => void this.open(id, name, `only ${name}`),
    }, label);
    fill(this.el, this.drawOthers(), h("p", { class: "title" }, h("b", {}, title)),
      h("p", { class: "mute" }, "The requests are the same: ", spans(request),
        `. ${apart}`),
      h("p", { class: "gap" }, h("b", {}, number === 1 ? "This capture was:" : "These captures were:")),
      candidates.map((candidate, at) => drawCandidate(candidate, at, () => this.choose(at))),
      evidence.length > 0 && h("p", { class: "small gap" }, "What speaks for 1: ", spans(evidence)),
      versions.length > 1 && h("p", { class: "narrow" }, narrow("", "All versions"),
        versions.map((name) => narrow(name, `Only ${name}`))),
      h("p", { class: "codebox small" }, h("span", { class: "mute" }, "The code for 1"), h("code", {}, code)),
      this.actions.table(id, shown?.number ?? 0));
  }

  /** The other groups, and one choice for all of them. */
  drawOthers() {
    const { groups, id } = this;
    if (groups.length < 2) return null;
    const all = groups.reduce((sum, group) => sum + group.number, 0);
    const chosen = groups.findIndex((group) => group.id === id);
    const from = Math.max(0, Math.min(chosen - 2, groups.length - GROUPS_SHOWN));
    return h("div", { class: "others" },
      h("p", {}, h("b", {}, `${all.toLocaleString("en")} ambiguous captures in ${groups.length} groups`)),
      h("p", { class: "narrow" },
        h("button", { "data-focus": "all turn", onclick: () => this.actions.settleAll(true) }, "Settle all in turn"),
        h("button", { "data-focus": "all likely", onclick: () => this.actions.settleAll(false) },
          "Settle all as most pass")),
      h("ul", {}, groups.slice(from, from + GROUPS_SHOWN).map((group) => h("li", {}, h("button", {
        class: "quiet", "aria-current": group.id === id ? "true" : null, "data-focus": `other ${group.id}`,
        onclick: () => void this.open(group.id, "", `other ${group.id}`),
      }, h("b", {}, String(group.number)), " ", spans(group.sentence))))),
      groups.length > GROUPS_SHOWN && h("p", { class: "mute small" }, `${chosen + 1} of ${groups.length}`));
  }

  /** Settle by the number of the row.
   * @param {number} at
   * @returns {boolean} false where there is no such row */
  choose(at) {
    const candidate = this.answer?.candidates[at];
    if (!this.answer || !candidate) return false;
    this.actions.settle(this.answer.group, this.answer.version, candidate.choice);
    return true;
  }
}
