/** Whether what came is what the wire format's tables say; fields that they don't name don't matter. */

import { isVersion } from "./version.js";

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const hasLane = (message) => isObject(message) && message.weir === 1 && typeof message.lane === "string";

export const isCount = (value) => Number.isSafeInteger(value) && value >= 1;

export function isBatch(message) {
  return (
    hasLane(message) &&
    typeof message.epoch === "string" &&
    isCount(message.seq) &&
    Array.isArray(message.updates) &&
    !isPage(message)
  );
}

export function isPage(message) {
  return (
    hasLane(message) &&
    typeof message.complete === "boolean" &&
    isObject(message.epochs) &&
    Array.isArray(message.entities)
  );
}

/** Whether an update, or an entity of a page, says what it is about, and in what version. */
export function isNamed(update) {
  return isObject(update) && typeof update.entity === "string" && update.entity !== "" && isVersion(update.version);
}

/** An update whose time is in full, where it was counted in milliseconds from the first update's. */
export function timed(update, first) {
  if (typeof update.at !== "number") {
    return update;
  }
  const at = new Date(typeof first === "string" ? Date.parse(first) + update.at : NaN);
  return { ...update, at: Number.isNaN(at.getTime()) ? undefined : at.toISOString() };
}

export function isItems(items) {
  return (
    Array.isArray(items) &&
    items.length > 0 &&
    items.every((item) => isObject(item) && isVersion(item.version) && Object.hasOwn(item, "data"))
  );
}
