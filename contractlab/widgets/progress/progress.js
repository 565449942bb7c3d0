// @ts-check
// A button that interrupts work in a cell. The kernel hears no message while it works, but JupyterLab can interrupt it,
// which is what the button asks for.
import { fill, h } from "../dom.js";
import { runCommand } from "../notebook.js";

/** @typedef {import("../wire.js").WidgetManager} WidgetManager */

export default {
  /** @param {{model: {widget_manager?: WidgetManager}, el: HTMLElement}} given */
  render({ model, el }) {
    const button = h("button", { hidden: true }, "Cancel, keep what is done");
    button.addEventListener("click", () => {
      button.disabled = true;
      runCommand(model, "notebook:interrupt-kernel", {});
    });
    fill(el, h("p", { class: "cl" }, button));
    const show = () => { button.hidden = !el.closest(".jp-Notebook"); }; // elsewhere nobody would hear it
    show();
    const timer = setInterval(show, 200); // until it stands in the notebook
    return () => clearInterval(timer);
  },
};
