import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { WeirClient } from '../../../main/resources/client/weir-client.js';
import { differences } from './vectors.js';

const folder = new URL('../../resources/wire/', import.meta.url);

for (const file of readdirSync(folder).sort()) {
  describe(file, () => {
    for (const vector of JSON.parse(readFileSync(new URL(file, folder), 'utf8'))) {
      test(vector.name, async () => assert.deepEqual(await differences(WeirClient, vector), []));
    }
  });
}
