import type { AttachmentShape, MessageShape } from './shapes.ts';

/**
 * The text of a message as mrkdwn. Integrations put theirs into attachments and blocks, which stand below the text
 * or in its place. Previews of links are left out: they repeat what stands behind an address that the text holds.
 */
export function textOf(message: MessageShape): string {
  const own = message.text || message.comment?.comment || textOfBlocks(message.blocks ?? []);
  const attached = (message.attachments ?? []).filter((attachment) => !isPreview(attachment)).map(textOfAttachment);
  return [own, ...attached].filter((part) => part !== '').join('\n');
}

function isPreview(attachment: AttachmentShape): boolean {
  return attachment.is_msg_unfurl === true || attachment.is_app_unfurl === true || Boolean(attachment.from_url);
}

function textOfAttachment(attachment: AttachmentShape): string {
  const { pretext, title, title_link: link, text, fields, fallback } = attachment;
  const heading = title && link && !title.includes('<') ? `<${link}|${title}>` : title;
  const rows = (fields ?? []).map((field) => [field.title, field.value].filter(Boolean).join(': '));
  const parts = [pretext, heading, text, ...rows].filter(Boolean);
  return parts.length > 0 ? parts.join('\n') : (fallback ?? '');
}

/** Blocks nest a few levels; deeper ones are hostile, and the count of lines bounds what they may cost. */
const depthMax = 12;
const linesMax = 1000;

/** One line for each text within the blocks: sections, headers, contexts, fields. */
function textOfBlocks(blocks: readonly unknown[]): string {
  const lines: string[] = [];
  const visit = (node: unknown, depth: number): void => {
    if (depth > depthMax || lines.length >= linesMax || typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'text' && typeof value === 'string') lines.push(value);
      else visit(value, depth + 1);
    }
  };
  visit(blocks, 0);
  return lines.filter((line) => line !== '').join('\n');
}
