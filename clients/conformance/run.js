// Runs the scenarios against a client that speaks the line protocol: see README.md.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runScenario } from './run-scenario.js';
import { scenarios } from './scenarios.js';

const END_MILLIS = 5_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    driver: { type: 'string', default: 'js' },
    speed: { type: 'string' },
    only: { type: 'string', default: '' },
    transports: { type: 'string' },
    jobs: { type: 'string' },
  },
});

/** A driver's command, and what it can. The Java client has a real clock, so its scenarios run side by side.
 * @type {Record<string, () => {command: string[], speed: number, transports: string, jobs: number}>} */
const drivers = {
  js: () => ({
    command: [process.execPath, fileURLToPath(new URL('js-driver.js', import.meta.url))],
    speed: 20,
    transports: 'websocket,sse,poll',
    jobs: 1,
  }),
  java: () => ({
    command: [
      java(),
      '--sun-misc-unsafe-memory-access=allow',
      '-cp',
      javaClassPath(),
      'dev.parley.client.ConformanceDriver',
    ],
    speed: 1,
    transports: 'websocket',
    jobs: 4,
  }),
};

if (!Object.hasOwn(drivers, values.driver)) {
  throw new Error(`--driver ${values.driver} (expected: ${Object.keys(drivers).join(', ')})`);
}
const driver = drivers[values.driver]();
const [command, ...args] = positionals.length > 0 ? positionals : driver.command;
const speed = Number(values.speed ?? driver.speed);
const has = (values.transports ?? driver.transports).split(',');

function java() {
  return process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
}

/** What the Maven build leaves. */
function javaClassPath() {
  const target = fileURLToPath(new URL('../java/target/', import.meta.url));
  const file = join(target, 'test-classpath.txt');
  if (!existsSync(file)) {
    throw new Error(`no ${file}: run ./mvnw -pl clients/java -am package -DskipTests first`);
  }
  const libraries = readFileSync(file, 'utf8').trim();
  return [join(target, 'classes'), join(target, 'test-classes'), libraries].join(delimiter);
}

/** @param {(line: any) => void} hear @returns {import('./run-scenario.js').Driver} */
function open(hear) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.once('error', (error) => hear({ failed: String(error) }));
  child.once('exit', (code) => hear({ failed: `the driver ended with ${code}` }));
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (line) => hear(JSON.parse(line)));
  return {
    tell: (line) => void child.stdin.write(`${JSON.stringify(line)}\n`),
    async end() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MILLIS);
      await ended;
      clearTimeout(timer);
    },
  };
}

let failures = 0;
const wanted = scenarios.filter(({ name }) => name.includes(values.only));
const lacks = (/** @type {import('./scenarios.js').Scenario} */ { transports = ['websocket'] }) =>
  transports.filter((transport) => !has.includes(transport));
const waiting = wanted.filter((scenario) => lacks(scenario).length === 0);

async function work() {
  for (let scenario = waiting.shift(); scenario; scenario = waiting.shift()) {
    try {
      await runScenario(scenario, open, speed);
      console.log(`ok      ${scenario.name}`);
    } catch (error) {
      failures++;
      console.log(
        `not ok  ${scenario.name}\n        ${/** @type {Error} */ (error).message.replaceAll('\n', '\n        ')}`,
      );
    }
  }
}

await Promise.all(Array.from({ length: Number(values.jobs ?? driver.jobs) }, work));
for (const scenario of wanted.filter((one) => lacks(one).length > 0)) {
  console.log(`n/a     ${scenario.name}: the client has no ${lacks(scenario).join(', no ')}`);
}
process.exitCode = failures > 0 ? 1 : 0;
