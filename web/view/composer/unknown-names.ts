/** Who has the names in a text that nobody known here has: asked of the server before the text goes. */
import type { Workspace } from '#sync/workspace.ts';
import { directoryOf, learn } from './directory.ts';
import { unnamed } from './tokens.ts';

const askedMax = 10;
const answerMs = 3_000;

/** Without an answer in time the name goes as a word: nobody waits for it. */
export async function askForNames({ api, state }: Workspace, text: string): Promise<void> {
  if (!text.includes('@')) return;
  const names = [...new Set(unnamed(text, directoryOf(state())))].slice(0, askedMax);
  const signal = AbortSignal.timeout(answerMs);
  await Promise.allSettled(
    names.map(async (q) => {
      const { members } = await api.call('GET /v1/members', { query: { q, state: 'active', limit: 20 }, signal });
      learn(members.filter(({ handle }) => handle === q));
    }),
  );
}
