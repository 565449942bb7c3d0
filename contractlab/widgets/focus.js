// @ts-check
// Keys and focus: what a view keeps from the notebook around it, and where focus is when something is drawn anew.

/**
 * Keep plain keys from the notebook around a view, which would take `d d` for "delete this cell". Keys that run cells
 * pass, as do those with Ctrl or Meta that a view does not use itself. Where what had focus is drawn anew, the view
 * keeps it.
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
  const settle = () => {
    if (held?.isConnected) held = root.contains(document.activeElement) ? held : null;
  };
  root.addEventListener("focusout", (event) => {
    // Whoever leaves by hand leaves something that is still there.
    if (event.relatedTarget) held = null;
    else window.setTimeout(settle, 0);
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
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(target.type)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Take a key: nobody else is to hear of it.
 * @param {Event} event */
export function take(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** Call a function when Enter is pressed in a field.
 * @param {HTMLElement} field
 * @param {() => void} call */
export function onEnter(field, call) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    take(event);
    call();
  });
}

/** The name that what has focus keeps when it is drawn anew; null where it has none, or focus is elsewhere.
 * @param {Element} root */
export function focusName(root) {
  const active = document.activeElement;
  return root.contains(active) ? active?.closest("[data-focus]")?.getAttribute("data-focus") ?? null : null;
}

/** True where focus is nowhere, or on what holds the view: whoever went on meanwhile is not called back.
 * @param {Element} root */
export function focusIsFree(root) {
  const active = document.activeElement;
  return !active || active === document.body || active.contains(root);
}

/** Give focus to what has the name; where that is disabled now, to what comes after it, else before it.
 * @param {Element} root
 * @param {string | null} name
 * @param {boolean} [seen] bring it into view, where somebody closed what covered it or stood above it */
export function giveFocus(root, name, seen = false) {
  if (!name) return;
  const named = [...root.querySelectorAll("[data-focus]")];
  const at = named.findIndex((element) => element.getAttribute("data-focus") === name);
  if (at < 0) return;
  const target = [...named.slice(at), ...named.slice(0, at).reverse()].find(canHaveFocus);
  if (!(target instanceof HTMLElement)) return;
  target.focus({ preventScroll: true });
  if (seen) target.scrollIntoView({ block: "nearest" });
}

/** @param {Element} element */
function canHaveFocus(element) {
  const off = element.matches(":disabled") || element.closest("[hidden]");
  return !off && element.getClientRects().length > 0;
}
