// The JavaScript client behind the line protocol of README.md: `node js-driver.js`, or `jsDriver` within a
// test.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { clientDriver } from './client-driver.js';

const { WebSocket } = createRequire(new URL('../web/package.json', import.meta.url))('ws');

/** @param {(line: any) => void} say @returns {import('./run-scenario.js').Driver} */
export const jsDriver = (say) => clientDriver(say, WebSocket);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const driver = jsDriver((line) => process.stdout.write(`${JSON.stringify(line)}\n`));
  for await (const line of createInterface({ input: process.stdin })) {
    driver.tell(JSON.parse(line));
  }
  await driver.end();
}
