/** The entities of a lane: what is shown of each, and what its next deltas start from. */

import { applyPatch, equal, mergePatch } from "./json.js";
import { isCount, isItems } from "./shape.js";
import { compareVersions, replaces, versionKey } from "./version.js";

/** Replicas that write an entity in turn each have a base of their own. */
const MAX_BASES = 4;

/** An update that has no state, in place of one. */
const NONE = Symbol("none");

/** What is held of an entity; it outlives a removal, so that what is late stays late. */
class Held {
  /** The version, and where it came from: an epoch's rev in a batch, all of it unknown for some of a snapshot. */
  version = undefined;
  at = undefined;
  epoch = undefined;
  rev = 0;
  seq = 0;
  /** The state, or NONE; for a list it is made of the items. */
  data = NONE;
  items = undefined;
  /** Whether it is gone only because a complete snapshot had it not. */
  isMissed = false;
  /** The last update of each epoch: `{epoch, rev, data}`. */
  bases = [];

  base(epoch) {
    return this.bases.find((base) => base.epoch === epoch);
  }

  rebase(epoch, rev, data) {
    this.bases = [...this.bases.filter((base) => base.epoch !== epoch), { epoch, rev, data }].slice(-MAX_BASES);
  }

  stamp({ version, at }, { epoch, rev, seq }) {
    this.isMissed = false;
    this.version = version;
    this.at = at;
    this.epoch = epoch;
    this.rev = rev;
    this.seq = seq;
  }

  /** Appends the items that are new to it; false where none is. */
  append(items, limit) {
    const known = new Set(this.items?.map((item) => item.key));
    const fresh = [];
    for (const { version, at, data } of items) {
      const key = versionKey(version);
      if (this.items === undefined ? replaces(version, this.version) : !known.has(key)) {
        known.add(key);
        fresh.push({ key, version, at, data });
      }
    }
    if (fresh.length > 0) {
      this.items = [...(this.items ?? []), ...fresh].slice(-limit);
      this.data = this.items.map((item) => item.data);
    }
    return fresh.length > 0;
  }
}

export class Entities {
  #lane;
  #limits;
  #counts;
  /** Those with a state, the one that changed longest ago first; and those that are gone, likewise. */
  #held = new Map();
  #gone = new Map();
  /** By entity, what was shown before it was touched. */
  #touched = new Map();
  #hasEvicted = false;

  /** By entity, what is shown: `{lane, entity, data, version, at}`. */
  shown = new Map();

  constructor(lane, limits, counts) {
    this.#lane = lane;
    this.#limits = limits;
    this.#counts = counts;
  }

  takeChange() {
    const changed = [];
    const removed = [];
    for (const [entity, before] of this.#touched) {
      const state = this.shown.get(entity);
      if (state !== undefined) {
        changed.push(state);
      } else if (before !== undefined) {
        removed.push(entity);
      }
    }
    this.#touched.clear();
    return { changed, removed };
  }

  /** Applies an update. False where it is newer than what is shown, and there is no state to show. */
  apply(update, epoch, seq) {
    const { entity, op, rev, version } = update;
    const held = this.#held.get(entity) ?? this.#gone.get(entity) ?? new Held();
    const base = held.base(epoch);
    if (base !== undefined && rev <= base.rev) {
      this.#counts.repeats++;
      return true;
    }
    const source = { epoch, rev, seq };
    if (op === "add") {
      held.rebase(epoch, rev, NONE);
      this.#append(entity, held, update, source);
      return true;
    }
    const state = op === "remove" ? NONE : stateOf(update, held, base);
    const isMissing = state === NONE && op !== "remove";
    if (!isMissing) {
      held.rebase(epoch, rev, op === "merge" && !Object.hasOwn(update, "base") ? NONE : state);
    }
    if (!replaces(version, held.version)) {
      this.#counts.late++;
      return true;
    }
    if (isMissing) {
      // What was evicted to stay within the limits would only come back to be evicted again.
      return this.#hasEvicted && !this.#held.has(entity);
    }
    held.items = undefined;
    this.#show(entity, held, state, update, source);
    return true;
  }

