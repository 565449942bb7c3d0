// @ts-check
// The notebook around a view, where there is one that says so: a new cell below the view's own, and files beside it.

import { h } from "./dom.js";

/** @typedef {import("./wire.js").WidgetManager} WidgetManager */

/** Put code into a new cell below the one that a view stands in.
 * @param {{widget_manager?: WidgetManager}} model
 * @param {Element} el
 * @param {string} code
 * @returns {boolean} false where the notebook is not known, as outside of JupyterLab */
export function insertCell(model, el, code) {
  const shared = model.widget_manager?.context?.model?.sharedModel;
  if (!shared || typeof shared.insertCell !== "function") return false;
  const cell = el.closest(".jp-Cell"), listed = cell?.getAttribute("data-windowed-list-index");
  const siblings = cell ? [...(cell.parentElement?.children ?? [])] : [];
  const cells = siblings.filter((sibling) => sibling.classList.contains("jp-Cell"));
  // Cells out of sight are no elements; those in sight know their number then.
  const at = !cell ? shared.cells.length - 1 : listed ? Number(listed) : cells.indexOf(cell);
  if (!(at >= 0 && at < shared.cells.length)) return false;
  shared.insertCell(at + 1, { cell_type: "code", source: code, metadata: {} });
  return true;
}

/** The path of a file as JupyterLab's server names it; empty where the notebook is not known, or the file lies above.
 * @param {{widget_manager?: WidgetManager}} model
 * @param {string} file as the kernel names it, which works in the notebook's folder */
function serverPath(model, file) {
  const notebook = model.widget_manager?.context?.path;
  if (typeof notebook !== "string" || file.startsWith("/")) return "";
  /** @type {string[]} */
  const steps = notebook.replace(/^[A-Za-z]+:/, "").split("/").slice(0, -1);
  for (const step of file.split("/")) {
    if (step === "..") {
      if (!steps.length) return "";
      steps.pop();
    } else if (step && step !== ".") steps.push(step);
  }
  return steps.join("/");
}

/** Run a command of JupyterLab, which hears clicks on elements that name one, and asks before it believes a stranger's.
 * @param {{widget_manager?: WidgetManager}} model
 * @param {string} command
 * @param {object} given */
function runCommand(model, command, given) {
  const link = h("button", {
    hidden: true, "data-commandlinker-command": command, "data-commandlinker-args": JSON.stringify(given),
  });
  document.body.append(link);
  model.widget_manager?.rendermime?.trustHandler?.markTrusted(link);
  link.click();
  link.remove();
}

const TRIES = 50; // of 100 ms each

/** Open a file beside the notebook, at a line.
 * @param {{widget_manager?: WidgetManager}} model
 * @param {string} place `pacts/billing.json:118`
 * @returns {boolean} false where nothing can open it, as outside of JupyterLab */
export function openFile(model, place) {
  const [, file = "", line = "1"] = /^(.*):(\d+)$/.exec(place) ?? [];
  const path = serverPath(model, file);
  if (!path) return false;
  runCommand(model, "docmanager:open", { path, factory: "Editor", options: { mode: "split-right" } });
  let left = TRIES;
  const goOn = window.setInterval(() => {
    const shown = document.activeElement?.closest(".jp-FileEditor"); // where focus goes when the file is there
    if (shown) runCommand(model, "fileeditor:go-to-line", { line: Number(line) });
    if (shown || --left <= 0) clearInterval(goOn);
  }, 100);
  return true;
}
