// Makes the one page of everything: `node build.mjs`, after `make web`. It needs Node and nothing else.
//
// A page from disk may import no other file, so the modules become functions in one script: each gives an object of
// what it exports. Only the few forms of import and export that are used here are known; any other stops the build.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

const here = import.meta.dirname;
const project = resolve(here, "../..");
const text = (...path) => readFileSync(resolve(...path), "utf8");

const functions = [];
const known = new Map();

/** Adds a module behind those that it imports, and gives the name of its object. */
function add(file) {
  if (known.has(file)) return known.get(file);
  const name = `m${known.size}`;
  known.set(file, name);
  const exported = [];
  const found = (path) => {
    // The sources of the package import the glue that the build puts beside them.
    const place = path === "./okta_normalizer.js" ? resolve(project, "dist/web/okta_normalizer.js") : resolve(dirname(file), path);
    return add(place);
  };
  const body = text(file)
    .replace(/^import \* as (\w+) from "(.+)";$/gm, (_, object, path) => `const ${object} = ${found(path)};`)
    .replace(/^import \{([^}]+)\} from "(.+)";$/gm, (_, names, path) => `const {${names}} = ${found(path)};`)
    .replace(/^export \{([^}]+)\};?$/gm, (_, names) => {
      exported.push(...names.split(",").map((one) => one.trim().split(/ as /)));
      return "";
    })
    .replace(/^export ((?:async )?(?:function\*?|class|const) (\w+))/gm, (_, declared, one) => {
      exported.push([one]);
      return declared;
    });
  const left = /^(import|export)\b.*$/m.exec(body);
  if (left) throw new Error(`${relative(project, file)}: cannot bundle: ${left[0]}`);
  const object = exported.map(([inner, outer = inner]) => `${JSON.stringify(outer)}: ${inner}`).join(", ");
  functions.push(`// ${relative(project, file)}\nconst ${name} = (() => {\n${body}\nreturn { ${object} };\n})();`);
  return name;
}

add(resolve(here, "src/main.js"));

const lines = text(project, "examples/events.ndjson").trim().split("\n");
const pick = (word) => lines.find((line) => line.includes(word));
const event = pick("user.authentication.auth_via_mfa");
const samples = [
  { title: "A user added to a group", text: JSON.stringify(JSON.parse(pick("group.user_membership.add")).okta, null, 2) },
  { title: "A failed sign-in with MFA", text: JSON.stringify(JSON.parse(event), null, 2) },
  { title: "Session start, as text under message", text: pick('{"message"') },
  { title: "Group membership, from EventBridge", text: pick("aws.partner") },
  { title: "Event hook with several events", text: pick("com.okta.event_hook") },
  { title: "A line cut on the way", text: event.slice(0, 700) },
  { title: `Everything bundled, ${lines.length} records`, text: lines.join("\n") },
];
const examples = {
  fluentBit: text(project, "examples/fluent-bit/fluent-bit.yaml"),
  vector: text(project, "examples/vector/stdin.yaml"),
  vectorService: text(project, "examples/vector/service.yaml"),
  shell: [
    "# Files of JSON lines, plain, gzip or zstd, to normalised lines.",
    "okta-normalizer transform --schema SCHEMA okta.jsonl.gz > documents.jsonl",
    "",
    "# Where each field comes from, and what of the record is not used.",
    "okta-normalizer explain --schema SCHEMA event.json",
    "",
  ].join("\n"),
};

/** JSON in a script element: no end tag may be read in it. */
const inert = (value) => JSON.stringify(value).replaceAll("<", "\\u003c");
const script = functions.join("\n\n");
if (/<\/script|<!--/i.test(script)) throw new Error("the script would end its own element");
const wasm = readFileSync(resolve(project, "dist/web/okta_normalizer_bg.wasm")).toString("base64");
const page = text(here, "index.html")
  .replace("/* style.css */", () => `\n${text(here, "style.css")}`)
  .replace('id="built">', () => `id="built">${inert({ samples, examples })}`)
  .replace('id="module">', () => `id="module">${wasm}`)
  .replace("/* main.js */", () => `\n${script}\n`);

const folder = resolve(project, "dist/playground");
mkdirSync(folder, { recursive: true });
writeFileSync(resolve(folder, "index.html"), page);
console.log(`dist/playground/index.html: ${page.length} characters, opens from disk`);
