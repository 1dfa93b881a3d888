/** What the people of the demo say of themselves for longer. */
import { type ProfileFieldId, uuidOf } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { addField, changeProfile } from '#identity/profiles/profiles.ts';
import type { Work } from '#platform/work.ts';

/** In the order of the cast; numbers that the United Kingdom's regulator keeps for fiction stand with the first. */
const TITLES: readonly { readonly title: string; readonly pronouns?: string; readonly phone?: string }[] = [
  { title: 'Managing director', pronouns: 'she/her', phone: '+44 20 7946 0001' },
  { title: 'Head of workshop', pronouns: 'he/him', phone: '+44 20 7946 0002' },
  { title: 'Lighting designer, on tour', pronouns: 'she/her', phone: '+44 20 7946 0003' },
  { title: 'Sales' },
  { title: 'Sales, Japan' },
  { title: 'Optics', pronouns: 'she/her' },
  { title: 'Firmware' },
  { title: 'Support', pronouns: 'she/her' },
];

/** Those of the cast who have said anything, the owner first. */
export async function introduce(work: Work, people: readonly Actor[]): Promise<void> {
  const [owner] = people as [Actor];
  const hint = 'Where you can be found on the premises';
  const [desk] = await addField(work, owner, { name: 'Desk', hint, kind: 'text' });
  if (!desk) throw new Error('A field was added and is not there.');
  const field = uuidOf(desk.id) as ProfileFieldId;
  for (const [at, said] of TITLES.entries()) {
    const fields = at < 3 ? [{ field, value: `Hall ${at + 1}` }] : [];
    await changeProfile(work, people[at] as Actor, { ...said, fields });
  }
}
