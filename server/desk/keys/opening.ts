/**
 * Messages of strangers, opened. The danger: a message that was made to break the library, or that becomes a thousand
 * times as large. The principle: a process of its own, within bounds (`platform/confined`), gets keys and message
 * through its standard input and gives back bytes, or a word why not. The boundary: for that moment it has the desk's
 * private keys (docs/decisions/0013-intake.md).
 */
import { fileURLToPath } from 'node:url';
import { packed, runConfined } from '#platform/confined/confined.ts';
import { limits } from '#platform/limits.ts';
import { deskLimits } from '../limits.ts';
import type { Unopened } from '../open-pgp-words.ts';
import { type Asked, EXITS } from './opening-words.ts';

export type OpenedMessage = { readonly content: Buffer } | { readonly unopened: Unopened };

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** What was encrypted for one of these keys, armoured or not. Whoever calls bounds how many are opened at a time. */
export async function openMessage(
  privateKeys: readonly string[],
  message: Uint8Array,
  now: Date,
  bytesMax: number = limits.publicDesk.openedBytesMax,
): Promise<OpenedMessage> {
  const asked: Asked = { privateKeys, now: now.toISOString(), bytesMax };
  const bounds = { ...deskLimits.opening, writtenBytesMax: bytesMax };
  const { code, written } = await runConfined(WORKER, [], packed(asked, [message]), bounds);
  if (code === EXITS.opened) return { content: written };
  if (code === EXITS['for-another-key']) return { unopened: 'for-another-key' };
  return { unopened: code === EXITS.damaged ? 'damaged' : 'too-much' };
}
