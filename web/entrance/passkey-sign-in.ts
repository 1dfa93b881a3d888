/** Signing in by a passkey: offered where the address is typed, and asked for by a button. */
import { useEffect, useState } from 'preact/hooks';
import { Refusal, Unreachable } from '#sync/api.ts';
import { askedAnew, askPasskey, knowsPasskeys, offersPasskeys, PasskeyTrouble } from '#sync/passkeys.ts';
import { faultOf } from './faults.ts';
import { api, enter } from './team.ts';

/** A challenge is left before its time is over. */
const spareMs = 20_000;

interface PasskeySignIn {
  readonly isPossible: boolean;
  readonly fault: string | undefined;
  readonly isBusy: boolean;
  ask(): Promise<void>;
}

export function usePasskeySignIn(slug: string, to: string | undefined): PasskeySignIn {
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [isPossible] = useState(knowsPasskeys);
  useEffect(() => {
    // A browser asks one question at a time: the button takes the place of the offer.
    if (isBusy) return undefined;
    const stop = new AbortController();
    offer(slug, to, stop.signal).catch((thrown: unknown) => {
      if (!stop.signal.aborted) setFault(faultOf(thrown).text);
    });
    return () => stop.abort();
  }, [slug, to, isBusy]);
  const ask = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    setFault(undefined);
    try {
      await signIn(slug, to, {});
    } catch (thrown) {
      setFault(faultOf(thrown).text);
    } finally {
      setBusy(false);
    }
  };
  return { isPossible, fault, isBusy, ask };
}

/** Until one is chosen, or the page goes. */
async function offer(slug: string, to: string | undefined, stopped: AbortSignal): Promise<void> {
  if (!(await offersPasskeys())) return;
  try {
    await askedAnew(() => signIn(slug, to, { besideTyping: true, stopped }), stopped);
  } catch (thrown) {
    // Nobody asked for it: that it cannot be offered is no news, and the password remains.
    const isKnown = [Refusal, Unreachable, PasskeyTrouble].some((kind) => thrown instanceof kind);
    const isNews = thrown instanceof Refusal && thrown.code === 'sign-in/passkey-refused';
    if (isNews || !isKnown) throw thrown;
  }
}

interface How {
  readonly besideTyping?: boolean;
  readonly stopped?: AbortSignal;
}

async function signIn(slug: string, to: string | undefined, { besideTyping = false, stopped }: How): Promise<void> {
  const request = await api.call('POST /v1/sign-in/passkey-request', { body: { team: slug } });
  const late = AbortSignal.timeout(Math.max(request.timeout - spareMs, spareMs));
  const signal = stopped ? AbortSignal.any([stopped, late]) : late;
  const passkey = await askPasskey(request, { besideTyping, signal });
  enter(await api.call('POST /v1/sign-in/passkey', { body: { team: slug, passkey } }), to);
}
