// @ts-check
// A definition whose examples are tried: by hand here, or by clients at the address of its mock.
import { drawBlocks } from "../blocks.js";
import { fill, h, put } from "../dom.js";
import { focusName, giveFocus, shield } from "../focus.js";
import { line, notice, payloadOf } from "../wire.js";

/** @typedef {import("../protocol.d.ts").DefinePayload} DefinePayload */
/** @typedef {import("../protocol.d.ts").DefineProtocol} DefineProtocol */
/** @typedef {import("../protocol.d.ts").TriedRequest} TriedRequest */
/** @typedef {DefineProtocol["operations"]} DefineOperations */
/** @typedef {import("../wire.js").Model<DefineProtocol>} DefineModel */

export class Define {
  /** @param {DefineModel} model
   * @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.wire = line(model);
    this.card = h("div", {});
    this.bar = h("p", { class: "actions" });
    this.list = h("ul", { "aria-label": "Examples to try" });
    this.method = /** @type {HTMLInputElement} */ (h("input", { "aria-label": "method", value: "GET" }));
    this.target = /** @type {HTMLInputElement} */ (h("input", { "aria-label": "target", value: "/" }));
    this.headers = /** @type {HTMLTextAreaElement} */ (h("textarea", { rows: 3, "aria-label": "headers" }));
    this.body = /** @type {HTMLTextAreaElement} */ (h("textarea", { rows: 5, "aria-label": "body" }));
    this.received = h("ul", { "aria-label": "Received requests" });
    this.answer = h("div", { class: "answer", "aria-live": "polite" });
    this.bottom = h("div", {});
    this.status = h("span", { role: "status" });
    const form = h("div", {},
      h("div", { class: "first" }, this.method, this.target),
      h("label", {}, "headers, one a line", this.headers),
      h("label", {}, "body", this.body),
      h("p", { class: "actions" }, h("button", { class: "main", "data-focus": "send", onclick: () => void this.send() },
        "Try this request")));
    this.root = h("div", { class: "cl define-view" }, this.card, notice(this.wire), this.bar,
      h("div", { class: "tries" }, h("div", {}, h("h4", {}, "Examples"), this.list, h("h4", {}, "Received"),
        this.received), form),
      this.answer, this.bottom, h("div", { class: "foot" }, this.status));
    shield(this.root);
    put(el, this.root);
    this.wire.heard((message) => { if (message.op === "received") this.take(message.view); });
    this.draw();
  }

  /** What is drawn, read anew each time: a notebook that connects to its kernel again puts another in its place. */
  get view() {
    return payloadOf(this.model);
  }

  /** @param {DefinePayload} view */
  take(view) {
    this.model.set("view", view);
    this.draw();
  }

  /** Ask, and draw what is now; an error becomes the status.
   * @template {"look" | "serve" | "try" | "show"} Op
   * @param {Op} op
   * @param {DefineOperations[Op]["message"]} message */
  async ask(op, message) {
    const answer = await this.wire.ask(op, message);
    if ("error" in answer) fill(this.status, answer.error);
    else {
      fill(this.status, "");
      this.take(answer.view);
    }
  }

  send() {
    return this.ask("try", {
      method: this.method.value, target: this.target.value, headers: this.headers.value, body: this.body.value,
    });
  }

  /** @param {TriedRequest} request */
  put(request) {
    this.method.value = request.method;
    this.target.value = request.target;
    this.headers.value = request.headers;
    this.body.value = request.body;
  }

  draw() {
    const { card, examples, address, received, shown, answer, code } = this.view;
    const held = focusName(this.root);
    fill(this.card, drawBlocks(card));
    fill(this.bar,
      h("button", { "data-focus": "serve", onclick: () => void this.ask("serve", { on: !address }) },
        address ? "Stop the mock" : "Serve the mock"), " ",
      address ? h("code", {}, address) : h("span", { class: "mute" }, "no address yet"), " ",
      h("button", { "data-focus": "look", onclick: () => void this.ask("look", {}) }, "Look again"), " ",
      h("button", { "data-focus": "code", onclick: () => void this.copyAll() }, "Copy the code of the contract"));
    fill(this.list, examples.map(({ title, proved, request }, number) => h("li", {},
      h("button", { "data-focus": `example ${number}`, onclick: () => this.put(request) },
        `${proved ? "✓" : "–"} ${title}`))));
    const first = shown ? Number(received[0]?.split(" ")[0] ?? 1) : 1;
    fill(this.received, received.length
      ? received.map((call, at) => h("li", {}, h("button", {
        "data-focus": `received ${at}`, "aria-pressed": String(first + at === shown),
        onclick: () => void this.ask("show", { number: first + at }),
      }, call)))
      : h("li", { class: "mute" }, "nothing yet"));
    fill(this.answer, answer.length > 0 && drawBlocks(answer), code && h("p", { class: "actions" },
      h("button", { "data-focus": "copy", onclick: () => void this.copy(code) }, "Copy the code that defines it")));
    if (held) giveFocus(this.root, held);
  }

  async copyAll() {
    const answer = await this.wire.ask("code", {});
    if ("error" in answer) fill(this.status, answer.error);
    else await this.copy(answer.code);
  }

  /** @param {string} text */
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      fill(this.status, "Copied.");
    } catch {
      const close = h("button", { onclick: () => fill(this.bottom) }, "Close");
      fill(this.bottom, h("pre", { class: "box", tabIndex: 0 }, text), h("p", { class: "actions" }, close));
    }
  }
}

export default {
  /** @param {{model: DefineModel, el: HTMLElement}} given */
  render({ model, el }) {
    const define = new Define(model, el);
    return () => define.wire.stop();
  },
};
