/** The builds: running, queued and finished jobs, each a row that is changed in place. */

import { arrange, element, setAttribute, setText } from "./dom.js";

const MAX_FINISHED = 30;
/** A runner reports several times a second: one that says nothing for so long has stopped. */
const QUIET = 20_000;
const LOST_RUNNING = 120_000;
const LOST_QUEUED = 600_000;

const WORDS = {
  queued: "Queued",
  waiting: "Waiting",
  in_progress: "Running",
  completed: "Finished",
  success: "Succeeded",
  failure: "Failed",
  cancelled: "Cancelled",
  skipped: "Skipped",
};

function duration(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

function time(text) {
  const value = Date.parse(text ?? "");
  return Number.isNaN(value) ? undefined : value;
}

class Row {
  constructor(entity) {
    this.entity = entity;
    this.mark = element("span", { class: "mark", "aria-hidden": "true" });
    this.name = element("span", { class: "name" });
    this.word = element("span", { class: "word" });
    this.where = element("span", { class: "where" });
    this.doing = element("span", { class: "doing" });
    this.clock = element("span", { class: "clock" });
    this.steps = element("span", { class: "steps", "aria-hidden": "true" });
    this.node = element(
      "li",
      { class: "job", "data-testid": "job", "data-entity": entity },
      this.mark,
      element("span", { class: "title" }, this.name, this.word),
      this.clock,
      this.where,
      this.doing,
      this.steps,
    );
  }

  show(job, seen) {
    this.job = job;
    this.seen = seen;
    this.done = job.status === "completed";
    this.started = time(job.startedAt);
    this.completed = time(job.completedAt);
    setAttribute(this.node, "data-status", job.status);
    setAttribute(this.node, "data-conclusion", job.conclusion);
    setText(this.name, String(job.name ?? this.entity));
    setText(this.word, WORDS[job.conclusion ?? job.status] ?? String(job.conclusion ?? job.status));
    const again = job.attempt > 1 ? ` · attempt ${job.attempt}` : "";
    setText(this.where, `${job.repository} · ${job.workflow} · ${job.branch}${again}`);
    setAttribute(this.node, "title", `Run ${job.run}, by ${job.by}${job.runner ? `, on ${job.runner}` : ""}`);
    this.#showSteps(job);
  }

  #showSteps(job) {
    const count = Math.min(40, Number(job.steps) || 0);
    while (this.steps.children.length > count) {
      this.steps.lastElementChild.remove();
    }
    while (this.steps.children.length < count) {
      this.steps.append(element("i"));
    }
    const done = Number(job.stepsDone) || 0;
    const failed = job.conclusion === "failure";
    [...this.steps.children].forEach((step, i) => {
      const running = i === done && job.status === "in_progress";
      const state = i < done ? (failed && i === done - 1 ? "failed" : "done") : running ? "running" : undefined;
      setAttribute(step, "class", state);
    });
    setText(this.doing, this.#doing(job, count, done));
  }

  #doing(job, count, done) {
    if (job.status === "in_progress") {
      const step = job.stepsRunning?.[0];
      return step === undefined ? `${done} of ${count} steps` : `${step} (${Math.min(done + 1, count)} of ${count})`;
    }
    if (job.status === "completed") {
      return job.stepsFailed?.[0] ? `Failed at ${job.stepsFailed[0]}` : `${done} of ${count} steps`;
    }
    return "Waits for a runner";
  }

  tick(now) {
    const end = this.done ? (this.completed ?? now) : now;
    setText(this.clock, this.started === undefined ? "" : duration(end - this.started));
    setAttribute(this.node, "data-quiet", this.job.status === "in_progress" && now - this.seen > QUIET ? "" : undefined);
  }

  lostAt(now) {
    return !this.done && now - this.seen > (this.job.status === "in_progress" ? LOST_RUNNING : LOST_QUEUED);
  }
}

export class Builds {
  #rows = new Map();
  #lists = {};
  #titles = {};
  #tally = {};
  #empty;

  constructor(root) {
    this.#empty = root.querySelector("#builds-empty");
    for (const name of ["running", "queued", "finished"]) {
      this.#lists[name] = root.querySelector(`#${name}`);
      this.#titles[name] = root.querySelector(`#${name}-title`);
    }
    const tally = root.querySelector("#builds-tally");
    for (const [name, label] of Object.entries({ running: "running", queued: "queued", failed: "failed" })) {
      this.#tally[name] = element("b");
      tally.append(element("li", { class: name }, this.#tally[name], ` ${label}`));
    }
    this.clear();
  }

  apply(entity, state, now) {
    if (state === undefined) {
      this.#rows.get(entity)?.node.remove();
      this.#rows.delete(entity);
      return;
    }
    let row = this.#rows.get(entity);
    if (row === undefined) {
      row = new Row(entity);
      this.#rows.set(entity, row);
    }
    row.show(state.data, now);
    row.tick(now);
  }

  clear() {
    this.#rows.forEach((row) => row.node.remove());
    this.#rows.clear();
    this.render(0);
  }

  /** Every row's clock; those that are finished long ago, or whose runner is gone, leave. */
  tick(now) {
    for (const row of this.#rows.values()) {
      row.tick(now);
      if (row.lostAt(now)) {
        this.#leave(row);
      }
    }
    this.render();
  }

  render() {
    const rows = [...this.#rows.values()];
    const started = (row) => row.started ?? 0;
    const running = rows.filter((row) => row.job.status === "in_progress").sort((a, b) => started(a) - started(b));
    const finished = rows.filter((row) => row.done).sort((a, b) => (b.completed ?? 0) - (a.completed ?? 0));
    const queued = rows.filter((row) => !row.done && row.job.status !== "in_progress");
    queued.sort((a, b) => started(a) - started(b));
    finished.splice(MAX_FINISHED).forEach((row) => this.#leave(row));
    for (const [name, list] of Object.entries({ running, queued, finished })) {
      arrange(this.#lists[name], list.map((row) => row.node));
      this.#titles[name].hidden = list.length === 0;
    }
    this.#empty.hidden = rows.length > 0;
    setText(this.#tally.running, String(running.length));
    setText(this.#tally.queued, String(queued.length));
    setText(this.#tally.failed, String(finished.filter((row) => row.job.conclusion === "failure").length));
  }

  #leave(row) {
    row.node.remove();
    this.#rows.delete(row.entity);
  }
}
