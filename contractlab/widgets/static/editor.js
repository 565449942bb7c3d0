// @ts-check
// The editor of one example: what would change stands on top, always; the tree below; the matcher, states and saving beside.
import { chip, fill, h, inField, later, line, notice, put, shield, SIGNS, spans } from "./dom.js";
import { insertCell } from "./notebook.js";

/** @typedef {import("./dom.js").Model} Model */

const GLYPH = /** @type {Record<string, string>} */ ({ ...SIGNS, "": "·" });

class Editor {
  /** @param {Model} model
   * @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.view = model.get("view");
    this.wire = line(model);
    this.tab = "";
    this.raw = false;
    this.folded = /** @type {Set<string>} */ (new Set());
    this.chosen = "";
    this.panel = /** @type {any} */ (null);
    this.warnSoon = later(() => this.drawWarnings(), 250);

    this.bar = h("div", { class: "bar" });
    this.strip = h("div", { class: "strip" });
    this.tabs = h("div", { role: "tablist", "aria-label": "parts of the example", onkeydown: (/** @type {KeyboardEvent} */ event) => this.tabKey(event) });
    this.rawSlot = h("span", {});
    this.section = h("div", { role: "tabpanel", id: "part", class: "part" });
    this.side = h("div", { class: "side" });
    this.states = h("div", { class: "states" });
    this.warnings = h("div", { class: "warnings" });
    this.bottom = h("div", { class: "bottom" });
    this.status = h("span", { role: "status" });
    this.root = h("div", { class: "cl editor", onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event) },
      this.bar, notice(this.wire, () => this.view), this.strip,
      h("div", { class: "ed" }, h("div", { class: "main-part" }, h("div", { class: "tab-bar" }, this.tabs, h("span", { class: "grow" }), this.rawSlot), this.section), h("div", { class: "right" }, this.side, this.warnings, this.states)),
      this.bottom, h("div", { class: "foot" }, this.status, h("span", { class: "grow" }), h("span", { "aria-hidden": "true" }, h("kbd", {}, "Enter"), " edit ", h("kbd", {}, "m"), " matcher ", h("kbd", {}, "a"), " accept ", h("kbd", {}, "Ctrl+Z"), " undo ", h("kbd", {}, "Ctrl+S"), " save")));
    shield(this.root);
    put(el, this.root);
    this.wire.heard((message) => { if (message?.delta) this.take(message.delta); });
    model.on("change:view", this.renew = () => { this.view = model.get("view"); this.draw(); });
    this.draw();
  }

  /** Ask for an edit; an error becomes a text under its field.
   * @param {string} op
   * @param {Record<string, any>} [more]
   * @param {HTMLElement | null} [field] */
  async ask(op, more = {}, field = null) {
    const answer = await this.wire.ask(op, more);
    if (!answer.ok) {
      this.complain(answer.error, field);
      return null;
    }
    if (answer.delta) this.take(answer.delta);
    return answer;
  }

  /** @param {string} text
   * @param {HTMLElement | null} field */
  complain(text, field) {
    this.say(text);
    if (!field) return;
    const holder = field.closest(".field") ?? field.parentElement;
    holder?.querySelector(".wrong-text")?.remove();
    const told = h("p", { class: "wrong-text", role: "alert" }, text);
    holder?.append(told);
    field.setAttribute("aria-invalid", "true");
  }

  /** @param {string} text */
  say(text) {
    fill(this.status, text);
  }

  /** @param {any} delta */
  take(delta) {
    if (delta.tabs) {
      const known = new Map(this.view.tabs.map((/** @type {any} */ tab) => [tab.id, tab]));
      delta.tabs = delta.tabs.map((/** @type {any} */ tab, /** @type {number} */ index) => tab ?? known.get(delta.tab_ids[index]));
    }
    const redrawn = Boolean(delta.tabs);
    Object.assign(this.view, delta);
    this.model.set("view", this.view);
    const focus = this.whereFocusIs();
    this.drawBar();
    this.drawStrip();
    if (redrawn) { this.drawTabs(); this.drawSection(); }
    if (delta.states || delta.known_states || delta.gone !== undefined) this.drawStates();
    this.warnSoon();
    if (this.panel && redrawn) this.openPanel(this.panel.target, false);
    this.giveFocus(focus);
    this.say(this.view.what_if.sentence);
  }

  /** What a state has, in the words of the format. */
  get param() {
    return this.view.format.startsWith("ContractCase") ? "variable" : "parameter";
  }

  whereFocusIs() {
    const now = document.activeElement;
    return this.root.contains(now) ? now?.closest("[data-focus]")?.getAttribute("data-focus") ?? null : null;
  }

  /** @param {string | null} name */
  giveFocus(name) {
    if (!name) return;
    const found = [...this.root.querySelectorAll("[data-focus]")].find((one) => one.getAttribute("data-focus") === name);
    if (found instanceof HTMLElement) found.focus({ preventScroll: true });
  }

  draw() {
    if (!this.view.tabs.some((/** @type {any} */ tab) => tab.id === this.tab)) {
      this.tab = (this.view.tabs.find((/** @type {any} */ tab) => tab.by === "provider") ?? this.view.tabs[0])?.id ?? "";
    }
    this.drawBar();
    this.drawStrip();
    this.drawTabs();
    this.drawSection();
    this.warnSoon();
    this.drawStates();
    this.drawSide();
    this.say(this.view.what_if.sentence);
  }

  drawBar() {
    const { view } = this;
    const title = h("input", { class: "title", value: view.description ?? view.title, "aria-label": "description of the example", "data-focus": "title",
      onchange: (/** @type {any} */ event) => this.ask("describe", { text: event.target.value }, event.target) });
    fill(this.bar,
      view.gone ? h("b", {}, view.title) : h("span", { class: "field" }, title),
      view.changed && h("span", { class: "dot", title: "edited" }, "●"),
      h("span", { class: "mute" }, [view.file, view.format, view.edits].filter(Boolean).join(" · ")), h("span", { class: "grow" }),
      h("button", { disabled: !view.undo, title: view.undo ? `undo: ${view.undo}` : null, "aria-keyshortcuts": "Control+Z", "data-focus": "undo", onclick: () => this.ask("undo") }, "⤺ Undo"),
      h("button", { disabled: !view.redo, title: view.redo ? `redo: ${view.redo}` : null, "aria-keyshortcuts": "Control+Shift+Z", "data-focus": "redo", onclick: () => this.ask("redo") }, "⤻ Redo"),
      h("button", { "data-focus": "code", onclick: () => this.showCode() }, "As code"),
      h("button", { class: "main", disabled: !view.changed, "aria-keyshortcuts": "Control+S", "data-focus": "save", onclick: () => this.showSaving() }, "Save…"));
  }

  drawStrip() {
    const told = this.view.what_if;
    const versions = told.versions.map((/** @type {any} */ one) => {
      const changed = one.before !== one.after;
      const good = one.after === "passed" || one.after === "pending";
      return h("span", { class: `ghost ${changed ? (good ? "better" : "worse") : ""}`, title: changed ? `${one.before || "nothing"} → ${one.after || "nothing"}` : one.after },
        h("span", {}, changed ? `${GLYPH[one.before] ?? "·"} → ${GLYPH[one.after] ?? "·"}` : GLYPH[one.after] ?? "·"), h("span", { class: "v-name" }, one.version));
    });
    fill(this.strip, h("span", { class: "mute" }, "If saved"),
      told.counts.length ? told.counts.map((/** @type {any} */ one) => h("span", { class: `count ${one.tone}` }, one.text)) : h("b", {}, "no verdict changes"),
      h("span", { class: "ghosts" }, versions),
      told.broken && h("span", { class: "broken" }, spans(told.broken), " ", h("button", { class: "quiet link", "data-focus": "undo-this", onclick: () => this.ask("undo") }, "Undo this edit")));
  }

  drawTabs() {
    fill(this.tabs, this.view.tabs.map((/** @type {any} */ tab) => h("button", { role: "tab", id: `part-${tab.id.replace(/ /g, "-")}`, "aria-selected": String(tab.id === this.tab), "aria-controls": "part", tabIndex: tab.id === this.tab ? 0 : -1, "data-focus": `tab ${tab.id}`,
      onclick: () => { this.tab = tab.id; this.chosen = ""; this.drawTabs(); this.drawSection(); this.giveFocus(`tab ${tab.id}`); } }, tab.label)));
    fill(this.rawSlot, this.now()?.sections.some((/** @type {any} */ one) => one.raw) && h("button", { "aria-pressed": String(this.raw), "data-focus": "raw", onclick: () => { this.raw = !this.raw; this.drawTabs(); this.drawSection(); this.giveFocus("raw"); } }, "Raw JSON"));
  }

  /** @param {KeyboardEvent} event */
  tabKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const ids = this.view.tabs.map((/** @type {any} */ tab) => tab.id);
    this.tab = ids[(ids.indexOf(this.tab) + step + ids.length) % ids.length];
    this.drawTabs();
    this.drawSection();
    this.giveFocus(`tab ${this.tab}`);
  }

  now() {
    return this.view.tabs.find((/** @type {any} */ tab) => tab.id === this.tab);
  }

  drawSection() {
    const tab = this.now();
    if (!tab) return void fill(this.section, h("p", { class: "nothing" }, h("b", {}, this.view.title)));
    this.section.setAttribute("aria-labelledby", `part-${tab.id.replace(/ /g, "-")}`);
    fill(this.section, tab.sections.map((/** @type {any} */ section) =>
      section.kind === "body" ? this.drawBody(tab, section) : section.kind === "named" ? this.drawNamed(tab, section) : this.drawFields(tab, section)));
  }

  // -- the tree -----------------------------------------------------------------------------------------------------

  /** @param {any} tab
   * @param {any} section */
  drawBody(tab, section) {
    if (this.raw || (!section.rows.length && section.raw)) return this.drawRaw(tab, section);
    if (!section.rows.length) return h("div", { class: "nothing" }, h("p", {}, section.none ?? ""), section.too_long && h("p", { class: "mute" }, section.too_long), !section.raw && this.drawRaw(tab, section));
    const body = h("tbody");
    let hidden = 99;
    let rest = false;
    for (const row of section.rows) {
      if (row.level > hidden) continue;
      hidden = 99;
      const at = JSON.stringify(row.at);
      if (row.more) { body.append(h("tr", {}, h("td", { colspan: 5, class: "mute", style: `padding-left:${8 + 18 * (row.level - 1)}px` }, `… ${row.more} more items`))); continue; }
      const open = row.open !== undefined && !this.folded.has(at);
      if (row.open !== undefined && !open) hidden = row.level;
      body.append(this.drawRow(tab, section, row, at, open, !rest && (!this.chosen || this.chosen === at)));
      if (!this.chosen || this.chosen === at) rest = true;
    }
    const sees = tab.by === "provider" && this.view.captures > 0;
    const head = ["key", "example value", "type", "must match", sees ? `seen in ${this.view.captures} ${this.view.captures === 1 ? "capture" : "captures"}` : ""];
    const table = h("table", { role: "treegrid", "aria-label": `${section.field} of the ${tab.part}`, class: "tree", onkeydown: (/** @type {KeyboardEvent} */ event) => this.treeKey(event, tab, section) },
      h("thead", {}, h("tr", {}, head.map((title) => title ? h("th", { scope: "col" }, title) : h("td")))), body);
    const unasked = section.unasked ?? [];
    return h("div", {}, table, section.left > 0 && h("p", { class: "mute small" }, `… ${section.left} more values: edit them as raw JSON`),
      this.drawAdd(tab, section),
      unasked.length > 0 && h("p", { class: "small chips" }, h("span", { class: "mute" }, "Seen but not in the example: "), unasked.map((/** @type {any} */ one) =>
        h("button", { class: "hint", onclick: () => this.ask("add_seen", { part: tab.part, at: one.at }) }, `+ ${one.label}`))));
  }

  /** @param {any} tab
   * @param {any} section
   * @param {any} row
   * @param {string} at
   * @param {boolean} open
   * @param {boolean} first */
  drawRow(tab, section, row, at, open, first) {
    const indent = `padding-left:${6 + 18 * (row.level - 1)}px`;
    const chips = (row.suggestions ?? []).map((/** @type {any} */ one) => h("button", { class: "hint", title: one.evidence, "data-suggestion": one.id, onclick: () => this.ask("suggest", { name: one.id }) }, one.label));
    const fold = row.open !== undefined ? h("span", { class: "fold-sign", "aria-hidden": "true", onclick: () => this.fold(at) }, open ? "▾ " : "▸ ") : null;
    const value = row.value === undefined
      ? h("span", { class: "mute" }, row.size)
      : row.long ? h("span", {}, h("code", {}, row.value), " ", h("span", { class: "mute small" }, row.long))
        : h("code", { class: `value kind-${row.kind}` }, row.value);
    const made = h("tr", { "aria-level": row.level, "aria-expanded": row.open !== undefined ? String(open) : null, tabIndex: first ? 0 : -1, "data-at": at, "data-focus": `row ${at}`, class: this.chosen === at ? "at" : null,
      onfocus: (/** @type {FocusEvent} */ event) => { if (event.target === made) this.chooseRow(made, at); } },
    h("td", { role: "gridcell", style: indent }, fold, h("code", {}, row.level === 1 ? row.brackets ?? "value" : row.key, row.level > 1 && row.brackets ? ` ${row.brackets}` : ""), (row.edited || row.rule.edited) && h("span", { class: "dot", title: "edited" }, " ●")),
    h("td", { role: "gridcell", class: "field", ondblclick: () => this.editValue(made, tab, row), onclick: () => this.chosen === at && this.editValue(made, tab, row) }, value, row.misfit && h("p", { class: "wrong-text" }, `✗ ${row.misfit}`)),
    h("td", { role: "gridcell", class: "mute" }, row.kind),
    h("td", { role: "gridcell" }, this.ruleChip(row.rule, { part: tab.part, field: section.field, at: row.at })),
    h("td", { role: "gridcell", class: row.wrong ? "strong" : "mute" }, row.seen ?? "", " ", chips));
    return made;
  }

  /** @param {any} rule
   * @param {any} target */
  ruleChip(rule, target) {
    const label = rule.how === "inherited" ? `${rule.label}, inherited` : rule.label;
    return h("button", { class: `rule how-${rule.how} ${rule.edited ? "edited" : ""}`, title: rule.whole ?? (rule.at ? `${rule.how} at ${rule.at}` : null), tabIndex: -1, "aria-keyshortcuts": "m", onclick: () => this.openPanel(target, true) }, `${rule.unchecked ? "○ " : ""}${label} ▾`);
  }

  /** @param {HTMLElement} row
   * @param {string} at */
  chooseRow(row, at) {
    this.chosen = at;
    for (const other of this.section.querySelectorAll("tr.at")) { other.classList.remove("at"); /** @type {HTMLElement} */ (other).tabIndex = -1; }
    for (const other of this.section.querySelectorAll("tr[tabindex='0']")) /** @type {HTMLElement} */ (other).tabIndex = -1;
    row.classList.add("at");
    row.tabIndex = 0;
  }

  /** @param {string} at */
  fold(at) {
    if (!this.folded.delete(at)) this.folded.add(at);
    this.drawSection();
    this.giveFocus(`row ${at}`);
  }

  /** @param {KeyboardEvent} event
   * @param {any} tab
   * @param {any} section */
  treeKey(event, tab, section) {
    const row = event.target instanceof HTMLElement ? event.target.closest("tr") : null;
    if (!row || inField(event.target) || event.ctrlKey || event.metaKey) return;
    const rows = /** @type {HTMLElement[]} */ ([...row.parentElement?.querySelectorAll("tr[data-at]") ?? []]);
    const place = rows.indexOf(row), at = row.getAttribute("data-at") ?? "[]";
    const known = section.rows.find((/** @type {any} */ one) => JSON.stringify(one.at) === at && !one.more);
    const go = (/** @type {number} */ to) => rows[Math.max(0, Math.min(rows.length - 1, to))]?.focus();
    const expanded = row.getAttribute("aria-expanded");
    const actions = /** @type {Record<string, () => void>} */ ({
      ArrowDown: () => go(place + 1), ArrowUp: () => go(place - 1), Home: () => go(0), End: () => go(rows.length), PageDown: () => go(place + 10), PageUp: () => go(place - 10),
      ArrowLeft: () => { if (expanded === "true") this.fold(at); else go(rows.findLastIndex((one, index) => index < place && Number(one.getAttribute("aria-level")) < Number(row.getAttribute("aria-level")))); },
      ArrowRight: () => { if (expanded === "false") this.fold(at); },
      Enter: () => this.editValue(row, tab, known), F2: () => this.editValue(row, tab, known),
      m: () => this.openPanel({ part: tab.part, field: section.field, at: known.at }, true),
      a: () => { const hint = row.querySelector("[data-suggestion]"); if (hint instanceof HTMLElement) hint.click(); },
      Delete: () => this.ask("remove", { part: tab.part, at: known.at }),
    });
    const action = actions[event.key];
    if (!action || !known) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  /** @param {HTMLElement} row
   * @param {any} tab
   * @param {any} known */
  editValue(row, tab, known) {
    if (known.open !== undefined) return this.fold(JSON.stringify(known.at));
    if (known.long || row.querySelector("input.cell")) return;
    const cell = row.children[1];
    if (!(cell instanceof HTMLElement)) return;
    const field = /** @type {HTMLInputElement} */ (h("input", { class: "cell code", value: known.value, "aria-label": `example value of ${known.key || "the body"}` }));
    let done = false;
    const back = () => { done = true; this.drawSection(); this.giveFocus(`row ${JSON.stringify(known.at)}`); };
    const commit = async () => {
      if (done || field.value === known.value) return back();
      done = true; // the field goes when the answer comes, and a field that goes is left once more
      const answer = await this.ask("set_value", { part: tab.part, at: known.at, text: field.value }, field);
      if (answer) this.giveFocus(`row ${JSON.stringify(known.at)}`);
      else done = false;
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); commit(); }
      if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); back(); }
    });
    field.addEventListener("blur", () => { if (!done && field.isConnected && !field.hasAttribute("aria-invalid")) commit(); });
    fill(cell, field);
    field.focus();
    field.select();
  }

  /** @param {any} tab
   * @param {any} section */
  drawAdd(tab, section) {
    const row = section.rows.find((/** @type {any} */ one) => JSON.stringify(one.at) === this.chosen && one.brackets) ?? section.rows[0];
    if (!row?.brackets) return null;
    const key = /** @type {HTMLInputElement} */ (h("input", { placeholder: "key", "aria-label": "name of the new key", size: 12 }));
    const value = /** @type {HTMLInputElement} */ (h("input", { class: "code", placeholder: "JSON value", "aria-label": "value of the new key", size: 16 }));
    const add = () => this.ask("add_key", { part: tab.part, at: row.at, key: key.value, text: value.value }, value);
    const enter = (/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); add(); } };
    value.addEventListener("keydown", enter);
    const chosen = section.rows.find((/** @type {any} */ one) => JSON.stringify(one.at) === this.chosen);
    return h("p", { class: "field add" }, row.brackets === "{}" && key, value, h("button", { onclick: add }, row.brackets === "{}" ? `+ key${row.key ? ` in ${row.key}` : ""}` : `+ item${row.key ? ` in ${row.key}` : ""}`),
      chosen && chosen.level > 1 && h("button", { class: "quiet", "aria-keyshortcuts": "Delete", onclick: () => this.ask("remove", { part: tab.part, at: chosen.at }) }, `Remove ${chosen.key}`));
  }

  /** @param {any} tab
   * @param {any} section */
  drawRaw(tab, section) {
    const field = /** @type {HTMLTextAreaElement} */ (h("textarea", { class: "code raw", "aria-label": `${section.field} as JSON`, rows: Math.min(28, Math.max(4, (section.raw ?? "").split("\n").length + 1)), spellcheck: "false" }));
    field.value = section.raw ?? "";
    return h("div", { class: "field" }, section.none && h("p", { class: "mute" }, section.none), field,
      h("p", {}, h("button", { onclick: () => this.ask("set_body", { part: tab.part, text: field.value }, field) }, "Apply"), " ", h("span", { class: "mute small" }, "Only what differs is edited; matchers stay with the values that stay.")));
  }

  // -- headers, parameters, metadata, method, path, status ----------------------------------------------------------

  /** @param {any} tab
   * @param {any} section */
  drawNamed(tab, section) {
    const noun = { headers: "header", query: "parameter", metadata: "entry" }[/** @type {"headers" | "query" | "metadata"} */ (section.field)] ?? "value";
    const rows = section.rows.map((/** @type {any} */ row) => {
      const target = { part: tab.part, field: section.field, name: row.name };
      const field = h("input", { class: "code", value: row.value, "aria-label": `${noun} ${row.shown}`, "data-focus": `named ${section.field} ${row.name}`, onchange: (/** @type {any} */ event) => this.ask("set_named", { ...target, text: event.target.value }, event.target) });
      return h("tr", {}, h("td", {}, h("code", {}, row.shown), row.edited && h("span", { class: "dot" }, " ●")), h("td", { class: "field" }, field, row.misfit && h("p", { class: "wrong-text" }, `✗ ${row.misfit}`)),
        h("td", {}, this.ruleChip(row.rule, target)), h("td", { class: row.wrong ? "strong" : "mute" }, row.seen ?? ""),
        h("td", {}, h("button", { class: "quiet", "aria-label": `remove ${noun} ${row.shown}`, onclick: () => this.ask("remove_named", target) }, "×")));
    });
    const name = /** @type {HTMLInputElement} */ (h("input", { placeholder: noun, "aria-label": `name of the new ${noun}`, size: 16 }));
    const value = /** @type {HTMLInputElement} */ (h("input", { class: "code", placeholder: section.field === "metadata" ? "JSON value" : "value", "aria-label": `value of the new ${noun}`, size: 20 }));
    const add = () => this.ask("set_named", { part: tab.part, field: section.field, name: name.value, text: value.value, new: true }, value);
    value.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); add(); } });
    const title = { headers: "Headers", query: "Query", metadata: "Metadata" }[/** @type {"headers" | "query" | "metadata"} */ (section.field)];
    return h("div", { class: "block" }, h("p", {}, h("b", {}, title)), rows.length > 0 && h("table", {}, h("tbody", {}, rows)),
      h("p", { class: "field add" }, name, value, h("button", { onclick: add }, `+ ${noun}`)), this.hints(section.suggestions));
  }

  /** @param {any[]} [listed] */
  hints(listed = []) {
    return listed.length > 0 && h("p", { class: "chips" }, listed.map((one) => h("button", { class: "hint", title: one.evidence, onclick: () => this.ask("suggest", { name: one.id }) }, `${one.label}`)), h("span", { class: "mute small" }, listed.map((one) => one.evidence).join("; ")));
  }

  /** @param {any} tab
   * @param {any} section */
  drawFields(tab, section) {
    return h("div", { class: "block" }, h("table", {}, h("tbody", {}, section.rows.map((/** @type {any} */ row) => h("tr", {},
      h("td", {}, row.name, row.edited && h("span", { class: "dot" }, " ●")),
      h("td", { class: "field" }, h("input", { class: "code", value: row.value, "aria-label": row.name, "data-focus": `field ${row.name}`, onchange: (/** @type {any} */ event) => this.ask("set_field", { part: tab.part, name: row.name, text: event.target.value }, event.target) }), row.misfit && h("p", { class: "wrong-text" }, `✗ ${row.misfit}`)),
      h("td", {}, row.fixed ? h("span", { class: "mute" }, "exact") : this.ruleChip(row.rule, { part: tab.part, field: row.name })),
      h("td", { class: row.wrong ? "strong" : "mute" }, row.seen ?? ""))))), this.hints(section.suggestions));
  }

  // -- the matcher --------------------------------------------------------------------------------------------------

  /** @param {any} target
   * @param {boolean} focus */
  async openPanel(target, focus) {
    this.opener = document.activeElement?.closest("[data-focus]")?.getAttribute("data-focus") ?? null;
    const answer = await this.wire.ask("panel", target);
    if (!answer.ok) { if (focus) this.say(answer.error); this.closePanel(); return; }
    this.panel = { target, ...answer.panel };
    this.drawSide();
    if (focus) this.side.querySelector("select")?.focus();
  }

  closePanel() {
    this.panel = null;
    this.drawSide();
    this.giveFocus(this.opener ?? null);
  }

  drawSide() {
    const { panel } = this;
    if (!panel) return void fill(this.side, h("p", { class: "mute small" }, "Choose a matcher in the tree to change what its value must match."));
    const declared = panel.declared;
    const select = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "matcher", "data-focus": "matcher" },
      h("option", { value: "" }, panel.chip.how === "inherited" ? `as above: ${panel.chip.label}` : "no rule here: what is above decides"),
      declared && !declared.matcher && h("option", { value: "*", disabled: true }, declared.label),
      panel.forms.map((/** @type {any} */ form) => h("option", { value: form.name }, form.label))));
    select.value = declared ? declared.matcher || "*" : "";
    const fields = h("div", {}), verdict = h("span", { role: "status", class: "fits" }), said = h("p", { class: "mute small" });
    // What is in force stands there until a trial says it of what is being tried.
    const misfit = panel.misfit ? h("p", { class: "wrong-text" }, `✗ ${panel.misfit}`) : null;
    const nullable = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", id: "nullable", checked: Boolean(declared?.nullable) }));
    const values = () => Object.fromEntries([...fields.querySelectorAll("[data-name]")].map((one) => [one.getAttribute("data-name"), /** @type {HTMLInputElement} */ (one).value]));
    const asked = () => ({ ...panel.target, matcher: select.value, fields: values(), nullable: nullable.checked });
    const attempt = async () => {
      if (!select.value || select.value === "*") { fill(verdict); fill(said); return; }
      const answer = await this.wire.ask("try", asked());
      if (!answer.ok) { fill(verdict, h("span", { class: "wrong-text" }, answer.error)); fill(said); return; }
      misfit?.remove();
      fill(verdict, answer.fits ? chip("passed", "fits") : chip("failed", "does not fit its own example"));
      fill(said, answer.text || answer.what_if);
    };
    const drawFields = () => {
      const form = panel.forms.find((/** @type {any} */ one) => one.name === select.value);
      fill(fields, (form?.fields ?? []).map((/** @type {any} */ field) => {
        const known = declared?.matcher === form.name ? declared.fields[field.name] : undefined;
        const input = field.kind === "choice"
          ? h("select", { "data-name": field.name, "aria-label": field.label, onchange: attempt }, field.choices.map((/** @type {string} */ one) => h("option", { value: one, selected: one === known }, one)))
          : h("input", { class: "code", "data-name": field.name, "aria-label": field.label, value: known ?? "", oninput: attempt });
        return h("p", { class: "row field" }, h("span", { class: "mute" }, field.label), input);
      }));
      attempt();
    };
    select.addEventListener("change", drawFields);
    nullable.addEventListener("change", attempt);
    const apply = () => this.ask("set_matcher", asked(), select);
    fill(this.side, h("div", { class: "panel", onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); this.closePanel(); }
      if (event.key === "Enter" && event.target instanceof HTMLInputElement) { event.preventDefault(); event.stopPropagation(); apply(); }
    } },
    h("p", {}, h("code", { class: "strong" }, panel.where), h("b", {}, " must match"), h("span", { class: "grow" })),
    panel.shared && h("p", { class: "mute small" }, "This rule is for every item."),
    h("p", { class: "row field" }, h("span", { class: "mute" }, "matcher"), select), fields,
    panel.nullable && h("p", { class: "row" }, h("span", {}), h("label", { htmlFor: "nullable" }, nullable, " or null")),
    h("p", {}, verdict), said, misfit,
    panel.suggestions?.length > 0 && h("p", { class: "chips" }, h("span", { class: "mute small" }, "Suggested from what the provider sent "), panel.suggestions.map((/** @type {any} */ one) => h("button", { class: "hint", title: one.evidence, onclick: () => this.ask("suggest", { name: one.id }) }, one.label))),
    panel.wider?.length > 0 && h("p", { class: "warning" }, "Wider than before: ", panel.wider.map((/** @type {string} */ one, /** @type {number} */ index) => [index > 0 && ", ", h("code", {}, one)]), " would now pass too."),
    h("p", { class: "actions" }, h("button", { class: "main", onclick: apply }, "Apply"), h("button", { onclick: () => this.closePanel() }, "Close"))));
    drawFields();
  }

  // -- states, warnings ---------------------------------------------------------------------------------------------

  drawStates() {
    const { states, known_states: known } = this.view;
    if (this.view.gone) return void fill(this.states);
    const forms = states.map((/** @type {any} */ state, /** @type {number} */ index) => {
      const name = /** @type {HTMLInputElement} */ (h("input", { value: state.name, "aria-label": "name of the state", "data-focus": `state ${index}`, onchange: (/** @type {any} */ event) => this.ask("state_rename", { name: state.name, key: event.target.value, everywhere: state.used > 1 && !only.checked }, event.target) }));
      const only = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", id: `only-${index}` }));
      return h("fieldset", { class: "state" }, h("legend", { class: "unseen" }, state.shown),
        h("p", { class: "row field" }, h("span", { class: "mute" }, "name"), name),
        state.params.map((/** @type {any} */ param) => h("p", { class: "row field" }, h("b", { class: "cut", title: param.shown }, param.shown),
          h("input", { class: "code", value: param.value, "aria-label": param.shown, "data-focus": `param ${index} ${param.name}`, onchange: (/** @type {any} */ event) => this.ask("param_set", { state: state.name, name: param.name, text: event.target.value }, event.target) }),
          h("span", { class: "mute small" }, param.kind), h("button", { class: "quiet", "aria-label": `remove ${param.shown}`, onclick: () => this.ask("param_remove", { state: state.name, name: param.name }) }, "×"))),
        h("p", { class: "mute small" }, state.used > 1 ? [`Used by ${state.used} examples. Renaming changes all ${state.used}. `, h("label", { htmlFor: only.id }, only, " only here ")] : "Used by this example only. ",
          index > 0 && h("button", { class: "quiet", "aria-label": `move ${state.shown} up`, onclick: () => this.ask("state_move", { name: state.name, index: index - 1 }) }, "↑"),
          h("button", { class: "quiet", onclick: () => this.addParam(state) }, `+ ${this.param}`), h("button", { class: "quiet", onclick: () => this.copy(state.stub, "handler stub") }, "copy stub"),
          h("button", { class: "quiet", "aria-label": `remove the state ${state.shown}`, onclick: () => this.ask("state_remove", { name: state.name }) }, "×")));
    });
    const field = /** @type {HTMLInputElement} */ (h("input", { placeholder: "a state", "aria-label": "name of the new state", list: "known-states", "data-focus": "new state" }));
    const add = () => this.ask("state_add", { name: field.value }, field);
    field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); add(); } });
    fill(this.states, h("p", {}, h("b", {}, "States "), h("span", { class: "mute" }, "given, in this order")), forms,
      h("p", { class: "field add" }, field, h("datalist", { id: "known-states" }, (known ?? []).map((/** @type {string} */ one) => h("option", { value: one }))), h("button", { onclick: add }, "+ state")));
  }

  /** @param {any} state */
  addParam(state) {
    const name = /** @type {HTMLInputElement} */ (h("input", { placeholder: "name", "aria-label": `name of the new ${this.param}`, size: 10 }));
    const value = /** @type {HTMLInputElement} */ (h("input", { class: "code", placeholder: "JSON value", "aria-label": `value of the new ${this.param}` }));
    const add = () => this.ask("param_set", { state: state.name, name: name.value, text: value.value, new: true }, value);
    value.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); add(); } });
    this.states.append(h("p", { class: "field add" }, h("span", { class: "mute small" }, state.shown), name, value, h("button", { onclick: add }, `+ ${this.param}`)));
    name.focus();
  }

  async drawWarnings() {
    const answer = this.view.changed ? await this.wire.ask("warnings") : { warnings: [] };
    fill(this.warnings, (answer.warnings ?? []).map((/** @type {any} */ one) => h("p", { class: "warning" }, one.text)));
  }

  // -- code, saving -------------------------------------------------------------------------------------------------

  async showCode() {
    const answer = await this.ask("code");
    if (!answer) return;
    const text = h("pre", { class: "box", tabIndex: 0 }, answer.code);
    this.openBelow("The edits as code", h("div", {}, text, h("p", { class: "actions" }, h("button", { class: "main", onclick: () => this.copy(answer.code, "code") }, "Copy"),
      h("button", { onclick: () => insertCell(this.model, this.root, answer.code) ? this.say("The code stands in the cell below.") : this.copy(answer.code, "code: paste it into a cell") }, "Insert as cell"), this.closing())), "code");
  }

  async showSaving() {
    const answer = await this.ask("saving");
    if (!answer) return;
    const told = answer.saving;
    if (told.nothing) return void this.say(told.nothing);
    this.openBelow("Saving", h("div", { class: "cols" },
      h("div", {}, h("p", {}, h("b", {}, "What changes in meaning")), told.meaning.map((/** @type {any} */ one) => h("p", { class: `effect-${one.effect}` }, h("span", { class: "mute small" }, `${one.effect} `), spans(one.said))), told.more > 0 && h("p", { class: "mute small" }, `… ${told.more} more`),
        h("p", { class: "actions" }, told.file ? h("button", { class: "main", "data-focus": "really", onclick: () => this.save() }, told.button) : null, h("button", { onclick: () => this.saveAs() }, "Save as…"), this.closing("Keep editing"))),
      h("div", {}, h("p", {}, h("b", {}, "What changes in the file "), h("span", { class: "mute" }, told.places)), this.lines(told.lines))), "save");
    const main = this.bottom.querySelector("button.main");
    if (main instanceof HTMLElement) main.focus();
  }

  /** @param {[string, string][]} lines */
  lines(lines) {
    return h("pre", { class: "box diff", tabIndex: 0 }, lines.map(([kind, text]) => h("span", { class: `l-${kind}` }, `${text}\n`)));
  }

  async save() {
    const answer = await this.ask("save");
    if (!answer) return;
    if (answer.saved) { this.closeBelow("save"); this.say(answer.saved); return; }
    const told = answer.conflict;
    fill(this.bottom, h("div", { role: "alertdialog", "aria-label": told.title, class: "conflict" }, h("p", {}, h("b", {}, told.title)), h("p", {}, told.text),
      told.theirs && h("div", { class: "cols" }, h("div", {}, h("p", { class: "mute" }, "On disk"), this.lines(told.theirs)), h("div", {}, h("p", { class: "mute" }, "Yours"), this.lines(told.mine))),
      h("p", { class: "actions" }, h("button", { class: "main", onclick: () => this.saveAs() }, "Save as…"), this.closing("Keep editing"))));
    const first = this.bottom.querySelector("button");
    if (first instanceof HTMLElement) first.focus();
  }

  saveAs() {
    const field = /** @type {HTMLInputElement} */ (h("input", { "aria-label": "name of the file", placeholder: "another-name.json" }));
    const go = async () => { const answer = await this.ask("save_as", { name: field.value }, field); if (answer) { this.closeBelow("save"); this.say(answer.saved); } };
    field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); go(); } });
    this.openBelow("Save as", h("div", { class: "field" }, h("p", { class: "actions" }, field, h("button", { class: "main", onclick: go }, "Save"), this.closing())), "save");
    field.focus();
  }

  /** @param {string} [word] */
  closing(word = "Close") {
    return h("button", { onclick: () => this.closeBelow(this.opened ?? "save") }, word);
  }

  /** @param {string} title
   * @param {HTMLElement} content
   * @param {string} opened */
  openBelow(title, content, opened) {
    this.opened = opened;
    fill(this.bottom, h("section", { "aria-label": title, class: "below", onkeydown: (/** @type {KeyboardEvent} */ event) => { if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); this.closeBelow(opened); } } }, content));
  }

  /** @param {string} opened */
  closeBelow(opened) {
    fill(this.bottom);
    this.giveFocus(opened);
  }

  /** @param {string} text
   * @param {string} noun */
  async copy(text, noun) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(`Copied the ${noun}.`);
    } catch {
      this.openBelow(noun, h("div", {}, h("pre", { class: "box", tabIndex: 0 }, text), h("p", { class: "actions" }, this.closing())), "code");
    }
  }

  /** Keys of the whole editor.
   * @param {KeyboardEvent} event */
  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !inField(event.target)) { event.preventDefault(); event.stopPropagation(); this.ask(event.shiftKey ? "redo" : "undo"); }
    if (key === "s" && this.view.changed) { event.preventDefault(); event.stopPropagation(); this.showSaving(); }
  }
}

export default {
  /** @param {{model: Model, el: HTMLElement}} given */
  render({ model, el }) {
    const editor = new Editor(model, el);
    return () => { editor.wire.stop(); model.off("change:view", editor.renew); };
  },
};
