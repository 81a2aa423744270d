// Checks the structured data of the pages in a folder against schema.org and against what search
// engines ask of it. Prints, as JSON, what is wrong by page: node structured.mjs FOLDER
//
// The vocabulary is read from the types of schema-dts, which are made from schema.org's own.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import Validator from "@adobe/structured-data-validator";
import Extractor from "@marbec/web-auto-extractor";

const require = createRequire(import.meta.url);

const vocabulary = () => {
  const text = readFileSync(require.resolve("schema-dts").replace(/schema\.js$/, "schema.d.ts"), "utf8");
  const classes = new Map();
  const properties = new Map();
  const declared = /^(?:export )?interface (\w+?)(Base|Leaf) extends ([^{]+) \{\n([\s\S]*?)^\}/gm;
  for (const [, name, form, parents, body] of text.matchAll(declared)) {
    const above = [...parents.matchAll(/(\w+)Base/g)].map((found) => found[1]).filter((one) => one !== name);
    classes.set(name, new Set([...(classes.get(name) ?? []), ...above]));
    if (form === "Base") {
      for (const [, property] of body.matchAll(/^ {4}"(\w+)"\?:/gm)) {
        properties.set(property, [...(properties.get(property) ?? []), name]);
      }
    }
  }
  const link = (name) => ({ "@id": `schema:${name}` });
  return {
    "@graph": [
      ...[...classes].map(([name, above]) => ({
        "@id": `schema:${name}`, "@type": "rdfs:Class", "rdfs:subClassOf": [...above].map(link),
      })),
      ...[...properties].map(([name, of]) => ({
        "@id": `schema:${name}`, "@type": "rdf:Property", "schema:domainIncludes": of.map(link),
      })),
    ],
  };
};

const folder = process.argv[2];
const validator = new Validator(vocabulary());
const found = {};
let blocks = 0;
for (const path of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html")).sort()) {
  const data = new Extractor({ addLocation: true, embedSource: ["rdfa", "microdata"] })
    .parse(readFileSync(join(folder, path), "utf8"));
  blocks += Object.values(data.jsonld).flat().length;
  const issues = [
    ...(await validator.validate(data)).map((issue) => ({
      severity: issue.severity,
      said: issue.issueMessage,
      at: (issue.path ?? []).map((step) => step.property ?? step.type).join("/"),
    })),
  ];
  if (issues.length) found[path] = issues;
}
console.log(JSON.stringify({ blocks, found }));
