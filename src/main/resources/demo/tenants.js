/** The tenants as tabs: arrow keys move between them, and the address names the one that is shown. */

import { element } from "./dom.js";

export function tenantInAddress() {
  return new URLSearchParams(location.search).get("tenant");
}

export class Tenants {
  #list;
  #panel;
  #onChoose;
  #tabs = [];

  constructor(list, panel, onChoose) {
    this.#list = list;
    this.#panel = panel;
    this.#onChoose = onChoose;
    list.addEventListener("keydown", (event) => this.#onKey(event));
  }

  show(names) {
    this.#tabs = names.map((name) => {
      const tab = element(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tenant-${name}`,
          "aria-controls": this.#panel.id,
          "data-testid": "tenant",
          "data-tenant": name,
        },
        name,
      );
      tab.addEventListener("click", () => this.choose(name));
      return tab;
    });
    this.#list.replaceChildren(...this.#tabs);
  }

  /** Chooses a tenant; `adopt` leaves the address as it is, for a step back in the history. */
  choose(name, { adopt = false } = {}) {
    for (const tab of this.#tabs) {
      const chosen = tab.dataset.tenant === name;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) {
        this.#panel.setAttribute("aria-labelledby", tab.id);
      }
    }
    if (!adopt && tenantInAddress() !== name) {
      history.pushState(null, "", `?tenant=${encodeURIComponent(name)}`);
    }
    this.#onChoose(name);
  }

  #onKey(event) {
    const at = this.#tabs.indexOf(document.activeElement);
    const count = this.#tabs.length;
    const to = {
      ArrowRight: (at + 1) % count,
      ArrowLeft: (at - 1 + count) % count,
      Home: 0,
      End: count - 1,
    }[event.key];
    if (at >= 0 && to !== undefined) {
      event.preventDefault();
      this.#tabs[to].focus();
      this.choose(this.#tabs[to].dataset.tenant);
    }
  }
}
