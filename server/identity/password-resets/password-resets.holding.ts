import type { Holding } from '#platform/holdings.ts';

export const passwordResetsHolding: Holding = {
  name: 'password-resets',
  tables: ['password_resets'],
  of: 'team',
  kept: 'Until the link was used or has ended; the audit log keeps who asked for it and that it was used.',
  async expire({ sql, now }) {
    const gone = await sql.deleteFrom('password_resets').where('expires_at', '<=', now).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
