/** Runs a test vector of the wire format with a WeirClient; for Node and browsers. */
import { Timers } from './timers.js';

/** Longer than any pause of a client, in parts that are shorter than it waits for an answer. */
const PAUSE = 100_000;
const PART = 10_000;
const MINUTE = 60_000;

/** What differs from the vector, in words; nothing where it holds. */
export async function differences(WeirClient, vector) {
  const timers = new Timers().install();
  const random = Math.random;
  Math.random = () => 0;
  try {
    return await new Run(WeirClient, vector, timers).differences();
  } finally {
    Math.random = random;
    timers.uninstall();
  }
}

class Run {
  constructor(WeirClient, vector, timers) {
    this.vector = vector;
    this.timers = timers;
    this.requests = new Map();
    this.asks = new Set();
    this.changed = new Map();
    this.removed = new Set();
    this.client = new WeirClient({
      lanes: vector.lanes,
      snapshots: vector.snapshots === false ? undefined : (lane, page) => this.#page(lane, page),
    });
    this.client.on('change', (change) => {
      change.changed.forEach((state) => this.changed.set(state.entity, state.data));
      change.removed.forEach((entity) => this.removed.add(entity));
    });
  }

  /** Pages are answered one request after the other, by their place in the answer. */
  #page(lane, page) {
    if (page !== undefined) {
      return this.pages.shift();
    }
    this.asks.add(lane);
    return new Promise((resolve, reject) => this.requests.set(lane, { resolve, reject }));
  }

  async differences() {
    const found = [];
    for (const [i, step] of this.vector.steps.entries()) {
      this.asks.clear();
      this.changed.clear();
      this.removed.clear();
      await this.#take(step);
      const what = `step ${i + 1}, ${JSON.stringify(step)}`;
      compare(found, `asks of ${what}`, [...this.asks].sort(), [...(step.asks ?? [])].sort());
      compare(found, `removed by ${what}`, [...this.removed].sort(), [...(step.removed ?? [])].sort());
      compare(found, `changed by ${what}`, byName(this.changed), byName(Object.entries(step.changed ?? {})));
    }
    const lanes = new Set([...this.client.lanes, ...Object.keys(this.vector.state)]);
    for (const lane of lanes) {
      const states = [...this.client.entities(lane)].map(([entity, state]) => [entity, state.data]);
      const expected = Object.hasOwn(this.vector.state, lane) ? this.vector.state[lane] : {};
      compare(found, `the end, lane ${lane}`, byName(states), byName(Object.entries(expected)));
    }
    return found;
  }

  async #take(step) {
    if ('connect' in step) {
      this.client.connected();
    } else if ('receive' in step) {
      this.client.receive(step.receive, { fromUserId: step.fromUserId });
    } else if ('answer' in step) {
      this.pages = step.answer.slice(1);
      this.requests.get(step.answer[0].lane).resolve(step.answer[0]);
    } else if ('fail' in step) {
      this.requests.get(step.fail).reject(new Error('The vector lets it fail'));
    } else if ('later' in step) {
      for (let waited = 0; waited < PAUSE && this.asks.size === 0; waited += PART) {
        await this.timers.advance(PART);
      }
    } else if (!('recover' in step)) {
      throw new Error(`Unknown step ${JSON.stringify(step)}`);
    }
    await this.timers.advance(0);
    // A client asks less often when it sees many gaps in a minute, of which vectors know nothing.
    this.timers.ahead += MINUTE;
  }
}

function byName(entries) {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}

function compare(found, what, actual, expected) {
  if (canonical(actual) !== canonical(expected)) {
    found.push(`${what}\n  expected ${canonical(expected)}\n  but was  ${canonical(actual)}`);
  }
}

/** JSON with the members of objects in one order. */
export function canonical(value) {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join()}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.keys(value).sort();
    return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
  }
  return String(JSON.stringify(value));
}
