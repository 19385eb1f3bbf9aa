/** Timers on a clock that tests move, in place of the global ones; for Node and browsers. */
export class Timers {
  #pending = new Map();
  #ids = 0;
  #real = {};
  now = 1_000_000;
  /** How far the clock on the wall is ahead, by which nothing is due. */
  ahead = 0;

  install() {
    for (const name of ['setTimeout', 'clearTimeout']) {
      this.#real[name] = globalThis[name];
    }
    this.#real.now = Date.now;
    this.#real.elapsed = performance.now;
    globalThis.setTimeout = (task, millis = 0) => {
      this.#pending.set(++this.#ids, { at: this.now + millis, task });
      return this.#ids;
    };
    globalThis.clearTimeout = (id) => this.#pending.delete(id);
    Date.now = () => this.now + this.ahead;
    performance.now = () => this.now;
    return this;
  }

  uninstall() {
    Object.assign(globalThis, { setTimeout: this.#real.setTimeout, clearTimeout: this.#real.clearTimeout });
    Date.now = this.#real.now;
    performance.now = this.#real.elapsed;
  }

  /** Lets what awaits go on. */
  settle() {
    return new Promise((resolve) => this.#real.setTimeout.call(globalThis, resolve, 0));
  }

  async advance(millis) {
    const end = this.now + millis;
    for (;;) {
      await this.settle();
      const due = [...this.#pending].filter(([, timer]) => timer.at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined) {
        break;
      }
      this.#pending.delete(due[0]);
      this.now = Math.max(this.now, due[1].at);
      due[1].task();
    }
    this.now = end;
  }
}
