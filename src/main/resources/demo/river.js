/**
 * The picture of what Weir does: every drop at the left stands for an event that came in, every pulse at the right
 * for a message that left, as large as it holds updates. Both are driven by what is measured, not by a loop.
 */

import { colour, fit } from "./canvas.js";
import { reducedMotion } from "./dom.js";

const MAX_DROPS = 320;
const MAX_PULSES = 40;
const WEIR_AT = 0.56;
/** How long a drop takes to the weir, and a pulse from it to the edge. */
const IN = 2600;
const OUT = 2200;

export class River {
  #canvas;
  #drops = [];
  #pulses = [];
  #rate = 0;
  #owed = 0;
  #last = 0;
  #level = 0;

  constructor(canvas) {
    this.#canvas = canvas;
  }

  /** Events a second, as last measured. */
  set rate(value) {
    this.#rate = value;
  }

  message(updates) {
    this.#pulses.push({ born: performance.now(), size: Math.min(13, 3.5 + Math.sqrt(updates) * 1.6) });
    if (this.#pulses.length > MAX_PULSES) {
      this.#pulses.shift();
    }
    this.#level = 0;
  }

  clear() {
    this.#drops = [];
    this.#pulses = [];
    this.#rate = 0;
    this.#level = 0;
  }

  frame(now) {
    const elapsed = Math.min(now - this.#last, 100);
    this.#last = now;
    this.#pour(now, elapsed);
    const fitted = fit(this.#canvas);
    if (fitted !== undefined) {
      this.#draw(fitted, now);
    }
  }

  #pour(now, elapsed) {
    this.#owed += (this.#rate * elapsed) / 1000;
    while (this.#owed >= 1) {
      this.#owed--;
      if (this.#drops.length < MAX_DROPS) {
        this.#drops.push({ born: now - Math.random() * elapsed, lane: Math.random(), drift: Math.random() - 0.5 });
      }
    }
    const before = this.#drops.length;
    this.#drops = this.#drops.filter((drop) => now - drop.born < IN);
    this.#level = Math.min(1, this.#level + (before - this.#drops.length) / 45);
    this.#pulses = this.#pulses.filter((pulse) => now - pulse.born < OUT);
  }

  #draw({ context, width, height }, now) {
    context.clearRect(0, 0, width, height);
    const weir = Math.round(width * WEIR_AT);
    const middle = height / 2;
    const spread = height * 0.4;

    const water = context.createLinearGradient(0, 0, weir, 0);
    water.addColorStop(0, colour("water-clear"));
    water.addColorStop(1, colour("water-strong"));
    context.fillStyle = water;
    context.beginPath();
    context.moveTo(0, middle - spread);
    context.bezierCurveTo(weir * 0.5, middle - spread, weir * 0.7, middle - spread * 0.85, weir, middle - spread * 0.85);
    context.lineTo(weir, middle + spread * 0.85);
    context.bezierCurveTo(weir * 0.7, middle + spread * 0.85, weir * 0.5, middle + spread, 0, middle + spread);
    context.fill();

    const outlet = context.createLinearGradient(weir, 0, width, 0);
    outlet.addColorStop(0, colour("water-strong"));
    outlet.addColorStop(1, colour("water-clear"));
    context.fillStyle = outlet;
    context.fillRect(weir, middle - 5, width - weir, 10);

    if (reducedMotion.matches) {
      this.#drawStill(context, weir, width, middle, spread);
    } else {
      this.#drawMoving(context, weir, width, middle, spread, now);
    }

    context.fillStyle = colour("ink");
    context.fillRect(weir - 2, middle - spread, 4, spread - 9);
    context.fillRect(weir - 2, middle + 9, 4, spread - 9);
    context.fillStyle = colour("accent");
    const held = (spread - 9) * this.#level;
    context.fillRect(weir - 5, middle + 9 + (spread - 9 - held), 3, held);
    context.fillRect(weir - 5, middle - 9 - held, 3, held);
  }

  #drawMoving(context, weir, width, middle, spread, now) {
    context.fillStyle = colour("events");
    for (const drop of this.#drops) {
      const age = (now - drop.born) / IN;
      if (age < 0) {
        continue;
      }
      const towards = Math.max(0, (age - 0.7) / 0.3);
      const y = middle + (drop.lane - 0.5) * 2 * spread * (0.9 - 0.12 * towards) + drop.drift * 6 * Math.sin(age * 9);
      context.globalAlpha = Math.min(1, age * 5) * 0.85;
      context.beginPath();
      context.arc(age * (weir - 8), y, 1.7, 0, Math.PI * 2);
      context.fill();
    }
    context.fillStyle = colour("messages");
    for (const pulse of this.#pulses) {
      const age = (now - pulse.born) / OUT;
      context.globalAlpha = Math.min(1, (1 - age) * 2.5);
      context.beginPath();
      context.arc(weir + 6 + age * (width - weir), middle, pulse.size, 0, Math.PI * 2);
      context.fill();
    }
    context.globalAlpha = 1;
  }

  /** The same picture at rest: a field of drops and three pulses. */
  #drawStill(context, weir, width, middle, spread) {
    context.fillStyle = colour("events");
    for (let i = 0; i < 120; i++) {
      const x = ((i * 61) % 120) / 120;
      const y = ((i * 37) % 101) / 101 - 0.5;
      context.beginPath();
      context.arc(x * (weir - 8), middle + y * 1.7 * spread, 1.7, 0, Math.PI * 2);
      context.fill();
    }
    context.fillStyle = colour("messages");
    for (let i = 1; i < 4; i++) {
      context.beginPath();
      context.arc(weir + ((width - weir) * i) / 4, middle, 9, 0, Math.PI * 2);
      context.fill();
    }
  }
}