  /** Takes an entity of a snapshot, unless what is held is newer. */
  take(entry, epochs, leavesOut) {
    const { entity, version } = entry;
    const held = this.#held.get(entity) ?? this.#gone.get(entity) ?? new Held();
    const data = Object.hasOwn(entry, "data") ? entry.data : NONE;
    const source = { epoch: undefined, rev: 0, seq: 0 };
    if (typeof entry.epoch === "string" && isCount(entry.rev)) {
      Object.assign(source, { epoch: entry.epoch, rev: entry.rev, seq: epochs.get(entry.epoch) ?? 0 });
      const base = held.base(entry.epoch);
      if (base === undefined || entry.rev > base.rev || (entry.rev === base.rev && base.data === NONE)) {
        held.rebase(entry.epoch, entry.rev, data);
      }
    }
    if (isItems(entry.items)) {
      if (held.items === undefined && held.data !== NONE && !this.#isNewer(held, version, source, leavesOut)) {
        Object.assign(held, { version: undefined, data: NONE });
      }
      if (held.items !== undefined || held.data === NONE) {
        this.#append(entity, held, entry, source);
      }
    } else if (this.#isNewer(held, version, source, leavesOut)) {
      return;
    } else if (entry.removed === true) {
      held.items = undefined;
      this.#show(entity, held, NONE, entry, source);
    } else if (data !== NONE) {
      const isSame = held.version !== undefined && compareVersions(version, held.version) === "same";
      if (isSame && equal(held.data, data)) {
        held.stamp(entry, source);
      } else {
        held.items = undefined;
        this.#show(entity, held, data, entry, source);
      }
    }
  }

  /** Drops what a complete snapshot has not. */
  retain(listed, leavesOut) {
    this.#hasEvicted = false;
    for (const [entity, held] of [...this.#held]) {
      if (!listed.has(entity) && !(held.epoch !== undefined && leavesOut(held.epoch, held.seq))) {
        held.items = undefined;
        this.#show(entity, held, NONE, held, held);
        held.isMissed = true;
      }
    }
  }

  #isNewer(held, version, source, leavesOut) {
    switch (held.version === undefined ? "higher" : compareVersions(version, held.version)) {
      case "higher":
        return false;
      case "lower":
        return true;
      case "same":
        return held.data === NONE && !held.isMissed;
      default:
        if (held.epoch === undefined) {
          return false;
        }
        return held.epoch === source.epoch ? held.rev > source.rev : leavesOut(held.epoch, held.seq);
    }
  }

  #append(entity, held, added, source) {
    if (held.append(added.items, this.#limits.items)) {
      const version = replaces(added.version, held.version) ? added.version : held.version;
      this.#show(entity, held, held.data, { version, at: added.at }, source);
    } else {
      this.#counts.repeats++;
    }
  }

  #show(entity, held, data, stamp, source) {
    if (!this.#touched.has(entity)) {
      this.#touched.set(entity, this.shown.get(entity));
    }
    held.stamp(stamp, source);
    held.data = data;
    this.#held.delete(entity);
    this.#gone.delete(entity);
    this.shown.delete(entity);
    if (data === NONE) {
      held.bases = held.bases.map(({ epoch, rev }) => ({ epoch, rev, data: NONE }));
      this.#gone.set(entity, held);
      if (this.#gone.size > this.#limits.tombstones) {
        this.#gone.delete(this.#gone.keys().next().value);
      }
    } else {
      this.#held.set(entity, held);
      this.shown.set(entity, { lane: this.#lane, entity, data, version: held.version, at: held.at });
      if (this.#held.size > this.#limits.entities) {
        this.#evict(this.#held.keys().next().value);
      }
    }
  }

  #evict(entity) {
    this.#counts.evicted++;
    this.#hasEvicted = true;
    if (!this.#touched.has(entity)) {
      this.#touched.set(entity, this.shown.get(entity));
    }
    this.#held.delete(entity);
    this.shown.delete(entity);
  }
}

/** The state that an update makes, or NONE where it makes none. */
function stateOf(update, held, base) {
  if (!Object.hasOwn(update, "data")) {
    return NONE;
  }
  const isHeld = base !== undefined && base.data !== NONE && base.rev === update.base;
  try {
    switch (update.op) {
      case "set":
        return update.data;
      case "merge":
        if (!Object.hasOwn(update, "base")) {
          return mergePatch(held.data === NONE ? undefined : held.data, update.data);
        }
        return isHeld ? mergePatch(base.data, update.data) : NONE;
      case "patch":
        return isHeld ? applyPatch(base.data, update.data) : NONE;
      default:
        return NONE;
    }
  } catch {
    // A patch that fails, or a depth that the stack does not hold.
    return NONE;
  }
}
