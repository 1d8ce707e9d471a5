/** The local model for VS Code's chat and for other extensions, where VS Code can offer it. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Status } from '../shared/protocol.ts';
import type { R1 } from './r1.ts';

/** VS Code's interface since 1.104, as far as it is needed: the extension runs on older ones, too. */
interface Api {
  registerLanguageModelChatProvider?(vendor: string, provider: object): vscode.Disposable;
}
type Part = { value?: unknown; id?: string; mimeType?: string };
type Message = { role: number; content: readonly Part[] };
type PartType = (new (text: string) => object) | undefined;

const ROLES = ['system', 'user', 'assistant', 'system']; // by VS Code's number

export function registerChat({ context, server }: R1): void {
  const api = vscode.lm as Api | undefined;
  if (typeof api?.registerLanguageModelChatProvider !== 'function') return;
  const changed = new vscode.EventEmitter<void>();
  const models = () => (server.phase === 'running' ? offer(server.status) : []);
  let offered = '';
  const tell = () => {
    const now = JSON.stringify(models());
    if (now !== offered) changed.fire();
    offered = now;
  };
  const provider = {
    onDidChangeLanguageModelChatInformation: changed.event,
    provideLanguageModelChatInformation: models,
    async provideLanguageModelChatResponse(
      { maxOutputTokens }: ReturnType<typeof offer>[number],
      said: readonly Message[],
      _: unknown,
      progress: vscode.Progress<object>,
      token: vscode.CancellationToken,
    ): Promise<void> {
      const messages = said.map(turnOf).filter(({ content }) => content);
      const id = randomUUID();
      const streamed = stream(server, id, progress);
      const limits = { maxTokens: maxOutputTokens, reasoningTokens: maxOutputTokens };
      await server.request('r1/chat', { id, messages, ...limits }, token).finally(() => streamed.dispose());
    },
    async provideTokenCount(_: unknown, said: string | Message, token: vscode.CancellationToken) {
      const texts = [typeof said === 'string' ? said : turnOf(said).content];
      const { counts } = await server.request<{ counts: number[] }>('r1/countTokens', { texts }, token);
      return counts[0];
    },
  };
  const registered = api.registerLanguageModelChatProvider('r1', provider);
  context.subscriptions.push(changed, registered, server.onStatus(tell), server.onPhase(tell));
}

/** Pass on what comes of an id, as the kinds of parts that this VS Code knows. */
function stream(server: R1['server'], id: string, progress: vscode.Progress<object>): vscode.Disposable {
  const parts = vscode as unknown as Record<string, PartType>;
  const types = { answer: parts.LanguageModelTextPart, reasoning: parts.LanguageModelThinkingPart };
  return server.onStream((piece) => {
    const Part = piece.part && types[piece.part];
    if (piece.id === id && piece.delta && Part) progress.report(new Part(piece.delta));
  });
}

/** The text of a message: calls of tools are not offered, and earlier thoughts have an `id`. */
function turnOf({ role, content }: Message): { role: string; content: string } {
  const refused = vscode.l10n.t('The local model reads text only: send no pictures.');
  if (content.some((part) => part.mimeType?.startsWith('image/'))) throw new Error(refused);
  const texts = content.filter((part) => typeof part.value === 'string' && !('id' in part));
  return { role: ROLES[role] ?? 'system', content: texts.map((part) => part.value).join('') };
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
