/** The drawer with the last envelopes as they came. */

import { arrange, element, formatBytes, setText } from "./dom.js";

const MAX_ENVELOPES = 25;
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;
const TIME = new Intl.DateTimeFormat("en", {
  hour12: false,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

/** JSON as text nodes and spans: what came is data, and stays that. */
function highlighted(json) {
  const nodes = [];
  let from = 0;
  for (const match of json.matchAll(TOKEN)) {
    nodes.push(json.slice(from, match.index));
    from = match.index + match[0].length;
    const [, text, colon] = match;
    const kind = text === undefined ? "value" : colon === undefined ? "text" : "key";
    nodes.push(element("span", { class: kind }, match[0]));
  }
  nodes.push(json.slice(from));
  return nodes;
}

export class Wire {
  #drawer;
  #toggle;
  #list;
  #text;
  #envelopes = [];
  #chosen;
  #paused = false;

  constructor(drawer, toggle) {
    this.#drawer = drawer;
    this.#toggle = toggle;
    this.#list = drawer.querySelector("#wire-list");
    this.#text = drawer.querySelector("#wire-text");
    const pause = drawer.querySelector("#wire-pause");
    toggle.addEventListener("click", () => this.#show(drawer.hidden));
    drawer.querySelector("#wire-close").addEventListener("click", () => this.#show(false));
    drawer.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        this.#show(false);
      }
    });
    pause.addEventListener("click", () => {
      this.#paused = !this.#paused;
      pause.setAttribute("aria-pressed", String(this.#paused));
      setText(pause, this.#paused ? "Resume" : "Pause");
    });
  }

  took(envelope, bytes) {
    if (this.#paused) {
      return;
    }
    this.#envelopes.unshift({ envelope, bytes, at: new Date(), node: undefined });
    this.#envelopes.splice(MAX_ENVELOPES);
    this.#render();
  }

  clear() {
    this.#envelopes = [];
    this.#chosen = undefined;
    this.#text.replaceChildren();
    this.#render();
  }

  #show(visible) {
    this.#drawer.hidden = !visible;
    this.#toggle.setAttribute("aria-expanded", String(visible));
    document.body.classList.toggle("with-wire", visible);
    this.#render();
    (visible ? this.#drawer.querySelector("#wire-pause") : this.#toggle).focus();
  }

  #render() {
    if (this.#drawer.hidden) {
      return;
    }
    const nodes = this.#envelopes.map((entry) => (entry.node ??= this.#entry(entry)));
    arrange(this.#list, nodes);
    if (this.#chosen === undefined && this.#envelopes.length > 0) {
      this.#choose(this.#envelopes.find((entry) => entry.envelope.updates.length > 0) ?? this.#envelopes[0]);
    }
  }

  #entry(entry) {
    const { envelope, bytes, at } = entry;
    const updates = envelope.updates.length;
    const button = element(
      "button",
      { type: "button", "aria-pressed": "false" },
      element("span", { class: "at" }, TIME.format(at)),
      element("span", {}, `seq ${envelope.seq}`),
      element("span", {}, updates === 1 ? "1 update" : `${updates} updates`),
      element("span", {}, formatBytes(bytes)),
    );
    button.addEventListener("click", () => this.#choose(entry));
    return element("li", {}, button);
  }

  #choose(entry) {
    this.#chosen?.node?.firstElementChild.setAttribute("aria-pressed", "false");
    this.#chosen = entry;
    entry.node?.firstElementChild.setAttribute("aria-pressed", "true");
    this.#text.replaceChildren(...highlighted(JSON.stringify(entry.envelope, null, 2)));
    this.#text.scrollTop = 0;
  }
}
