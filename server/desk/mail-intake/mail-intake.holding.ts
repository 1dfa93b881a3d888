import type { Holding } from '#platform/holdings.ts';
import { expireMails } from './mail-intake.ts';

export const mailsHolding: Holding = {
  name: 'desk-mails',
  of: 'team',
  tables: ['desk_mails', 'desk_mail_parts'],
  kept: 'Filed ones as long as their case; held ones until somebody decides; put away, thirty days.',
  expire: expireMails,
};
