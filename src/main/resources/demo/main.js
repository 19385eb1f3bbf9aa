/** Wires the page: the tenant's weir-client into the views, the bridge's figures beside it. */

import { Builds } from "./builds.js";
import { drawSpark, forgetColours } from "./canvas.js";
import { formatBytes, formatMillis, formatNumber, setText } from "./dom.js";
import { Figures, SPARK_POINTS } from "./figures.js";
import { Fleet } from "./fleet.js";
import { River } from "./river.js";
import { Tenants, tenantInAddress } from "./tenants.js";
import { startTheme } from "./theme.js";
import { WeirClient } from "./weir-client.js";
import { Wire } from "./wire.js";

const POLL_EVERY = 1000;
/** After so many attempts in a row it is no hiccup any more. */
const MANY_ATTEMPTS = 3;
const ask = (id) => document.getElementById(id);

const river = new River(ask("river"));
const builds = new Builds(document);
const fleet = new Fleet(document);
const wire = new Wire(ask("wire"), ask("wire-toggle"));
const tenants = new Tenants(ask("tenants"), ask("panel"), show);

let tenant;
let towns = {};
let client = new WeirClient();
let figures = new Figures();
let connection;

function show(name) {
  if (name === tenant) {
    return;
  }
  connection?.close();
  tenant = name;
  figures = new Figures();
  [builds, fleet, wire, river].forEach((view) => view.clear());
  fleet.town = towns[name];
  document.title = `${name} · Weir, live`;
  client = new WeirClient({ lanes: [`group:tenant:${name}`], snapshots: "snapshots/updates" });
  client.on("change", apply);
  let attempts = 0;
  connection = client.connect({
    negotiate: `negotiate?tenant=${encodeURIComponent(name)}`,
    onMessage: (data, frame, length) => count(data, length),
    onState: (state, why) => {
      attempts = state === "open" ? 0 : attempts + 1;
      showState(attempts > MANY_ATTEMPTS ? "closed" : state, why);
    },
  });
  showFigures();
}

function count(message, length) {
  if (Array.isArray(message?.updates)) {
    figures.took(message, length, Date.now());
    river.message(message.updates.length);
    wire.took(message, length);
  }
}

function apply({ changed, removed }) {
  const views = [
    ["job/", builds, Date.now()],
    ["vehicle/", fleet, performance.now()],
  ];
  const show = (entity, state) => {
    const [, view, now] = views.find(([prefix]) => entity.startsWith(prefix)) ?? [];
    view?.apply(entity, state, now);
  };
  changed.forEach((state) => show(state.entity, state));
  removed.forEach((entity) => show(entity, undefined));
  builds.render();
  fleet.render(performance.now());
}

function showState(state, text) {
  figures.open = state === "open";
  if (state === "open") {
    poll();
  }
  ask("connection").dataset.state = state;
  document.body.dataset.connection = state;
  setText(ask("connection-text"), text);
  setText(ask("announcement"), `${tenant}: ${text}`);
}

async function poll() {
  const asked = tenant;
  const counting = figures;
  if (asked === undefined) {
    return;
  }
  try {
    const response = await fetch(`demo/figures?tenant=${encodeURIComponent(asked)}`, { cache: "no-store" });
    if (!response.ok || asked !== tenant) {
      return;
    }
    const whole = await response.json();
    counting.polled(whole, Date.now());
    river.rate = counting.rate(counting.eventRates);
    const count = (value) => formatNumber(Number(value) || 0);
    setText(
      ask("whole"),
      `All tenants since the start: ${count(whole.received)} events → ${count(whole.publishCalls)} calls with ` +
        `${count(whole.updates)} updates, ${formatBytes(Number(whole.publishBytes) || 0)}`,
    );
  } catch {
    // The connection says that the bridge is gone; figures come back with it.
    river.rate = 0;
  }
}

function showFigures() {
  const { events, messages, updates, saved } = figures;
  setText(ask("events-in"), formatNumber(events));
  setText(ask("messages-out"), formatNumber(messages));
  setText(ask("updates-in"), formatNumber(updates));
  setText(ask("updates-per-message"), messages === 0 ? "–" : (updates / messages).toFixed(1));
  setText(ask("events-rate"), figures.rate(figures.eventRates).toFixed(0));
  setText(ask("messages-rate"), figures.rate(figures.messageRates).toFixed(1));
  setText(ask("saved"), saved === undefined ? "–" : `${Math.floor(saved * 100)} % saved`);
  setText(
    ask("saved-text"),
    saved === undefined ? "counting" : `${formatNumber(events)} events → ${formatNumber(messages)} messages`,
  );
  const staleness = figures.staleness(Date.now());
  setText(ask("stale-now"), formatMillis(staleness.now));
  setText(ask("stale-p50"), formatMillis(staleness.p50));
  setText(ask("stale-p95"), formatMillis(staleness.p95));
  setText(ask("gaps"), `${formatNumber(client.counts.gaps)}, ${formatNumber(client.counts.late)}`);
  drawSpark(ask("events-spark"), figures.eventRates, "events", SPARK_POINTS);
  drawSpark(ask("messages-spark"), figures.messageRates, "messages", SPARK_POINTS);
}

function frame(now) {
  river.frame(now);
  fleet.frame(now);
  requestAnimationFrame(frame);
}

async function loadJson(path, otherwise) {
  try {
    const response = await fetch(path);
    return response.ok ? await response.json() : otherwise;
  } catch {
    return otherwise;
  }
}

async function start() {
  const [names, maps] = await Promise.all([loadJson("demo/tenants", []), loadJson("towns.json", {})]);
  towns = maps;
  if (names.length === 0) {
    showState("closed", "The bridge does not answer; trying again");
    setTimeout(start, 3000);
    return;
  }
  tenants.show(names);
  const known = (name) => (names.includes(name) ? name : names.includes("octo-org") ? "octo-org" : names[0]);
  tenants.choose(known(tenantInAddress()), { adopt: true });
  window.addEventListener("popstate", () => tenants.choose(known(tenantInAddress()), { adopt: true }));
  window.addEventListener("online", () => connection?.hurry());
  setInterval(poll, POLL_EVERY);
  setInterval(() => {
    showFigures();
    builds.tick(Date.now());
    fleet.render(performance.now());
  }, 500);
  requestAnimationFrame(frame);
}

startTheme(ask("theme"), () => {
  forgetColours();
  fleet.repaint();
});
start();
