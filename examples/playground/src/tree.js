// A JSON value as lines, one for each leaf, each known by its JSON pointer.

import { h } from "./dom.js";

export const step = (pointer, key) => `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** A pointer as people write it. */
export const dotted = (pointer) =>
  pointer === "" ? "the record" : pointer.slice(1).split("/").map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~")).join(".");

/**
 * Lines for a value. `expand(pointer)` says whether a string there holds JSON text that is to be shown as a tree;
 * `decorate(line, pointer)` may add classes; `digits(pointer)` gives a number as it is written.
 */
export function lines(value, { expand = () => false, decorate = () => {}, digits = () => undefined } = {}) {
  const list = [];
  const walk = (value, pointer, key, depth) => {
    let held = value;
    let note = "";
    if (typeof held === "string" && expand(pointer)) {
      held = JSON.parse(held);
      note = "text";
    }
    const container = held !== null && typeof held === "object";
    const entries = container ? Object.entries(held) : [];
    const line = h("div", {
      class: `line ${container && entries.length > 0 ? "branch" : "leaf"}`,
      style: `--depth:${depth}`,
      "data-pointer": pointer,
      role: "listitem",
    });
    if (key !== null) line.append(h("span", { class: "key" }, key), h("span", { class: "colon" }, ": "));
    if (container && entries.length > 0) {
      if (note) line.append(h("span", { class: "note" }, note));
    } else {
      line.append(leaf(held, digits(pointer)));
    }
    decorate(line, pointer);
    list.push(line);
    const isList = Array.isArray(held);
    for (const [name, inner] of entries) walk(inner, step(pointer, name), isList ? `[${name}]` : name, depth + 1);
  };
  if (value !== null && typeof value === "object") {
    const isList = Array.isArray(value);
    for (const [name, inner] of Object.entries(value)) walk(inner, step("", name), isList ? `[${name}]` : name, 0);
  } else {
    walk(value, "", null, 0);
  }
  return list;
}

/** Texts longer than this fold, and unfold when their line is chosen. */
const LONG = 240;

function leaf(value, digits) {
  if (typeof value === "string") {
    const long = value.length > LONG;
    const shown = long ? `${value.slice(0, LONG)}… ` : value;
    return h("span", { class: "value string" }, shown, long ? h("small", {}, `${value.length.toLocaleString("en")} characters`) : null);
  }
  const kind = value === null ? "null" : typeof value === "object" ? "empty" : typeof value;
  return h("span", { class: `value ${kind}` }, digits ?? (kind === "empty" ? JSON.stringify(value) : String(value)));
}
