import type { Holding } from '#platform/holdings.ts';

export const emailChangesHolding: Holding = {
  name: 'email-changes',
  tables: ['email_changes'],
  of: 'team',
  kept: 'Until the address is confirmed or its link has ended; the audit log keeps who asked and that it changed.',
  async expire({ sql, now }) {
    const gone = await sql.deleteFrom('email_changes').where('expires_at', '<=', now).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
