/**
 * Build r1-assistant.vsix: the server's wheel with its pinned requirements, the bundles of the
 * extension and of its panel, and what the editor shows about them. `--no-vsix` ends before the
 * archive. R1_TEST_PYTHON names the Python that builds the wheel (needs the package `build`).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const EXTENSION = join(import.meta.dirname, '..');
const ROOT = join(EXTENSION, '..');
const SERVER = join(EXTENSION, 'server');
const DIST = join(EXTENSION, 'dist');
const VSIX = join(EXTENSION, 'r1-assistant.vsix');
const PYTHON = process.env.R1_TEST_PYTHON || 'python3';
const LARGEST = 3e6; // bytes of the archive

function run(program, args) {
  execFileSync(program, args, { cwd: EXTENSION, stdio: ['ignore', 'inherit', 'inherit'] });
}

function carryServer() {
  rmSync(SERVER, { recursive: true, force: true });
  mkdirSync(SERVER);
  // with the build backend at hand nothing has to be fetched
  const hatchling = spawnSync(PYTHON, ['-c', 'import hatchling']).status === 0;
  const isolation = hatchling ? ['--no-isolation'] : [];
  run(PYTHON, ['-m', 'build', '--wheel', ...isolation, '--outdir', SERVER, ROOT]);
  rmSync(join(SERVER, '.gitignore'), { force: true }); // the build's own
  copyFileSync(join(ROOT, 'requirements', 'runtime.txt'), join(SERVER, 'runtime.txt'));
  copyFileSync(join(EXTENSION, 'installer', 'install.py'), join(SERVER, 'install.py'));
}

const apart = () => ({ path: './client.js', external: true });

async function bundle() {
  rmSync(DIST, { recursive: true, force: true });
  const common = { bundle: true, minify: true, absWorkingDir: EXTENSION, outdir: DIST };
  const node = { ...common, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'] };
  // the protocol's library is read once the server starts, and not while VS Code waits
  const client = { in: 'vscode-languageclient/node', out: 'client' };
  await build({ ...node, entryPoints: [client] });
  await build({
    ...node,
    entryPoints: ['src/extension.ts'],
    supported: { 'dynamic-import': false }, // but `require`
    plugins: [
      { name: 'client apart', setup: ({ onResolve }) => onResolve({ filter: /^vscode-languageclient/ }, apart) },
    ],
  });
  const styles = existsSync(join(EXTENSION, 'webview/panel.css')) ? ['webview/panel.css'] : [];
  await build({
    ...common,
    entryPoints: ['webview/panel.ts', ...styles],
    platform: 'browser',
    format: 'iife',
    target: 'chrome124', // what the oldest VS Code that the manifest allows shows its views with
  });
}

function pack() {
  for (const name of ['LICENSE', 'CHANGELOG.md']) copyFileSync(join(ROOT, name), join(EXTENSION, name));
  const vsce = join(EXTENSION, 'node_modules', '@vscode', 'vsce', 'vsce');
  run(process.execPath, [vsce, 'package', '--no-dependencies', '--no-rewrite-relative-links', '--out', VSIX]);
  const { size } = statSync(VSIX);
  if (size > LARGEST) throw new Error(`${VSIX} has ${size} bytes, more than ${LARGEST}`);
}

carryServer();
await bundle();
if (!process.argv.includes('--no-vsix')) pack();
