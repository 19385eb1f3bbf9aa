import { attempt, byId, element, number, rows } from "/local/page/dom.js";
import { chooseHub, chooseQueue, chooseSubscription, chooseTopic } from "/local/page/look.js";

function nameCell(name, extra, open, attributes = {}) {
  const cell = element("td", "", attributes);
  const button = element("button", name, { type: "button", class: "name", "data-testid": "entity", "data-name": name });
  button.addEventListener("click", () => attempt(open));
  cell.append(button);
  if (extra) {
    cell.append(element("span", ` ${extra}`, { class: "dim" }));
  }
  return cell;
}

const counts = ({ active, locked, scheduled, deferred, deadLettered }) => [
  number(active),
  number(locked),
  number(scheduled),
  number(deferred),
  number(deadLettered, true),
];

const sessions = (entity) => (entity.requiresSession ? "sessions" : "");

/** A row for each topic, and below it one for each of its subscriptions. */
function topicRows(topics) {
  return topics.flatMap((topic) => [
    { key: topic.name, topic: { name: topic.name, scheduled: topic.scheduled } },
    ...topic.subscriptions.map((subscription) => ({ key: `${topic.name}\n${subscription.name}`, of: topic.name, subscription })),
  ]);
}

function topicCells({ topic, of, subscription }) {
  if (topic) {
    const empty = [0, 1].map(() => element("td"));
    return [
      nameCell(topic.name, "", () => chooseTopic(topic)),
      ...empty,
      number(topic.scheduled),
      ...empty.map((cell) => cell.cloneNode()),
    ];
  }
  return [
    nameCell(subscription.name, sessions(subscription), () => chooseSubscription(of, subscription), { class: "below" }),
    ...counts(subscription.counts),
  ];
}

export function show(state) {
  rows(byId("queues"), state.queues, (queue) => queue.name, (queue) => [
    nameCell(queue.name, sessions(queue), () => chooseQueue(queue)),
    ...counts(queue.counts),
  ]);
  rows(byId("topics"), topicRows(state.topics), (row) => row.key, topicCells);
  byId("topics-table").hidden = state.topics.length === 0;
  const hubs = state.eventHubs.map((hub) => ({
    ...hub,
    events: hub.partitions.reduce((sum, partition) => sum + partition.events, 0),
    readers: hub.partitions.reduce((sum, partition) => sum + partition.readers, 0),
  }));
  rows(byId("hubs"), hubs, (hub) => hub.name, (hub) => [
    nameCell(hub.name, "", () => chooseHub(hub)),
    number(hub.events),
    number(hub.readers),
    number(hub.partitions.length),
  ]);
}
