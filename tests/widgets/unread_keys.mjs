// Keys of payloads that no script reads: node unread_keys.mjs <typescript> <tsconfig> <declarations>
// Writes one line for each; operations that no screen asks for are left out, because code may ask for them.
import { createRequire } from "node:module";
import path from "node:path";

const [compiler, config, declarations] = process.argv.slice(2);
const ts = createRequire(import.meta.url)(compiler);
const folder = path.dirname(config);
const written = ts.readConfigFile(config, ts.sys.readFile).config;
const { fileNames, options } = ts.parseJsonConfigFileContent(written, ts.sys, folder);
const host = {
  getScriptFileNames: () => fileNames, getScriptVersion: () => "1", getCompilationSettings: () => options,
  getScriptSnapshot: (name) =>
    ts.sys.fileExists(name) ? ts.ScriptSnapshot.fromString(ts.sys.readFile(name)) : undefined,
  getCurrentDirectory: () => folder, getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
  fileExists: ts.sys.fileExists, readFile: ts.sys.readFile, readDirectory: ts.sys.readDirectory,
};
const service = ts.createLanguageService(host);
const source = service.getProgram().getSourceFile(declarations);
for (const statement of source.statements) {
  if (!ts.isInterfaceDeclaration(statement)) continue;
  for (const member of statement.members) {
    const found = service.findReferences(declarations, member.name.getStart(source)) ?? [];
    const read = found.flatMap((symbol) => symbol.references).some((place) => place.fileName !== declarations);
    if (!read) console.log(`${statement.name.text}.${member.name.getText(source)}`);
  }
}
