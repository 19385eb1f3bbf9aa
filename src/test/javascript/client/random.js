/** Runs the vectors of a file, one a line, and prints what differs. */
import { readFileSync } from 'node:fs';
import { WeirClient } from '../../../main/resources/client/weir-client.js';
import { differences } from './vectors.js';

let count = 0;
for (const line of readFileSync(process.argv[2], 'utf8').trimEnd().split('\n')) {
  const vector = JSON.parse(line);
  for (const difference of await differences(WeirClient, vector)) {
    console.log(`${vector.name}: ${difference}`);
  }
  count++;
}
console.log(`${count} vectors`);
