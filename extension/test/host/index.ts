/** What VS Code loads into the extension host: mocha with all the tests. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type MochaClass from 'mocha';
import { EXTENSION } from '../support/paths.ts';

const TOLD = '[tests]';

/** Run the tests; rejects if one fails, which ends the run with an exit code. */
export async function run(): Promise<void> {
  const Mocha: typeof MochaClass = createRequire(join(EXTENSION, 'package.json'))('mocha');
  class Quiet extends Mocha.reporters.Base {} // what happens is told below
  const mocha = new Mocha({ ui: 'bdd', timeout: 40_000, reporter: Quiet });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./features.ts');
  await import('./server.ts');
  await new Promise<void>((ended, failed) => {
    let passed = 0;
    const runner = mocha.run((failures) => {
      tell(`${passed} passed, ${failures} failed`);
      if (failures) failed(new Error(`${failures} failed`));
      else ended();
    });
    runner.on('pass', (test) => {
      passed++;
      tell(`✔ ${test.fullTitle()} (${test.duration} ms)`);
    });
    runner.on('fail', (test, error) => tell(`✖ ${test.fullTitle()}\n${error.stack}`));
  });
}

/** Say something to whoever has started the run, among all that VS Code itself says. */
const tell = (text: string) => console.log(TOLD, text);
