/** Builds elements from data; text is always text, never markup. */

export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      node.setAttribute(key, value === true ? "" : value);
    }
  }
  node.append(...children);
  return node;
}

/** Writes a text only where it changed, which spares the browser the layout. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

export function setAttribute(node, name, value) {
  if (value === undefined || value === null) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value);
  }
}

/**
 * Makes `nodes` the children of `parent`, in this order. A node that is in its place already isn't touched: moving it
 * would start its animation anew, and take its focus.
 */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  [...parent.children].filter((child) => !wanted.has(child)).forEach((child) => child.remove());
  let at = parent.firstElementChild;
  for (const node of nodes) {
    if (node === at) {
      at = at.nextElementSibling;
    } else {
      parent.insertBefore(node, at);
    }
  }
}

const NUMBER = new Intl.NumberFormat("en");

export function formatNumber(value) {
  return NUMBER.format(value);
}

export function formatMillis(millis) {
  if (millis === undefined) {
    return "–";
  }
  return millis < 9_950 ? `${formatNumber(Math.round(millis))} ms` : `${(millis / 1000).toFixed(0)} s`;
}

export function formatBytes(bytes) {
  if (bytes < 1024) {
    return `${bytes} B`;
  }
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

export const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)");
