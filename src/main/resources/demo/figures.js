/**
 * What came in, what came out, and how old it was: counted for one tenant since the page showed it, over the time
 * that the connection was open, so that an outage doesn't pass for saving.
 */

const MINUTE = 60_000;
const MAX_SAMPLES = 20_000;
export const SPARK_POINTS = 60;

function percentile(sorted, share) {
  return sorted.length === 0 ? undefined : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export class Figures {
  events = 0;
  messages = 0;
  updates = 0;
  bytes = 0;
  eventRates = [];
  messageRates = [];

  #open = false;
  #lastPoll;
  #lastMessages = 0;
  #lags = [];
  #newest;

  /** The connection opened or closed. What was polled before doesn't count as a base. */
  set open(value) {
    this.#open = value;
    this.#lastPoll = undefined;
  }

  took(envelope, bytes, now) {
    this.messages++;
    this.updates += envelope.updates.length;
    this.bytes += bytes;
    const first = Date.parse(envelope.updates[0]?.at);
    for (const update of envelope.updates) {
      const at = typeof update.at === "number" ? first + update.at : Date.parse(update.at);
      if (Number.isNaN(at)) {
        continue;
      }
      this.#newest = Math.max(this.#newest ?? at, at);
      this.#lags.push({ now, lag: Math.max(0, now - at) });
    }
    if (this.#lags.length > MAX_SAMPLES) {
      this.#lags.splice(0, this.#lags.length - MAX_SAMPLES);
    }
  }

  /** Takes the bridge's figures, as polled. */
  polled({ events }, now) {
    if (!this.#open || !Number.isFinite(events)) {
      return;
    }
    if (this.#lastPoll === undefined) {
      // Messages that came before the first base would count against events that don't.
      this.messages = this.events === 0 ? 0 : this.messages;
      this.updates = this.events === 0 ? 0 : this.updates;
      this.bytes = this.events === 0 ? 0 : this.bytes;
    } else {
      const seconds = Math.max(0.2, (now - this.#lastPoll.now) / 1000);
      const came = Math.max(0, events - this.#lastPoll.events);
      this.events += came;
      this.#push(this.eventRates, came / seconds);
      this.#push(this.messageRates, Math.max(0, this.messages - this.#lastMessages) / seconds);
    }
    this.#lastPoll = { events, now };
    this.#lastMessages = this.messages;
  }

  #push(rates, rate) {
    rates.push(rate);
    if (rates.length > SPARK_POINTS) {
      rates.shift();
    }
  }

  /** The mean of the last few seconds: single seconds jump. */
  rate(rates) {
    const last = rates.slice(-5);
    return last.length === 0 ? 0 : last.reduce((sum, rate) => sum + rate, 0) / last.length;
  }

  /** The share of messages that coalescing spared; undefined until there is something to compare. */
  get saved() {
    return this.events < 20 || this.messages === 0 ? undefined : Math.max(0, 1 - this.messages / this.events);
  }

  staleness(now) {
    const first = this.#lags.findIndex((sample) => now - sample.now <= MINUTE);
    this.#lags.splice(0, first < 0 ? this.#lags.length : first);
    const sorted = this.#lags.map((sample) => sample.lag).sort((a, b) => a - b);
    return {
      now: this.#newest === undefined ? undefined : Math.max(0, now - this.#newest),
      p50: percentile(sorted, 0.5),
      p95: percentile(sorted, 0.95),
    };
  }
}
