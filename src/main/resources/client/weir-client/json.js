/**
 * Merge patches (RFC 7396) and JSON Patch (RFC 6902) on values as `JSON.parse` makes them. What they start from is never
 * changed; what they leave as it was is shared with it. Keys are only keys, `__proto__` too.
 */

const isContainer = (value) => typeof value === "object" && value !== null;
const isObject = (value) => isContainer(value) && !Array.isArray(value);

/** Sets a member as `JSON.parse` does: an assignment to `__proto__` would set the prototype. */
function put(object, key, value) {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    object[key] = value;
  }
}

export function equal(a, b) {
  if (a === b) {
    return true;
  }
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) {
    return false;
  }
  if (Array.isArray(a)) {
    return a.length === b.length && a.every((element, i) => equal(element, b[i]));
  }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

/** The state that a merge patch makes of a state; `undefined` stands for none. */
export function mergePatch(state, patch) {
  if (!isObject(patch)) {
    return patch;
  }
  const merged = isObject(state) ? { ...state } : {};
  for (const key of Object.keys(patch)) {
    if (patch[key] === null) {
      delete merged[key];
    } else {
      put(merged, key, mergePatch(Object.hasOwn(merged, key) ? merged[key] : undefined, patch[key]));
    }
  }
  return merged;
}

/** The state that a JSON Patch makes; throws where it is none, or one of its operations fails. */
export function applyPatch(state, operations) {
  const patching = new Patching(state);
  if (!Array.isArray(operations)) {
    throw new TypeError("A JSON Patch must be an array");
  }
  operations.forEach((operation) => patching.apply(operation));
  return patching.state;
}

class Patching {
  /** Containers that are copies of our own, so that they need no second one. */
  #own = new Set();

  constructor(state) {
    this.state = state;
  }

  apply(operation) {
    const path = keysOf(operation?.path);
    switch (operation.op) {
      case "add":
        return this.#add(path, valueOf(operation));
      case "remove":
        return this.#remove(path);
      case "replace":
        this.#get(path);
        return this.#set(path, valueOf(operation), (array, index) => (array[index] = operation.value));
      case "move":
        return this.#move(keysOf(operation.from), path);
      case "copy": {
        const copied = this.#get(keysOf(operation.from));
        // From here on it is in two places, so that no part of it may be changed in place.
        this.#own.clear();
        return this.#add(path, copied);
      }
      case "test":
        if (!equal(this.#get(path), valueOf(operation))) {
          throw new RangeError(`The test of ${operation.path} fails`);
        }
        return;
      default:
        throw new TypeError(`A JSON Patch has no operation ${operation.op}`);
    }
  }

  #move(from, path) {
    if (path.length > from.length && from.every((key, i) => key === path[i])) {
      throw new RangeError("A value can't be moved into itself");
    }
    const moved = this.#get(from);
    if (path.length !== from.length || from.some((key, i) => key !== path[i])) {
      this.#remove(from);
      this.#add(path, moved);
    }
  }

  #get(path) {
    return path.reduce((at, key) => at[memberOf(at, key)], this.state);
  }

  #add(path, value) {
    this.#set(path, value, (array, index) => array.splice(index, 0, value), 1);
  }

  #remove(path) {
    this.#get(path);
    if (path.length === 0) {
      throw new RangeError("The whole can't be removed");
    }
    const parent = this.#parent(path);
    const key = path.at(-1);
    if (Array.isArray(parent)) {
      parent.splice(indexOf(parent, key, 0), 1);
    } else {
      delete parent[key];
    }
  }

  #set(path, value, inArray, beyond = 0) {
    if (path.length === 0) {
      this.state = value;
      return;
    }
    const parent = this.#parent(path);
    const key = path.at(-1);
    if (Array.isArray(parent)) {
      inArray(parent, key === "-" && beyond === 1 ? parent.length : indexOf(parent, key, beyond));
    } else {
      put(parent, key, value);
    }
  }

  /** The container of the last key, made our own together with all on the way to it. */
  #parent(path) {
    let at = (this.state = this.#copy(this.state));
    for (const key of path.slice(0, -1)) {
      const member = memberOf(at, key);
      const child = this.#copy(at[member]);
      put(at, member, child);
      at = child;
    }
    return at;
  }

  #copy(value) {
    if (!isContainer(value)) {
      throw new RangeError("A value that is no array and no object has no members");
    }
    if (this.#own.has(value)) {
      return value;
    }
    const copy = Array.isArray(value) ? value.slice() : { ...value };
    this.#own.add(copy);
    return copy;
  }
}

function valueOf(operation) {
  if (!Object.hasOwn(operation, "value")) {
    throw new TypeError(`The operation ${operation.op} must have a value`);
  }
  return operation.value;
}

/** The keys of a JSON Pointer. */
function keysOf(pointer) {
  if (typeof pointer !== "string" || (pointer !== "" && !pointer.startsWith("/")) || /~(?![01])/.test(pointer)) {
    throw new TypeError(`Not a JSON Pointer: ${pointer}`);
  }
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function indexOf(array, key, beyond) {
  if (!/^(0|[1-9]\d{0,9})$/.test(key) || Number(key) >= array.length + beyond) {
    throw new RangeError(`The array has no element ${key}`);
  }
  return Number(key);
}

function memberOf(container, key) {
  if (Array.isArray(container)) {
    return indexOf(container, key, 0);
  }
  if (!isObject(container) || !Object.hasOwn(container, key)) {
    throw new RangeError(`There is no member ${key}`);
  }
  return key;
}
