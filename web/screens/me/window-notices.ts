/** Whether open windows of this browser tell, on its screen, of what is meant for one while one looks elsewhere. */
import { windowNoticesHabit } from '#view/habit.ts';

/** `unable`: this browser, or this kind of window, cannot; `denied`: the person said no to the browser. */
export type Telling = 'on' | 'off' | 'denied' | 'unable';

export function windowNotices(): Telling {
  if (!('serviceWorker' in navigator) || !('Notification' in globalThis)) return 'unable';
  if (Notification.permission === 'denied') return 'denied';
  return Notification.permission === 'granted' && windowNoticesHabit.get() === 'on' ? 'on' : 'off';
}

/** To be called from a press, because the browser asks. */
export async function tellInWindows(): Promise<void> {
  if ((await Notification.requestPermission()) === 'granted') windowNoticesHabit.set('on');
}
