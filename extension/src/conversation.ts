/** What other extensions say to the local model, in the words of the server. */

/** A message of VS Code's chats; `role` is 1 for the user, 2 for the assistant, 3 for the system. */
export interface Message {
  role: number;
  content: readonly unknown[];
}

const ROLES = ['system', 'user', 'assistant', 'system'];

/** Put messages into turns of text. @param refusal what is thrown if there is a picture */
export function turns(messages: readonly Message[], refusal: string) {
  const said = ({ role, content }: Message) => ({
    role: ROLES[role] ?? 'system',
    content: content.map((part) => textOf(part as Record<string, unknown>, refusal)).join(''),
  });
  return messages.map(said).filter(({ content }) => content);
}

/** The text of a part: of a tool's call and result, too; an earlier thought (has an `id`) has none. */
function textOf(part: Record<string, unknown>, refusal: string): string {
  const { value, mimeType, data, callId, content, name, input } = part;
  if (Array.isArray(content)) return content.map((one) => textOf(one, refusal)).join('');
  if (callId) return `${name}(${JSON.stringify(input)})\n`;
  if (`${mimeType}`.startsWith('image/')) throw new Error(refusal);
  if (/^text\/|json$/.test(`${mimeType}`)) return new TextDecoder().decode(data as Uint8Array);
  return typeof value === 'string' && !('id' in part) ? value : '';
}
