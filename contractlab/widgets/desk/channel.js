// @ts-check
// The line of the desk, shared by its panels: each panel has a model of its own, whose messages carry its name.

import { payloadOf } from "../wire.js";

/** @typedef {import("../wire.js").ViewProtocol} ViewProtocol */
/** @typedef {import("../protocol.d.ts").DeskProtocol} DeskProtocol */
/** @typedef {import("../protocol.d.ts").DeskPanels} DeskPanels */
/** @typedef {import("../wire.js").Model<DeskProtocol>} DeskModel */

/**
 * The name of the panel that a message is for; empty for one of the desk itself.
 * @param {unknown} message
 */
export function panelOf(message) {
  if (!(message instanceof Object)) return "";
  if ("of" in message) return message.of; // an answer, which may have a panel of its own
  return "panel" in message ? message.panel : "";
}

/**
 * A panel's own model. What the desk knows of the panel is kept in the desk's payload, so that a second screen of it
 * draws the same.
 * @template {ViewProtocol} P
 * @param {DeskModel} model
 * @param {keyof DeskPanels} name
 * @returns {import("../wire.js").Model<P>}
 */
export function channel(model, name) {
  // Read anew each time: a notebook that connects to its kernel again puts another payload in its place.
  const panels = () => /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (payloadOf(model).panels));
  // A panel that another screen closed is gone from the payload, and still stands on this one.
  let last = panels()[name];
  const current = () => { last = panels()[name] ?? last; return last; };
  /** @type {Map<(message: unknown) => void, (message: unknown) => void>} */
  const mine = new Map();
  return {
    get: (key) => {
      if (key === "view") return current();
      return key === "hosted" ? true : model.get(key);
    },
    set: (_key, value) => { panels()[name] = value; },
    on: (event, listener) => {
      if (event !== "msg:custom") return;
      const filtered = (/** @type {unknown} */ message) => { if (panelOf(message) === name) listener(message); };
      mine.set(listener, filtered);
      model.on(event, filtered);
    },
    off: (event, listener) => {
      const filtered = mine.get(listener);
      if (filtered) model.off(event, filtered);
    },
    send: (content) => model.send({ ...content, panel: name }),
    widget_manager: model.widget_manager,
  };
}
