// @ts-check
// Building elements without markup: every text becomes a text node, so nothing that a stranger wrote can become an element.

/** @typedef {string | number | Node | null | undefined | false} Child */
/** @typedef {Child | any[]} Children */
/** @typedef {[kind: string, text: string, whole?: string]} Span */
/**
 * What a view is given: the part of anywidget's model that is used here.
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {() => void} save_changes
 * @property {(name: string, listener: (...args: any[]) => void) => void} on
 * @property {(name: string, listener?: (...args: any[]) => void) => void} off
 * @property {(content: any) => void} send
 * @property {any} [widget_manager]
 */

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "open", "tabIndex", "htmlFor", "selected", "indeterminate"]);

/**
 * Make an element.
 * @param {string} tag
 * @param {Record<string, any>} [given] attributes; `class`; `onclick` and friends as functions; false and null leave one out
 * @param {...Children} children
 * @returns {HTMLElement}
 */
export function h(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || (value === false && !name.startsWith("aria-") && !PROPERTIES.has(name))) continue;
    if (name.startsWith("on") && typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) /** @type {any} */ (made)[name] = value;
    else made.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
  }
  return put(made, ...children);
}

/**
 * Append children to an element; texts become text nodes.
 * @template {Element} T
 * @param {T} made
 * @param {...Children} children
 * @returns {T}
 */
export function put(made, ...children) {
  for (const child of children.flat(9)) {
    if (child === null || child === undefined || child === false) continue;
    made.append(child instanceof Node ? child : String(child));
  }
  return made;
}

/**
 * Give an element other children. Focus that was inside is lost: redraw only what changed.
 * @template {Element} T
 * @param {T} made
 * @param {...Children} children
 * @returns {T}
 */
export function fill(made, ...children) {
  made.replaceChildren();
  return put(made, ...children);
}

const TAGS = /** @type {Record<string, string>} */ ({ strong: "b", code: "code", ins: "ins", del: "del" });

/**
 * A line of the view model: kinds and texts.
 * @param {Span[]} line
 * @returns {HTMLElement[]}
 */
export function spans(line) {
  return line.map(([kind, text, whole]) =>
    h(TAGS[kind] ?? "span", { class: kind in TAGS || kind === "text" ? null : `k-${kind.replace(/[^a-z-]/g, "")}`, title: whole || null }, text));
}

/**
 * Keep plain keys from the notebook around a view, which would take `d d` for "delete this cell". Keys that run cells pass,
 * as do those with Ctrl or Meta that a view does not use itself. Where what had focus is drawn anew, the view keeps it.
 * @param {HTMLElement} root
 */
export function shield(root) {
  root.addEventListener("keydown", (event) => {
    const runs = event.key === "Enter" && (event.ctrlKey || event.metaKey || event.shiftKey);
    const mine = event.defaultPrevented || !(event.ctrlKey || event.metaKey);
    if (mine && !runs) event.stopPropagation();
  });
  root.tabIndex = -1;
  /** @type {Element | null} */
  let held = null;
  root.addEventListener("focusin", (event) => { held = event.target instanceof Element ? event.target : null; });
  root.addEventListener("focusout", (event) => {
    // Whoever leaves by hand leaves something that is still there.
    if (event.relatedTarget) held = null;
    else window.setTimeout(() => { if (held?.isConnected) held = root.contains(document.activeElement) ? held : null; }, 0);
  });
  new MutationObserver(() => {
    if (!held || held.isConnected) return;
    held = null;
    if (!document.activeElement || document.activeElement === document.body) root.focus({ preventScroll: true });
  }).observe(root, { childList: true, subtree: true });
}

/** True where a key is being typed into a field.
 * @param {EventTarget | null} target */
export function inField(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/**
 * @typedef {object} Line
 * @property {(op: string, more?: Record<string, any>) => Promise<any>} ask
 * @property {(listener: (message: any) => void) => void} heard what nobody here has asked for, or another view of the same model has
 * @property {(listener: (silent: boolean) => void) => void} hushed told when answers fail to come, and when one comes again
 * @property {() => void} stop
 */

const PATIENCE = 4000;

/**
 * Ask the kernel, and get its answer.
 * @param {Model} model
 * @returns {Line}
 */
export function line(model) {
  // A model may be drawn twice, also in two browser tabs: each line knows its own answers.
  const mine = Math.random().toString(36).slice(2);
  let last = 0, timer = 0, silent = false;
  /** @type {Map<string, (message: any) => void>} */
  const waiting = new Map();
  /** @type {Set<(message: any) => void>} */
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
  const hear = (/** @type {any} */ message) => {
    rest();
    tell(false);
    const asked = waiting.get(message?.id);
    if (asked) {
      waiting.delete(message.id);
      asked(message);
    } else for (const listener of listeners) listener(message);
    if (waiting.size) watch();
  };
  model.on("msg:custom", hear);
  return {
    ask: (op, more = {}) =>
      new Promise((resolve) => {
        const id = `${mine}-${++last}`;
        waiting.set(id, resolve);
        watch();
        try {
          model.send({ ...more, op, id });
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
 * @param {Line} wire
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
    fill(bar, silent && [h("b", {}, "The kernel has stopped answering."), " It is busy, or gone. You see the last verdicts. ",
      code && h("button", { onclick: copy }, `Copy ${(edits ?? "").replace(" not saved", "") || "the edits"} as code`)]);
  });
  return bar;
}

/**
 * Call a function when nothing has called for some time.
 * @template {any[]} A
 * @param {(...given: A) => void} call
 * @param {number} wait milliseconds
 * @returns {(...given: A) => void}
 */
export function later(call, wait) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => call(...given), wait);
  };
}

/** The sign of a verdict; a word stands beside it wherever there is room. */
export const SIGNS = /** @type {Record<string, string>} */ ({
  failed: "✗", error: "!", pending: "◔", "not exercised": "–", passed: "✓",
});

/**
 * A verdict as a chip: sign and word.
 * @param {string} verdict
 * @param {string} [word] instead of the verdict
 */
export function chip(verdict, word = verdict) {
  return h("span", { class: `v v-${verdict.replace(/[^a-z]/g, "-")}` }, `${SIGNS[verdict] ?? ""} ${word}`.trim());
}
