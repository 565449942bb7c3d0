// @ts-check
// The top of the Run panel: what is asked, what lacks, how far a run is, and the buttons that begin and end one.
import { classes, fill, h } from "../dom.js";

/** @typedef {import("../protocol.d.ts").LivePayload} LivePayload */
/** @typedef {import("../protocol.d.ts").MissingPart} MissingPart */
/** @typedef {import("../protocol.d.ts").RunGoing} RunGoing */
/**
 * What the top asks of the panel.
 * @typedef {object} TopActions
 * @property {(what: "all" | "broken" | "some") => void} run
 * @property {() => void} stop
 * @property {() => void} help
 * @property {(text: string, noun: string) => void} copy
 * @property {(code: string) => void} insert
 */

const SPOKEN = 2000; // milliseconds between two times that progress is spoken
const TICK = 200;

export class LiveTop {
  /** @param {TopActions} actions */
  constructor(actions) {
    this.actions = actions;
    this.stopping = false;
    this.silent = false; // the kernel has not answered for a while
    this.since = 0;
    this.spokenAt = 0;
    this.timer = 0;
    this.now = "";
    this.bar = h("div", { class: "bar" });
    this.facts = h("div", { class: "facts" });
    this.problem = h("div", { role: "alert" });
    this.missing = h("div", {});
    this.progress = h("div", { class: "progress", hidden: true });
    this.spoken = h("span", { class: "unseen", role: "status" });
    this.clock = h("span", { class: "mute" });
    this.el = h("div", {}, this.bar, this.facts, this.problem, this.missing, this.progress, this.spoken);
  }

  /** @param {LivePayload} view
   * @param {number} selected
   * @param {boolean} inNotebook */
  draw(view, selected, inNotebook) {
    const { counts, facts, problem, missing, unused, going, sentence } = view;
    // While a run goes on, how far it is stands below; verdicts so far are no answer yet.
    const words = going ? `Running ${going.of} ${going.of === 1 ? "example" : "examples"}…` : sentence;
    const run = (/** @type {"all" | "broken" | "some"} */ what, /** @type {string} */ text, /** @type {number} */ n) =>
      h("button", {
        disabled: Boolean(going) || !n, "data-focus": `run ${what}`, class: classes(what === "all" && "main"),
        "aria-keyshortcuts": what === "all" ? "Shift+R" : null, onclick: () => this.actions.run(what),
      }, `${text} ${n}`);
    fill(this.bar, h("span", { class: "what" }, words), h("span", { class: "grow" }), counts.all > 0 && [
      run("all", "Run all", counts.all), run("broken", "Run failed", counts.broken),
      run("some", "Run selected", selected),
    ], h("button", { class: "quiet", "aria-label": "keys", "data-focus": "help", onclick: this.actions.help }, "?"));
    fill(this.facts, facts.map(({ label, text, more }) => h("span", {}, h("b", {}, label), " ", h("code", {}, text),
      more && h("span", { class: "mute" }, ` ${more}`))));
    const [first, ...rest] = problem.split("\n");
    fill(this.problem, problem && h("div", { class: "problem" },
      h("div", {}, h("p", {}, h("b", {}, first),
        counts.all > 0 && h("span", { class: "mute" }, " No handler was run.")),
        rest.length > 0 && h("pre", { class: "code", tabIndex: 0 }, rest.join("\n"))),
      counts.all > 0 && h("button", { "data-focus": "try", onclick: () => this.actions.run("all") }, "Try again")));
    const idle = unused.length > 0 && h("p", { class: "mute" }, "Handlers that no example needs: ",
      unused.map((name, at) => [at > 0 && ", ", h("code", {}, name)]));
    fill(this.missing, missing.map((part, at) => this.drawMissing(part, at, inNotebook)),
      idle && h("div", { class: "idle" }, idle));
  }

  /** @param {MissingPart} part
   * @param {number} at
   * @param {boolean} inNotebook */
  drawMissing({ sentence, examples, left, code }, at, inNotebook) {
    const number = examples.length + left;
    const ends = number === 1 ? "1 example ends as error: " : `${number} examples end as error: `;
    return h("div", { class: "lack", role: "region", "aria-label": sentence },
      h("div", {}, h("p", {}, h("b", {}, `! ${sentence}.`)),
        number > 0 && h("p", {}, ends, examples.map((name, place) => [place > 0 && ", ", h("b", {}, name)]),
          left > 0 && ` and ${left} more`, "."),
        code && h("p", { class: "acts" },
          h("button", { "data-focus": `stub ${at}`, onclick: () => this.actions.copy(code, "code") }, "Copy code"),
          inNotebook && h("button", { "data-focus": `cell ${at}`, onclick: () => this.actions.insert(code) },
            "Insert as cell"))),
      code && h("pre", { class: "code", tabIndex: 0 }, code));
  }

  /** How far the run is; null where none goes on.
   * @param {RunGoing | null} going */
  drawGoing(going) {
    this.progress.hidden = !going;
    if (!going) return this.rest();
    const { done, of, title, doing } = going;
    const now = `${title} · ${doing}`;
    if (now !== this.now) this.since = Date.now();
    this.now = now;
    const button = this.stopping
      ? h("button", { "data-focus": "stop", onclick: this.actions.stop }, "Interrupt now")
      : h("button", { "data-focus": "stop", onclick: this.actions.stop }, "■ Stop");
    const held = this.progress.contains(document.activeElement);
    fill(this.progress, h("progress", { max: of, value: done, "aria-label": `${done} of ${of} done` }),
      h("span", { class: "now" }, h("b", {}, `${done} of ${of} done`), title && [" · now: ", h("b", {}, title)],
        doing && ` · ${doing}`, this.clock),
      h("span", { class: "grow" }),
      h("span", { class: "mute" }, this.silent ? "The kernel waits for this example, or is gone."
        : this.stopping ? "Ends after this example." : "Stop keeps what is done"), button);
    if (held) button.focus();
    this.timer ||= window.setInterval(() => this.tick(going.of), TICK);
    this.tick(of);
    if (Date.now() - this.spokenAt < SPOKEN) return;
    this.spokenAt = Date.now();
    fill(this.spoken, `${done} of ${of} done`);
  }

  /** Seconds since something else began, where somebody would ask.
   * @param {number} of */
  tick(of) {
    const seconds = (Date.now() - this.since) / 1000;
    fill(this.clock, of > 0 && seconds > 0.4 && ` · ${seconds.toFixed(1)} s`);
  }

  /** No run goes on. */
  rest() {
    clearInterval(this.timer);
    this.timer = 0;
    this.now = "";
    fill(this.spoken);
  }
}
