import type { Holding } from '#platform/holdings.ts';

export const mailedLinksHolding: Holding = {
  name: 'mailed-links',
  tables: ['mailed_links'],
  of: 'team',
  kept: 'Until a link was used or has ended; the audit log keeps who asked for it and that it was used.',
  async expire({ sql, now }) {
    const gone = await sql.deleteFrom('mailed_links').where('expires_at', '<=', now).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
