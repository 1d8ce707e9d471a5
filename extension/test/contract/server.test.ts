/** What the extension relies on, asked of the real server over stdio. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Answer, Finding, Hook, Model, ReviewResult, Status, StreamParams } from '../../shared/protocol.ts';
import { Guard } from '../support/guard.ts';
import { python, temporary } from '../support/paths.ts';
import { BUGGY, FIXED_LINE, REVIEWED } from '../support/samples.ts';
import { type Script, ScriptedServer } from '../support/scripted.ts';
import { commitAndStage, write } from '../support/workspace.ts';
import { Client } from './client.ts';

let root: string;
let folder: string;
let guard: Guard;
let client: Client;

beforeEach(() => {
  root = temporary('contract');
  folder = join(root, 'w');
  mkdirSync(folder);
  guard = new Guard(join(root, 'guard'));
  write(folder, { 'a.py': BUGGY });
});

afterEach(async () => {
  try {
    expect(await client.end()).toBe(0);
    guard.assertQuiet('stdio');
  } finally {
    client.kill();
    rmSync(root, { recursive: true, force: true });
  }
});

const environment = () => ({ ...guard.environment(), R1_MODEL: '', HOME: root });

async function real(): Promise<Client> {
  const args = ['-P', '-m', 'r1_assistant.lsp.main', '--stdio'];
  const own = { ...environment(), R1_HOME: join(root, 'models') };
  client = new Client(python(), args, own, folder);
  return client;
}

async function scripted(script: Script): Promise<ScriptedServer> {
  const server = new ScriptedServer(join(root, 'server'));
  server.play(script);
  client = new Client(server.program, ['--stdio'], environment(), folder);
  await client.initialize();
  return server;
}

/** The types of a value's members, for a comparison with what shared/protocol.ts says. */
const shape = (value: object) =>
  Object.fromEntries(Object.entries(value).map(([name, member]) => [name, kind(member)]));
const kind = (value: unknown) => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);

const STATUS: Record<keyof Status, string> = {
  model: 'string',
  title: 'string',
  contextLength: 'number',
  device: 'string',
  state: 'string',
  tokensPerSecond: 'number',
  queue: 'number',
  loading: 'number',
  jobs: 'array',
};

describe('without a model', () => {
  test('the server says what it is and that no model is there', async () => {
    const { capabilities } = await (await real()).initialize();
    expect(capabilities.experimental).toEqual({ r1: 1 });
    expect(capabilities.inlineCompletionProvider).toBeTruthy();
    const status = await client.request<Status>('r1/status');
    expect(shape(status)).toEqual(STATUS);
    expect(status).toMatchObject({ model: '', jobs: [] });
  });

  test('models are listed with what this machine can do, the recommended one first', async () => {
    await (await real()).initialize();
    const told = await client.request<{ models: Model[]; memory: number; disk: number }>('r1/models');
    const [first, ...others] = told.models;
    const { why, ...members } = first as Model;
    expect(why).toBeTypeOf('undefined');
    expect(shape(members)).toEqual({
      id: 'string',
      title: 'string',
      device: 'string',
      parameters: 'string',
      licence: 'string',
      size: 'number',
      download: 'number',
      installed: 'boolean',
      current: 'boolean',
      reasoning: 'boolean',
      fits: 'boolean',
      recommended: 'boolean',
    });
    expect(members).toMatchObject({ recommended: true, fits: true, installed: false });
    expect(others.some((model) => model.recommended)).toBe(false);
    expect(told.memory).toBeGreaterThan(1e8);
    expect(told.disk).toBeGreaterThan(0);
  });

  test('tokens are not counted, and the error says what to do', async () => {
    await (await real()).initialize();
    const asked = client.request('r1/countTokens', { texts: ['a'] });
    await expect(asked).rejects.toMatchObject({ code: -32803, message: /model/ });
  });

  test('what a hook would be is told and nothing is written until it is asked for', async () => {
    commitAndStage(folder, {});
    await (await real()).initialize();
    const argument = { root: `file://${folder}`, kind: 'framework' };
    const hook = await client.request<Hook>('r1/hook', argument);
    expect(hook).toMatchObject({ path: join(folder, '.pre-commit-config.yaml'), before: null });
    expect(hook.after).toContain('r1-review');
    await client.execute('r1.installHook', argument);
    const again = await client.request<Hook>('r1/hook', argument);
    expect(again.before).toBe(hook.after);
    expect(again.after).toBe(hook.after);
  });
});

