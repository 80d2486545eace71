// Puts the page together: what is pasted, dropped or chosen becomes rows; a row becomes an event.

import { schemas } from "../../../web/js/api.js";
import { initSync } from "../../../dist/web/okta_normalizer.js";
import { showConfiguration } from "./configuration.js";
import { byId, count, h, save } from "./dom.js";
import { showEvent } from "./event.js";
import { showOverview } from "./overview.js";
import { split } from "./records.js";
import { normalised, read } from "./stream.js";

/** What the build puts into the page. */
const built = JSON.parse(byId("built").textContent);
initSync({ module: Uint8Array.from(atob(byId("module").textContent.trim()), (character) => character.charCodeAt(0)) });

const state = { schema: "sekoia", records: [], rows: [], row: null, turn: 0 };

/** The longest text that is put into the text field, which gets slow with more. */
const EDITABLE = 500_000;

async function load(text, name) {
  const turn = (state.turn += 1);
  byId("text").value = text.length <= EDITABLE ? text : "";
  const isSample = byId("samples").value === text;
  if (!isSample) byId("samples").value = "";
  // The list of samples names its own.
  byId("name").textContent = isSample ? "" : name;
  state.records = split(text);
  const rows = await read(state.records, (done) => {
    byId("status").textContent = `${count(done)} of ${count(state.records.length)} records`;
    return turn === state.turn;
  });
  // Something else was loaded meanwhile.
  if (rows === null || turn !== state.turn) return;
  state.rows = rows;
  state.row = rows[0] ?? null;
  byId("status").textContent = rows.length > 1 ? `${count(rows.length)} events` : "";
  byId("results").hidden = state.records.length === 0;
  byId("overview").hidden = rows.length < 2;
  if (rows.length > 1) {
    showOverview(rows, state.records, (row) => {
      state.row = row;
      show();
      if (matchMedia("(max-width: 60rem)").matches) byId("event").scrollIntoView({ behavior: "smooth" });
    });
  } else {
    byId("overview").replaceChildren();
  }
  show();
}

function show() {
  showConfiguration(built.examples, state.schema);
  byId("export").textContent = `Save ${count(state.rows.length)} ${state.rows.length === 1 ? "line" : "lines"} as ${state.schema}.ndjson`;
  byId("export").disabled = state.rows.length === 0;
  if (!state.row) {
    const record = state.records[0];
    if (record === undefined) byId("event").replaceChildren();
    else showEvent({ record, number: 0, summary: null, schema: state.schema });
    return;
  }
  const { at, number, summary } = state.row;
  showEvent({ record: state.records[at], number, summary, schema: state.schema });
}

byId("schema").append(
  ...schemas().map((name) =>
    h("label", {}, h("input", {
      type: "radio", name: "schema", value: name, checked: name === state.schema,
      onchange: () => { state.schema = name; show(); },
    }), h("span", {}, name))),
);
byId("samples").append(
  ...built.samples.map(({ title, text }) => h("option", { value: text }, title)),
);
byId("samples").addEventListener("change", (event) => {
  const chosen = event.target.selectedOptions[0];
  if (chosen.value) load(chosen.value, "");
});
let waiting;
byId("text").addEventListener("input", (event) => {
  clearTimeout(waiting);
  waiting = setTimeout(() => load(event.target.value, ""), 250);
});
byId("file").addEventListener("change", (event) => open(event.target.files));
byId("export").addEventListener("click", () => {
  save(`${state.schema}.ndjson`, [...normalised(state.records, state.schema)], "application/x-ndjson");
});

async function open(files) {
  const texts = await Promise.all([...files].map(unpacked));
  await load(texts.join("\n"), [...files].map((file) => file.name).join(", "));
}

/** The text of a file; gzip is unpacked, as the command line does. */
async function unpacked(file) {
  const magic = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (magic[0] !== 0x1f || magic[1] !== 0x8b) return file.text();
  return new Response(file.stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

// The whole page is a place to drop files on.
let over = 0;
addEventListener("dragenter", () => document.body.classList.toggle("dropping", (over += 1) > 0));
addEventListener("dragleave", () => document.body.classList.toggle("dropping", (over -= 1) > 0));
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  over = 0;
  document.body.classList.remove("dropping");
  if (event.dataTransfer.files.length > 0) open(event.dataTransfer.files);
  else load(event.dataTransfer.getData("text"), "");
});

byId("samples").value = built.samples[0].text;
load(built.samples[0].text, "");
