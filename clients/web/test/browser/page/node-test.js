// `node:test` for a page: what the tests of the SDK use of it, one after another.
const ran = /** @type {{name: string, error?: string}[]} */ ([]);
/** @param {string} name */
const suiteOf = (name) => ({ name, before: [], after: [], beforeEach: [], afterEach: [] });
/** The file, and the suites being declared. @type {{name: string, before: any[], after: any[], beforeEach: any[], afterEach: any[]}[]} */
const open = [suiteOf('')];
/** What Node has besides. */
globalThis.setImmediate ??= /** @type {any} */ ((/** @type {() => void} */ action) => setTimeout(action));
let queue = Promise.resolve();

/** @param {any[]} args name, perhaps options, function */
const last = (args) => args[args.length - 1];

/** @param {string} name @param {...any} args */
export function describe(name, ...args) {
  const suite = suiteOf(name);
  open.push(suite);
  last(args)();
  open.pop();
  const { after } = suite;
  queue = queue.then(async () => {
    for (const action of after) await action();
  });
}

/** @param {string} name @param {...any} args */
export function it(name, ...args) {
  const suites = [...open];
  queue = queue.then(async () => {
    const full = [...suites.slice(1).map((suite) => suite.name), name].join(' › ');
    try {
      for (const suite of suites) {
        for (const action of suite.before.splice(0)) await action();
        for (const action of suite.beforeEach) await action();
      }
      await last(args)();
      for (const suite of suites) for (const action of suite.afterEach) await action();
      ran.push({ name: full });
    } catch (error) {
      ran.push({ name: full, error: String(/** @type {any} */ (error)?.stack ?? error) });
    }
  });
}

/** @param {'before' | 'after' | 'beforeEach' | 'afterEach'} when */
const hook = (when) => (/** @type {() => any} */ action) => {
  open[open.length - 1][when].push(action);
};
export const before = hook('before');
export const after = hook('after');
export const beforeEach = hook('beforeEach');
export const afterEach = hook('afterEach');
export const test = it;

/** Once all that was declared has run. */
export async function results() {
  let seen;
  do {
    seen = queue;
    await seen;
  } while (seen !== queue);
  for (const action of open[0].after) await action();
  return ran;
}
