import { byId, element, rows } from "/local/page/dom.js";

export function show(state) {
  byId("clients-total").textContent = String(state.total);
  rows(byId("clients"), state.clients, (client) => client.connectionId, (client) => [
    element("td", client.hub),
    element("td", client.userId ?? "—"),
    element("td", client.online ? client.connectionId : `${client.connectionId} (lost, may return)`, { class: "mono" }),
    element("td", client.groups.join(", ") || "—"),
  ]);
  const calls = state.calls.map((call, i) => ({ ...call, key: `${call.at} ${call.path} ${state.calls.length - i}` }));
  rows(byId("calls"), calls, (call) => call.key, (call) => [
    element("td", call.at.slice(11, 23), { class: "mono" }),
    element("td", `${call.method} ${call.path}`, { class: "mono" }),
    element("td", String(call.status), { class: call.status >= 400 ? "number bad" : "number" }),
  ]);
  const { messageUnits, peakConnections } = state.meter;
  byId("meter").textContent = `${messageUnits} message units, ${peakConnections} connections at most`;
}
