/**
 * One tenant's connection to Web PubSub: it negotiates a short-lived URL, opens the socket, and after a loss starts
 * over with a new URL. Once closed it hands out nothing, whatever still arrives.
 */

const SUBPROTOCOL = "json.webpubsub.azure.v1";
const PING_EVERY = 20_000;
/** The service answers each ping; a socket this silent is dead, though the browser may not know yet. */
const DEAD_AFTER = 50_000;
const OPEN_WITHIN = 10_000;
const FIRST_PAUSE = 400;
const LONGEST_PAUSE = 10_000;

export class Connection {
  #tenant;
  #onEnvelope;
  #onState;
  #socket;
  #timers = new Set();
  #closed = false;
  #failures = 0;
  #attempt = 0;
  #wasOpen = false;
  #lastFrame = 0;

  /**
   * @param onEnvelope takes an envelope and its length in characters
   * @param onState takes "open", "connecting" or "closed", and a sentence for people
   */
  constructor(tenant, { onEnvelope, onState }) {
    this.#tenant = tenant;
    this.#onEnvelope = onEnvelope;
    this.#onState = onState;
  }

  start() {
    this.#state("connecting", "Connecting");
    this.#connect();
  }

  close() {
    this.#closed = true;
    this.#drop();
  }

  /** Tries now rather than after the pause: for a browser that is back online. */
  hurry() {
    if (!this.#closed && this.#socket === undefined) {
      this.#drop();
      this.#connect();
    }
  }

  async #connect() {
    const attempt = ++this.#attempt;
    let url;
    let problem;
    try {
      const response = await fetch(`negotiate?tenant=${encodeURIComponent(this.#tenant)}`, {
        cache: "no-store",
        signal: AbortSignal.timeout(OPEN_WITHIN),
      });
      const answer = await response.json();
      url = answer.url;
      problem = response.ok ? undefined : (answer.error ?? `The bridge answered ${response.status}`);
    } catch {
      problem = "The bridge does not answer";
    }
    if (this.#closed || attempt !== this.#attempt) {
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
      socket = new WebSocket(url, SUBPROTOCOL);
    } catch {
      this.#retry("The bridge named an address that is none");
      return;
    }
    this.#socket = socket;
    const tooLong = this.#after(OPEN_WITHIN, () => socket.close());
    socket.addEventListener("open", () => {
      if (this.#socket !== socket) {
        return;
      }
      this.#cancel(tooLong);
      this.#wasOpen = true;
      this.#lastFrame = performance.now();
      this.#state("open", "Live");
      this.#ping(socket);
    });
    socket.addEventListener("message", (message) => {
      if (this.#socket === socket) {
        this.#lastFrame = performance.now();
        this.#take(message.data);
      }
    });
    socket.addEventListener("close", () => {
      if (this.#socket === socket) {
        this.#retry("The connection was lost");
      }
    });
  }

  #take(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    // A socket counts as good when it says something; until then the pauses keep growing.
    this.#failures = 0;
    if (frame.type !== "message" || frame.from !== "group" || frame.fromUserId !== undefined) {
      return;
    }
    const envelope = frame.data;
    if (frame.group === `tenant:${this.#tenant}` && envelope?.weir === 1 && Array.isArray(envelope.updates)) {
      this.#onEnvelope(envelope, text.length);
    }
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

  #retry(why) {
    if (this.#closed) {
      return;
    }
    this.#drop();
    this.#failures++;
    const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#failures - 1));
    const pause = longest / 2 + (Math.random() * longest) / 2;
    const gone = this.#failures > 3;
    this.#state(
      gone ? "closed" : "connecting",
      gone ? `${why}; trying again` : this.#wasOpen ? "Reconnecting" : "Connecting",
    );
    this.#after(pause, () => this.#connect());
  }

  #drop() {
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#timers.clear();
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

  #state(state, text) {
    if (!this.#closed) {
      this.#onState(state, text);
    }
  }
}
