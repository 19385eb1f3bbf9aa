/** The vehicles: a list of buttons, and the map that they are picked on. */

import { arrange, element, setAttribute, setText } from "./dom.js";
import { FleetMap } from "./map.js";

const MAX_TRACK = 50;
const QUIET = 10_000;
const LOST = 120_000;
const STATUSES = ["moving", "stopped", "charging"];

class Vehicle {
  constructor(entity, onPick) {
    this.entity = entity;
    this.track = [];
    this.nameNode = element("span", { class: "name" });
    this.kindNode = element("span", { class: "kind" });
    this.speedNode = element("span", { class: "speed" });
    this.statusNode = element("span", { class: "status" });
    this.charge = element("i");
    this.percent = element("span", { class: "unseen" });
    this.button = element(
      "button",
      { type: "button", "aria-pressed": "false" },
      element("span", { class: "dot", "aria-hidden": "true" }),
      this.nameNode,
      this.speedNode,
      this.kindNode,
      this.statusNode,
      element("span", { class: "battery", "aria-hidden": "true" }, this.charge),
      this.percent,
    );
    this.node = element("li", { "data-testid": "vehicle", "data-entity": entity }, this.button);
    this.button.addEventListener("click", () => onPick(entity));
  }

  show(data, from, now) {
    this.name = String(data.name ?? this.entity);
    this.status = STATUSES.includes(data.status) ? data.status : "stopped";
    this.heading = Number(data.heading) || 0;
    const position = { lat: Number(data.lat), lon: Number(data.lon) };
    this.from = from ?? position;
    this.since = now;
    this.track.push(position);
    if (this.track.length > MAX_TRACK) {
      this.track.shift();
    }
    setAttribute(this.node, "data-status", this.status);
    setText(this.nameNode, this.name);
    setText(this.kindNode, String(data.kind ?? ""));
    setText(this.speedNode, `${Math.round(Number(data.speedKmh) || 0)} km/h`);
    setText(this.statusNode, this.status);
    const battery = Math.max(0, Math.min(100, Number(data.battery) || 0));
    this.charge.style.width = `${battery}%`;
    setAttribute(this.charge, "class", battery < 25 ? "low" : undefined);
    setText(this.percent, `battery ${battery} percent`);
  }
}

export class Fleet {
  #vehicles = new Map();
  #list;
  #empty;
  #tally = {};
  #map;
  #selected;

  constructor(root) {
    this.#list = root.querySelector("#vehicles");
    this.#empty = root.querySelector("#fleet-empty");
    this.#map = new FleetMap(root.querySelector("#map"), root.querySelector("#town"));
    const tally = root.querySelector("#fleet-tally");
    for (const status of STATUSES) {
      this.#tally[status] = element("b", {}, "0");
      tally.append(element("li", { class: status }, this.#tally[status], ` ${status}`));
    }
  }

  set town(town) {
    this.#map.town = town;
  }

  repaint() {
    this.#map.repaint();
  }

  apply(entity, state, now) {
    if (state === undefined) {
      this.#remove(entity);
      return;
    }
    if (!Number.isFinite(state.data.lat) || !Number.isFinite(state.data.lon)) {
      return;
    }
    let vehicle = this.#vehicles.get(entity);
    const from = vehicle === undefined ? undefined : this.#map.where(vehicle, now);
    if (vehicle === undefined) {
      vehicle = new Vehicle(entity, (picked) => this.#pick(picked));
      this.#vehicles.set(entity, vehicle);
    }
    vehicle.show(state.data, from, now);
  }

  clear() {
    [...this.#vehicles.keys()].forEach((entity) => this.#remove(entity));
    this.#selected = undefined;
    this.render(0);
  }

  render(now) {
    for (const vehicle of this.#vehicles.values()) {
      setAttribute(vehicle.node, "data-quiet", now - vehicle.since > QUIET ? "" : undefined);
      if (now - vehicle.since > LOST) {
        this.#remove(vehicle.entity);
      }
    }
    const vehicles = [...this.#vehicles.values()].sort((a, b) => (a.entity < b.entity ? -1 : 1));
    arrange(this.#list, vehicles.map((vehicle) => vehicle.node));
    this.#empty.hidden = vehicles.length > 0;
    for (const status of STATUSES) {
      setText(this.#tally[status], String(vehicles.filter((vehicle) => vehicle.status === status).length));
    }
  }

  frame(now) {
    this.#map.draw([...this.#vehicles.values()], this.#selected, now);
  }

  #pick(entity) {
    this.#selected = this.#selected === entity ? undefined : entity;
    for (const vehicle of this.#vehicles.values()) {
      setAttribute(vehicle.button, "aria-pressed", String(vehicle.entity === this.#selected));
    }
  }

  #remove(entity) {
    this.#vehicles.get(entity)?.node.remove();
    this.#vehicles.delete(entity);
  }
}
