import { after, DAY_MS } from '#platform/clock.ts';
import type { Holding } from '#platform/holdings.ts';
import { limits } from '#platform/limits.ts';

export const operatorsHolding: Holding = {
  name: 'operators',
  tables: [
    'operators',
    'operator_links',
    'operator_authenticators',
    'operator_recovery_codes',
    'operator_passkeys',
    'operator_passkey_challenges',
    'operator_sessions',
    'operator_attempts',
  ],
  of: 'deployment',
  kept:
    'Accounts as long as the deployment, so that the audit log can be read; sign-ins ninety days after their end; ' +
    'tries to sign in a year; what was begun and never confirmed a day.',
  async expire({ sql, now }) {
    const { endedKeptMs } = limits.operators;
    const ended = after(now, -endedKeptMs);
    const begun = after(now, -DAY_MS);
    const sessions = await sql
      .deleteFrom('operator_sessions')
      .where((row) => row.or([row('expires_at', '<', ended), row('revoked_at', '<', ended)]))
      .executeTakeFirst();
    const attempts = await sql
      .deleteFrom('operator_attempts')
      .where('at', '<', after(now, -limits.operators.attemptsKeptMs))
      .executeTakeFirst();
    const links = await sql.deleteFrom('operator_links').where('expires_at', '<', begun).executeTakeFirst();
    const apps = await sql
      .deleteFrom('operator_authenticators')
      .where('state', '=', 'begun')
      .where('since', '<', begun)
      .executeTakeFirst();
    const codes = await sql
      .deleteFrom('operator_recovery_codes')
      .where('counts_since', 'is', null)
      .where('made_at', '<', begun)
      .executeTakeFirst();
    const asked = await sql
      .deleteFrom('operator_passkey_challenges')
      .where('expires_at', '<', begun)
      .executeTakeFirst();
    return [sessions, attempts, links, apps, codes, asked].reduce((sum, gone) => sum + Number(gone.numDeletedRows), 0);
  },
};
