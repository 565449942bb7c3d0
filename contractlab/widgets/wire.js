// @ts-check
// The line to the kernel: a view asks and gets an answer, hears what it did not ask for, and says when nobody answers.
import { fill, h, put } from "./dom.js";

/**
 * What one view and the kernel say to each other; each view has its own in `protocol.d.ts`.
 * @typedef {object} ViewProtocol
 * @property {object} payload
 * @property {{[op: string]: {message: object, answer: object}}} operations
 * @property {object} heard
 */
/** @typedef {{insertCell: (at: number, cell: object) => void, cells: unknown[]}} SharedModel */
/** @typedef {{markTrusted: (node: Element) => void}} TrustHandler */
/** @typedef {{context?: {path?: string, model?: {sharedModel?: SharedModel}},
 *   rendermime?: {trustHandler?: TrustHandler | null}, kernel?: {interrupt?: () => unknown} | null}} WidgetManager */
/**
 * What a view is given: the part of anywidget's model that is used here.
 * @template {ViewProtocol} P
 * @typedef {object} Model
 * @property {(name: string) => unknown} get
 * @property {(name: "view", value: P["payload"]) => void} set
 * @property {(name: string, listener: (message: unknown) => void) => void} on
 * @property {(name: string, listener: (message: unknown) => void) => void} off
 * @property {(content: object) => void} send
 * @property {WidgetManager} [widget_manager]
 * @property {P} [protocol] never there: by it the type checker knows what the view says
 */
/** @typedef {{ok: false, error: string}} Refusal */
/**
 * @template T
 * @typedef {({ok: true} & T) | Refusal} Reply
 */
/**
 * @template {ViewProtocol} P
 * @typedef {P["operations"]} Operations
 */
/**
 * @template {ViewProtocol} P
 * @template {keyof P["operations"]} Op
 * @typedef {Promise<Reply<P["operations"][Op]["answer"]>>} Asked
 */
/**
 * @template {ViewProtocol} P
 * @typedef {object} Wire
 * @property {<Op extends keyof P["operations"] & string>
 *   (op: Op, message: P["operations"][Op]["message"]) => Asked<P, Op>} ask
 * @property {(listener: (message: P["heard"]) => void) => void} heard what nobody here has asked for, or another view
 *   of the same model has
 * @property {(listener: (silent: boolean) => void) => void} hushed told when answers fail to come, and when they come
 *   again
 * @property {() => void} stop
 */

const PATIENCE = 4000;

/**
 * Everything that a view draws first.
 * @template {ViewProtocol} P
 * @param {Model<P>} model
 * @returns {P["payload"]}
 */
export function payloadOf(model) {
  return /** @type {P["payload"]} */ (model.get("view"));
}

/**
 * Ask the kernel, and get its answer.
 * @template {ViewProtocol} P
 * @param {Model<P>} model
 * @returns {Wire<P>}
 */
export function line(model) {
  // A model may be drawn twice, also in two browser tabs: each line knows its own answers.
  const mine = Math.random().toString(36).slice(2);
  let last = 0, timer = 0, silent = false;
  /** @type {Map<unknown, (message: never) => void>} */
  const waiting = new Map();
  /** @type {Set<(message: P["heard"]) => void>} */
  const listeners = new Set();
  /** @type {Set<(silent: boolean) => void>} */
  const watchers = new Set();
  const tell = (/** @type {boolean} */ now) => {
    if (now === silent) return;
    silent = now;
    for (const watcher of watchers) watcher(now);
  };
  const watch = () => { timer ||= window.setTimeout(() => { timer = 0; tell(waiting.size > 0); }, PATIENCE); };
  const rest = () => { clearTimeout(timer); timer = 0; };
  const hear = (/** @type {unknown} */ message) => {
    rest();
    tell(false);
    const id = message instanceof Object && "id" in message ? message.id : undefined;
    const asked = waiting.get(id);
    if (asked) {
      waiting.delete(id);
      asked(/** @type {never} */ (message));
    } else for (const listener of listeners) listener(/** @type {P["heard"]} */ (message ?? {}));
    if (waiting.size) watch();
  };
  model.on("msg:custom", hear);
  return {
    ask: (op, message) =>
      new Promise((resolve) => {
        const id = `${mine}-${++last}`;
        waiting.set(id, resolve);
        watch();
        try {
          model.send({ ...message, op, id });
        } catch {
          waiting.delete(id);
          tell(true);
          resolve({ ok: false, error: "The kernel is gone, so this was not done." });
        }
      }),
    heard: (listener) => void listeners.add(listener),
    hushed: (listener) => void watchers.add(listener),
    stop: () => { rest(); model.off("msg:custom", hear); },
  };
}

/**
 * What is said while the kernel is silent, with a way out for edits that are not saved.
 * @param {{hushed: (listener: (silent: boolean) => void) => void}} wire
 * @param {() => {code?: string, edits?: string}} [unsaved] edits as code, and how many
 * @returns {HTMLElement}
 */
export function notice(wire, unsaved = () => ({})) {
  const bar = h("div", { class: "silent", role: "alert", hidden: true });
  wire.hushed((silent) => {
    bar.hidden = !silent;
    const { code, edits } = unsaved();
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(code ?? "");
        put(bar, " Copied.");
      } catch {
        put(bar, h("pre", { class: "box", tabIndex: 0 }, code));
      }
    };
    const count = (edits ?? "").replace(" not saved", "") || "the edits";
    fill(bar, silent && [
      h("b", {}, "The kernel has stopped answering."), " It is busy, or gone. You see the last verdicts. ",
      code && h("button", { onclick: copy }, `Copy ${count} as code`),
    ]);
  });
  return bar;
}
