/** The local model for VS Code's chat and for other extensions, where VS Code can offer it. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { type Message, turns } from './conversation.ts';
import type { Status } from './protocol.ts';
import type { R1 } from './r1.ts';

/** VS Code's interface since 1.104, as far as it is needed: the extension runs on older ones, too. */
type Parts = Record<string, undefined | (new (text: string) => object)>;
interface Api {
  registerLanguageModelChatProvider?(vendor: string, provider: object): vscode.Disposable;
}

export function registerChat({ context, server }: R1): void {
  const api = vscode.lm as Api | undefined;
  if (typeof api?.registerLanguageModelChatProvider !== 'function') return;
  const parts = vscode as unknown as Parts;
  const changed = new vscode.EventEmitter<void>();
  let offered = '';
  const tell = () => {
    const now = JSON.stringify(models());
    if (now !== offered) changed.fire();
    offered = now;
  };
  const models = () => (server.phase === 'running' ? offer(server.status) : []);
  const read = (messages: readonly Message[]) =>
    turns(messages, vscode.l10n.t('The local model reads text only: send no pictures.'));
  const provider = {
    onDidChangeLanguageModelChatInformation: changed.event,
    provideLanguageModelChatInformation: models,
    async provideLanguageModelChatResponse(
      model: ReturnType<typeof offer>[number],
      messages: readonly Message[],
      _: unknown,
      progress: vscode.Progress<object>,
      token: vscode.CancellationToken,
    ): Promise<void> {
      const id = randomUUID();
      const [maxTokens, reasoningTokens] = [model.maxOutputTokens, model.maxOutputTokens];
      const streamed = server.onStream((piece) => {
        const { LanguageModelTextPart: Text, LanguageModelThinkingPart: Thought } = parts;
        const Part = piece.part === 'answer' ? Text : Thought;
        if (piece.id === id && piece.delta && Part) progress.report(new Part(piece.delta));
      });
      const asked = { id, messages: read(messages), maxTokens, reasoningTokens };
      await server.request('r1/chat', asked, token).finally(() => streamed.dispose());
    },
    async provideTokenCount(_: unknown, said: string | Message, token: vscode.CancellationToken) {
      const texts = typeof said === 'string' ? [said] : read([said]).map((turn) => turn.content);
      const { counts } = await server.request<Counts>('r1/countTokens', { texts }, token);
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
  const registered = api.registerLanguageModelChatProvider('r1', provider);
  context.subscriptions.push(changed, registered, server.onStatus(tell), server.onPhase(tell));
}

interface Counts {
  counts: number[];
}

/** The model that is used now. A quarter of what it reads at once is for its thought and its answer each. */
function offer(status: Status | undefined) {
  if (!status?.model) return [];
  const { model: id, title, contextLength, device: detail } = status;
  const context = contextLength || 4096;
  const maxOutputTokens = Math.min(2048, Math.floor(context / 4));
  const maxInputTokens = context - 2 * maxOutputTokens;
  const capabilities = { toolCalling: false, imageInput: false };
  const names = { id, name: title || id, family: id, version: '1', detail };
  return [{ ...names, maxInputTokens, maxOutputTokens, capabilities }];
}
