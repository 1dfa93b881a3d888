import { PushKey, PushSubscription } from '#contract/notices.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import type { Pusher } from '#platform/web-push/web-push.ts';
import { subscribeDevice, unsubscribeDevice } from './push-subscriptions.ts';

export const pushSubscriptionRoutes = (pusher: Pusher): Route[] => [
  route(
    'GET /v1/push-key',
    { may: 'signed-in', scope: 'none', says: 'The key with which a browser subscribes to pushes.', reply: PushKey },
    async () => ({ publicKey: pusher.publicKey }),
  ),
  route(
    'PUT /v1/me/push-subscription',
    { may: 'signed-in', scope: 'none', says: 'This device is told by push from now on.', body: PushSubscription },
    (work, { actor, body }) => subscribeDevice(work, actor, pusher, { endpoint: body.endpoint, ...body.keys }),
  ),
  route(
    'DELETE /v1/me/push-subscription',
    { may: 'signed-in', scope: 'none', says: 'This device is told nothing by push any more.' },
    (work, { actor }) => unsubscribeDevice(work, actor),
  ),
];
