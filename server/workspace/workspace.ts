import { everyTeam } from '#identity/teams/teams.ts';
import type { Blobs } from '#platform/blobs/blobs.ts';
import type { Clock } from '#platform/clock.ts';
import type { Egress } from '#platform/egress/egress.ts';
import type { Images } from '#platform/images/images.ts';
import type { Job } from '#platform/jobs/jobs.ts';
import type { Log } from '#platform/log.ts';
import type { Mailer } from '#platform/mail/mail.ts';
import type { Random } from '#platform/random.ts';
import type { Room } from '#platform/room.ts';
import type { Pusher } from '#platform/web-push/web-push.ts';
import type { Units } from '#platform/work.ts';
import { bookmarksHolding } from './bookmarks/bookmarks.holding.ts';
import { bookmarkRoutes } from './bookmarks/bookmarks.routes.ts';
import { channelInventoryRoutes } from './channel-inventory/channel-inventory.routes.ts';
import { channelLogRoutes } from './channel-log/channel-log.routes.ts';
import { channelRoutes } from './channels/channels.routes.ts';
import { directMessageRoutes } from './direct-messages/direct-messages.routes.ts';
import { disavowalNoticeJob } from './disavowal-notices/disavowal-notices.jobs.ts';
import { draftRoutes } from './drafts/drafts.routes.ts';
import { createDueQueue } from './due-queue/due-queue.ts';
import { emojiHolding } from './emoji/emoji.holding.ts';
import { emojiRoutes } from './emoji/emoji.routes.ts';
import { fileJobs } from './files/files.jobs.ts';
import { fileRoutes } from './files/files.routes.ts';
import { createUploads, type Uploads } from './files/files.ts';
import { uploadRoutes } from './files/uploads.routes.ts';
import { guestNoticeJob } from './guest-notices/guest-notices.jobs.ts';
import { linkCardsHolding } from './link-cards/link-cards.holding.ts';
import { linkCardJob } from './link-cards/link-cards.jobs.ts';
import { linkCardRoutes } from './link-cards/link-cards.routes.ts';
import { mailNoticesHolding } from './mail-notices/mail-notices.holding.ts';
import { mailNoticesJob } from './mail-notices/mail-notices.jobs.ts';
import { mailNoticeRoutes } from './mail-notices/mail-notices.routes.ts';
import { messageRoutes } from './messages/messages.routes.ts';
import { createLatestPages, createPostQueue } from './messages/messages.ts';
import { noticesHolding } from './notices/notices.holding.ts';
import { pushJob } from './notices/notices.jobs.ts';
import { createNoticeFollower } from './notices/notices.ts';
import { notificationRoutes } from './notifications/notifications.routes.ts';
import { pinRoutes } from './pins/pins.routes.ts';
import { presenceRoutes } from './presence/presence.routes.ts';
import { pushSubscriptionsHolding } from './push-subscriptions/push-subscriptions.holding.ts';
import { pushSubscriptionJobs } from './push-subscriptions/push-subscriptions.jobs.ts';
import { pushSubscriptionRoutes } from './push-subscriptions/push-subscriptions.routes.ts';
import { reactionRoutes } from './reactions/reactions.routes.ts';
import { readMarkerRoutes } from './read-markers/read-markers.routes.ts';
import { remindersHolding } from './reminders/reminders.holding.ts';
import { pushReminderJob } from './reminders/reminders.jobs.ts';
import { reminderRoutes } from './reminders/reminders.routes.ts';
import { savedItemRoutes } from './saved-items/saved-items.routes.ts';
import { scheduledMessagesHolding } from './scheduled-messages/scheduled-messages.holding.ts';
import { scheduledMessageRoutes } from './scheduled-messages/scheduled-messages.routes.ts';
import { searchRoutes } from './search/search.routes.ts';
import { settingsRoutes } from './settings/settings.routes.ts';
import { sidebarRoutes } from './sidebar/sidebar.routes.ts';
import { statusRoutes } from './status/status.routes.ts';
import { createStream, type Stream } from './stream/stream.ts';
import { threadRoutes } from './threads/threads.routes.ts';
import { userGroupRoutes } from './user-groups/user-groups.routes.ts';
import { workspaceHoldings } from './workspace.holding.ts';

export interface WorkspaceOptions {
  readonly units: Units;
  readonly clock: Clock;
  readonly log: Log;
  readonly egress: Egress;
  readonly blobs: Blobs;
  readonly images: Images;
  readonly pusher: Pusher;
  readonly mailer: Mailer;
  readonly random: Random;
  /** Whether mail reaches anybody: a mail server is set. */
  readonly mails: boolean;
  /** The address that people type. */
  readonly url: () => string;
}

export interface Workspace extends Room {
  readonly stream: Stream;
  readonly uploads: Uploads;
  readonly close: () => Promise<void>;
}

const holdings = [
  ...workspaceHoldings,
  scheduledMessagesHolding,
  remindersHolding,
  emojiHolding,
  bookmarksHolding,
  linkCardsHolding,
  pushSubscriptionsHolding,
  noticesHolding,
  mailNoticesHolding,
];

export function workspaceRoom(options: WorkspaceOptions): Workspace {
  const { units, clock, log, blobs, images, pusher, mails, random } = options;
  const stream = createStream(units, log, { random });
  const dueQueue = createDueQueue({ units, clock, log, mails });
  const { isActive } = stream.board;
  const follower = createNoticeFollower({ units, clock, log, isActive, mails, teams: everyTeam });
  const uploads = createUploads(units, blobs);
  return {
    name: 'workspace',
    routes: [
      ...bookmarkRoutes,
      ...emojiRoutes(images),
      ...channelRoutes,
      ...channelInventoryRoutes,
      ...channelLogRoutes,
      ...directMessageRoutes,
      ...linkCardRoutes(blobs),
      ...mailNoticeRoutes,
      ...draftRoutes,
      ...messageRoutes(createPostQueue(), createLatestPages()),
      ...notificationRoutes,
      ...pinRoutes,
      ...fileRoutes(blobs),
      ...uploadRoutes(uploads),
      ...presenceRoutes(stream.board),
      ...pushSubscriptionRoutes(pusher),
      ...reactionRoutes,
      ...readMarkerRoutes,
      ...reminderRoutes,
      ...savedItemRoutes,
      ...scheduledMessageRoutes,
      ...searchRoutes,
      ...settingsRoutes,
      ...sidebarRoutes,
      ...statusRoutes,
      ...threadRoutes,
      ...userGroupRoutes,
    ],
    jobs: jobsOf(options),
    holdings,
    evidence: [],
    committed(team, facts) {
      stream.publish(team, facts);
      dueQueue.hear(facts);
      follower.hear(team, facts);
    },
    missed: (team) =>
      void stream
        .askAgain(team)
        .catch((error: unknown) => log.error({ err: error }, 'Those who listen could not be asked for')),
    start() {
      stream.start();
      dueQueue.start();
      follower.start();
    },
    async close() {
      await Promise.all([stream.close(), dueQueue.close(), follower.close()]);
    },
    stream,
    uploads,
  };
}

const jobsOf = ({ egress, images, blobs, pusher, mailer, url }: WorkspaceOptions): readonly Job[] => [
  linkCardJob({ egress, images, blobs }),
  guestNoticeJob as Job,
  disavowalNoticeJob as Job,
  ...fileJobs(blobs, images),
  pushJob(pusher),
  pushReminderJob(pusher),
  ...pushSubscriptionJobs,
  mailNoticesJob(mailer, url),
];
