/** The version rule of the wire format: what is late, and what is a repeat. */

/** By code point, as every client compares; the language's own order is by UTF-16 unit. */
function compareTexts(a, b) {
  if (a === b) {
    return 0;
  }
  for (let i = 0; i < a.length && i < b.length; ) {
    const left = a.codePointAt(i);
    const right = b.codePointAt(i);
    if (left !== right) {
      return left < right ? -1 : 1;
    }
    i += left > 0xffff ? 2 : 1;
  }
  return Math.sign(a.length - b.length);
}

const elements = (order) => (Array.isArray(order) ? order : [order]);

function compareOrders(next, held) {
  const left = elements(next);
  const right = elements(held);
  const common = Math.min(left.length, right.length);
  for (let i = 0; i < common; i++) {
    let difference;
    if (typeof left[i] === "number" && typeof right[i] === "number") {
      difference = left[i] - right[i];
    } else if (typeof left[i] === "string" && typeof right[i] === "string") {
      difference = compareTexts(left[i], right[i]);
    } else {
      return "unrelated";
    }
    if (difference !== 0) {
      return difference > 0 ? "higher" : "lower";
    }
  }
  return left.length === right.length ? "same" : left.length > right.length ? "higher" : "lower";
}

/** How `next` relates to `held`: "higher", "lower", "same", or "unrelated", where arrival decides. */
export function compareVersions(next, held) {
  const orders = next[0] === held[0] ? compareOrders(next[1], held[1]) : "unrelated";
  if (orders !== "same" || (next.length === 2 && held.length === 2)) {
    return orders;
  }
  if (next[2] !== held[2]) {
    return "unrelated";
  }
  return compareOrders(next[3], held[3]);
}

/** Whether a version replaces the one that is held, if one is. */
export function replaces(next, held) {
  const relation = held === undefined ? "higher" : compareVersions(next, held);
  return relation === "higher" || relation === "unrelated";
}

function isOrder(order) {
  const all = elements(order);
  return all.length > 0 && all.every((element) => typeof element === "number" || typeof element === "string");
}

export function isVersion(version) {
  return (
    Array.isArray(version) &&
    (version.length === 2 || version.length === 4) &&
    typeof version[0] === "string" &&
    isOrder(version[1]) &&
    (version.length === 2 || (typeof version[2] === "string" && isOrder(version[3])))
  );
}

/** A text that versions have in common when they are the same. */
export function versionKey(version) {
  return JSON.stringify(version.map((part, i) => (i % 2 === 0 ? part : elements(part))));
}
