// One event: the record beside its document, linked both ways.

import { NormalizerError, explainMany, filter } from "../../../web/js/api.js";
import { byId, copyButton, count, h } from "./dom.js";
import { headline } from "./headline.js";
import { isJson } from "./records.js";
import { dotted, lines } from "./tree.js";

const RULES = {
  copied: "as it stands",
  text: "as JSON text",
  derived: "computed or looked up",
  constant: "the same in every document",
};

/** Shows the event of that number of a record, in that schema. */
export function showEvent({ record, number, summary, schema }) {
  const place = byId("event");
  let outcomes = [];
  let explanation = null;
  let error = null;
  try {
    outcomes = filter(record, { schema });
    explanation = explainMany(record, { schema })[number];
  } catch (thrown) {
    explanation = thrown;
  }
  if (explanation instanceof Error) [error, explanation] = [explanation, null];
  if (error && !(error instanceof NormalizerError)) throw error;
  error ??= explanation ? null : new NormalizerError("no_event");
  const outcome = outcomes[number] ?? outcomes[0];
  place.replaceChildren(
    ...(summary ? [headline(summary)] : []),
    ...(error ? [advice(error)] : []),
    h(
      "div",
      { class: "panes" },
      recordPane(record, explanation, error),
      documentPane(outcome, explanation, schema),
    ),
    h("p", { id: "link", class: "link", "aria-live": "polite" }, error ? "" : HINT),
  );
  if (explanation) link(place, explanation);
}

const HINT = "Point at a field, tap it, or walk with ↑ and ↓, to see where it comes from or what became of it.";

export function advice(error) {
  const [what, todo] = split(error.message);
  return h(
    "div",
    { class: "advice", role: "alert" },
    h("code", {}, error.code),
    h("p", {}, what, todo ? h("strong", {}, ` ${todo}`) : null),
  );
}

/** Each sentence says what is wrong and, behind its colon, what to do. */
function split(message) {
  const at = message.indexOf(": ");
  return at < 0 ? [message, ""] : [message.slice(0, at + 1), message.slice(at + 2)];
}

function pane(id, title, about, actions, body) {
  return h(
    "section",
    { class: "pane", "aria-labelledby": `${id}-title` },
    h("header", {}, h("h2", { id: `${id}-title` }, title), h("span", { class: "about" }, about), actions),
    body,
  );
}

function recordPane(record, explanation, error) {
  const copy = copyButton(() => record);
  if (!explanation) {
    return pane("record", "Record", `${count(record.length)} characters`, copy, h("pre", { class: "raw", tabindex: "0" }, ...marked(record, error)));
  }
  const inputs = new Map(explanation.inputs.map((input) => [input.input, input]));
  const telling = explanation.inputs.filter((input) => !input.empty);
  const used = telling.filter((input) => input.used).length;
  const bytes = new TextEncoder().encode(record);
  const holders = new Set();
  for (const pointer of inputs.keys()) {
    for (let at = pointer.lastIndexOf("/"); at > 0; at = pointer.lastIndexOf("/", at - 1)) holders.add(pointer.slice(0, at));
  }
  const list = lines(JSON.parse(record), {
    // A string below which there are values is the one that holds the event.
    expand: (pointer) => holders.has(pointer),
    digits: (pointer) => {
      const input = inputs.get(pointer);
      return input && new TextDecoder().decode(bytes.subarray(...input.span));
    },
    decorate: (line, pointer) => {
      const input = inputs.get(pointer);
      if (input && !input.used) line.classList.add(input.empty ? "says-nothing" : "unused");
      if (!input && line.classList.contains("leaf")) line.classList.add("elsewhere");
    },
  });
  const unused = telling.length - used;
  const about = h(
    "span",
    { class: "coverage" },
    h("meter", { min: "0", max: String(telling.length), value: String(used), "aria-label": "fields used" }),
    ` ${count(used)} of ${count(telling.length)} fields used`,
    unused > 0 ? h("button", { type: "button", class: "small", "aria-pressed": "false", onclick: onlyUnused }, `${count(unused)} unused`) : null,
  );
  return pane("record", "Record", about, copy, h("div", { class: "tree", id: "input", tabindex: "0", role: "list", "aria-label": "fields of the record" }, list));
}

function onlyUnused(event) {
  const on = byId("input").classList.toggle("only-unused");
  event.currentTarget.setAttribute("aria-pressed", String(on));
}

/** The raw text, with a mark where it stops being JSON. */
function marked(record, error) {
  if (error?.code !== "invalid_json") return [record];
  let at = record.length;
  try {
    JSON.parse(record);
  } catch (thrown) {
    const said = /position (\d+)/.exec(thrown.message);
    if (said) at = Number(said[1]);
  }
  const cut = at >= record.length;
  return [record.slice(0, at), h("mark", {}, cut ? "the text ends here" : record[at]), cut ? "" : record.slice(at + 1)];
}

