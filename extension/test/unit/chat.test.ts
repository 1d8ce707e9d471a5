import { EventEmitter } from 'node:events';
import { beforeEach, expect, test, vi } from 'vitest';
import { turns } from '../../src/conversation.ts';

const text = (value: string) => ({ value });
const refusal = 'Send no pictures.';

test('messages are turns of text', () => {
  const messages = [
    { role: 3, content: [text('Be brief.')] },
    { role: 1, content: [text('What is '), text('this?')] },
    { role: 2, content: [{ value: 'Hm', id: 'thought-1' }, text('A file.')] },
    { role: 1, content: [{ mimeType: 'cache_control', data: new Uint8Array() }] },
  ];
  expect(turns(messages, refusal)).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'What is this?' },
    { role: 'assistant', content: 'A file.' },
  ]);
});

test('calls of tools, their results and data are text; a picture is refused', () => {
  const data = new TextEncoder().encode('{"a": 1}');
  const messages = [
    { role: 2, content: [{ callId: 'c', name: 'read', input: { path: 'a.py' } }] },
    {
      role: 1,
      content: [{ callId: 'c', content: [text('x = 1'), { mimeType: 'application/json', data }] }],
    },
  ];
  expect(turns(messages, refusal).map(({ content }) => content)).toEqual(['read({"path":"a.py"})\n', 'x = 1{"a": 1}']);
  const picture = { role: 1, content: [{ mimeType: 'image/png', data }] };
  expect(() => turns([picture], refusal)).toThrow(refusal);
});

// biome-ignore lint/suspicious/noExplicitAny: what VS Code would be handed
let provider: any;
class Part {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}
class Thought extends Part {}

vi.mock('vscode', () => ({
  l10n: { t: (english: string) => english },
  lm: {
    registerLanguageModelChatProvider: (vendor: string, given: object) => {
      provider = { vendor, ...given };
      return { dispose() {} };
    },
  },
  LanguageModelTextPart: Part,
  get LanguageModelThinkingPart() {
    return Thought;
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
  server = { events, phase: 'running', status, request: vi.fn() };
  Object.assign(server, { onStream: on('stream'), onStatus: on('status'), onPhase: on('phase') });
  const { registerChat } = await import('../../src/chat.ts');
  // biome-ignore lint/suspicious/noExplicitAny: as above
  registerChat({ context: { subscriptions: [] }, server } as any);
});

test('the model that is used is offered, and none where there is none', () => {
  expect(provider.vendor).toBe('r1');
  const [model] = provider.provideLanguageModelChatInformation({ silent: true });
  expect(model).toMatchObject({ id: 'small', name: 'Small', maxInputTokens: 4096 });
  expect(model.maxOutputTokens).toBe(2048);
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
  const reported: object[] = [];
  server.request.mockImplementation(async (_: string, { id }: { id: string }) => {
    server.events.emit('stream', { id, part: 'reasoning', delta: 'Hm' });
    server.events.emit('stream', { id: 'other', part: 'answer', delta: 'x' });
    server.events.emit('stream', { id, part: 'answer', delta: 'Yes' });
    server.events.emit('stream', { id, done: true });
  });
  const messages = [{ role: 1, content: [text('Well?')] }];
  const progress = { report: (part: object) => reported.push(part) };
  const [model] = provider.provideLanguageModelChatInformation({});
  await provider.provideLanguageModelChatResponse(model, messages, {}, progress, 'token');
  expect(reported).toStrictEqual([new Thought('Hm'), new Part('Yes')]);
  expect(server.request).toHaveBeenCalledWith(
    'r1/chat',
    expect.objectContaining({ messages: [{ role: 'user', content: 'Well?' }], maxTokens: 2048 }),
    'token',
  );
  expect(server.events.listenerCount('stream')).toBe(0);
});

test('tokens of texts and of messages are counted by the server', async () => {
  server.request.mockImplementation(async (_: string, { texts }: { texts: string[] }) => ({
    counts: texts.map((one) => one.length),
  }));
  expect(await provider.provideTokenCount({}, 'four')).toBe(4);
  expect(await provider.provideTokenCount({}, { role: 1, content: [text('ab'), text('c')] })).toBe(3);
});
