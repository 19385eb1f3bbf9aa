import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { WeirClient } from '../../../main/resources/client/weir-client.js';
import { Timers } from './timers.js';

const LANE = 'group:acme';
const AT = '2026-11-23T10:00:00.000Z';
const set = (entity, n) => ({ entity, op: 'set', rev: n, version: ['ci/0', n], at: AT, data: { n } });
const batch = (seq, ...updates) => ({ weir: 1, lane: LANE, epoch: 'a', seq, updates });
const page = (epochs, entities = [], next = undefined) => ({ weir: 1, lane: LANE, complete: true, epochs, entities, next });
const stateOf = (entity, n) => ({ entity, epoch: 'a', rev: n, version: ['ci/0', n], at: AT, data: { n } });

describe('when a client asks for snapshots', () => {
  let timers;
  let requests;
  let client;

  beforeEach(() => {
    timers = new Timers().install();
    requests = [];
    client = make({});
  });
  afterEach(() => timers.uninstall());

  function make(options) {
    return new WeirClient({
      lanes: [LANE],
      snapshots: (lane, next, signal) =>
        new Promise((resolve, reject) => {
          requests.push({ lane, next, signal, resolve, reject, at: timers.now });
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
      ...options,
    });
  }

  async function answer(...answers) {
    requests.at(-1).resolve(...answers);
    await timers.settle();
  }

  async function joined() {
    client.connected();
    await timers.settle();
    await answer(page({ a: 1 }));
  }

  test('at a connect at once, page by page', async () => {
    client.connected();
    await timers.settle();
    assert.deepEqual(requests.map(({ lane, next }) => [lane, next]), [[LANE, undefined]]);

    await answer(page({ a: 1 }, [stateOf('x', 1)], 'p2'));
    await answer(page({ a: 1 }, [stateOf('y', 2)]));

    assert.deepEqual(requests.map(({ next }) => next), [undefined, 'p2']);
    assert.deepEqual([...client.entities().keys()], ['x', 'y']);
    assert.deepEqual(client.status, { connected: true, whole: true });
  });

  test('because of a gap within half a second, each client at another time', async (t) => {
    await joined();
    for (const [random, wait] of [[0, 0], [0.999, 499]]) {
      t.mock.method(Math, 'random', () => random);
      const asked = requests.length;
      const seq = client.counts.batches * 3 + 5;
      client.receive(batch(seq, set('x', seq)));
      const before = timers.now;
      await timers.advance(600);
      assert.equal(requests.length, asked + 1);
      assert.ok(Math.abs(requests.at(-1).at - before - wait) <= 1);
      await answer(page({ a: seq }, [stateOf('x', seq)]));
      t.mock.restoreAll();
    }
  });

  test('again after pauses that grow to a minute and a half, when it does not come', async () => {
    client.connected();
    await timers.settle();
    const pauses = [];
    for (let i = 0; i < 9; i++) {
      const before = timers.now;
      requests.at(-1).reject(new Error('down'));
      const asked = requests.length;
      while (requests.length === asked) {
        await timers.advance(100);
      }
      pauses.push(requests.at(-1).at - before);
    }
    pauses.slice(0, 6).forEach((pause, i) => {
      const least = Math.min(60_000, 2_000 * 2 ** i);
      assert.ok(pause >= least && pause <= least * 1.5 + 200, `pause ${i} of ${pause} ms`);
    });
    assert.ok(pauses.slice(6).every((pause) => pause >= 60_000 && pause <= 90_200), `${pauses}`);
  });

  test('no sooner than the bridge says', async () => {
    client.connected();
    await timers.settle();
    requests.at(-1).reject(Object.assign(new Error('busy'), { status: 429, retryAfter: 20 }));
    await timers.advance(19_900);
    assert.equal(requests.length, 1);
    await timers.advance(200);
    assert.equal(requests.length, 2);
  });

  test('no more before the next connect, where there are none for it', async () => {
    for (const status of [401, 403, 404]) {
      client.connected();
      await timers.settle();
      const asked = requests.length;
      requests.at(-1).reject(Object.assign(new Error('no'), { status }));
      await timers.advance(1_000_000);
      assert.equal(requests.length, asked);
    }
  });

  test('and lets a page go that takes too long', async () => {
    client.connected();
    await timers.settle();
    client.receive(batch(1, set('x', 1)));
    assert.equal(client.get('x'), undefined);

    await timers.advance(15_000);

    assert.ok(requests[0].signal.aborted);
    assert.deepEqual(client.get('x').data, { n: 1 });
    assert.deepEqual(client.status, { connected: true, whole: false });
  });

  test('and drops the request when the connection goes', async () => {
    client.connected();
    await timers.settle();
    client.receive(batch(1, set('x', 1)));

    client.disconnected();
    await timers.advance(1_000_000);

    assert.ok(requests[0].signal.aborted);
    assert.equal(requests.length, 1);
    assert.deepEqual(client.get('x').data, { n: 1 });
    assert.deepEqual(client.status, { connected: false, whole: false });
  });

  test('less often when gaps come all the time, and shows what it can meanwhile', async () => {
    await joined();
    for (let n = 1; n <= 200; n++) {
      client.receive(batch(n * 2 + 1, set('x', n * 2 + 1)));
      await timers.advance(300);
      if (requests.at(-1).answered !== true) {
        requests.at(-1).answered = true;
        await answer(page({ a: n * 2 + 1 }, [stateOf('x', n * 2 + 1)]));
      }
    }
    await timers.advance(1000);
    assert.ok(requests.length < 20, `${requests.length} requests in a minute`);
    assert.deepEqual(client.get('x').data, { n: 401 });
  });

  test('and gives up to keep what comes when it is too much', async () => {
    client = make({ limits: { kept: 10 } });
    client.connected();
    await timers.settle();
    for (let n = 1; n <= 20; n++) {
      client.receive(batch(n, set(`x${n}`, n)));
    }
    assert.equal(client.entities().size, 20);

    await answer(page({ a: 20 }, Array.from({ length: 20 }, (_, i) => stateOf(`x${i + 1}`, i + 1))));

    assert.deepEqual(client.status, { connected: true, whole: true });
    assert.equal(client.entities().size, 20);
  });

  test('for a lane that was joined, and forgets one that was left', async () => {
    await joined();
    client.refresh('user:ann');
    await timers.settle();
    assert.equal(requests.at(-1).lane, 'user:ann');
    await answer({ ...page({ a: 1 }, [stateOf('x', 1)]), lane: 'user:ann' });
    const changes = [];
    client.on('change', (change) => changes.push(change));

    client.forget('user:ann');

    assert.deepEqual(changes, [{ lane: 'user:ann', changed: [], removed: ['x'] }]);
    assert.deepEqual(client.lanes, [LANE]);
  });
});

describe('what a client holds is bounded', () => {
  const plain = (limits) => new WeirClient({ limits });

  test('entities: the one that changed longest ago leaves, and listeners are told', () => {
    const client = plain({ entities: 2 });
    const removed = [];
    client.on('change', (change) => removed.push(...change.removed));
    client.receive(batch(1, set('x', 1), set('y', 2)));
    client.receive(batch(2, set('x', 3)));
    client.receive(batch(3, set('z', 4)));

    assert.deepEqual([...client.entities().keys()], ['x', 'z']);
    assert.deepEqual(removed, ['y']);
    assert.equal(client.counts.evicted, 1);
  });

  test('what had to leave is not asked for again because of its deltas', async () => {
    const timers = new Timers().install();
    try {
      let asked = 0;
      const client = new WeirClient({ limits: { entities: 1 }, lanes: [LANE], snapshots: async () => (asked++, page({ a: 0 })) });
      client.connected();
      await timers.settle();
      client.receive(batch(1, set('x', 1), set('y', 2)));
      client.receive(batch(2, { ...set('x', 3), op: 'merge', base: 1 }));
      await timers.advance(10_000);
      assert.equal(asked, 1);
    } finally {
      timers.uninstall();
    }
  });

  test('tombstones', () => {
    const client = plain({ tombstones: 1 });
    const remove = (entity, n) => ({ ...set(entity, n), op: 'remove', data: undefined });
    client.receive(batch(1, remove('x', 5), remove('y', 6)));
    client.receive(batch(2, { ...set('x', 7), version: ['ci/0', 1] }, { ...set('y', 8), version: ['ci/0', 1] }));

    assert.deepEqual([...client.entities().keys()], ['x']);
  });

  test('items of a list', () => {
    const client = plain({ items: 3 });
    const item = (n) => ({ version: ['ci/0', n], at: AT, data: n });
    client.receive(batch(1, { ...set('log', 1), op: 'add', items: [1, 2, 3, 4, 5].map(item) }));

    assert.deepEqual(client.get('log').data, [3, 4, 5]);
  });

  test('lanes', () => {
    const client = plain({ lanes: 2 });
    ['a', 'b', 'c'].forEach((name) => client.receive({ ...batch(1, set('x', 1)), lane: `group:${name}` }));

    assert.deepEqual(client.lanes, ['group:a', 'group:b']);
  });
});

describe('a client tells', () => {
  test('each change once, in new objects, and counts it', () => {
    const client = new WeirClient();
    const changes = [];
    const end = client.on('change', (change) => changes.push(change));
    client.receive(JSON.stringify(batch(1, set('x', 1), set('x', 2))));
    const first = client.get('x');
    client.receive(batch(2, set('x', 1)));
    client.receive(batch(3, set('x', 3)));
    end();
    client.receive(batch(4, set('x', 4)));

    assert.deepEqual(changes.map(({ changed }) => changed.map(({ data }) => data.n)), [[2], [3]]);
    assert.deepEqual(first, { lane: LANE, entity: 'x', data: { n: 2 }, version: ['ci/0', 2], at: AT });
    assert.equal(client.revision, 3);
    assert.equal(client.counts.repeats, 1);
  });

  test('every listener, though one throws', (t) => {
    const client = new WeirClient();
    const later = t.mock.method(globalThis, 'queueMicrotask', () => {});
    const seen = [];
    client.on('change', () => {
      throw new Error('of the listener');
    });
    client.on('change', (change) => seen.push(change));
    client.receive(batch(1, set('x', 1)));

    assert.equal(seen.length, 1);
    assert.throws(later.mock.calls[0].arguments[0], /of the listener/);
  });

  test('which events there are', () => {
    assert.throws(() => new WeirClient().on('chnge', () => {}), /There is no event 'chnge'; there are change, message, status/);
  });

  test('what an official client receives', () => {
    const handlers = new Map();
    const official = {
      on: (event, handler) => handlers.set(event, handler),
      off: (event, handler) => handlers.get(event) === handler && handlers.delete(event),
    };
    const client = new WeirClient();
    const end = client.attach(official);
    handlers.get('connected')({});
    handlers.get('group-message')({ message: { group: 'acme', dataType: 'json', data: batch(1, set('x', 1)) } });
    handlers.get('group-message')({ message: { group: 'acme', fromUserId: 'eve', data: batch(2, set('x', 2)) } });
    handlers.get('server-message')({ message: { dataType: 'json', data: { ...batch(1, set('y', 1)), lane: 'user:ann' } } });

    assert.deepEqual(client.get('x').data, { n: 1 });
    assert.deepEqual(client.get('y', 'user:ann').data, { n: 1 });
    assert.equal(client.status.connected, true);
    handlers.get('disconnected')({});
    assert.equal(client.status.connected, false);
    end();
    assert.equal(handlers.size, 0);
  });
});
