// @ts-check
// Verdicts of a row as a screen gets them: a character for each, and the letters of causes for those that failed.

/** @typedef {import("../protocol.d.ts").MatrixRowJson} MatrixRow */

/** The verdict that a character stands for; the kernel knows the same. */
export const VERDICTS = /** @type {Record<string, string>} */ ({
  f: "failed", e: "error", d: "pending", n: "not exercised", p: "passed", "-": "none", b: "blocks",
});

/** Characters by trouble, worst first. */
export const RANK = "fbednp-";

/** True for what breaks a build.
 * @param {string} code */
export function isTrouble(code) {
  return code === "f" || code === "e" || code === "b";
}

/** The letters of causes by column.
 * @param {string} codes
 * @param {string} letters of those that failed or are pending, with a point for none
 * @returns {string[]} */
export function lettersOf(codes, letters) {
  const listed = letters ? letters.split(" ") : [];
  let next = 0;
  return [...codes].map((code) => (code === "f" || code === "d" ? (listed[next++] ?? ".").replace(".", "") : ""));
}

/** True for a row in which something is as a facet says.
 * @param {string} facet
 * @param {MatrixRow} row */
export function fits(facet, row) {
  const codes = row[2], last = codes.length - 1;
  if (facet === "failing") return codes.includes("f");
  if (facet === "blocking") return codes.includes("b");
  if (facet === "changed") return last > 0 && codes[last] !== codes[last - 1] && codes[last] !== "-";
  if (facet === "error") return codes.includes("e");
  if (facet === "pending") return codes.includes("d");
  if (facet === "idle") return codes.includes("n");
  return true;
}
