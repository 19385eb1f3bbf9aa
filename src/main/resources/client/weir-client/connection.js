/**
 * A connection to Web PubSub over a bare WebSocket: it negotiates a URL, opens the socket, joins groups, and after a loss
 * recovers where the reliable subprotocol can, else starts over with a new URL. Once closed it hands out nothing more.
 */

const PLAIN = "json.webpubsub.azure.v1";
const RELIABLE = "json.reliable.webpubsub.azure.v1";
const PING_EVERY = 20_000;
/** The service answers each ping; a socket this silent is dead, though the browser may not know yet. */
const DEAD_AFTER = 50_000;
const OPEN_WITHIN = 10_000;
const FIRST_PAUSE = 400;
const LONGEST_PAUSE = 10_000;
/** The service keeps what was missed for this long. */
const RECOVER_WITHIN = 30_000;
const ACK_AFTER = 1_000;
const POLICY_VIOLATION = 1008;

export class WebPubSubConnection {
  #negotiate;
  #groups;
  #reliable;
  #callbacks;
  #socket;
  #timers = new Set();
  #isClosed = false;
  #isConnected = false;
  #attempt = 0;
  #failures = 0;
  #lastFrame = 0;
  #ackId = 0;
  #ackTimer;
  /** The ack ids of groups that are not joined yet. */
  #joining = new Set();
  /** What a recovery needs: the URL, the connection's id and token, the last sequence number, and when it was lost. */
  #recovery;

  /**
   * @param negotiate a URL that answers `{"url": …}`, or a function `(signal)` that gives the URL to connect to
   * @param groups groups to join; none where the token says them
   * @param reliable whether to use the reliable subprotocol: the service repeats what a short loss missed
   * @param onConnected a new connection is there, its groups joined; not called for a recovered one
   * @param onDisconnected it is gone for good, and another is being made
   * @param onMessage takes the data of a message, its frame, and the frame's length in characters
   * @param onState takes "connecting", "open", "closed" and, in words, why
   */
  constructor({ negotiate, groups = [], reliable = false, onConnected, onDisconnected, onMessage, onState }) {
    this.#negotiate = typeof negotiate === "string" ? urlFrom(negotiate) : negotiate;
    this.#groups = groups;
    this.#reliable = reliable;
    this.#callbacks = { onConnected, onDisconnected, onMessage, onState };
  }

  open() {
    this.#tell("connecting", "Connecting");
    this.#connect();
  }

  close() {
    if (!this.#isClosed) {
      this.#lose();
      this.#drop();
      this.#tell("closed", "Closed");
      this.#isClosed = true;
    }
  }

  /** Tries now rather than after the pause: for a browser that is back online. */
  hurry() {
    if (!this.#isClosed && this.#socket === undefined) {
      this.#drop();
      this.#connect();
    }
  }

