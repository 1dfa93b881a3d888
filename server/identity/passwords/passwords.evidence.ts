import { type Clock, DAY_MS } from '#platform/clock.ts';
import type { Evidence } from '#platform/evidence.ts';
import { everyTeam } from '../teams/teams.ts';
import { countHashes } from './passwords.sql.ts';
import { type PasswordPolicy, phcPrefix } from './passwords.ts';

/** Counts the stored hashes: all, those of argon2id, and those of them at the present cost. */
export const passwordEvidence = (policy: PasswordPolicy, clock: Clock): Evidence => ({
  claim: 'passwords/argon2id',
  says: 'Passwords are stored only as argon2id hashes.',
  staleAfterMs: 2 * DAY_MS,
  check: "In a copy of the database: select split_part(password_hash, '$', 2), count(*) from members group by 1.",
  async measure(units) {
    const prefix = phcPrefix(policy);
    let [all, argon2id, atCost] = [0, 0, 0];
    for await (const { id } of everyTeam(units)) {
      const counted = await units.open({ team: id }, ({ sql }) => countHashes(sql, '$argon2id$', prefix));
      all += counted.all;
      argon2id += counted.argon2id;
      atCost += counted.at_cost;
    }
    const value = `${argon2id} of ${all} are argon2id, ${atCost} of them at ${prefix.split('$')[3]}`;
    return { at: clock(), value, kept: argon2id === all };
  },
});
