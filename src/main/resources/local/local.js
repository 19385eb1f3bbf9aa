import { attempt, byId, local } from "/local/page/dom.js";
import * as activity from "/local/page/activity.js";
import * as entities from "/local/page/entities.js";
import * as faults from "/local/page/faults.js";
import * as look from "/local/page/look.js";

const INTERVAL = 1000;

function connection(state, text) {
  const shown = byId("connection");
  if (shown.dataset.state !== state) {
    shown.dataset.state = state;
    shown.textContent = text;
  }
}

function showClock(clock) {
  byId("clock-now").textContent = `${clock.now.slice(0, 19).replace("T", " ")} UTC`;
  byId("clock-ahead").textContent = clock.ahead === "PT0S" ? "" : `${clock.ahead.slice(1).replace("T", "").toLowerCase()} ahead`;
}

async function refresh() {
  try {
    const state = await local("GET", "state");
    showClock(state.clock);
    entities.show(state);
    activity.show(state);
    faults.show(state.faults);
    faults.knowClients(state.clients);
    connection("open", "Live");
  } catch (error) {
    connection("lost", "No answer");
  }
}

// The next look waits for the last one's answer, and a hidden page does not look at all.
async function watch() {
  if (!document.hidden) {
    await refresh();
  }
  setTimeout(watch, INTERVAL);
}

look.listen();
faults.listen();
byId("clock-form").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    showClock(await local("POST", "clock", { advance: byId("clock-time").value }));
    await refresh();
  });
});
watch();
