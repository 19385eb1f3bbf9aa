/**
 * What the page knows of a tenant: one state per entity, kept by the version rule, so that repeats and late updates
 * that at-least-once delivery brings change nothing.
 */

/** Versions of entities that left the page, so that a late update can't bring them back. */
const MAX_FORGOTTEN = 5000;
const MAX_STREAMS = 200;

/** By code point, as every client compares; the language's own order is by UTF-16 unit. */
function compareTexts(a, b) {
  const left = [...a];
  const right = [...b];
  const common = Math.min(left.length, right.length);
  for (let i = 0; i < common; i++) {
    const difference = left[i].codePointAt(0) - right[i].codePointAt(0);
    if (difference !== 0) {
      return Math.sign(difference);
    }
  }
  return Math.sign(left.length - right.length);
}

/** Negative, 0 or positive; undefined where the two say nothing about each other. */
function compareOrders(a, b) {
  const left = Array.isArray(a) ? a : [a];
  const right = Array.isArray(b) ? b : [b];
  const common = Math.min(left.length, right.length);
  for (let i = 0; i < common; i++) {
    let difference;
    if (typeof left[i] === "number" && typeof right[i] === "number") {
      difference = Math.sign(left[i] - right[i]);
    } else if (typeof left[i] === "string" && typeof right[i] === "string") {
      difference = compareTexts(left[i], right[i]);
    } else {
      return undefined;
    }
    if (difference !== 0) {
      return difference;
    }
  }
  return Math.sign(left.length - right.length);
}

/**
 * Whether an update of version `next` replaces a state of version `held`. Versions are `[scope, order]` or
 * `[scope, order, tieScope, tieOrder]`; where they can't be compared, what arrives later is newer.
 */
export function replaces(next, held) {
  if (!Array.isArray(next) || !Array.isArray(held) || next[0] !== held[0]) {
    return true;
  }
  const order = compareOrders(next[1], held[1]);
  if (order !== 0) {
    return order === undefined || order > 0;
  }
  if (next.length < 4 && held.length < 4) {
    return false;
  }
  if (next.length < 4 || held.length < 4 || next[2] !== held[2]) {
    return true;
  }
  const tie = compareOrders(next[3], held[3]);
  return tie === undefined || tie > 0;
}

/** A map that forgets what was put in first once it holds more than `limit`. */
function putBounded(map, key, value, limit) {
  map.delete(key);
  map.set(key, value);
  if (map.size > limit) {
    map.delete(map.keys().next().value);
  }
}

export class EntityStore {
  #entities = new Map();
  #forgotten = new Map();
  #seqs = new Map();

  /** Updates that the version rule dropped. */
  late = 0;
  /** Batches that never came, by their numbers. */
  gaps = 0;

  /** Takes a batch; returns the entities that it changed, each with its new state. */
  apply(envelope) {
    this.#countGaps(envelope);
    const changed = new Map();
    for (const update of envelope.updates) {
      if (typeof update?.entity !== "string") {
        continue;
      }
      const { entity, op, version } = update;
      const held = this.#entities.get(entity)?.version ?? this.#forgotten.get(entity);
      if (held !== undefined && !replaces(version, held)) {
        this.late++;
        continue;
      }
      if (op === "set") {
        const state = { entity, version, at: update.at, data: update.data ?? {} };
        this.#forgotten.delete(entity);
        this.#entities.set(entity, state);
        changed.set(entity, state);
      } else if (op === "remove") {
        this.#entities.delete(entity);
        putBounded(this.#forgotten, entity, version, MAX_FORGOTTEN);
        changed.set(entity, undefined);
      }
    }
    return changed;
  }

  /** Drops an entity that the page no longer shows; only its version stays. */
  forget(entity) {
    const state = this.#entities.get(entity);
    if (state !== undefined) {
      this.#entities.delete(entity);
      putBounded(this.#forgotten, entity, state.version, MAX_FORGOTTEN);
    }
  }

  get(entity) {
    return this.#entities.get(entity);
  }

  get size() {
    return this.#entities.size;
  }

  /** An empty batch repeats the lane's last number, so one number ahead already tells of a lost tail. */
  #countGaps({ lane, epoch, seq, updates }) {
    if (!Number.isSafeInteger(seq)) {
      return;
    }
    const stream = JSON.stringify([lane, epoch]);
    const last = this.#seqs.get(stream);
    const expected = Array.isArray(updates) && updates.length === 0 ? last : last + 1;
    if (last !== undefined && seq > expected) {
      this.gaps += seq - expected;
    }
    putBounded(this.#seqs, stream, Math.max(seq, last ?? seq), MAX_STREAMS);
  }
}
