import { describe, it } from 'node:test';
import { jsDriver } from '../../../conformance/js-driver.js';
import { runScenario } from '../../../conformance/run-scenario.js';
import { scenarios } from '../../../conformance/scenarios.js';

// Ten times the speed of life, and most of it is waiting: many at once.
describe('the client against a server that misbehaves', { concurrency: 16, timeout: 60_000 }, () => {
  for (const scenario of scenarios) {
    it(scenario.name, () => runScenario(scenario, jsDriver, 10));
  }
});
