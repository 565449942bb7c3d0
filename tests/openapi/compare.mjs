// Asks PactFlow's comparator about pairs of a document and a contract: JSON on standard input and output.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../browser/package.json", import.meta.url));
const { Comparator } = require("@pactflow/openapi-pact-comparator");

const found = [];
for (const [document, contract] of JSON.parse(readFileSync(0, "utf8"))) {
  const codes = [];
  try {
    for await (const result of new Comparator(document).compare(contract)) codes.push([result.code, result.type]);
  } catch (error) {
    codes.push(["throws", String(error)]);
  }
  found.push(codes);
}
console.log(JSON.stringify(found));
