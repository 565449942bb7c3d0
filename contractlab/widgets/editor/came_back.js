// @ts-check
// What came back in the capture that is looked at, beside what is expected, with a sign.
import { h } from "../dom.js";

/** @typedef {import("../protocol.d.ts").CameBack} CameBack */
/** @typedef {import("./context.js").EditorContext} EditorContext */

const CAME_MARKS = /** @type {Record<string, [string, string] | undefined>} */ ({
  passed: ["✓", "passes"], failed: ["✗", "fails"], mended: ["✗→✓", "failed, would pass if saved"],
  broken: ["✓→✗", "passed, would fail if saved"], unchecked: ["○", "not checked"],
});

/** Two cells: the value and its sign.
 * @param {CameBack | undefined} came
 * @param {string} [role] of a cell
 * @param {string} [words] what all captures had there
 * @param {boolean} [wrong] true if that is something wrong */
export function drawCame(came, role, words = "", wrong = false) {
  const [sign, meaning] = CAME_MARKS[came?.mark ?? ""] ?? ["", ""];
  const bad = (wrong && !came) || came?.mark === "failed" || came?.mark === "broken" || came?.mark === "mended";
  const look = came?.text === "missing" ? "mute" : "came-text";
  return [
    h("td", { role, class: bad ? "came strong" : "came", title: words || null },
      came ? h("code", { class: look }, came.text) : words,
      came?.at && h("span", { class: "mute small" }, ` at ${came.at}`)),
    h("td", { role, class: "sign" },
      sign && h("span", { class: `mark m-${came?.mark}`, title: meaning, role: "img", "aria-label": meaning }, sign)),
  ];
}

/** What the column of values that came back is called.
 * @param {EditorContext} editor */
export function cameTitle({ view }) {
  const { version } = view.seen?.[view.seen_at ?? 0] ?? { version: "" };
  return view.seen ? `came back${version ? `, ${version}` : ""}` : "came back";
}

/** The captures of the example to choose from.
 * @param {EditorContext} editor */
export function drawCaptures(editor) {
  const { seen, seen_at: at, partial, captures } = editor.view;
  if (partial) return h("span", { class: "mute" }, `Checking ${partial.toLocaleString("en")} captures…`);
  if (!seen) return captures === 0 ? h("span", { class: "mute" }, "not exercised: no capture of this example") : null;
  const select = h("select", {
    "aria-label": "capture to compare with", "data-focus": "seen",
    onchange: () => editor.ask("look_at", { number: Number(select.value) }),
  }, seen.map(({ version, source, verdict }, index) => {
    const words = [version, source].filter(Boolean).join(", ");
    return h("option", { value: String(index), selected: index === at }, `${words}: ${verdict}`);
  }));
  return h("label", { class: "mute" }, "at ", select);
}
