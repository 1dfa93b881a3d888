import type { MemberId, SessionId } from '#contract/ids.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import type { FactJob } from '#platform/jobs/jobs.ts';
import type { PlaceOf } from '#platform/places/places.ts';
import type { MailingMeans } from '../mailed-links/mailed-links.ts';
import { letterOfNewDevice } from './new-devices.ts';

interface Ids {
  readonly member: MemberId;
  readonly session: SessionId;
}

/** Sends outside of a unit: a process that dies right after sending sends once more. */
export const newDeviceJob = ({
  mailer,
  url,
  placeOf,
}: MailingMeans & { readonly placeOf: PlaceOf }): FactJob<'device.first-seen', Ids> => ({
  name: 'mail-new-device',
  says: 'Mails to a member that its account was used on a device that is new to it.',
  onFact: 'device.first-seen',
  ids: ({ member, session }) => ({ member, session }),
  deadlineMs: MINUTE_MS,
  attemptsMax: 8,
  async run(units, team, { member, session }) {
    const mail = await units.open({ team }, (work) =>
      letterOfNewDevice(work, member, session, { url: url(), placeOf }),
    );
    if (mail) await mailer.send(mail);
  },
});
