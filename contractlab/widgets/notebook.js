// @ts-check
// The notebook around a view, where there is one that says so: a new cell below the view's own.

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
