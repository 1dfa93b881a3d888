import type { Holding } from '#platform/holdings.ts';

export const claimsHolding: Holding = {
  name: 'claims',
  tables: ['claims'],
  of: 'team',
  kept: 'Until the account is claimed or the invitation has ended; the audit log keeps who was invited and who came.',
  async expire({ sql, now }) {
    const gone = await sql.deleteFrom('claims').where('expires_at', '<=', now).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
