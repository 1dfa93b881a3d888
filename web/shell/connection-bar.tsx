/** Says that there is no connection, and that nothing is lost by it. */
import { type JSX, useEffect, useState } from 'react';
import { alarm } from '#parts/announce.ts';
import { Banner } from '#parts/banner.tsx';
import { Button, buttonClass } from '#parts/button.tsx';
import { deviceClock } from '#sync/clock.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';

/** A short break is none: it is not told. */
const shownAfterMs = 2_000;
const alarmAfterMs = 10_000;
const tickMs = 1_000;
const signedOut = 'You are signed out. What you were writing is kept on this device.';

export function ConnectionBar(): JSX.Element | null {
  const connection = useSelect((state) => state.connection);
  const at = useTicking(connection.kind === 'offline');
  useEffect(() => {
    if (connection.kind === 'signed-out') alarm('Your session has ended. Sign in again; what you wrote is kept.');
  }, [connection.kind]);
  const isOffline = connection.kind === 'offline' && at - connection.since >= shownAfterMs;
  if (connection.kind !== 'signed-out' && !isOffline) return null;
  return (
    <section aria-label="Connection">
      {connection.kind === 'offline' ? <Offline retryAt={connection.retryAt} at={at} /> : <SignedOut />}
    </section>
  );
}

function SignedOut(): JSX.Element {
  const slug = useSelect(({ team }) => team?.slug) ?? location.pathname.split('/')[2] ?? '';
  const to = `/t/${slug}/signin?to=${encodeURIComponent(location.pathname + location.search)}`;
  return (
    <Banner
      tone="bad"
      action={
        <a className={buttonClass('primary')} href={to}>
          Sign in again
        </a>
      }
    >
      {signedOut}
    </Banner>
  );
}

function Offline({ retryAt, at }: { retryAt: number | undefined; at: number }): JSX.Element {
  const workspace = useWorkspace();
  const seconds = retryAt === undefined ? undefined : Math.max(0, Math.ceil((retryAt - at) / 1_000));
  useEffect(() => {
    const timer = setTimeout(
      () => alarm('The connection is lost. You can go on writing; it is sent later.'),
      alarmAfterMs - shownAfterMs,
    );
    return () => clearTimeout(timer);
  }, []);
  return (
    <Banner
      sign="retry"
      action={
        <Button kind="quiet" onClick={() => workspace.reconnect()}>
          Try now
        </Button>
      }
    >
      No connection. Read and write on: messages are kept here and sent in order later.
      {seconds !== undefined && seconds > 0 && <span className="meta"> Next try in {seconds} s.</span>}
    </Banner>
  );
}

/** The time of this device, anew each second while `isTicking`. */
function useTicking(isTicking: boolean): number {
  const [at, setAt] = useState(deviceClock.now);
  useEffect(() => {
    if (!isTicking) return;
    setAt(deviceClock.now());
    const timer = setInterval(() => setAt(deviceClock.now()), tickMs);
    return () => clearInterval(timer);
  }, [isTicking]);
  return at;
}
