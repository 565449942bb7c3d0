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
 * as do those with Ctrl or Meta that a view does not use itself.
 * @param {HTMLElement} root
 */
export function shield(root) {
  root.addEventListener("keydown", (event) => {
    const runs = event.key === "Enter" && (event.ctrlKey || event.metaKey || event.shiftKey);
    const mine = event.defaultPrevented || !(event.ctrlKey || event.metaKey);
    if (mine && !runs) event.stopPropagation();
  });
}

/** True where a key is being typed into a field.
 * @param {EventTarget | null} target */
export function inField(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/**
 * Ask the kernel, and get its answer.
 * @param {Model} model
 * @returns {{ask: (op: string, more?: Record<string, any>) => Promise<any>, heard: (listener: (message: any) => void) => void, stop: () => void}}
 */
export function line(model) {
  let last = 0;
  /** @type {Map<number, (message: any) => void>} */
  const waiting = new Map();
  /** @type {Set<(message: any) => void>} */
  const listeners = new Set();
  const hear = (/** @type {any} */ message) => {
    const asked = waiting.get(message?.id);
    if (asked) {
      waiting.delete(message.id);
      asked(message);
    } else for (const listener of listeners) listener(message);
  };
  model.on("msg:custom", hear);
  return {
    ask: (op, more = {}) =>
      new Promise((resolve) => {
        waiting.set(++last, resolve);
        model.send({ ...more, op, id: last });
      }),
    heard: (listener) => void listeners.add(listener),
    stop: () => model.off("msg:custom", hear),
  };
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
