import Type from 'typebox';
import { Handle, Slug } from '#contract/identity.ts';
import { type MemberId, uuidOf } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { inviteToClaim, inviteUnclaimed } from '#identity/claims/claims.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { App } from '#server/main.ts';
import { type Means, storeCommand } from './command.ts';
import { memberCalled, OPERATOR, onBehalfOf, ownerFor, teamAt } from './operator.ts';

export const whomToInvite = problem(
  'cli/whom-to-invite',
  400,
  'Say whom: --imported for everybody who came with an import, or --member for one of them.',
);

/** Ended at any moment, it goes on with those who were not reached when it is started again. */
export const memberInvite = storeCommand({
  name: 'member invite',
  says: 'Mails people who came with an import a link into their account, each to their own address.',
  declare: (command) =>
    command
      .requiredOption('--team <slug>', 'the team')
      .option('--imported', 'everybody who cannot sign in yet and was not invited')
      .option('--member <handle>', 'the short name of one of them'),
  args: Type.Object({ team: Slug, member: Type.Optional(Handle) }),
  async read({ options: { team, imported, member } }) {
    if ((imported === true) === (typeof member === 'string')) throw whomToInvite();
    return { team: String(team), ...(typeof member === 'string' ? { member: member.replace(/^@/, '') } : {}) };
  },
  async run(app, { team: slug, member: handle }, means) {
    const team = await teamAt(app, slug);
    const { actor, member } = await app.units.open({ team: team.id }, async (work) => {
      const owner = await ownerFor(work, slug);
      const one = handle === undefined ? undefined : await memberCalled(work, handle);
      const details = { imported: one === undefined };
      work.audit({ kind: 'claims.by-operator', actor: OPERATOR, object: `member:${owner.id}`, details });
      return { actor: onBehalfOf(owner), member: one };
    });
    if (!member) return await inviteAll(app, actor, means);
    const { mail } = await inviteToClaim(app.units, app, actor, member.id);
    return mail === 'not-taken' ? { mailed: 0, notTaken: 1 } : { mailed: 1, notTaken: 0 };
  },
  print: ({ mailed, notTaken }) =>
    `${mailed} invited.${notTaken > 0 ? ` ${notTaken} mails were not taken; run it again when mail works.` : ''}`,
});

async function inviteAll(app: App, actor: Actor, { progress, signal }: Means) {
  let [mailed, notTaken] = [0, 0];
  let after: MemberId | undefined;
  do {
    signal.throwIfAborted();
    const page = await inviteUnclaimed(app.units, app, actor, { after, limit: limits.claims.mailsDefault });
    mailed += page.mailed;
    notTaken += page.notTaken;
    progress(`${mailed} invited`);
    after = page.next === undefined ? undefined : (uuidOf(page.next) as MemberId);
  } while (after !== undefined);
  return { mailed, notTaken };
}
