// @ts-check
// What stands in for a view where there is no kernel is not needed while the view is alive.

/** Hide it.
 * @param {HTMLElement} el
 * @param {number} tries the view is put into its page some time after it is drawn */
export function standDown(el, tries) {
  const area = el.closest(".jp-OutputArea");
  if (!area) return void (tries > 0 && window.setTimeout(() => standDown(el, tries - 1), 100));
  for (const still of area.querySelectorAll(".contractlab-stands-in")) {
    const output = still.closest(".jp-OutputArea-child");
    if (output instanceof HTMLElement) output.style.display = "none";
  }
}
