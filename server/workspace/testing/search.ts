/** Searching, for the tests of this room. */
import assert from 'node:assert/strict';
import type { Actor } from '#identity/access/access.ts';
import { search } from '../search/search.ts';
import type { TestTeam } from './testing.ts';

/** The texts of all that is found, which is no more than a page. */
export async function findTexts(
  team: TestTeam,
  by: Actor,
  typed: string,
  sort: 'recent' | 'relevant' = 'recent',
): Promise<string[]> {
  const found = await team.run((work) => search(work, by, typed, { sort, before: undefined, limit: 50 }));
  assert.equal(found.next, undefined);
  return found.messages.map(({ text }) => text);
}
