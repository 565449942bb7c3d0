// @ts-check
// How far work in a cell is, with a button that interrupts it. The kernel hears no message while it works, but
// JupyterLab can interrupt it, which is what the button asks for.
import { fill, h } from "../dom.js";
import { runCommand } from "../notebook.js";

/** @typedef {import("../wire.js").WidgetManager} WidgetManager */
/**
 * The part of anywidget's model that is used here.
 * @typedef {object} ProgressModel
 * @property {(name: "text") => unknown} get
 * @property {(name: string, listener: () => void) => void} on
 * @property {(name: string, listener: () => void) => void} off
 * @property {WidgetManager} [widget_manager]
 */

export default {
  /** @param {{model: ProgressModel, el: HTMLElement}} given */
  render({ model, el }) {
    const said = h("span", {});
    const button = h("button", { hidden: true }, "Cancel, keep what is done");
    button.addEventListener("click", () => {
      button.disabled = true;
      runCommand(model, "notebook:interrupt-kernel", {});
    });
    const draw = () => {
      fill(said, String(model.get("text")));
      button.hidden = !el.closest(".jp-Notebook"); // elsewhere nobody would hear it
    };
    fill(el, h("p", { class: "cl" }, said, " ", button));
    model.on("change:text", draw);
    draw();
    requestAnimationFrame(draw); // when it stands in the notebook
    return () => model.off("change:text", draw);
  },
};
