// Many records at once: what became of each, their types, their outcomes over time.

import { filter } from "../../../web/js/api.js";
import { summary } from "./headline.js";

/**
 * Reads every record, some at a time so that the page stays alive, and gives one row for each event:
 * `{ record, number, kind, code, summary }`. `progress(done)` may give false to stop.
 */
export async function read(records, progress) {
  const rows = [];
  let last = performance.now();
  for (let at = 0; at < records.length; at += 1) {
    const record = records[at];
    filter(record, { schema: "ecs_lean" }).forEach((outcome, number) => {
      const { kind } = outcome;
      rows.push({
        at,
        number,
        kind,
        error: outcome.error,
        summary: kind === "document" ? summary(JSON.parse(outcome.record)) : null,
      });
    });
    if (performance.now() - last > 40) {
      if (progress(at + 1) === false) return null;
      await new Promise((done) => setTimeout(done));
      last = performance.now();
    }
  }
  return rows;
}

/** What travels on for every record, as lines. */
export function* normalised(records, schema) {
  for (const record of records) {
    for (const outcome of filter(record, { schema })) yield `${outcome.record.replaceAll("\n", " ")}\n`;
  }
}

/** How often each key occurs, the most frequent first. */
export function tally(rows, key) {
  const counts = new Map();
  for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

export const OUTCOMES = ["success", "failure", "unknown", "none"];

/** Steps of a chart, in seconds, from a second to four weeks. */
const STEPS = [1, 5, 15, 60, 300, 900, 3600, 10_800, 21_600, 86_400, 604_800, 2_419_200];

/** Outcomes over time: `{ start, step, bins: [{ success, failure, unknown, none }] }`, at most 60 bins. */
export function overTime(rows) {
  const events = rows.filter((row) => row.summary?.time);
  const times = events.map((row) => Date.parse(row.summary.time) / 1000);
  const [first, last] = times.reduce(([low, high], time) => [Math.min(low, time), Math.max(high, time)], [Infinity, -Infinity]);
  if (events.length === 0) return null;
  const step = STEPS.find((step) => (last - first) / step < 60) ?? Math.ceil((last - first) / 59);
  const start = Math.floor(first / step) * step;
  const bins = Array.from({ length: Math.floor((last - start) / step) + 1 }, () => ({ success: 0, failure: 0, unknown: 0, none: 0 }));
  events.forEach((row, at) => {
    const bin = bins[Math.floor((times[at] - start) / step)];
    bin[row.summary.outcome in bin ? row.summary.outcome : "unknown"] += 1;
  });
  return { start, step, bins };
}
