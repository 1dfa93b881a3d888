import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChannelId, publicId, uuidOf } from '#contract/ids.ts';
import { openConversation } from '../direct-messages/direct-messages.ts';
import { openTestWorkspace } from '../testing/testing.ts';
import { channelInventory } from './channel-inventory.ts';

const workspace = await openTestWorkspace();

test('all channels are listed, also private ones, page by page, and nothing of what is in them', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const secret = await team.channel(ada, { kind: 'private', name: 'merger', with: [bob] });
  await team.post(ada, secret, 'the price is seven');
  await team.run((work) => openConversation(work, ada, [bob.member]));
  const seen: { id: string; name: string; members: number }[] = [];
  let next: string | undefined;
  for (let pages = 0; pages < 5; pages++) {
    const after = next === undefined ? undefined : (uuidOf(next) as ChannelId);
    const page = await team.run((work) => channelInventory(work, after, 1));
    seen.push(...page.channels);
    next = page.next;
    if (next === undefined) break;
  }
  assert.deepEqual(
    seen.map(({ id, name, members }) => [id, name, members]),
    [
      [publicId('C', team.general), 'general', 3],
      [publicId('C', secret), 'merger', 2],
    ],
  );
  assert.doesNotMatch(JSON.stringify(seen), /seven|topic|purpose/);
});
