/** Whether this device is told by push while the workspace is closed (`server/workspace/push-subscriptions/`). */
import type { Static } from 'typebox';
import type { PushSubscription as Subscribed } from '#contract/notices.ts';
import type { Api } from './api.ts';

const worker = async (): Promise<ServiceWorkerRegistration | undefined> =>
  'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration('/') : undefined;

/** `unable`: this browser, or this kind of window, cannot; `denied`: the person said no to the browser. */
export async function pushState(): Promise<'on' | 'off' | 'denied' | 'unable'> {
  const registration = await worker();
  if (!registration || !('pushManager' in registration)) return 'unable';
  if (Notification.permission === 'denied') return 'denied';
  return (await registration.pushManager.getSubscription()) ? 'on' : 'off';
}

/**
 * To be called from a press, because the browser asks. `unreachable`: the browser's push service, which gives the
 * address, did not answer. Throws `Refusal` or `Unreachable`.
 */
export async function enablePush(api: Api): Promise<'on' | 'denied' | 'unable' | 'unreachable'> {
  const registration = await worker();
  if (!registration || !('pushManager' in registration)) return 'unable';
  if ((await Notification.requestPermission()) !== 'granted') return 'denied';
  const { publicKey } = await api.call('GET /v1/push-key');
  const asked = { userVisibleOnly: true, applicationServerKey: publicKey };
  const subscription = await registration.pushManager.subscribe(asked).catch(ifUnreachable);
  if (!subscription) return 'unreachable';
  await api.call('PUT /v1/me/push-subscription', { body: subscription.toJSON() as Static<typeof Subscribed> });
  return 'on';
}

function ifUnreachable(fault: unknown): undefined {
  if (!(fault instanceof DOMException)) throw fault;
}

/** Not told any more, and nothing of it is left to be seen. */
export async function disablePush(api: Api): Promise<void> {
  const registration = await worker();
  if (!registration || !('pushManager' in registration)) return;
  for (const shown of await registration.getNotifications()) shown.close();
  const subscription = await registration.pushManager.getSubscription();
  if (!subscription) return;
  await api.call('DELETE /v1/me/push-subscription');
  await subscription.unsubscribe();
}