  async #connect() {
    const attempt = ++this.#attempt;
    const recovery = this.#recovery;
    if (recovery !== undefined && performance.now() - recovery.lostAt < RECOVER_WITHIN) {
      this.#open(recovered(recovery));
      return;
    }
    this.#lose();
    const controller = new AbortController();
    const limit = this.#after(OPEN_WITHIN, () => controller.abort());
    let url;
    let problem;
    try {
      url = await this.#negotiate(controller.signal);
    } catch (error) {
      problem = error instanceof Error && error.name !== "AbortError" ? error.message : "No answer to the negotiation";
    }
    this.#cancel(limit);
    if (this.#isClosed || attempt !== this.#attempt) {
      return;
    }
    if (problem === undefined) {
      this.#open(url);
    } else {
      this.#retry(problem);
    }
  }

  #open(url) {
    let socket;
    try {
      socket = new WebSocket(url, this.#reliable ? RELIABLE : PLAIN);
    } catch {
      this.#retry("The negotiation gave an address that is none");
      return;
    }
    this.#socket = socket;
    const tooLong = this.#after(OPEN_WITHIN, () => this.#retry("The connection could not be made in time", socket));
    socket.addEventListener("open", () => {
      if (this.#socket === socket) {
        this.#cancel(tooLong);
        this.#lastFrame = performance.now();
        this.#ping(socket);
        if (this.#isConnected) {
          this.#tell("open", "Live");
        }
      }
    });
    socket.addEventListener("message", ({ data }) => {
      if (this.#socket === socket) {
        this.#lastFrame = performance.now();
        this.#take(socket, data, url);
      }
    });
    socket.addEventListener("close", ({ code }) => {
      if (this.#socket === socket) {
        if (code === POLICY_VIOLATION) {
          this.#lose();
        }
        this.#retry("The connection was lost");
      }
    });
  }

  #take(socket, text, url) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    // A socket counts as good when it says something; until then the pauses keep growing.
    this.#failures = 0;
    if (this.#recovery !== undefined) {
      this.#recovery.lostAt = Infinity;
    }
    if (frame.type === "message") {
      if (this.#isNew(socket, frame.sequenceId)) {
        this.#callbacks.onMessage?.(frame.data, frame, text.length);
      }
    } else if (frame.type === "system" && frame.event === "connected") {
      this.#begin(socket, frame, url);
    } else if (frame.type === "system" && frame.event === "disconnected") {
      this.#lose();
    } else if (frame.type === "ack") {
      this.#acknowledged(frame);
    }
  }

  #begin(socket, { connectionId, reconnectionToken }, url) {
    this.#recovery =
      this.#reliable && reconnectionToken !== undefined
        ? { url, connectionId, reconnectionToken, sequenceId: 0, lostAt: Infinity }
        : undefined;
    this.#joining = new Set(this.#groups.map((group) => this.#send(socket, { type: "joinGroup", group })));
    if (this.#joining.size === 0) {
      this.#ready();
    }
  }

  #acknowledged({ ackId, success, error }) {
    if (!this.#joining.delete(ackId)) {
      return;
    }
    if (!success && error?.name !== "Duplicate") {
      this.#tell("connecting", `A group could not be joined: ${error?.message ?? "the service does not say why"}`);
    }
    if (this.#joining.size === 0) {
      this.#ready();
    }
  }

  #ready() {
    this.#isConnected = true;
    this.#tell("open", "Live");
    this.#callbacks.onConnected?.();
  }

  /** Whether a message of the reliable subprotocol has not come before; that it came is acknowledged in a moment. */
  #isNew(socket, sequenceId) {
    const recovery = this.#recovery;
    if (recovery === undefined || sequenceId === undefined) {
      return true;
    }
    if (this.#ackTimer === undefined) {
      this.#ackTimer = this.#after(ACK_AFTER, () => {
        this.#ackTimer = undefined;
        socket.send(JSON.stringify({ type: "sequenceAck", sequenceId: recovery.sequenceId }));
      });
    }
    const isNew = sequenceId > recovery.sequenceId;
    recovery.sequenceId = Math.max(recovery.sequenceId, sequenceId);
    return isNew;
  }

  #send(socket, frame) {
    const ackId = ++this.#ackId;
    socket.send(JSON.stringify({ ...frame, ackId }));
    return ackId;
  }

  #ping(socket) {
    this.#after(PING_EVERY, () => {
      if (performance.now() - this.#lastFrame > DEAD_AFTER) {
        this.#retry("The connection went silent");
        return;
      }
      socket.send('{"type":"ping"}');
      this.#ping(socket);
    });
  }

  #retry(why, socket = this.#socket) {
    if (this.#isClosed || socket !== this.#socket) {
      return;
    }
    this.#drop();
    if (this.#recovery === undefined) {
      this.#lose();
    } else {
      this.#recovery.lostAt = Math.min(this.#recovery.lostAt, performance.now());
    }
    const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#failures++);
    this.#tell("connecting", `${why}; trying again`);
    this.#after(longest / 2 + (Math.random() * longest) / 2, () => this.#connect());
  }

  /** The connection can't be recovered. */
  #lose() {
    this.#recovery = undefined;
    if (this.#isConnected) {
      this.#isConnected = false;
      this.#callbacks.onDisconnected?.();
    }
  }

  #drop() {
    this.#attempt++;
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#timers.clear();
    this.#ackTimer = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #after(millis, task) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, millis);
    this.#timers.add(timer);
    return timer;
  }

  #cancel(timer) {
    clearTimeout(timer);
    this.#timers.delete(timer);
  }

  #tell(state, why) {
    if (!this.#isClosed) {
      this.#callbacks.onState?.(state, why);
    }
  }
}

function recovered({ url, connectionId, reconnectionToken }) {
  const again = new URL(url);
  again.searchParams.set("awps_connection_id", connectionId);
  again.searchParams.set("awps_reconnection_token", reconnectionToken);
  return again.href;
}

function urlFrom(negotiate) {
  return async (signal) => {
    let response;
    try {
      response = await fetch(negotiate, { cache: "no-store", signal });
    } catch {
      throw new Error("The bridge does not answer");
    }
    const answer = await response.json().catch(() => ({}));
    if (!response.ok || typeof answer.url !== "string") {
      throw new Error(answer.error ?? `The bridge answered ${response.status}`);
    }
    return answer.url;
  };
}
