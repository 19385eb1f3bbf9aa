/**
 * weir-client: what a Weir bridge publishes, as entities that are always the newest. An ES module without dependencies; the
 * wire format is in docs/wire-format.md, its use in docs/client.md.
 */

import { Asking } from "./weir-client/asking.js";
import { WebPubSubConnection } from "./weir-client/connection.js";
import { Lane } from "./weir-client/lane.js";
import { isBatch, isPage } from "./weir-client/shape.js";

export { WebPubSubConnection };

const DEFAULT_LIMITS = { entities: 100_000, tombstones: 10_000, items: 1_000, kept: 10_000, lanes: 100 };

export class WeirClient {
  #fetchPage;
  #limits;
  #lanes = new Map();
  #askings = new Map();
  #listeners = { change: new Set(), message: new Set(), status: new Set() };
  #status = { connected: false, whole: false };

  /** Rises with every change, for stores that compare. */
  revision = 0;
  /** What has come so far, and what became of it. */
  counts = { batches: 0, updates: 0, late: 0, repeats: 0, gaps: 0, snapshots: 0, evicted: 0 };

  /**
   * @param lanes the lanes to ask for snapshots of at each connect, before anything comes in them
   * @param snapshots where snapshots are: a URL up to the hub, or a function `(lane, page, signal)` that gives a page
   * @param limits how much to hold at most of each lane: `entities`, `tombstones`, `items` of a list, `kept` updates that
   * wait for a snapshot; and how many `lanes`
   */
  constructor({ lanes = [], snapshots, limits } = {}) {
    this.#fetchPage = typeof snapshots === "string" ? pagesOf(snapshots) : snapshots;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    lanes.forEach((lane) => this.#add(lane));
  }

  /** Calls `listener` at every "change", "message" or "status"; gives the function that ends it. */
  on(event, listener) {
    const listeners = this.#listeners[event];
    if (listeners === undefined) {
      throw new TypeError(`There is no event '${event}'; there are ${Object.keys(this.#listeners).join(", ")}`);
    }
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Calls `listener` after every change: what React's `useSyncExternalStore` wants, with `revision`. */
  subscribe = (listener) => this.on("change", listener);

  /** The lanes that are known. */
  get lanes() {
    return [...this.#lanes.keys()];
  }

  /** What is shown of a lane, by entity; of the first lane where none is named. Not to be changed. */
  entities(lane = this.#firstLane()) {
    return this.#lanes.get(lane)?.entities ?? new Map();
  }

  /** What is shown of an entity, or nothing. */
  get(entity, lane = this.#firstLane()) {
    return this.#lanes.get(lane)?.entities.get(entity);
  }

  /** `connected`, and `whole`: whether all lanes show all that there is, as far as can be known. */
  get status() {
    return this.#status;
  }

  /** Opens a connection of its own and feeds on it; see WebPubSubConnection for what it takes. */
  connect(options) {
    const connection = new WebPubSubConnection({
      ...options,
      onConnected: () => (this.connected(), options.onConnected?.()),
      onDisconnected: () => (this.disconnected(), options.onDisconnected?.()),
      onMessage: (...message) => (this.receive(...message), options.onMessage?.(...message)),
    });
    connection.open();
    return connection;
  }

  /** Feeds on a `WebPubSubClient` of `@azure/web-pubsub-client`; gives the function that ends it. Call it before `start()`. */
  attach(webPubSubClient) {
    const handlers = {
      connected: () => this.connected(),
      disconnected: () => this.disconnected(),
      stopped: () => this.disconnected(),
      "group-message": ({ message }) => this.receive(message.data, message),
      "server-message": ({ message }) => this.receive(message.data, message),
    };
    Object.entries(handlers).forEach(([event, handler]) => webPubSubClient.on(event, handler));
    return () => Object.entries(handlers).forEach(([event, handler]) => webPubSubClient.off(event, handler));
  }

  /** A connection is there that is not a recovered one: what was missed is asked for. */
  connected() {
    this.#lanes.forEach((lane, name) => lane.connected() && this.#askings.get(name).now());
    this.#showStatus(true);
  }

  /** The connection is gone; what is shown stays. */
  disconnected() {
    this.#askings.forEach((asking, name) => {
      if (asking.cancel()) {
        this.#lanes.get(name).fail();
        this.#tell(name);
      }
    });
    this.#showStatus(false);
  }

