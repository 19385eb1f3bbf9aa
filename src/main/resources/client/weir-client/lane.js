/**
 * One lane, as the wire format has it: batches and snapshots go in; what is shown, and whether a snapshot is wanted, comes
 * out. It knows nothing of connections, and of timers.
 */

import { isCount, isItems, isNamed, isPage, timed } from "./shape.js";
import { Entities } from "./entities.js";

/** So many snapshots in a row may leave something owed before it is given up. */
const MAX_SNAPSHOTS = 3;
const MAX_STREAMS = 100;
/** Longer than a snapshot stays in the bridge's cache. */
const CACHED = 2_000;

export class Lane {
  #canAsk;
  #limits;
  #counts;
  #entities;
  /** By epoch: `last`, `covered` and `owed` seq, and when it was heard of last. */
  #streams = new Map();
  #phase = "whole";
  #kept = [];
  #keptUpdates = 0;
  #pushed = [];
  /** An epoch that was heard of since then may have begun after a snapshot that does not list it. */
  #since = 0;
  #unhelpful = 0;

  constructor(name, canAsk, limits, counts) {
    this.name = name;
    this.#canAsk = canAsk;
    this.#limits = limits;
    this.#counts = counts;
    this.#entities = new Entities(name, limits, counts);
  }

  get entities() {
    return this.#entities.shown;
  }

  /** Whether all is shown that there is, as far as can be known. */
  get isWhole() {
    return this.#phase === "whole" && !this.#isOwed();
  }

  /** What changed since this was asked last. */
  takeChange() {
    return this.#entities.takeChange();
  }

  /** A connection begins that is not a recovered one. True when a snapshot is wanted. */
  connected() {
    this.#since = Date.now() - CACHED;
    return this.ask();
  }

  /** A snapshot is asked for now: what comes is kept until it is there. */
  ask() {
    if (this.#canAsk) {
      this.#phase = "asked";
      this.#pushed = [];
    }
    return this.#canAsk;
  }

  /** Takes a batch. True when a snapshot is wanted because of it. */
  receive(batch) {
    this.#counts.batches++;
    this.#counts.updates += batch.updates.length;
    this.#stream(batch.epoch).heard = Date.now();
    if (this.#phase === "asked") {
      this.#keep(batch);
      return false;
    }
    const isPassedOver = this.#phase === "paused" || !this.#canAsk;
    const isGap = this.#noticeGap(batch);
    if (isPassedOver || !isGap) {
      this.#apply(batch);
    }
    if (isPassedOver || !this.#isOwed()) {
      return false;
    }
    this.#keep(batch);
    return this.ask();
  }

  /** Takes a page that was sent without being asked for. True when it was the last of its snapshot. */
  push(page) {
    this.#pushed.push(page);
    if (typeof page.next === "string") {
      return false;
    }
    const pages = this.#pushed;
    this.#pushed = [];
    this.answer(pages);
    return true;
  }

  /** Takes the pages of a snapshot. */
  answer(pages) {
    if (!pages.every((page) => isPage(page) && page.lane === this.name)) {
      this.fail();
      return;
    }
    this.#counts.snapshots++;
    this.#merge(pages);
    this.#applyKept();
    this.#unhelpful = this.#isOwed() ? this.#unhelpful + 1 : 0;
    if (this.#unhelpful === MAX_SNAPSHOTS) {
      this.#unhelpful = 0;
      this.#streams.forEach(pay);
    }
    this.#phase = this.#isOwed() ? "paused" : "whole";
  }

  /** The snapshot does not come: until the next is asked for, all is applied as well as it can be. */
  fail() {
    this.#applyKept();
    this.#phase = "paused";
  }

  #keep(batch) {
    this.#kept.push(batch);
    this.#keptUpdates += batch.updates.length + 1;
    if (this.#keptUpdates > this.#limits.kept) {
      this.fail();
    }
  }

  #applyKept() {
    const batches = this.#kept;
    this.#kept = [];
    this.#keptUpdates = 0;
    batches.forEach((batch) => {
      this.#noticeGap(batch);
      this.#apply(batch);
    });
  }

  #stream(epoch) {
    const stream = this.#streams.get(epoch) ?? { last: 0, covered: 0, owed: 0, heard: -Infinity };
    this.#streams.delete(epoch);
    this.#streams.set(epoch, stream);
    if (this.#streams.size > MAX_STREAMS) {
      this.#streams.delete(this.#streams.keys().next().value);
    }
    return stream;
  }

  #isOwed() {
    for (const stream of this.#streams.values()) {
      if (stream.owed > 0) {
        return true;
      }
    }
    return false;
  }

  /** An empty batch repeats the lane's last number, so one number ahead already tells of a lost tail. */
  #noticeGap({ epoch, seq, updates }) {
    const stream = this.#stream(epoch);
    const reached = updates.length === 0 ? seq : seq - 1;
    const missed = reached - stream.last;
    // Who joins late has missed something, but lost nothing.
    this.#counts.gaps += missed > 0 && stream.last > 0 ? 1 : 0;
    stream.last = Math.max(stream.last, seq);
    if (missed > 0) {
      owe(stream, reached);
    }
    return missed > 0;
  }

  #apply({ epoch, seq, updates }) {
    for (const update of updates) {
      const applied =
        isNamed(update) &&
        isCount(update.rev) &&
        (update.op !== "add" || isItems(update.items)) &&
        this.#entities.apply(timed(update, updates[0].at), epoch, seq);
      if (!applied) {
        owe(this.#stream(epoch), seq);
      }
    }
  }

  #merge(pages) {
    const epochs = new Map(Object.entries(pages[0].epochs).filter(([, seq]) => Number.isSafeInteger(seq)));
    const isComplete = pages.every((page) => page.complete);
    for (const [epoch, seq] of epochs) {
      const stream = this.#stream(epoch);
      stream.heard = Date.now();
      stream.last = Math.max(stream.last, seq);
      stream.covered = Math.max(stream.covered, seq);
    }
    const leavesOut = (epoch, seq) =>
      epochs.has(epoch) ? epochs.get(epoch) < seq : this.#streams.get(epoch)?.heard > this.#since;
    const entries = pages.flatMap((page) => page.entities).filter(isNamed);
    entries.forEach((entry) => this.#entities.take(entry, epochs, leavesOut));
    if (isComplete) {
      this.#entities.retain(new Set(entries.map((entry) => entry.entity)), leavesOut);
    }
    for (const [epoch, stream] of this.#streams) {
      if (epochs.has(epoch) ? epochs.get(epoch) >= stream.owed : !isComplete) {
        pay(stream);
      }
    }
  }
}

function owe(stream, seq) {
  if (seq > stream.covered) {
    stream.owed = Math.max(stream.owed, seq);
  }
}

function pay(stream) {
  stream.covered = Math.max(stream.covered, stream.owed);
  stream.owed = 0;
}