function documentPane(outcome, explanation, schema) {
  if (!outcome) {
    return pane("document", "Document", schema, null, h("p", { class: "raw" }, "Nothing travels on: there is no event in the record."));
  }
  const about = {
    document: explanation ? `${schema} · ${count(explanation.fields.length)} fields` : schema,
    unchanged: "passes unchanged: it claims nothing of Okta's",
    failed: "the error record that travels on",
  }[outcome.kind];
  const fields = new Map((explanation?.fields ?? []).map((field) => [field.output, field]));
  const readable = outcome.kind !== "unchanged" || isJson(outcome.record);
  const body = readable
    ? h("div", { class: "tree", id: "output", tabindex: "0", role: "list", "aria-label": "fields of the document" },
        lines(JSON.parse(outcome.record), {
          decorate: (line, pointer) => {
            const field = fields.get(pointer);
            if (field) {
              line.classList.add(field.rule);
              line.append(h("span", { class: "rule", title: RULES[field.rule] }, field.rule));
            }
          },
        }))
    : h("pre", { class: "raw" }, outcome.record);
  return pane("document", "Document", about, copyButton(() => outcome.record), body);
}

/** Lights up what belongs together: by pointer, by finger, by keyboard. */
function link(place, explanation) {
  const input = place.querySelector("#input");
  const output = place.querySelector("#output");
  const said = place.querySelector("#link");
  const of = (tree) => new Map([...tree.querySelectorAll(".line")].map((line) => [line.dataset.pointer, line]));
  const [left, right] = [of(input), of(output)];
  const made = group(explanation.fields);
  const fields = new Map(explanation.fields.map((field) => [field.output, field]));
  const inputs = new Map(explanation.inputs.map((one) => [one.input, one]));

  const choose = (tree, line, follow) => {
    place.querySelectorAll(".lit, .chosen").forEach((lit) => lit.classList.remove("lit", "chosen"));
    if (!line) return;
    line.classList.add("chosen");
    const pointer = line.dataset.pointer;
    const found = tree === output ? fields.get(pointer) : null;
    const others = tree === output
      ? (found?.input === "" ? [...left.values()].slice(0, 1) : [left.get(found?.input)])
      : (made.get(pointer) ?? []).map((field) => right.get(field.output));
    const lit = others.filter(Boolean);
    lit.forEach((other) => other.classList.add("lit"));
    if (follow && lit[0]) bring(tree === output ? input : output, lit[0]);
    said.replaceChildren(...(tree === output ? from(found, pointer) : to(made.get(pointer), inputs.get(pointer), pointer)));
  };
  for (const tree of [input, output]) {
    tree.addEventListener("pointerover", (event) => {
      const line = event.target.closest(".leaf");
      if (line) choose(tree, line, event.pointerType !== "touch");
    });
    tree.addEventListener("click", (event) => {
      const line = event.target.closest(".leaf");
      line?.classList.toggle("open");
      if (line) choose(tree, line, false);
    });
    tree.addEventListener("keydown", (event) => {
      const all = [...tree.querySelectorAll(".leaf")].filter((line) => line.offsetParent !== null);
      const now = all.findIndex((line) => line.classList.contains("chosen"));
      const next = { ArrowDown: now + 1, ArrowUp: Math.max(now, 1) - 1, Home: 0, End: all.length - 1 }[event.key];
      if (event.key === "Enter" && now >= 0) all[now].classList.toggle("open");
      if (next === undefined || !all[next]) return;
      event.preventDefault();
      choose(tree, all[next], true);
      bring(tree, all[next]);
    });
  }
}

/** The fields that were made from each place. */
function group(fields) {
  const groups = new Map();
  for (const field of fields) {
    if (field.input === undefined) continue;
    if (!groups.has(field.input)) groups.set(field.input, []);
    groups.get(field.input).push(field);
  }
  return groups;
}

/** Scrolls a pane, and only the pane, until a line is seen. Where panes do not scroll, the page stays where it is. */
function bring(tree, line) {
  const [pane, at] = [tree.getBoundingClientRect(), line.getBoundingClientRect()];
  if (at.top < pane.top) tree.scrollTop -= pane.top - at.top + 24;
  if (at.bottom > pane.bottom) tree.scrollTop += at.bottom - pane.bottom + 24;
}

const name = (pointer) => h("code", {}, dotted(pointer));

function from(field, pointer) {
  if (!field) return [name(pointer)];
  if (field.input === undefined) return [name(pointer), ` is ${field.rule}: ${field.rule === "constant" ? RULES.constant : "the record lacks it"}`];
  return [name(pointer), " ← ", name(field.input), ` ${field.rule}, ${RULES[field.rule]}`];
}

function to(fields, input, pointer) {
  if (!fields) {
    if (!input) return [name(pointer), " belongs to another event of the record"];
    return [name(pointer), input.empty ? " says nothing" : " is not used by this schema"];
  }
  const shown = fields.slice(0, 6).flatMap((field, at) => [at > 0 ? ", " : "", name(field.output), ` (${field.rule})`]);
  return [name(pointer), " → ", ...shown, fields.length > 6 ? ` and ${fields.length - 6} more` : ""];
}
