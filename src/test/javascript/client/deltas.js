/** Reads cases, one a line: what a client is sent, and the text of the state that it must then have; prints what differs. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { WeirClient } from '../../../main/resources/client/weir-client.js';

let cases = 0;
for (const line of readFileSync(process.argv[2], 'utf8').trimEnd().split('\n')) {
  const { name, batches, after } = JSON.parse(line);
  const client = new WeirClient();
  batches.forEach((batch) => client.receive(batch));
  const shown = client.get('x')?.data;
  if (!isDeepStrictEqual(shown, JSON.parse(after))) {
    console.log(`${name}: ${JSON.stringify(shown)} instead of ${after}; it was sent ${batches.join('\n')}`);
  }
  cases++;
}
console.log(`${cases} cases`);
