import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { WebPubSubConnection } from '../../../main/resources/client/weir-client.js';
import { Timers } from './timers.js';

/** A socket whose other end is the test. */
class FakeSocket extends EventTarget {
  static made = [];
  sent = [];
  isClosed = false;

  constructor(url, protocol) {
    super();
    Object.assign(this, { url, protocol });
    FakeSocket.made.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.isClosed = true;
  }

  opened() {
    this.dispatchEvent(new Event('open'));
  }

  said(frame) {
    this.dispatchEvent(Object.assign(new Event('message'), { data: typeof frame === 'string' ? frame : JSON.stringify(frame) }));
  }

  closed(code = 1006) {
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

describe('a connection of its own', () => {
  const realSocket = globalThis.WebSocket;
  let timers;
  let negotiated;
  let log;

  beforeEach(() => {
    timers = new Timers().install();
    globalThis.WebSocket = FakeSocket;
    FakeSocket.made = [];
    negotiated = 0;
    log = [];
  });
  afterEach(() => {
    timers.uninstall();
    globalThis.WebSocket = realSocket;
  });

  const last = () => FakeSocket.made.at(-1);

  async function open(options = {}) {
    const connection = new WebPubSubConnection({
      negotiate: async () => `ws://service/client/hubs/updates?access_token=${++negotiated}`,
      onConnected: () => log.push('connected'),
      onDisconnected: () => log.push('disconnected'),
      onMessage: (data) => log.push(data),
      ...options,
    });
    connection.open();
    await timers.settle();
    return connection;
  }

  function connected(token = undefined) {
    last().opened();
    last().said({ type: 'system', event: 'connected', connectionId: 'c1', reconnectionToken: token });
  }

  test('hands over messages once it is connected', async () => {
    await open();
    assert.equal(last().protocol, 'json.webpubsub.azure.v1');
    connected();
    last().said({ type: 'message', from: 'group', group: 'acme', dataType: 'json', data: { n: 1 } });
    last().said('no JSON');
    last().said({ type: 'pong' });

    assert.deepEqual(log, ['connected', { n: 1 }]);
  });

  test('joins its groups first', async () => {
    await open({ groups: ['a', 'b'] });
    connected();
    assert.deepEqual(last().sent, [
      { type: 'joinGroup', group: 'a', ackId: 1 },
      { type: 'joinGroup', group: 'b', ackId: 2 },
    ]);
    last().said({ type: 'ack', ackId: 1, success: true });
    assert.deepEqual(log, []);
    last().said({ type: 'ack', ackId: 2, success: false, error: { name: 'Duplicate' } });
    assert.deepEqual(log, ['connected']);
  });

  test('is made anew with a new URL after a loss, and says so', async () => {
    await open();
    connected();
    last().closed();
    await timers.advance(400);
    connected();

    assert.equal(negotiated, 2);
    assert.match(last().url, /access_token=2/);
    assert.deepEqual(log, ['connected', 'disconnected', 'connected']);
  });

  test('pauses for longer and longer, up to ten seconds, and not all clients alike', async (t) => {
    for (const random of [0, 0.999]) {
      t.mock.method(Math, 'random', () => random);
      const times = [];
      const connection = await open({
        negotiate: async () => {
          times.push(timers.now);
          throw new Error('down');
        },
      });
      await timers.advance(60_000);
      connection.close();
      const pauses = times.slice(1).map((time, i) => time - times[i]);
      pauses.forEach((pause, i) => {
        const longest = Math.min(10_000, 400 * 2 ** i);
        assert.ok(Math.abs(pause - (random === 0 ? longest / 2 : longest)) <= longest / 100 + 1, `pause ${i}: ${pause}`);
      });
      assert.ok(pauses.length > 5);
      t.mock.restoreAll();
    }
  });

  test('says in words what is wrong', async () => {
    const words = [];
    await open({
      negotiate: async () => {
        throw new Error("'tenant' must be one of a, b");
      },
      onState: (state, why) => words.push(`${state}: ${why}`),
    });
    assert.deepEqual(words, ['connecting: Connecting', "connecting: 'tenant' must be one of a, b; trying again"]);
  });

  test('pings, and takes a socket for dead that says nothing', async () => {
    await open();
    connected();
    await timers.advance(20_000);
    assert.deepEqual(last().sent, [{ type: 'ping' }]);
    last().said({ type: 'pong' });
    await timers.advance(40_000);
    assert.equal(FakeSocket.made.length, 1);
    await timers.advance(30_000);

    assert.ok(FakeSocket.made[0].isClosed);
    assert.equal(FakeSocket.made.length, 2);
  });

  test('does not wait for ever for a socket to open', async () => {
    await open();
    await timers.advance(10_500);
    assert.ok(FakeSocket.made[0].isClosed);
    assert.equal(negotiated, 2);
  });

  test('recovers, where it is reliable: the same URL, no message twice, no new connect', async () => {
    await open({ reliable: true });
    assert.equal(last().protocol, 'json.reliable.webpubsub.azure.v1');
    connected('t/1');
    last().said({ type: 'message', sequenceId: 1, data: 'one' });
    last().said({ type: 'message', sequenceId: 2, data: 'two' });
    await timers.advance(1_000);
    assert.deepEqual(last().sent, [{ type: 'sequenceAck', sequenceId: 2 }]);
    last().closed();
    await timers.advance(400);
    last().opened();
    last().said({ type: 'message', sequenceId: 2, data: 'two' });
    last().said({ type: 'message', sequenceId: 3, data: 'three' });

    const url = new URL(last().url);
    assert.equal(url.searchParams.get('awps_connection_id'), 'c1');
    assert.equal(url.searchParams.get('awps_reconnection_token'), 't/1');
    assert.equal(negotiated, 1);
    assert.deepEqual(log, ['connected', 'one', 'two', 'three']);
  });

  test('starts anew where the recovery is refused, or comes too late', async () => {
    await open({ reliable: true });
    connected('t');
    last().closed();
    await timers.advance(400);
    last().opened();
    last().closed(1008);
    await timers.advance(800);
    assert.equal(negotiated, 2);
    assert.deepEqual(log, ['connected', 'disconnected']);
    connected('t');
    last().closed();
    for (let n = 0; n < 20 && negotiated === 2; n++) {
      await timers.advance(5_000);
      last().closed();
    }
    assert.equal(negotiated, 3);
    assert.deepEqual(log, ['connected', 'disconnected', 'connected', 'disconnected']);
  });

  test('is not recovered after the service said that it is over', async () => {
    await open({ reliable: true });
    connected('t');
    last().said({ type: 'system', event: 'disconnected', message: 'closed by the application' });
    last().closed(1000);
    await timers.advance(400);
    assert.equal(negotiated, 2);
    assert.deepEqual(log, ['connected', 'disconnected']);
  });

  test('hands over nothing more once it is closed', async () => {
    const connection = await open();
    connected();
    const socket = last();
    connection.close();
    socket.said({ type: 'message', data: 'late' });
    socket.closed();
    await timers.advance(60_000);

    assert.deepEqual(log, ['connected', 'disconnected']);
    assert.ok(socket.isClosed);
    assert.equal(FakeSocket.made.length, 1);
  });

  test('can be hurried', async () => {
    const connection = await open();
    connected();
    last().closed();
    connection.hurry();
    await timers.settle();
    assert.equal(negotiated, 2);
    assert.equal(FakeSocket.made.length, 2);
  });
});
