import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WeirClient } from '../../../main/resources/client/weir-client.js';

function shownTimes(...times) {
  const client = new WeirClient();
  const updates = times.map((at, i) => ({ entity: `e${i}`, op: 'set', rev: i + 1, version: ['ci/0', i + 1], at, data: i }));
  client.receive({ weir: 1, lane: 'all', epoch: 'a', seq: 1, updates });
  return times.map((_, i) => client.get(`e${i}`).at);
}

test("a time that is a number counts milliseconds from the first update's", () => {
  assert.deepEqual(shownTimes('2026-11-23T10:00:00.120Z', 240, -121, 0), [
    '2026-11-23T10:00:00.120Z',
    '2026-11-23T10:00:00.360Z',
    '2026-11-23T09:59:59.999Z',
    '2026-11-23T10:00:00.120Z',
  ]);
});

test('a time that means nothing is none, and the update is taken', () => {
  assert.deepEqual(shownTimes('2026-11-23T10:00:00.120Z', 1e300), ['2026-11-23T10:00:00.120Z', undefined]);
  assert.deepEqual(shownTimes('soon', 5), ['soon', undefined]);
  assert.deepEqual(shownTimes(5, 5), [undefined, undefined]);
});
