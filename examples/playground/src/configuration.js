// The configuration for the chosen schema: the project's own example files, which its tests run.

import { byId, copyButton, h } from "./dom.js";

/** Each tab's name, where its text is from, and what is changed in it for another schema. */
const TABS = [
  ["Fluent Bit", "fluentBit", (text, schema) => text.replaceAll("okta_to_sekoia", `okta_to_${schema}`)],
  ["Vector", "vector", (text, schema) => text.replaceAll("okta-normalizer transform", `okta-normalizer transform --schema ${schema}`)],
  ["Vector, acknowledged", "vectorService", (text, schema) => text.replaceAll("okta-normalizer serve", `okta-normalizer serve --schema ${schema}`)],
  ["Command line", "shell", (text, schema) => text.replaceAll("SCHEMA", schema)],
];

export function showConfiguration(examples, schema) {
  const place = byId("configuration");
  const open = place.dataset.open ?? TABS[0][1];
  const tabs = TABS.map(([title, key]) =>
    h("button", {
      type: "button", role: "tab", "aria-selected": String(key === open),
      onclick: () => { place.dataset.open = key; showConfiguration(examples, schema); },
    }, title));
  const [, key, adapt] = TABS.find(([, key]) => key === open);
  const text = adapt(examples[key], schema);
  place.replaceChildren(
    h("div", { class: "tabs", role: "tablist" }, tabs, copyButton(() => text)),
    h("pre", { tabindex: "0" }, text),
  );
}
