// `node:assert/strict` for a page: what the tests of the SDK use of it.
/** @param {boolean} holds @param {unknown} message @param {string} otherwise */
function hold(holds, message, otherwise) {
  if (!holds) throw message instanceof Error ? message : new Error(`${message ?? ''} ${otherwise}`);
}

/** As strict as Node's: types, own keys in any order, maps, sets, NaN. @param {any} a @param {any} b @returns {boolean} */
function same(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Date) return a.getTime() === b.getTime();
  if (a instanceof Map) return a.size === b.size && [...a].every(([key, value]) => b.has(key) && same(value, b.get(key)));
  if (a instanceof Set) return a.size === b.size && [...a].every((value) => b.has(value));
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}

const show = (/** @type {any} */ value) => {
  try {
    return JSON.stringify(value, (_, part) => (part instanceof Map || part instanceof Set ? [...part] : part));
  } catch {
    return String(value);
  }
};

const assert = Object.assign((/** @type {any} */ value, /** @type {any} */ message) => hold(Boolean(value), message, 'not true'), {
  ok: (/** @type {any} */ value, /** @type {any} */ message) => hold(Boolean(value), message, 'not true'),
  equal: (/** @type {any} */ a, /** @type {any} */ b, /** @type {any} */ message) => hold(Object.is(a, b), message, `${show(a)} is not ${show(b)}`),
  notEqual: (/** @type {any} */ a, /** @type {any} */ b, /** @type {any} */ message) => hold(!Object.is(a, b), message, `${show(a)} twice`),
  deepEqual: (/** @type {any} */ a, /** @type {any} */ b, /** @type {any} */ message) => hold(same(a, b), message, `${show(a)} is not ${show(b)}`),
  fail: (/** @type {any} */ message) => hold(false, message, ''),
  async rejects(/** @type {any} */ what, /** @type {any} */ expected) {
    let error;
    try {
      await (typeof what === 'function' ? what() : what);
    } catch (caught) {
      error = caught;
    }
    hold(error !== undefined, undefined, 'nothing was rejected');
    if (typeof expected === 'function') {
      hold(expected === Error || expected.prototype instanceof Error ? error instanceof expected : expected(error) === true, undefined, String(error));
    } else if (expected instanceof RegExp) {
      hold(expected.test(String(error)), undefined, String(error));
    } else if (expected) {
      for (const [key, value] of Object.entries(expected)) hold(same(error[key], value), undefined, `${key}: ${show(error[key])}`);
    }
  },
  throws(/** @type {any} */ action, /** @type {any} */ expected) {
    let error;
    try {
      action();
    } catch (caught) {
      error = caught;
    }
    hold(error !== undefined && (!(expected instanceof RegExp) || expected.test(String(error))), undefined, String(error));
  },
});
export default assert;
