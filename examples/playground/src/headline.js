// Who did what to whom, in one line. Read from the schema `ecs_lean`, whatever schema is shown: it has every party.

import { h } from "./dom.js";

/** What a list or a headline says of an event, from its document in the schema `ecs_lean`. */
export function summary(document) {
  const okta = document.okta ?? {};
  const targets = Array.isArray(okta.target) ? okta.target : [];
  return {
    time: document["@timestamp"],
    type: document.event?.action ?? "",
    category: document.event?.category ?? [],
    outcome: document.event?.outcome ?? "none",
    result: okta.outcome?.result ?? "",
    reason: okta.outcome?.reason ?? "",
    who: party(okta.actor),
    what: typeof document.message === "string" ? document.message : (document.event?.action ?? ""),
    whom: targets.map(party).filter(Boolean),
    ip: document.source?.ip ?? "",
    place: [document.source?.geo?.city_name, document.source?.geo?.country_name].filter(Boolean).join(", "),
  };
}

function party(one) {
  if (!one || typeof one !== "object") return null;
  const name = [one.display_name, one.alternate_id, one.id].find((name) => name && name !== "unknown") ?? "somebody";
  return { name: String(name), type: String(one.type ?? ""), login: one.alternate_id };
}

/** The headline of one event. */
export function headline(event) {
  const whom = event.whom.map((party) => h("span", { class: "party" }, party.name, h("small", {}, party.type)));
  return h(
    "div",
    { class: "headline" },
    h(
      "p",
      { class: "story" },
      h("span", { class: "party" }, event.who?.name ?? "Nobody", h("small", {}, event.who?.type ?? "")),
      h("span", { class: "arrow", "aria-hidden": "true" }, "→"),
      h("strong", {}, event.what),
      whom.length > 0 ? h("span", { class: "arrow", "aria-hidden": "true" }, "→") : null,
      whom.flatMap((party, at) => (at > 0 ? [", ", party] : [party])),
    ),
    h(
      "ul",
      { class: "facts" },
      h("li", { class: `outcome ${event.outcome}` }, event.result || "no outcome", event.reason ? ` · ${event.reason}` : ""),
      h("li", {}, h("code", {}, event.type)),
      event.category.length > 0 ? h("li", {}, event.category.join(", ")) : null,
      event.time ? h("li", {}, event.time.replace("T", " ").replace(/\.\d+Z$|Z$/, " UTC")) : null,
      event.ip ? h("li", {}, [event.ip, event.place].filter(Boolean).join(" · ")) : null,
    ),
  );
}
