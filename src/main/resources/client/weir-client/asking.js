/** When a lane's snapshot is asked for: after which pause, page by page, and what happens when it does not come. */

/** All clients of a lane see the same gap; they must not ask in the same moment. */
const SPREAD = 500;
/** The bridge's own cache may be a second old, so that asking again sooner would give the same. */
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;
const PAGE_WITHIN = 15_000;
const MAX_PAGES = 10_000;
/** More gaps than these within a minute are no accident: then it is asked for less often. */
const MANY = 3;
const MINUTE = 60_000;

export class Asking {
  #fetchPage;
  #onAsk;
  #onPause;
  #onAnswer;
  #timer;
  #controller;
  #failures = 0;
  #recent = [];

  /**
   * @param fetchPage gives a page, the first where none is named
   * @param onAsk a request goes out: what comes from now on is to be kept
   * @param onPause none will come before a pause is over
   * @param onAnswer takes all pages
   */
  constructor(fetchPage, { onAsk, onPause, onAnswer }) {
    this.#fetchPage = fetchPage;
    this.#onAsk = onAsk;
    this.#onPause = onPause;
    this.#onAnswer = onAnswer;
  }

  /** For a new connection. */
  now() {
    this.cancel();
    this.#failures = 0;
    this.#run();
  }

  /** For a gap. */
  soon() {
    this.cancel();
    const now = Date.now();
    this.#recent = [...this.#recent.filter((time) => now - time < MINUTE), now];
    if (this.#recent.length > MANY) {
      this.#failures = Math.max(this.#failures, this.#recent.length - MANY);
      this.#onPause();
      this.later();
    } else {
      this.#timer = setTimeout(() => this.#run(), Math.random() * SPREAD);
    }
  }

  /** For what is still owed, or did not come. */
  later(atLeast = 0) {
    this.cancel();
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#failures++) * (1 + Math.random() / 2);
    this.#timer = setTimeout(() => this.#run(), Math.max(pause, Math.min(atLeast, LONGEST_PAUSE)));
  }

  /** Nothing is owed any more. */
  done() {
    this.cancel();
    this.#failures = 0;
  }

  /** Ends what is planned and under way; true where something was. */
  cancel() {
    const isBusy = this.#timer !== undefined || this.#controller !== undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#controller?.abort();
    this.#controller = undefined;
    return isBusy;
  }

  async #run() {
    this.#timer = undefined;
    const controller = new AbortController();
    this.#controller = controller;
    this.#onAsk();
    let pages;
    let failure;
    try {
      pages = await this.#pages(controller);
    } catch (error) {
      failure = error;
    }
    if (this.#controller !== controller) {
      return;
    }
    this.#controller = undefined;
    if (failure === undefined) {
      this.#onAnswer(pages);
    } else {
      this.#onPause();
      // Who may not have a snapshot now may not in a moment either; the next connect asks again.
      if (![401, 403, 404].includes(failure?.status)) {
        this.later((failure?.retryAfter ?? 0) * 1000);
      }
    }
  }

  async #pages(controller) {
    const pages = [];
    let next;
    do {
      const limit = setTimeout(() => controller.abort(), PAGE_WITHIN);
      try {
        pages.push(await this.#fetchPage(next, controller.signal));
      } finally {
        clearTimeout(limit);
      }
      next = pages.at(-1)?.next;
    } while (typeof next === "string" && pages.length < MAX_PAGES && !controller.signal.aborted);
    controller.signal.throwIfAborted();
    return pages;
  }
}
