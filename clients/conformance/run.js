// Runs the scenarios against a client that speaks the line protocol: see README.md.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runScenario } from './run-scenario.js';
import { scenarios } from './scenarios.js';

const END_MILLIS = 5_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    speed: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
    transports: { type: 'string', default: 'websocket,sse,poll' },
  },
});
const [command, ...args] =
  positionals.length > 0
    ? positionals
    : [process.execPath, fileURLToPath(new URL('js-driver.js', import.meta.url))];
const has = values.transports.split(',');

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
for (const scenario of scenarios) {
  const possible = (scenario.transports ?? ['websocket']).every((transport) => has.includes(transport));
  if (!possible || !scenario.name.includes(values.only)) {
    continue;
  }
  try {
    await runScenario(scenario, open, Number(values.speed));
    console.log(`ok      ${scenario.name}`);
  } catch (error) {
    failures++;
    console.log(
      `not ok  ${scenario.name}\n        ${/** @type {Error} */ (error).message.replaceAll('\n', '\n        ')}`,
    );
  }
}
process.exitCode = failures > 0 ? 1 : 0;
