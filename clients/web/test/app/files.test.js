import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const APP = fileURLToPath(new URL('../../app/', import.meta.url));
const SDK = fileURLToPath(new URL('../../sdk/', import.meta.url));

/** @param {string} address as the browser asks for it */
const fileOf = (address) => (address.startsWith('/sdk/') ? path.join(SDK, address.slice(5)) : path.join(APP, address.slice(1)));

/** Everything a module needs before it runs, without what is imported later. @param {string} entry */
async function graph(entry) {
  const found = new Set();
  const visit = async (/** @type {string} */ address) => {
    if (found.has(address)) return;
    found.add(address);
    const source = await readFile(fileOf(address), 'utf8');
    for (const [, to] of [...source.matchAll(/^(?:import|export)\s[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm)].map(([, a, b]) => [0, a ?? b])) {
      await visit(to.startsWith('/') ? to : path.posix.join(path.posix.dirname(address), to));
    }
  };
  await visit(entry);
  found.delete(entry);
  return [...found].sort();
}

test('index.html asks for every module at once, so that none waits for another to be read', async () => {
  const wanted = await graph('/main.js');
  const html = await readFile(path.join(APP, 'index.html'), 'utf8');
  const listed = [...html.matchAll(/<link rel="modulepreload" href="([^"]+)">/g)].map(([, href]) => href);
  const lines = wanted.map((address) => `    <link rel="modulepreload" href="${address}">`).join('\n');
  assert.deepEqual(listed.sort(), wanted, `the list should be\n${lines}`);
});

test('nothing in a page is inline, and nothing comes from elsewhere', async () => {
  for (const name of await readdir(APP)) {
    if (!/\.(html|js|css|svg)$/.test(name)) continue;
    const source = await readFile(path.join(APP, name), 'utf8');
    if (name.endsWith('.html')) {
      assert.doesNotMatch(source, /<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=/, name);
      assert.doesNotMatch(source, /(?:src|href)="(?!\/)/, name);
    }
    assert.doesNotMatch(source, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|@import|url\(['"]?https?:/, name);
  }
});

test('the types in the comments hold', async () => {
  const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
  const project = fileURLToPath(new URL('tsconfig.json', import.meta.url));
  const said = await promisify(execFile)(tsc, ['-p', project]).then(() => '', (error) => error.stdout || String(error));
  assert.equal(said, '');
});
