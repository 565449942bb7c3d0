// @ts-check
// The page is whole without this: it opens the failure that a link leads to, and filters the rows of the matrix.
(() => {
  const open = () => {
    let name = "";
    // Whoever links here may write anything.
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const element = document.getElementById(name);
    if (!(element instanceof HTMLDetailsElement)) return;
    element.open = true;
    element.scrollIntoView({ block: "start" });
    /** @type {HTMLElement | null} */ (element.querySelector("summary"))?.focus({ preventScroll: true });
  };
  window.addEventListener("hashchange", open);
  // Paper cannot be unfolded: everything is open while the page is printed, and as it was before afterwards.
  /** @type {HTMLDetailsElement[]} */
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    const folded = [...document.querySelectorAll("details:not([open])")];
    unfolded = folded.filter((each) => each instanceof HTMLDetailsElement);
    for (const details of unfolded) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of unfolded) details.open = false;
    unfolded = [];
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
    if (link && link.getAttribute("href") === location.hash) open();
  });
  open();

  // Where the live matrix is drawn, it has its own filter.
  if (document.getElementById("model")) return;
  const section = document.getElementById("matrix");
  const rows = section ? [...section.querySelectorAll("tbody tr")] : [];
  if (!section || rows.length < 8) return;
  const after = section.querySelector("thead th:last-child")?.textContent === "broken since" ? 2 : 1;
  const examples = rows.filter((row) => row.children.length > after);

  const field = document.createElement("input");
  field.type = "search";
  field.placeholder = "filter examples";
  field.setAttribute("aria-label", "filter examples");
  const only = document.createElement("input");
  only.type = "checkbox";
  const label = document.createElement("label");
  label.append(only, "failing at the newest version only");
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  const tools = document.createElement("div");
  tools.className = "tools";
  tools.append(field, label, count);
  section.querySelector("table")?.before(tools);

  const fails = (/** @type {Element} */ row) => {
    const cells = [...row.children];
    const last = cells[cells.length - after];
    return last ? /^[✗!]/.test((last.textContent ?? "").trim()) : false;
  };
  const show = () => {
    const wanted = field.value.trim().toLowerCase();
    let shown = 0;
    for (const row of examples) {
      const fits = (row.children[0]?.textContent ?? "").toLowerCase().includes(wanted) && (!only.checked || fails(row));
      /** @type {HTMLElement} */ (row).hidden = !fits;
      if (fits) shown += 1;
    }
    count.textContent = wanted || only.checked ? `${shown} of ${examples.length} rows` : "";
  };
  field.addEventListener("input", show);
  only.addEventListener("change", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { field.value = ""; show(); }
  });
})();
