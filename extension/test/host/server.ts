/** A server that dies, and a model that is missing. */
import assert from 'node:assert/strict';
import type { R1 } from '../../src/r1.ts';
import { eventually } from '../support/wait.ts';
import { messageShown, phase, play, scripted, uri } from './editor.ts';

const EXPLAIN = { uri: uri.toString(), position: { line: 0, character: 5 } };
const explained = (r1: R1) => r1.server.execute<{ answer: string }>('r1.explain', EXPLAIN);

/** End the server as a crash does, and wait until the extension has noticed. */
async function crash(r1: R1): Promise<void> {
  const pid = scripted.pids().at(-1);
  assert.ok(pid);
  const noticed = new Promise<void>((notice) => {
    const heard = r1.server.onPhase(() => {
      heard.dispose();
      notice();
    });
  });
  process.kill(pid, 'SIGKILL');
  await noticed;
}

describe('the server', () => {
  it('is started again when it dies', async () => {
    const r1 = await play({ answer: 'Still here.' });
    const [before] = scripted.pids();
    await crash(r1);
    assert.equal(r1.server.phase, 'starting');
    await phase(r1, 'running');
    assert.notEqual(scripted.pids().at(-1), before);
    assert.equal((await explained(r1)).answer, 'Still here.');
  });

  it('is left to the user after it has died five times, and starts when asked', async () => {
    const r1 = await play({ answer: 'Back again.' });
    const delays: number[] = [];
    for (let crashes = 1; crashes < 5; crashes++) {
      await crash(r1);
      const since = Date.now();
      await phase(r1, 'running');
      delays.push(Date.now() - since);
    }
    assert.ok(delays[0] !== undefined && delays[0] >= 500, `waits: ${delays}`);
    assert.ok(delays[3] !== undefined && delays[3] >= 4000, `waits longer each time: ${delays}`);
    await crash(r1);
    assert.equal(r1.server.phase, 'failed');
    await messageShown();
    assert.equal(scripted.pids().length, 5, 'not started a sixth time');
    await r1.server.restart();
    assert.equal((await explained(r1)).answer, 'Back again.');
  });

  it('says that a model is missing, and uses it once it is there', async () => {
    const r1 = await play({ missing: true, answer: 'Now I can.' });
    assert.equal(r1.server.status?.model, '');
    await assert.rejects(explained(r1), /No model is installed/);
    scripted.installModel();
    assert.equal((await explained(r1)).answer, 'Now I can.');
    await eventually('the status', () => r1.server.status?.model === 'scripted');
  });
});
