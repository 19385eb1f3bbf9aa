import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WeirClient } from '../../../main/resources/client/weir-client.js';

const KEYS = 1_000_000;

test('an entity with a million keys is one entity with a million keys', () => {
  const client = new WeirClient();
  const version = (order) => ['ci/0', order];
  const receive = (seq, ...updates) => client.receive({ weir: 1, lane: 'all', epoch: 'a', seq, updates });
  const wide = Object.fromEntries(Array.from({ length: KEYS }, (_, i) => [`k${i}`, i]));

  receive(
    1,
    { entity: 'other', op: 'set', rev: 1, version: version(1), data: { k0: 'its own' } },
    { entity: 'wide', op: 'set', rev: 2, version: version(2), data: wide },
  );
  receive(2, { entity: 'wide', op: 'merge', rev: 3, base: 2, version: version(3), data: { k1: null, k2: 'new' } });
  const patch = [{ op: 'replace', path: '/k3', value: 'new' }, { op: 'remove', path: '/k4' }];
  receive(3, { entity: 'wide', op: 'patch', rev: 4, base: 3, version: version(4), data: patch });

  const { data } = client.get('wide');
  assert.equal(Object.keys(data).length, KEYS - 2);
  assert.deepEqual([data.k0, data.k1, data.k2, data.k3, data.k4, data.k5], [0, undefined, 'new', 'new', undefined, 5]);
  assert.equal(Object.keys(wide).length, KEYS, 'what came before is not changed');
  assert.deepEqual(client.get('other').data, { k0: 'its own' });
});
