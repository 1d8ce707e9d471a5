import { EventEmitter } from 'node:events';
import { beforeEach, expect, test, vi } from 'vitest';

const text = (value: string) => ({ value });

// biome-ignore lint/suspicious/noExplicitAny: what VS Code would be handed
let provider: any;
class Part {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}
class Thought extends Part {}
const offers = { registers: true, thoughts: true };

vi.mock('vscode', () => ({
  l10n: { t: (english: string) => english },
  get lm() {
    if (!offers.registers) return {};
    const registerLanguageModelChatProvider = (vendor: string, given: object) => {
      provider = { vendor, ...given };
      return { dispose() {} };
    };
    return { registerLanguageModelChatProvider };
  },
  LanguageModelTextPart: Part,
  get LanguageModelThinkingPart() {
    return offers.thoughts ? Thought : undefined;
  },
  EventEmitter: class {
    private readonly events = new EventEmitter();
    readonly event = (listener: () => void) => this.events.on('it', listener);
    fire() {
      this.events.emit('it');
    }
  },
}));

const status = {
  model: 'small',
  title: 'Small',
  contextLength: 8192,
  device: 'cpu',
  installed: true,
};
// biome-ignore lint/suspicious/noExplicitAny: as much of a server as the chat needs
let server: any;

beforeEach(async () => {
  const events = new EventEmitter();
  const on = (name: string) => (listener: (value: unknown) => void) => {
    events.on(name, listener);
    return { dispose: () => events.off(name, listener) };
  };
  server = { events, phase: 'running', status, request: vi.fn(async () => ({})) };
  Object.assign(server, { onStream: on('stream'), onStatus: on('status'), onPhase: on('phase') });
  Object.assign(offers, { registers: true, thoughts: true });
  await register();
});

async function register(): Promise<unknown[]> {
  const context = { subscriptions: [] };
  const { registerChat } = await import('../../src/chat.ts');
  // biome-ignore lint/suspicious/noExplicitAny: as above
  registerChat({ context, server } as any);
  return context.subscriptions;
}

/** Have the model answer; gives what VS Code was told of it. */
async function answer(messages: object[]): Promise<object[]> {
  const reported: object[] = [];
  const progress = { report: (part: object) => reported.push(part) };
  const [model] = provider.provideLanguageModelChatInformation({});
  await provider.provideLanguageModelChatResponse(model, messages, {}, progress, 'token');
  return reported;
}

const sent = () => server.request.mock.calls.at(-1)[1].messages;

test('messages are turns of text, without earlier thoughts and without what is none', async () => {
  await answer([
    { role: 0, content: [text('Be exact.')] },
    { role: 3, content: [text('Be brief.')] },
    { role: 1, content: [text('What is '), text('this?')] },
    { role: 2, content: [{ value: 'Hm', id: 'thought-1' }, text('A file.')] },
    { role: 1, content: [{ mimeType: 'cache_control', data: new Uint8Array() }] },
    { role: 2, content: [{ callId: 'c', name: 'read', input: { path: 'a.py' } }, text('I read.')] },
  ]);
  expect(sent()).toEqual([
    { role: 'system', content: 'Be exact.' },
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'What is this?' },
    { role: 'assistant', content: 'A file.' },
    { role: 'assistant', content: 'I read.' },
  ]);
});

test('a picture is refused before the server is asked', async () => {
  const picture = { role: 1, content: [text('See'), { mimeType: 'image/png', data: new Uint8Array() }] };
  const refused = 'The local model reads text only: send no pictures.';
  await expect(answer([picture])).rejects.toThrow(refused);
  await expect(provider.provideTokenCount({}, picture)).rejects.toThrow(refused);
  expect(server.request).not.toHaveBeenCalled();
  expect(server.events.listenerCount('stream')).toBe(0);
});

test("an error of the server is the caller's, and nothing goes on listening", async () => {
  server.request.mockRejectedValue(new Error('The conversation is too long.'));
  await expect(answer([{ role: 1, content: [text('Well?')] }])).rejects.toThrow('too long');
  expect(server.events.listenerCount('stream')).toBe(0);
});

test('an older VS Code is offered nothing', async () => {
  offers.registers = false;
  provider = undefined;
  expect(await register()).toEqual([]);
  expect(provider).toBeUndefined();
});

test('the model that is used is offered, and none where there is none', () => {
  expect(provider.vendor).toBe('r1');
  const [model] = provider.provideLanguageModelChatInformation({ silent: true });
  expect(model).toMatchObject({ id: 'small', name: 'Small', maxInputTokens: 4096 });
  expect(model.maxOutputTokens).toBe(2048);
  expect(model.capabilities).toEqual({ toolCalling: false, imageInput: false });
  server.status = { ...status, title: '', contextLength: 0 };
  const [unknown] = provider.provideLanguageModelChatInformation({ silent: true });
  expect(unknown).toMatchObject({ name: 'small', maxInputTokens: 2048, maxOutputTokens: 1024 });
  server.status = { ...status, model: '' };
  expect(provider.provideLanguageModelChatInformation({ silent: true })).toEqual([]);
  Object.assign(server, { status, phase: 'starting' });
  expect(provider.provideLanguageModelChatInformation({ silent: true })).toEqual([]);
});

test('VS Code is told when there is another model, not with every status', () => {
  const changed = vi.fn();
  provider.onDidChangeLanguageModelChatInformation(changed);
  server.events.emit('status');
  server.events.emit('status');
  expect(changed).toHaveBeenCalledTimes(1);
  server.status = { ...status, model: 'large' };
  server.events.emit('status');
  expect(changed).toHaveBeenCalledTimes(2);
});

test('an answer and its thought are streamed, and nothing of other streams', async () => {
  server.request.mockImplementation(async (_: string, { id }: { id: string }) => {
    server.events.emit('stream', { id, part: 'reasoning', delta: 'Hm' });
    server.events.emit('stream', { id: 'other', part: 'answer', delta: 'x' });
    server.events.emit('stream', { id, part: 'answer', delta: 'Yes' });
    server.events.emit('stream', { id, done: true });
  });
  const messages = [{ role: 1, content: [text('Well?')] }];
  expect(await answer(messages)).toStrictEqual([new Thought('Hm'), new Part('Yes')]);
  expect(server.request).toHaveBeenCalledWith(
    'r1/chat',
    expect.objectContaining({ messages: [{ role: 'user', content: 'Well?' }], maxTokens: 2048 }),
    'token',
  );
  expect(server.events.listenerCount('stream')).toBe(0);
  offers.thoughts = false; // as before VS Code knew of thoughts
  expect(await answer(messages)).toStrictEqual([new Part('Yes')]);
});

test('tokens of texts and of messages are counted by the server', async () => {
  server.request.mockImplementation(async (_: string, { texts }: { texts: string[] }) => ({
    counts: texts.map((one) => one.length),
  }));
  expect(await provider.provideTokenCount({}, 'four')).toBe(4);
  expect(await provider.provideTokenCount({}, { role: 1, content: [text('ab'), text('c')] })).toBe(3);
});
