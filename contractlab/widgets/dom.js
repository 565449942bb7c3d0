// @ts-check
// Building elements without markup: every text becomes a text node, so nothing that a stranger wrote can become an
// element.

/** @typedef {string | number | Node | null | undefined | false} Leaf */
/** @typedef {Leaf | Leaf[] | (Leaf | Leaf[])[]} Child */
/** @typedef {import("./protocol.d.ts").LineJson} LineJson */

const PROPERTIES = new Set([
  "value", "checked", "disabled", "hidden", "open", "tabIndex", "htmlFor", "selected", "indeterminate",
]);

/**
 * Make an element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [attributes] also `class`; `onclick` and friends as functions; false and null leave
 *   an attribute out
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    const kept = name.startsWith("aria-") || PROPERTIES.has(name);
    if (value === null || value === undefined || (value === false && !kept)) continue;
    if (name.startsWith("on") && typeof value === "function") {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (PROPERTIES.has(name)) Reflect.set(element, name, value);
    else element.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
  }
  return put(element, ...children);
}

/**
 * Append children to an element; texts become text nodes.
 * @template {Element} T
 * @param {T} element
 * @param {...Child} children
 * @returns {T}
 */
export function put(element, ...children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) put(element, ...child);
    else element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/**
 * Give an element other children. Focus that was inside is lost: redraw only what changed.
 * @template {Element} T
 * @param {T} element
 * @param {...Child} children
 * @returns {T}
 */
export function fill(element, ...children) {
  element.replaceChildren();
  return put(element, ...children);
}

const TAGS = /** @type {Record<string, "b" | "code" | "ins" | "del" | undefined>} */ ({
  strong: "b", code: "code", ins: "ins", del: "del",
});

/**
 * A line of the view model: kinds and texts.
 * @param {LineJson} line
 * @returns {HTMLElement[]}
 */
export function spans(line) {
  return line.map(([kind, text, whole, opens]) => {
    if (opens) return h("button", { class: "opens", title: whole || null, "data-opens": opens }, text);
    const named = kind in TAGS || kind === "text" ? null : `k-${kind.replace(/[^a-z-]/g, "")}`;
    return h(TAGS[kind] ?? "span", { class: named, title: whole || null }, text);
  });
}

/**
 * Names of classes: those that hold, or null where none does.
 * @param {...(string | false | null | undefined)} names
 */
export function classes(...names) {
  return names.filter(Boolean).join(" ") || null;
}

/**
 * Call a function when nothing has called for some time.
 * @template {unknown[]} A
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

/** Copy a text; where the browser refuses, it is put where it can be taken by hand.
 * @param {string} text
 * @param {string} noun
 * @param {(words: string) => void} say
 * @param {(field: HTMLElement) => void} place */
export async function copyText(text, noun, say, place) {
  try {
    await navigator.clipboard.writeText(text);
    say(`Copied as ${noun}.`);
  } catch {
    const field = h("textarea", { class: "code", "aria-label": `${noun} to copy`, rows: 8 });
    field.value = text;
    place(field);
    field.select();
    say("Copy it from here.");
  }
}
