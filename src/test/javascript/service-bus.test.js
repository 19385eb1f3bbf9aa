import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { ServiceBusClient } from '@azure/service-bus';
import { serviceBus, until } from './azure.js';
import { CutProxy } from './cut-proxy.js';

const PATIENCE = { maxWaitTimeInMs: 10_000 };

describe('Service Bus', () => {
  let client;

  before(() => {
    client = new ServiceBusClient(serviceBus());
  });
  after(() => client.close());

  async function send(entity, ...messages) {
    const sender = client.createSender(entity);
    await sender.sendMessages(messages);
    await sender.close();
  }

  /** So many messages, in as many calls as it takes. */
  async function receive(receiver, count) {
    const messages = [];
    const end = Date.now() + 60_000;
    while (messages.length < count && Date.now() < end) {
      messages.push(...(await receiver.receiveMessages(count - messages.length, PATIENCE)));
    }
    assert.equal(messages.length, count, `messages of ${receiver.entityPath}`);
    return messages;
  }

  async function emptied(entity) {
    for (const options of [{}, { subQueueType: 'deadLetter' }]) {
      const receiver = client.createReceiver(entity, { receiveMode: 'receiveAndDelete', ...options });
      while ((await receiver.peekMessages(1)).length > 0) {
        await receiver.receiveMessages(100, { maxWaitTimeInMs: 1000 });
      }
      await receiver.close();
    }
  }

  test('a message is received with all that it was sent with', async () => {
    await emptied('js-receive');
    await send('js-receive', {
      body: { n: 1, text: 'ä€' },
      messageId: 'm-1',
      subject: 'order',
      correlationId: 'c-1',
      contentType: 'application/json',
      applicationProperties: { text: 'ä€', number: 7, yes: true },
    });

    const receiver = client.createReceiver('js-receive', { receiveMode: 'receiveAndDelete' });
    const [message] = await receive(receiver, 1);
    await receiver.close();

    assert.deepEqual(message.body, { n: 1, text: 'ä€' });
    assert.equal(message.messageId, 'm-1');
    assert.equal(message.subject, 'order');
    assert.equal(message.correlationId, 'c-1');
    assert.deepEqual(message.applicationProperties, { text: 'ä€', number: 7, yes: true });
    assert.ok(message.sequenceNumber.greaterThan(0));
    assert.ok(message.enqueuedTimeUtc instanceof Date);
  });

  test('a subscriber is given each message once', async () => {
    await emptied('js-subscribe');
    const bodies = Array.from({ length: 50 }, (_, n) => `m${n}`);
    const seen = [];
    const receiver = client.createReceiver('js-subscribe');
    const errors = [];
    const subscription = receiver.subscribe(
      { processMessage: async (message) => void seen.push(message.body), processError: async (e) => void errors.push(e) },
      { maxConcurrentCalls: 5 },
    );

    await send('js-subscribe', ...bodies.map((body) => ({ body })));
    await until('all messages are seen', () => seen.length >= 50);
    await subscription.close();

    assert.deepEqual(seen.toSorted(), bodies.toSorted());
    assert.deepEqual(errors, []);
    assert.deepEqual(await receiver.peekMessages(10), []);
    await receiver.close();
  });

  test('messages are completed, abandoned, deferred and dead-lettered', async () => {
    await emptied('js-settle');
    await send('js-settle', { body: 'complete' }, { body: 'abandon' }, { body: 'defer' }, { body: 'bad' });
    const receiver = client.createReceiver('js-settle');
    const [complete, abandon, defer, bad] = await receive(receiver, 4);

    await receiver.completeMessage(complete);
    await receiver.abandonMessage(abandon, { why: 'again' });
    await receiver.deferMessage(defer);
    await receiver.deadLetterMessage(bad, { deadLetterReason: 'NoTenant', deadLetterErrorDescription: 'none given' });

    const [again] = await receive(receiver, 1);
    assert.equal(again.body, 'abandon');
    assert.equal(again.deliveryCount, 1);
    assert.equal(again.applicationProperties.why, 'again');
    await receiver.completeMessage(again);

    const [deferred] = await receiver.receiveDeferredMessages(defer.sequenceNumber);
    assert.equal(deferred.body, 'defer');
    await receiver.completeMessage(deferred);

    const letters = client.createReceiver('js-settle', { subQueueType: 'deadLetter' });
    const [letter] = await receive(letters, 1);
    assert.equal(letter.body, 'bad');
    assert.equal(letter.deadLetterReason, 'NoTenant');
    assert.equal(letter.deadLetterErrorDescription, 'none given');
    await letters.completeMessage(letter);
    assert.deepEqual(await receiver.peekMessages(10), []);
  });

  test('a lock is renewed', async () => {
    await emptied('js-settle');
    await send('js-settle', { body: 'slow' });
    const receiver = client.createReceiver('js-settle');
    const [message] = await receive(receiver, 1);
    const until = message.lockedUntilUtc;

    const renewed = await receiver.renewMessageLock(message);

    assert.ok(renewed >= until);
    await receiver.completeMessage(message);
    await receiver.close();
  });

  test('a scheduled message is cancelled', async () => {
    await emptied('js-receive');
    const sender = client.createSender('js-receive');
    const [number] = await sender.scheduleMessages({ body: 'never' }, new Date(Date.now() + 3_600_000));

    await sender.cancelScheduledMessages(number);

    const receiver = client.createReceiver('js-receive');
    assert.deepEqual(await receiver.peekMessages(10), []);
    await receiver.close();
  });

  test('a batch holds what fits in it', async () => {
    await emptied('js-receive');
    const sender = client.createSender('js-receive');
    const batch = await sender.createMessageBatch();
    for (let n = 0; n < 20; n++) {
      assert.ok(batch.tryAddMessage({ body: `m${n}` }));
    }
    assert.ok(!batch.tryAddMessage({ body: 'x'.repeat(batch.maxSizeInBytes) }));
    await sender.sendMessages(batch);

    const receiver = client.createReceiver('js-receive', { receiveMode: 'receiveAndDelete' });
    const messages = await receive(receiver, 20);
    await receiver.close();

    assert.deepEqual(
      messages.map((message) => message.body),
      Array.from({ length: 20 }, (_, n) => `m${n}`),
    );
  });

  test('a session gives its messages in order and keeps its state', async () => {
    const [mine, other] = [randomUUID(), randomUUID()];
    await send('js-sessions', { body: 'first', sessionId: mine }, { body: 'other', sessionId: other });
    await send('js-sessions', { body: 'second', sessionId: mine });

    const session = await client.acceptSession('js-sessions', mine);
    assert.equal(session.sessionId, mine);
    await assert.rejects(client.acceptSession('js-sessions', mine), { code: 'SessionCannotBeLocked' });
    const messages = await receive(session, 2);
    await session.setSessionState({ step: 2 });
    const renewed = await session.renewSessionLock();
    for (const message of messages) {
      await session.completeMessage(message);
    }
    await session.close();

    assert.deepEqual(messages.map((message) => message.body), ['first', 'second']);
    assert.ok(renewed > new Date());
    const again = await client.acceptSession('js-sessions', mine);
    assert.deepEqual(await again.getSessionState(), { step: 2 });
    await again.setSessionState(null);
    await again.close();
    const rest = await client.acceptSession('js-sessions', other);
    await rest.completeMessage((await receive(rest, 1))[0]);
    await rest.close();
  });

  test('a subscription gives what its filter lets through', async () => {
    const receiver = client.createReceiver('js-events', 'blue', { receiveMode: 'receiveAndDelete' });
    while ((await receiver.peekMessages(1)).length > 0) {
      await receiver.receiveMessages(100, { maxWaitTimeInMs: 1000 });
    }
    await send(
      'js-events',
      { body: 'red', applicationProperties: { colour: 'red' } },
      { body: 'none' },
      { body: 'blue', applicationProperties: { colour: 'blue' } },
    );

    const [message] = await receive(receiver, 1);

    assert.equal(message.body, 'blue');
    assert.deepEqual(await receiver.peekMessages(10), []);
    await receiver.close();
  });

  test('rules are made, listed and deleted', async () => {
    const rules = client.createRuleManager('js-events', 'changing');
    const names = async () => {
      const found = [];
      for await (const rule of rules.listRules()) {
        found.push(rule.name);
      }
      return found.toSorted();
    };
    for (const name of await names()) {
      if (name !== '$Default') {
        await rules.deleteRule(name);
      }
    }

    await rules.createRule('dear', { sqlExpression: 'price > 10' }, { sqlExpression: 'SET dear = TRUE' });
    await rules.createRule('acme', { correlationId: 'acme', applicationProperties: { region: 'eu' } });

    assert.deepEqual(await names(), ['$Default', 'acme', 'dear']);
    for await (const rule of rules.listRules()) {
      if (rule.name === 'dear') {
        assert.equal(rule.filter.sqlExpression, 'price > 10');
        assert.equal(rule.action.sqlExpression, 'SET dear = TRUE');
      }
      if (rule.name === 'acme') {
        assert.equal(rule.filter.correlationId, 'acme');
        assert.equal(rule.filter.applicationProperties.region, 'eu');
      }
    }
    await rules.deleteRule('dear');
    await rules.deleteRule('acme');
    assert.deepEqual(await names(), ['$Default']);
  });

  test('an unknown queue is not found', async () => {
    const sender = client.createSender('no-such-queue');
    await assert.rejects(sender.sendMessages({ body: 'lost' }), { code: 'MessagingEntityNotFound' });
  });

  test('a subscriber goes on after its socket was cut', async (t) => {
    const endpoint = /Endpoint=sb:\/\/([^:;/]+):(\d+)/.exec(serviceBus());
    if (!endpoint) {
      t.skip('only a socket without TLS can be cut by a proxy');
      return;
    }
    await emptied('js-reconnect');
    const proxy = await CutProxy.to(endpoint[1], Number(endpoint[2]));
    const through = new ServiceBusClient(serviceBus().replace(endpoint[0], `Endpoint=sb://127.0.0.1:${proxy.port}`), {
      retryOptions: { retryDelayInMs: 200, maxRetryDelayInMs: 500 },
    });
    const seen = [];
    const subscription = through.createReceiver('js-reconnect').subscribe({
      processMessage: async (message) => void seen.push(message.body),
      processError: async () => {},
    });
    await send('js-reconnect', { body: 'before' });
    await until('the first message is seen', () => seen.includes('before'));

    proxy.cut();
    await send('js-reconnect', { body: 'after' });

    await until('the second message is seen', () => seen.includes('after'));
    await subscription.close();
    await through.close();
    await proxy.close();
  });
});
