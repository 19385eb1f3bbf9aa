import { attempt, byId, element, local } from "/local/page/dom.js";

const PARTS = ["messages", "dead-letters", "sessions"];
const path = (...names) => names.map(encodeURIComponent).join("/");
let chosen = null;

/**
 * Looks into an entity.
 *
 * name: what it is called; base: its path below /local; send: where messages for it go; parts: what can be seen of it;
 * partitions: of a hub; rules: of a subscription; sessions: whether a message must name one.
 */
function choose(entity) {
  chosen = { partitions: [], rules: [], ...entity, part: entity.parts[0] };
  byId("look-name").textContent = chosen.name;
  byId("look-hint").hidden = true;
  byId("look-tools").hidden = false;
  for (const part of PARTS) {
    byId(`look-${part}`).hidden = !chosen.parts.includes(part);
  }
  byId("look-partition-label").hidden = chosen.partitions.length === 0;
  byId("look-partition").replaceChildren(
    ...chosen.partitions.map(({ id }) => element("option", String(id), { value: String(id) })),
  );
  byId("look-rules").replaceChildren(...chosen.rules.map(rule));
  byId("send-session-label").hidden = !chosen.sessions;
  return switchTo(chosen.part);
}

export const chooseQueue = (queue) =>
  choose({
    name: queue.name,
    base: path("queues", queue.name),
    send: path("queues", queue.name, "messages"),
    parts: queue.requiresSession ? PARTS : PARTS.slice(0, 2),
    sessions: queue.requiresSession,
  });

export const chooseTopic = (topic) =>
  choose({ name: topic.name, send: path("topics", topic.name, "messages"), parts: [], sessions: false });

export const chooseSubscription = (topic, subscription) =>
  choose({
    name: `${topic} / ${subscription.name}`,
    base: path("topics", topic, "subscriptions", subscription.name),
    send: path("topics", topic, "messages"),
    parts: subscription.requiresSession ? PARTS : PARTS.slice(0, 2),
    sessions: subscription.requiresSession,
    rules: subscription.rules,
  });

export const chooseHub = (hub) =>
  choose({
    name: hub.name,
    base: path("event-hubs", hub.name),
    send: path("event-hubs", hub.name, "events"),
    parts: ["messages"],
    sessions: false,
    partitions: hub.partitions,
  });

function rule({ name, sqlFilter, correlationFilter, action }) {
  const condition = sqlFilter ?? Object.entries({ ...correlationFilter, properties: undefined, ...correlationFilter?.properties })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} = ${value}`)
    .join(", ");
  const item = element("li", `${name}: `, { "data-testid": "rule" });
  item.append(element("code", action ? `${condition} → ${action}` : condition));
  return item;
}

async function look() {
  const wanted = chosen;
  const list = byId("messages");
  if (wanted.parts.length === 0) {
    list.replaceChildren(element("li", "A topic keeps nothing: look into its subscriptions.", { class: "dim" }));
    return;
  }
  const items = wanted.part === "sessions"
    ? (await local("GET", `${wanted.base}/sessions`)).sessions.map(session)
    : (await local("GET", messagesPath(wanted))).messages.map(message);
  if (wanted !== chosen) {
    return;
  }
  list.replaceChildren(...items);
  if (items.length === 0) {
    list.append(element("li", "There are none.", { class: "dim" }));
  }
}

const messagesPath = (entity) =>
  entity.partitions.length > 0
    ? `${entity.base}/partitions/${byId("look-partition").value}/events`
    : `${entity.base}/${entity.part}`;

function session({ id, active, locked, lockedUntil, stateBytes }) {
  const entry = element("li", "", { "data-testid": "session" });
  const facts = [`${active} active`, `${locked} locked`, lockedUntil ? `locked until ${lockedUntil}` : "free"];
  if (stateBytes > 0) {
    facts.push(`state of ${stateBytes} bytes`);
  }
  entry.append(element("div", id), element("div", facts.join(" · "), { class: "dim" }));
  return entry;
}

function message({ sequenceNumber, enqueued, state, sessionId, partitionKey, deliveryCount, ...rest }) {
  const entry = element("li", "", { "data-testid": "message" });
  const facts = [`#${sequenceNumber}`, enqueued, state, sessionId, partitionKey];
  if (deliveryCount > 0) {
    facts.push(`delivered ${deliveryCount} times`);
  }
  entry.append(element("div", facts.filter(Boolean).join(" · "), { class: "dim" }));
  const properties = Object.entries(rest.properties).map(([name, value]) => `${name}: ${value}`);
  if (properties.length > 0) {
    entry.append(element("div", properties.join(", ")));
  }
  const body = rest.text ?? `base64 ${rest.base64}`;
  entry.append(element("pre", rest.cut ? `${body}… (${rest.bytes} bytes)` : body));
  return entry;
}

function switchTo(part) {
  chosen = { ...chosen, part };
  for (const other of PARTS) {
    byId(`look-${other}`).setAttribute("aria-pressed", String(part === other));
  }
  return look();
}

async function send() {
  const sent = { text: byId("send-text").value };
  if (chosen.partitions.length > 0) {
    sent.partition = Number(byId("look-partition").value);
  }
  if (chosen.sessions) {
    sent.sessionId = byId("send-session").value;
  }
  await local("POST", chosen.send, sent);
  byId("send-text").value = "";
  await look();
}

export function listen() {
  for (const part of PARTS) {
    byId(`look-${part}`).addEventListener("click", () => attempt(() => switchTo(part)));
  }
  byId("look-again").addEventListener("click", () => attempt(look));
  byId("look-partition").addEventListener("change", () => attempt(look));
  byId("send").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(send);
  });
}
