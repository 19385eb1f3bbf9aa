import { attempt, byId, element, local } from "/local/page/dom.js";

// Each switch turns one part of the plan on as a whole; finer plans are for the REST.
const SWITCHES = [
  { id: "throttle", label: "REST sends: half get 429, Retry-After 1 s", at: ["share"], on: { of: 0.5, status: 429, retryAfterSeconds: 1 } },
  { id: "unavailable", label: "REST sends: the next 10 get 503", at: ["next"], on: { count: 10, status: 503 } },
  { id: "budget", label: "REST sends: 10 a second, else 429", at: ["budget"], on: { perSecond: 10, status: 429 } },
  { id: "silent", label: "REST sends: the next is delivered, never answered", at: ["late"], on: { count: 1 } },
  { id: "latency", label: "REST sends: answers take 500 ms more", at: ["latencyMillis"], on: 500 },
  { id: "links", label: "AMQP: links refused as busy, 30 s", at: ["amqp", "refuseLinks"], on: { seconds: 30 } },
  { id: "sends", label: "AMQP: sends refused as busy, 30 s", at: ["amqp", "refuseSends"], on: { seconds: 30 } },
  { id: "settlements", label: "AMQP: settlements refused as busy, 30 s", at: ["amqp", "refuseSettlements"], on: { seconds: 30 } },
  { id: "amqp-latency", label: "AMQP: frames take 200 ms more", at: ["amqp", "latencyMillis"], on: 200 },
];

const buttons = new Map();
let hubs = [];

const valueAt = (plan, at) => at.reduce((value, name) => value?.[name], plan);

function changed(plan, at, value) {
  const [name, ...rest] = at;
  const copy = { ...plan };
  if (rest.length > 0) {
    copy[name] = changed(plan[name] ?? {}, rest, value);
  } else if (value === undefined) {
    delete copy[name];
  } else {
    copy[name] = value;
  }
  return copy;
}

async function toggle(entry) {
  const plan = await local("GET", "faults");
  const value = valueAt(plan, entry.at) ? undefined : entry.on;
  show(await local("PUT", "faults", changed(plan, entry.at, value)));
}

export function show(plan) {
  for (const entry of SWITCHES) {
    const on = Boolean(valueAt(plan, entry.at));
    const button = buttons.get(entry.id);
    button.setAttribute("aria-checked", String(on));
    button.textContent = on ? "On" : "Off";
  }
}

/** Remembers which hubs have clients to cut. */
export function knowClients(clients) {
  hubs = [...new Set(clients.map((client) => client.hub))];
}

export function listen() {
  for (const entry of SWITCHES) {
    const line = element("div", "", { class: "fault" });
    const label = element("span", entry.label, { id: `fault-${entry.id}` });
    const button = element("button", "Off", {
      type: "button",
      role: "switch",
      "aria-checked": "false",
      "aria-labelledby": label.id,
      "data-testid": `fault-${entry.id}`,
    });
    button.addEventListener("click", () => attempt(() => toggle(entry)));
    buttons.set(entry.id, button);
    line.append(label, button);
    byId("faults").append(line);
  }
  for (const button of document.querySelectorAll("[data-once]")) {
    button.addEventListener("click", () => attempt(() => local("POST", `faults/${button.dataset.once}`, {})));
  }
  byId("cut-sockets").addEventListener("click", () =>
    attempt(() => Promise.all(hubs.map((hub) => local("POST", "faults/cut-web-sockets", { hub })))));
  byId("end-faults").addEventListener("click", () => attempt(async () => show(await local("DELETE", "faults"))));
}
