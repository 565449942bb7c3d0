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
 * @param {MatrixRow} row
 * @param {string} [under] verdicts that stand below worse ones in their cells */
export function fits(facet, row, under = "") {
  const codes = row[2], last = codes.length - 1, all = codes + under;
  if (facet === "failing") return all.includes("f");
  if (facet === "blocking") return all.includes("b");
  if (facet === "changed") return last > 0 && codes[last] !== codes[last - 1] && codes[last] !== "-";
  if (facet === "error") return all.includes("e");
  if (facet === "pending") return all.includes("d");
  if (facet === "idle") return all.includes("n");
  return true;
}
