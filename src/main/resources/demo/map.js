/** The map: a town's streets, and on them the vehicles with the track of where they came from. */

import { colour, fit } from "./canvas.js";
import { reducedMotion } from "./dom.js";

/** Positions come twice a second; a vehicle glides to the newest in a little more than that. */
const GLIDE = 620;
const MARGIN = 18;

export class FleetMap {
  #canvas;
  #label;
  #town;
  #ground;
  #groundKey;
  #bounds;

  constructor(canvas, label) {
    this.#canvas = canvas;
    this.#label = label;
  }

  /** The streets; undefined where the tenant has none: then the vehicles alone say what the map shows. */
  set town(town) {
    this.#town = town;
    this.#bounds = undefined;
    this.#label.textContent = town?.town ?? "";
    this.repaint();
  }

  /** To be called when colours or the size changed. */
  repaint() {
    this.#groundKey = undefined;
  }

  draw(vehicles, selected, now) {
    const fitted = fit(this.#canvas);
    if (fitted === undefined) {
      return;
    }
    const { context, width, height } = fitted;
    const place = this.#projection(vehicles, width, height);
    this.#drawGround(fitted, place);
    if (place === undefined) {
      return;
    }
    const others = vehicles.filter((vehicle) => vehicle.entity !== selected);
    const chosen = vehicles.filter((vehicle) => vehicle.entity === selected);
    for (const vehicle of [...others, ...chosen]) {
      this.#drawTrack(context, vehicle, place, chosen.includes(vehicle), now);
    }
    for (const vehicle of [...others, ...chosen]) {
      this.#drawVehicle(context, vehicle, place, chosen.includes(vehicle), now, width);
    }
  }

  #projection(vehicles, width, height) {
    const points = this.#town?.nodes ?? vehicles.flatMap((vehicle) => vehicle.track.map((p) => [p.lat, p.lon]));
    if (points.length === 0) {
      return undefined;
    }
    if (this.#town === undefined || this.#bounds === undefined) {
      const lats = points.map((point) => point[0]);
      const lons = points.map((point) => point[1]);
      this.#bounds = [Math.min(...lats), Math.max(...lats), Math.min(...lons), Math.max(...lons)];
    }
    const [south, north, west, east] = this.#bounds;
    const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
    const wide = Math.max((east - west) * squeeze, 1e-4);
    const high = Math.max(north - south, 1e-4);
    const scale = Math.min((width - 2 * MARGIN) / wide, (height - 2 * MARGIN) / high);
    const left = (width - wide * scale) / 2;
    const top = (height - high * scale) / 2;
    return ([lat, lon]) => [left + (lon - west) * squeeze * scale, top + (north - lat) * scale];
  }

  #drawGround({ context, width, height }, place) {
    const ratio = this.#canvas.width / width;
    const key = `${this.#canvas.width}x${this.#canvas.height}`;
    if (this.#groundKey !== key) {
      this.#groundKey = key;
      this.#ground = document.createElement("canvas");
      this.#ground.width = this.#canvas.width;
      this.#ground.height = this.#canvas.height;
      const ground = this.#ground.getContext("2d");
      ground.scale(ratio, ratio);
      ground.fillStyle = colour("land");
      ground.fillRect(0, 0, width, height);
      if (this.#town !== undefined && place !== undefined) {
        this.#paintTown(ground, place);
      }
    }
    context.drawImage(this.#ground, 0, 0, width, height);
  }

  #paintTown(ground, place) {
    const area = (points, name) => {
      ground.beginPath();
      points.forEach((point) => ground.lineTo(...place(point)));
      ground.closePath();
      ground.fillStyle = colour(name);
      ground.fill();
    };
    this.#town.parks.forEach((points) => area(points, "park"));
    this.#town.water.forEach((points) => area(points, "sea"));
    ground.lineCap = "round";
    ground.strokeStyle = colour("road");
    for (const main of [0, 1]) {
      ground.lineWidth = main === 1 ? 5 : 2.5;
      for (const [from, to, kind] of this.#town.roads) {
        if (kind === main) {
          ground.beginPath();
          ground.moveTo(...place(this.#town.nodes[from]));
          ground.lineTo(...place(this.#town.nodes[to]));
          ground.stroke();
        }
      }
    }
  }

  #drawTrack(context, vehicle, place, selected, now) {
    const head = this.where(vehicle, now);
    const points = [...vehicle.track.slice(0, -1), head].map((point) => place([point.lat, point.lon]));
    // Round ends of translucent pieces would overlap, and show as dots.
    context.lineCap = "butt";
    context.strokeStyle = colour(vehicle.status);
    context.lineWidth = selected ? 3.5 : 2.2;
    for (let i = 1; i < points.length; i++) {
      context.globalAlpha = (i / points.length) ** 1.5 * (selected ? 1 : 0.65);
      context.beginPath();
      context.moveTo(...points[i - 1]);
      context.lineTo(...points[i]);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  #drawVehicle(context, vehicle, place, selected, now, width) {
    const at = this.where(vehicle, now);
    const [x, y] = place([at.lat, at.lon]);
    context.save();
    context.translate(x, y);
    if (selected) {
      context.beginPath();
      context.arc(0, 0, 14, 0, Math.PI * 2);
      context.strokeStyle = colour("focus");
      context.lineWidth = 2;
      context.stroke();
    }
    context.fillStyle = colour(vehicle.status);
    context.strokeStyle = colour("land");
    context.lineWidth = 2;
    context.beginPath();
    if (vehicle.status === "moving") {
      context.rotate((vehicle.heading * Math.PI) / 180);
      context.moveTo(0, -8.5);
      context.lineTo(6, 6.5);
      context.lineTo(0, 3.5);
      context.lineTo(-6, 6.5);
      context.closePath();
    } else if (vehicle.status === "charging") {
      context.rect(-5, -5, 10, 10);
    } else {
      context.arc(0, 0, 5, 0, Math.PI * 2);
    }
    context.stroke();
    context.fill();
    context.restore();
    if (selected) {
      this.#drawLabel(context, vehicle.name, x, y, width);
    }
  }

  #drawLabel(context, text, x, y, width) {
    context.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
    const wide = context.measureText(text).width + 12;
    const left = x + 18 + wide > width ? x - 18 - wide : x + 18;
    context.fillStyle = colour("ink");
    context.beginPath();
    context.roundRect(left, y - 11, wide, 22, 6);
    context.fill();
    context.fillStyle = colour("paper");
    context.textBaseline = "middle";
    context.fillText(text, left + 6, y + 0.5);
  }

  /** Where a vehicle is drawn: on its way from where it was drawn when the newest position came, to that. */
  where(vehicle, now) {
    const to = vehicle.track[vehicle.track.length - 1];
    const share = reducedMotion.matches ? 1 : Math.min(1, (now - vehicle.since) / GLIDE);
    const { from } = vehicle;
    return { lat: from.lat + (to.lat - from.lat) * share, lon: from.lon + (to.lon - from.lon) * share };
  }
}
