/**
 * The first run: how a deployment without a team gets its first one. The danger: a stranger who finds the new server
 * before its operator does. The principle: only who sees what the server prints has the link; it works while there is
 * no team, is kept as a hash, and wrong ones are counted. Each step is kept, so that a reload goes on where it was. The
 * boundary: whoever reads the server's output is its operator.
 */

import { timingSafeEqual } from 'node:crypto';
import type { Setup } from '#contract/entrance.ts';
import type { TeamId } from '#contract/ids.ts';
import type { Clock } from '#platform/clock.ts';
import { digestOf } from '#platform/digest.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Random } from '#platform/random.ts';
import { createThrottle, retryAfter } from '#platform/throttle.ts';
import { requireZone } from '#platform/wall-time/wall-time.ts';
import type { Units, Work } from '#platform/work.ts';
import type { CallOrigin } from '../access-log/access-log.ts';
import type { Welcome } from '../members/members.ts';
import { checkPassword, type Passwords } from '../passwords/passwords.ts';
import { admit, type SignedInDevice } from '../sign-in/sign-in.ts';
import { hasTeam } from '../teams/teams.ts';
import { type Furnish, foundTeam, type NewTeam, recordFoundings } from './found.ts';
import { beginSetup, currentSetup, endSetup, lockedSetup, type SetupRow, saveStep } from './founding.sql.ts';

export { type Furnish, foundTeam, recordFoundings } from './found.ts';

export const setupNotOpen = problem(
  'setup/not-open',
  404,
  'This link is not valid any more. While there is no team, the server prints a new one each time it starts.',
);
export const setupTooManyTries = problem<{ retryAfterSeconds: number }>(
  'setup/too-many-tries',
  429,
  'Too many wrong links were tried. Nothing was changed; open the right one again in a while.',
);
export const setupIncomplete = problem<{ missing: 'owner' | 'team' }>(
  'setup/incomplete',
  409,
  'A step before this one was not saved yet. Go back to it.',
);

const TOKEN_BYTES = 32;

/** A new token for the first run, which ends the former one; undefined once there is a team. */
export const newSetupToken = (units: Units, random: Random): Promise<string | undefined> =>
  units.open('deployment', async (work) => {
    if (await hasTeam(work)) {
      await endSetup(work.sql);
      return undefined;
    }
    const token = random.bytes(TOKEN_BYTES).toString('base64url');
    await beginSetup(work.sql, digestOf(token), work.now);
    return token;
  });

export interface FoundingMeans {
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly welcome: Welcome;
  readonly furnish: Furnish;
}

export interface Founding {
  /** What was saved so far; refuses with `setupNotOpen` or `setupTooManyTries`, as all of these do. */
  look(units: Units, token: string): Promise<Setup>;
  saveOwner(units: Units, given: { token: string; name: string; email: string; password: string }): Promise<void>;
  saveTeam(units: Units, given: { token: string; name: string; slug: string }): Promise<void>;
  saveTimeZone(units: Units, given: { token: string; timeZone: string }): Promise<void>;
  /** Makes the team of what was saved and signs its owner in. Of several who complete it at once, one does. */
  complete(units: Units, token: string, origin: CallOrigin): Promise<SignedInDevice>;
}

/** Counts wrong links in this process. */
export function createFounding(means: FoundingMeans): Founding {
  const wrongLinks = createThrottle(limits.setup.wrongLinks, means.clock);
  const open = async (work: Work, token: string, row: SetupRow | undefined): Promise<SetupRow> => {
    const leftMs = wrongLinks.look('all');
    if (leftMs > 0) throw setupTooManyTries(retryAfter(leftMs));
    if (row && timingSafeEqual(row.token_hash, digestOf(token)) && !(await hasTeam(work))) return row;
    wrongLinks.take('all');
    throw setupNotOpen();
  };
  const save = (units: Units, token: string, step: Parameters<typeof saveStep>[1]): Promise<void> =>
    units.open('deployment', async (work) => {
      await open(work, token, await lockedSetup(work.sql));
      await saveStep(work.sql, step);
    });
  return {
    look: (units, token) =>
      units.open('deployment', async (work) => showSetup(await open(work, token, await currentSetup(work.sql)))),
    async saveOwner(units, { token, name, email, password }) {
      await units.open('deployment', async (work) => open(work, token, await currentSetup(work.sql)));
      await checkPassword(password, [name, email]);
      const password_hash = await means.passwords.hash(password);
      await save(units, token, { owner_name: name, owner_email: email, password_hash });
    },
    saveTeam: (units, { token, name, slug }) => save(units, token, { team_name: name, team_slug: slug }),
    saveTimeZone: (units, { token, timeZone }) => save(units, token, { time_zone: requireZone(timeZone) }),
    async complete(units, token, origin) {
      const setup = await units.open('deployment', async (work) => open(work, token, await currentSetup(work.sql)));
      requireWhole(setup);
      const team = await units.open('deployment', async ({ random }) => random.uuid() as TeamId);
      const device = await units.open({ team }, async (work) => {
        const whole = requireWhole(await open(work, token, await lockedSetup(work.sql)));
        const made = await foundTeam(work, means, { ...whole, id: team });
        return await admit(work, made.team, made.owner, 'setup', origin);
      });
      await recordFoundings(units);
      return device;
    },
  };
}

function requireWhole(row: SetupRow): Omit<NewTeam, 'id'> {
  const { owner_name, owner_email, password_hash, team_name, team_slug, time_zone } = row;
  if (owner_name === null || owner_email === null || password_hash === null)
    throw setupIncomplete({ missing: 'owner' });
  if (team_name === null || team_slug === null) throw setupIncomplete({ missing: 'team' });
  return {
    slug: team_slug,
    name: team_name,
    owner: { name: owner_name, email: owner_email, passwordHash: password_hash },
    ...(time_zone === null ? {} : { timeZone: time_zone }),
  };
}

const showSetup = ({ owner_name, owner_email, team_name, team_slug, time_zone }: SetupRow): Setup => ({
  ...(owner_name !== null && owner_email !== null ? { owner: { name: owner_name, email: owner_email } } : {}),
  ...(team_name !== null && team_slug !== null ? { team: { name: team_name, slug: team_slug } } : {}),
  ...(time_zone === null ? {} : { timeZone: time_zone }),
});
