// What comes from the network is only ever set as text: no markup is made of it.

export const byId = (id) => document.getElementById(id);

/** An element with text and attributes. */
export function element(tag, text = "", attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  return made;
}

/**
 * Makes the rows of a table body those of the items, one each, and keeps a row as long as what it shows is the same,
 * so that the keyboard's focus stays where it is.
 */
export function rows(body, items, key, cells) {
  const existing = new Map([...body.children].map((row) => [row.dataset.key, row]));
  const wanted = items.map((item) => {
    const name = key(item);
    const shown = JSON.stringify(item);
    let row = existing.get(name);
    if (!row) {
      row = element("tr", "", { "data-key": name });
    }
    if (row.dataset.shown !== shown) {
      const focused = row.contains(document.activeElement);
      row.replaceChildren(...cells(item));
      row.dataset.shown = shown;
      if (focused) {
        row.querySelector("button")?.focus();
      }
    }
    return row;
  });
  if (wanted.length !== body.children.length || wanted.some((row, i) => body.children[i] !== row)) {
    const focused = document.activeElement;
    body.replaceChildren(...wanted);
    if (body.contains(focused)) {
      focused.focus();
    }
  }
}

export function number(value, bad = false) {
  const cell = element("td", String(value), { class: "number" });
  if (value > 0) {
    cell.classList.add(bad ? "bad" : "some");
  }
  return cell;
}

/** The services' REST. An answer that is an error is thrown, with the text that it brings. */
export async function local(method, path, body) {
  const answer = await fetch(`/local/${path}`, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await answer.text();
  const json = text === "" ? {} : JSON.parse(text);
  if (!answer.ok) {
    throw new Error(json.message ?? `The services answered with ${answer.status}`);
  }
  return json;
}

/** Runs what a control asks for, and says so when it fails. */
export async function attempt(action) {
  const notice = byId("notice");
  try {
    notice.hidden = true;
    await action();
  } catch (error) {
    notice.textContent = error.message;
    notice.hidden = false;
  }
}
