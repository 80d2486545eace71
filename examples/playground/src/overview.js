// A file of events: types, outcomes over time, errors, and the list to choose from.

import { byId, count, h, name, svg } from "./dom.js";
import { OUTCOMES, overTime, tally } from "./stream.js";

/** How many rows are put on the page at once. */
const PAGE = 200;

/** Shows the rows; `choose(row)` is called with the one that is to be looked at. */
export function showOverview(rows, records, choose) {
  let wanted = null;
  let shown = PAGE;
  const list = h("div", { class: "scroll" });
  const matching = () => (wanted ? rows.filter(wanted.test) : rows);
  const refresh = () => list.replaceChildren(...table(matching(), shown, choose, () => { shown += PAGE * 5; refresh(); }), );
  const narrow = (label, test, button) => {
    const same = wanted?.label === label;
    byId("overview").querySelectorAll("[aria-pressed=true]").forEach((one) => one.setAttribute("aria-pressed", "false"));
    wanted = same ? null : { label, test };
    button.setAttribute("aria-pressed", String(!same));
    shown = PAGE;
    refresh();
  };
  const failed = rows.filter((row) => row.kind === "failed");
  const types = tally(rows.filter((row) => row.summary), (row) => row.summary.type);
  const errors = tally(failed, (row) => row.error.code);
  byId("overview").replaceChildren(
    h("p", { class: "totals" }, ...totals(rows, records, failed)),
    h(
      "div",
      { class: "cards" },
      card("Event types", types.length, bars(types, (type) => (row) => row.summary?.type === type, narrow)),
      card("Outcomes over time", null, chart(overTime(rows))),
      errors.length > 0
        ? card("Errors", failed.length, [
            ...bars(errors, (code) => (row) => row.error?.code === code, narrow, "bad"),
            ...errors.map(([code]) => h("p", { class: "small-print" }, h("code", {}, code), ` ${failed.find((row) => row.error.code === code).error.message}`)),
          ])
        : null,
    ),
    h("section", { class: "card events", "aria-label": "events" }, list),
  );
  refresh();
}

function totals(rows, records, failed) {
  const unchanged = rows.filter((row) => row.kind === "unchanged").length;
  const normalised = rows.length - failed.length - unchanged;
  return [
    h("strong", {}, count(normalised)), ` normalised from ${count(records.length)} records`,
    failed.length > 0 ? h("span", { class: "bad" }, ` · ${count(failed.length)} failed`) : null,
    unchanged > 0 ? ` · ${count(unchanged)} not Okta's, unchanged` : null,
  ].filter(Boolean);
}

function card(title, number, body) {
  return h("section", { class: "card" }, h("h2", {}, title, number ? h("small", {}, ` ${count(number)}`) : null), h("div", { class: "scroll" }, body));
}

/** Counts as buttons with bars: each narrows the list to its rows. */
function bars(counts, test, narrow, kind = "") {
  const most = counts[0]?.[1] ?? 1;
  return counts.map(([label, number]) => {
    const button = h(
      "button",
      { type: "button", class: `bar ${kind}`, "aria-pressed": "false", style: `--share:${(number / most) * 100}%` },
      name(label || "(none)"), h("span", {}, count(number)),
    );
    button.addEventListener("click", () => narrow(`${kind}${label}`, test(label), button));
    return button;
  });
}

function chart(series) {
  if (!series) return h("p", { class: "small-print" }, "No event has a time.");
  const { start, step, bins } = series;
  const [width, height] = [600, 120];
  const most = Math.max(...bins.map((bin) => OUTCOMES.reduce((sum, outcome) => sum + bin[outcome], 0)));
  const each = width / Math.max(bins.length, 12);
  const time = (at) => new Date((start + at * step) * 1000).toISOString().slice(0, 16).replace("T", " ");
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": `outcomes of ${bins.length} intervals` });
  bins.forEach((bin, at) => {
    let top = height;
    for (const outcome of OUTCOMES) {
      const tall = (bin[outcome] / most) * (height - 4);
      top -= tall;
      const said = svg("title");
      said.textContent = `${time(at)}: ${bin[outcome]} ${outcome === "none" ? "without outcome" : outcome}`;
      if (tall > 0) picture.append(svg("rect", { class: outcome, x: at * each, y: top, width: Math.max(each - 1, 1), height: tall }, said));
    }
  });
  const present = OUTCOMES.filter((outcome) => bins.some((bin) => bin[outcome] > 0));
  return [
    h("div", { class: "chart" }, picture),
    h("p", { class: "axis small-print" }, h("span", {}, time(0)), h("span", {}, `${span(step)} a bar, UTC`), h("span", {}, time(bins.length))),
    h("p", { class: "legend small-print" }, present.map((outcome) => h("span", { class: outcome }, outcome === "none" ? "without outcome" : outcome))),
  ];
}

function span(seconds) {
  for (const [size, unit] of [[604_800, "week"], [86_400, "day"], [3600, "hour"], [60, "minute"]]) {
    if (seconds % size === 0 && seconds >= size) return `${seconds / size} ${unit}${seconds === size ? "" : "s"}`;
  }
  return `${seconds} s`;
}

function table(rows, shown, choose, more) {
  const body = rows.slice(0, shown).map((row) => {
    const { summary } = row;
    const line = h(
      "tr",
      { tabindex: "0", class: row.kind, "data-at": `${row.at}.${row.number}` },
      h("td", { class: "time" }, summary?.time ? summary.time.slice(0, 19).replace("T", " ") : `record ${row.at + 1}`),
      h("td", { class: "type" }, name(summary?.type ?? row.error?.code ?? "unchanged")),
      h("td", {}, summary ? `${summary.who?.name ?? "Nobody"}${summary.whom[0] ? ` → ${summary.whom[0].name}` : ""}` : (row.error?.message ?? "nothing of Okta's")),
      h("td", {}, summary ? h("span", { class: `outcome ${summary.outcome}` }, summary.result || "none") : ""),
    );
    const go = () => {
      line.closest("tbody").querySelectorAll("[aria-selected]").forEach((one) => one.removeAttribute("aria-selected"));
      line.setAttribute("aria-selected", "true");
      choose(row);
    };
    line.addEventListener("click", go);
    line.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") go();
      else if (event.key === "ArrowDown") line.nextElementSibling?.focus();
      else if (event.key === "ArrowUp") line.previousElementSibling?.focus();
      else return;
      event.preventDefault();
    });
    return line;
  });
  const head = ["Time", "Event type", "Who → whom", "Outcome"].map((title) => h("th", { scope: "col" }, title));
  return [
    h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, body)),
    rows.length > shown ? h("button", { type: "button", onclick: more }, `${count(rows.length - shown)} more`) : "",
  ];
}
