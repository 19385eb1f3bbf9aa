import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { earliestEventPosition, EventHubConsumerClient, EventHubProducerClient } from '@azure/event-hubs';
import { eventHubs, until } from './azure.js';

const HUB = 'js-hub';

describe('Event Hubs', () => {
  let producer;
  let consumer;

  before(() => {
    producer = new EventHubProducerClient(eventHubs(), HUB);
    consumer = new EventHubConsumerClient('$Default', eventHubs(), HUB);
  });
  after(async () => {
    await producer.close();
    await consumer.close();
  });

  /** The position after what a partition holds now. */
  async function end(partition) {
    const properties = await consumer.getPartitionProperties(partition);
    return properties.isEmpty ? earliestEventPosition : { sequenceNumber: properties.lastEnqueuedSequenceNumber };
  }

  async function ends() {
    const positions = {};
    for (const id of await consumer.getPartitionIds()) {
      positions[id] = await end(id);
    }
    return positions;
  }

  /** So many events of all partitions, each with its partition. */
  async function receive(from, count, options = {}) {
    const events = [];
    const errors = [];
    const subscription = consumer.subscribe(
      {
        processEvents: async (received, context) =>
          void events.push(...received.map((event) => ({ ...event, partition: context.partitionId, context }))),
        processError: async (error) => void errors.push(error),
      },
      { startPosition: from, maxWaitTimeInSeconds: 1, ...options },
    );
    await until(`${count} events have come`, () => events.length >= count || errors.length > 0);
    await subscription.close();
    assert.deepEqual(errors, []);
    assert.equal(events.length, count);
    return events;
  }

  test('a hub names its partitions', async () => {
    const properties = await consumer.getEventHubProperties();

    assert.equal(properties.name.toLowerCase(), HUB);
    assert.deepEqual(properties.partitionIds, ['0', '1', '2', '3']);
    assert.ok(properties.createdOn instanceof Date);
  });

  test('a batch to a partition is read in order', async () => {
    const from = await ends();
    const batch = await producer.createBatch({ partitionId: '2' });
    for (let n = 0; n < 20; n++) {
      assert.ok(batch.tryAdd({ body: { n }, properties: { odd: n % 2 === 1 } }));
    }
    await producer.sendBatch(batch);

    const events = await receive(from, 20);

    assert.deepEqual(events.map((event) => event.body.n), Array.from({ length: 20 }, (_, n) => n));
    assert.ok(events.every((event) => event.partition === '2'));
    assert.equal(events[3].properties.odd, true);
    assert.equal(events[1].sequenceNumber, events[0].sequenceNumber + 1);
    assert.ok(events[0].enqueuedTimeUtc instanceof Date);
  });

  test('events of one key stay together', async () => {
    const from = await ends();
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
      await producer.sendBatch([{ body: 1 }], { partitionKey: key });
      await producer.sendBatch([{ body: 2 }], { partitionKey: key });
    }

    const events = await receive(from, 16);

    const partitions = byKey(events);
    assert.equal(partitions.size, 8);
    for (const [key, ofKey] of partitions) {
      assert.deepEqual(ofKey.map((event) => event.body), [1, 2], `events of key ${key}`);
      assert.equal(ofKey[0].partition, ofKey[1].partition);
    }
  });

  test('a reader begins at a time', async () => {
    await producer.sendBatch([{ body: 'old' }], { partitionId: '0' });
    const before = await consumer.getPartitionProperties('0');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await producer.sendBatch([{ body: 'new' }], { partitionId: '0' });

    const received = [];
    const subscription = consumer.subscribe(
      '0',
      { processEvents: async (events) => void received.push(...events), processError: async () => {} },
      { startPosition: { enqueuedOn: new Date(before.lastEnqueuedOnUtc.getTime() + 1) } },
    );
    await until('an event has come', () => received.length > 0);
    await subscription.close();

    assert.equal(received[0].body, 'new');
  });

  test('a reader may be told how far behind it is', async () => {
    const from = await ends();
    await producer.sendBatch([{ body: 'first' }, { body: 'second' }], { partitionId: '1' });
    const properties = await consumer.getPartitionProperties('1');

    const events = await receive(from, 2, { trackLastEnqueuedEventProperties: true });

    assert.equal(
      events[0].context.lastEnqueuedEventProperties.sequenceNumber,
      properties.lastEnqueuedSequenceNumber,
    );
  });

  test('a higher owner displaces a lower one', async () => {
    await producer.sendBatch([{ body: 'event' }], { partitionId: '3' });
    const errors = [];
    let lowReads = false;
    let highReads = false;
    const low = consumer.subscribe(
      '3',
      {
        processEvents: async (events) => void (lowReads ||= events.length > 0),
        processError: async (error) => void errors.push(error),
      },
      { startPosition: earliestEventPosition, ownerLevel: 1 },
    );
    await until('the lower owner reads', () => lowReads);

    const other = new EventHubConsumerClient('$Default', eventHubs(), HUB);
    const high = other.subscribe(
      '3',
      { processEvents: async (events) => void (highReads ||= events.length > 0), processError: async () => {} },
      { startPosition: earliestEventPosition, ownerLevel: 2 },
    );
    await until('the higher owner reads, and the lower one is told', () => highReads && errors.length > 0);
    await low.close();
    await high.close();
    await other.close();

    assert.equal(errors[0].code, 'ReceiverDisconnectedError');
  });
});

function byKey(events) {
  const groups = new Map();
  for (const event of events) {
    groups.set(event.partitionKey, [...(groups.get(event.partitionKey) ?? []), event]);
  }
  return groups;
}
