import { attempt, byId, element, local, number, rows } from "/local/page/dom.js";

const DEAD = "dead-letters";
let chosen = null;

function nameCell(kind, name, extra, open) {
  const cell = element("td");
  const button = element("button", name, { type: "button", class: "name", "data-testid": "entity", "data-name": name });
  button.addEventListener("click", open);
  cell.append(button);
  if (extra) {
    cell.append(element("span", ` ${extra}`, { class: "dim" }));
  }
  return cell;
}

export function show(state) {
  rows(byId("queues"), state.queues, (queue) => queue.name, (queue) => [
    nameCell("queue", queue.name, queue.requiresSession ? "sessions" : "", () => openQueue(queue)),
    number(queue.counts.active),
    number(queue.counts.locked),
    number(queue.counts.scheduled),
    number(queue.counts.deferred),
    number(queue.counts.deadLettered, true),
  ]);
  const hubs = state.eventHubs.map((hub) => ({
    ...hub,
    events: hub.partitions.reduce((sum, partition) => sum + partition.events, 0),
    readers: hub.partitions.reduce((sum, partition) => sum + partition.readers, 0),
  }));
  rows(byId("hubs"), hubs, (hub) => hub.name, (hub) => [
    nameCell("hub", hub.name, "", () => openHub(hub)),
    number(hub.events),
    number(hub.readers),
    number(hub.partitions.length),
  ]);
}

function openQueue(queue) {
  chosen = { kind: "queue", base: `queues/${encodeURIComponent(queue.name)}`, part: "messages" };
  open(queue.name);
  byId("look-partition-label").hidden = true;
  byId("look-dead").hidden = false;
  byId("send-session-label").hidden = !queue.requiresSession;
  attempt(look);
}

function openHub(hub) {
  chosen = { kind: "hub", base: `event-hubs/${encodeURIComponent(hub.name)}`, part: "messages" };
  open(hub.name);
  byId("look-partition-label").hidden = false;
  byId("look-dead").hidden = true;
  byId("send-session-label").hidden = true;
  byId("look-partition").replaceChildren(
    ...hub.partitions.map((partition) => element("option", String(partition.id), { value: String(partition.id) })),
  );
  attempt(look);
}

function open(name) {
  byId("look-name").textContent = name;
  byId("look-hint").hidden = true;
  byId("look-tools").hidden = false;
  press();
}

function press() {
  byId("look-main").setAttribute("aria-pressed", String(chosen.part !== DEAD));
  byId("look-dead").setAttribute("aria-pressed", String(chosen.part === DEAD));
}

async function look() {
  const wanted = chosen;
  const path = wanted.kind === "hub"
    ? `${wanted.base}/partitions/${byId("look-partition").value}/events`
    : `${wanted.base}/${wanted.part}`;
  const { messages } = await local("GET", path);
  if (wanted !== chosen) {
    return;
  }
  const list = byId("messages");
  list.replaceChildren(...messages.map(item));
  if (messages.length === 0) {
    list.append(element("li", "There are none.", { class: "dim" }));
  }
}

function item(message) {
  const entry = element("li", "", { "data-testid": "message" });
  const facts = [`#${message.sequenceNumber}`, message.enqueued, message.state, message.sessionId, message.partitionKey];
  if (message.deliveryCount > 0) {
    facts.push(`delivered ${message.deliveryCount} times`);
  }
  entry.append(element("div", facts.filter(Boolean).join(" · "), { class: "dim" }));
  const properties = Object.entries(message.properties).map(([name, value]) => `${name}: ${value}`);
  if (properties.length > 0) {
    entry.append(element("div", properties.join(", ")));
  }
  const body = message.text ?? `base64 ${message.base64}`;
  entry.append(element("pre", message.cut ? `${body}… (${message.bytes} bytes)` : body));
  return entry;
}

function switchTo(part) {
  chosen = { ...chosen, part };
  press();
  attempt(look);
}

async function send() {
  const message = { text: byId("send-text").value };
  if (chosen.kind === "hub") {
    message.partition = Number(byId("look-partition").value);
    await local("POST", `${chosen.base}/events`, message);
  } else {
    if (!byId("send-session-label").hidden) {
      message.sessionId = byId("send-session").value;
    }
    await local("POST", `${chosen.base}/messages`, message);
  }
  byId("send-text").value = "";
  await look();
}

export function listen() {
  byId("look-main").addEventListener("click", () => switchTo("messages"));
  byId("look-dead").addEventListener("click", () => switchTo(DEAD));
  byId("look-again").addEventListener("click", () => attempt(look));
  byId("look-partition").addEventListener("change", () => attempt(look));
  byId("send").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(send);
  });
}