describe('with a model', () => {
  test('an explanation streams its thought, then its answer, and both are in the result', async () => {
    await scripted({ answer: 'It adds two numbers.', reasoning: 'Let me look.', piece: 4 });
    const uri = await client.open('a.py');
    const argument = { uri, position: { line: 0, character: 5 }, id: 'e1' };
    const answer = await client.execute<Answer>('r1.explain', argument);
    expect(answer).toMatchObject({
      id: 'e1',
      answer: 'It adds two numbers.',
      reasoning: 'Let me look.',
      stopped: false,
      links: [],
    });
    expect(answer.title).toBeTypeOf('string');
    const pieces = streamed('e1');
    const joined = (part: string) =>
      pieces
        .filter((piece) => piece.part === part)
        .map((piece) => piece.delta)
        .join('');
    expect(joined('reasoning')).toBe(answer.reasoning);
    expect(joined('answer')).toBe(answer.answer);
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.at(-1)).toEqual({ id: 'e1', done: true, stopped: false });
  });

  test('names in an explanation lead to their definitions', async () => {
    await scripted({ answer: 'It is `last`, which gives an item.' });
    const uri = await client.open('a.py');
    const answer = await client.execute<Answer>('r1.explain', { uri, position: { line: 0, character: 5 } });
    expect(answer.links).toHaveLength(1);
    expect(answer.links?.[0]).toMatchObject({ name: 'last', uri, range: { start: { line: 0 } } });
  });

  test('an explanation is stopped, and told as far as it came', async () => {
    await scripted({ answer: 'One two three four.', piece: 4, free: 1 });
    const uri = await client.open('a.py');
    const argument = { uri, position: { line: 0, character: 5 }, id: 'e2' };
    const asked = client.execute<Answer>('r1.explain', argument);
    await client.heard('r1/stream', (piece) => piece.id === 'e2');
    expect(await client.execute('r1.stop', 'e2')).toBe(1);
    expect(await asked).toMatchObject({ answer: 'One ', stopped: true });
    expect(streamed('e2').at(-1)).toEqual({ id: 'e2', done: true, stopped: true });
  });

  test('a review tells findings, and their members are those that the extension knows', async () => {
    await scripted(REVIEWED);
    const [finding, result] = await review();
    expect(result).toMatchObject({ findings: 1, files: 1, stopped: false, skipped: [] });
    expect(shape(finding)).toEqual({
      fingerprint: 'string',
      range: 'object',
      severity: 'string',
      category: 'string',
      message: 'string',
      confidence: 'number',
      path: 'string',
      fix: 'string',
      diff: 'string',
      reason: 'string',
      reasoning: 'string',
    });
    expect(finding).toMatchObject({ path: 'a.py', severity: 'error', fix: FIXED_LINE });
    expect(finding.diff).toBe(`-${BUGGY.split('\n')[6]}\n+${FIXED_LINE}`);
  });

  test('a fix is applied by the client, and its finding goes', async () => {
    await scripted(REVIEWED);
    const [finding] = await review();
    const { fingerprint } = finding;
    const done = await client.execute('r1.applyFix', { fingerprint });
    expect(done).toMatchObject({ applied: true });
    const { params } = await client.heard('workspace/applyEdit');
    expect(JSON.stringify(params.edit)).toContain(FIXED_LINE.trim());
    await client.heard('r1/findings', ({ findings }) => findings.length === 0);
  });

  test('a question about a finding is answered', async () => {
    await scripted({ ...REVIEWED, by_text: { ...REVIEWED.by_text, 'Really?': 'Yes, really.' } });
    const [{ fingerprint }] = await review();
    const history = [{ question: 'Is it?', answer: 'It is.' }];
    const asked = { fingerprint, question: 'Really?', history, id: 'q1' };
    const answer = await client.execute<Answer>('r1.ask', asked);
    expect(answer).toMatchObject({ id: 'q1', answer: 'Yes, really.', stopped: false });
    expect(streamed('q1').at(-1)).toMatchObject({ done: true });
  });

  test('a dismissed finding is not found again', async () => {
    await scripted(REVIEWED);
    const [{ fingerprint }] = await review();
    expect(await client.execute('r1.dismiss', { fingerprint, reason: 'wanted so' })).toBe(1);
    client.told.length = 0;
    const uri = `file://${folder}/a.py`;
    expect(await client.execute('r1.reviewFile', { uri })).toMatchObject({ findings: 0 });
  });

  test('another program has its conversation with the model', async () => {
    await scripted({ answer: 'Four.', piece: 2 });
    const messages = [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'Two and two?' },
    ];
    const answer = await client.request<Answer>('r1/chat', { id: 'c1', messages });
    expect(answer).toMatchObject({ id: 'c1', answer: 'Four.', stopped: false });
    expect(streamed('c1')).toHaveLength(4);
    const { counts } = await client.request<{ counts: number[] }>('r1/countTokens', {
      texts: ['', 'one two three'],
    });
    expect(counts[0]).toBe(0);
    expect(counts[1]).toBeGreaterThan(1);
  });

  test('a model that is installed later is told', async () => {
    const server = await scripted({ missing: true, answer: 'Now.' });
    expect(await client.request<Status>('r1/status')).toMatchObject({ model: '' });
    const uri = await client.open('a.py');
    const argument = { uri, position: { line: 0, character: 5 } };
    const asked = client.execute('r1.explain', argument);
    await expect(asked).rejects.toMatchObject({ message: /No model is installed/ });
    server.installModel();
    expect(await client.execute<Answer>('r1.explain', argument)).toMatchObject({ answer: 'Now.' });
    await client.heard('r1/status', (status: Status) => status.model === 'scripted');
  });
});

const streamed = (id: string): StreamParams[] =>
  client.told.filter(({ method, params }) => method === 'r1/stream' && params.id === id).map(({ params }) => params);

async function review(): Promise<[Finding, ReviewResult]> {
  const uri = await client.open('a.py');
  const result = await client.execute<ReviewResult>('r1.reviewFile', { uri });
  const { params } = await client.heard('r1/findings', ({ findings }) => findings.length > 0);
  return [params.findings[0], result];
}