  /** Asks for a snapshot of a lane now, and makes it known where it is not yet: after its group was joined, say. */
  refresh(lane) {
    if ((this.#lanes.get(lane) ?? this.#add(lane)).connected()) {
      this.#askings.get(lane).now();
    }
    this.#showStatus();
  }

  /** Forgets a lane with all that it holds: after its group was left. */
  forget(lane) {
    this.#askings.get(lane)?.cancel();
    this.#askings.delete(lane);
    const removed = [...(this.#lanes.get(lane)?.entities.keys() ?? [])];
    this.#lanes.delete(lane);
    this.#emitChange({ lane, changed: [], removed });
    this.#showStatus();
  }

  /** Takes a message: what the bridge published, parsed or as text. What else comes over a connection is ignored. */
  receive(data, { fromUserId } = {}) {
    const message = typeof data === "string" ? parsed(data) : data;
    if (fromUserId || !(isBatch(message) || isPage(message))) {
      return;
    }
    const { lane: name } = message;
    let lane = this.#lanes.get(name);
    const isNew = lane === undefined;
    if (isNew) {
      if (this.#lanes.size >= this.#limits.lanes) {
        return;
      }
      lane = this.#add(name);
    }
    this.#emit("message", message);
    const asking = this.#askings.get(name);
    if (isPage(message)) {
      if (lane.push(message)) {
        this.#afterAnswer(lane);
      }
    } else {
      const isWanted = isNew && lane.connected();
      if (lane.receive(message)) {
        asking.soon();
      } else if (isWanted) {
        asking.now();
      }
    }
    this.#tell(name);
    this.#showStatus();
  }

  #firstLane() {
    return this.#lanes.keys().next().value;
  }

  #add(name) {
    const lane = new Lane(name, this.#fetchPage !== undefined, this.#limits, this.counts);
    this.#lanes.set(name, lane);
    this.#askings.set(
      name,
      new Asking((page, signal) => this.#fetchPage(name, page, signal), {
        onAsk: () => lane.ask(),
        onPause: () => {
          lane.fail();
          this.#tell(name);
          this.#showStatus();
        },
        onAnswer: (pages) => {
          lane.answer(pages);
          this.#afterAnswer(lane);
          this.#tell(name);
          this.#showStatus();
        },
      }),
    );
    return lane;
  }

  #afterAnswer(lane) {
    const asking = this.#askings.get(lane.name);
    if (lane.isWhole) {
      asking.done();
    } else {
      asking.later();
    }
  }

  #tell(name) {
    const change = this.#lanes.get(name).takeChange();
    this.#emitChange({ lane: name, ...change });
  }

  #emitChange(change) {
    if (change.changed.length > 0 || change.removed.length > 0) {
      this.revision++;
      this.#emit("change", change);
    }
  }

  #showStatus(connected = this.#status.connected) {
    let whole = connected;
    this.#lanes.forEach((lane) => (whole &&= lane.isWhole));
    if (connected !== this.#status.connected || whole !== this.#status.whole) {
      this.#status = { connected, whole };
      this.#emit("status", this.#status);
    }
  }

  /** A listener that throws must not keep others, and what comes next, from being told. */
  #emit(event, value) {
    for (const listener of [...this.#listeners[event]]) {
      try {
        listener(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Pages over HTTP: `URL/LANE?page=…`. */
function pagesOf(url) {
  return async (lane, page, signal) => {
    const query = page === undefined ? "" : `?page=${encodeURIComponent(page)}`;
    const response = await fetch(`${url}/${encodeURIComponent(lane)}${query}`, { signal, cache: "no-store" });
    if (!response.ok) {
      throw Object.assign(new Error(`The bridge answered ${response.status} to a request for a snapshot of ${lane}`), {
        status: response.status,
        retryAfter: Number(response.headers.get("Retry-After")) || 0,
      });
    }
    return response.json();
  };
}
