/**
 * Passkeys in the browser (WebAuthn): what the server asks is handed to `navigator.credentials`, and what comes of it
 * handed back. Bytes are translated here and not by `parse…FromJSON`, which browsers of 2024 do not have yet.
 */
import type { NewPasskey, PasskeyCreation, PasskeyProof, PasskeyRequest } from '#contract/passkeys.ts';

/** Nothing came of it; the message is fit to be shown. */
export class PasskeyTrouble extends Error {
  /** A signal ended it, and nobody said no. */
  readonly isCut: boolean;

  constructor(cause: unknown) {
    super(words(cause), { cause });
    this.name = 'PasskeyTrouble';
    this.isCut = ['AbortError', 'TimeoutError'].includes(cause instanceof Error ? cause.name : '');
  }
}

function words(cause: unknown): string {
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'InvalidStateError') return 'This device has a passkey of yours already. Nothing was changed.';
  if (['NotAllowedError', 'AbortError', 'TimeoutError'].includes(name))
    return 'The browser got no passkey: it was cancelled, took too long, or there is none that fits.';
  return 'The browser could not use a passkey here. Nothing was changed; use another way.';
}

/** Whether this browser knows passkeys at this address: it needs a name, and TLS. */
export const knowsPasskeys = (): boolean =>
  typeof globalThis.PublicKeyCredential === 'function' && !/^([\d.]+|\[.*\])$/.test(location.hostname);

/** Whether it offers them where an address is typed. */
export const offersPasskeys = async (): Promise<boolean> =>
  knowsPasskeys() && (await PublicKeyCredential.isConditionalMediationAvailable?.()) === true;

/** Has one made. Throws `PasskeyTrouble`. */
export async function makePasskey({
  user,
  challenge,
  excludeCredentials,
  ...rest
}: PasskeyCreation): Promise<NewPasskey> {
  const made = await credentialOf(() =>
    navigator.credentials.create({
      publicKey: {
        ...rest,
        challenge: bytesOf(challenge),
        user: { ...user, id: bytesOf(user.id) },
        excludeCredentials: excludeCredentials.map(descriptorOf),
      },
    }),
  );
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: made.id,
    clientDataJSON: textOf(response.clientDataJSON),
    attestationObject: textOf(response.attestationObject),
    transports: response.getTransports(),
  };
}

interface Asking {
  /** Offers them beside what is typed, until one is chosen or `signal` aborts. */
  readonly besideTyping?: boolean;
  readonly signal?: AbortSignal;
}

/** Asks for one. Throws `PasskeyTrouble`. */
export async function askPasskey(
  { challenge, allowCredentials, rpId, timeout, userVerification }: PasskeyRequest,
  { besideTyping = false, signal }: Asking = {},
): Promise<PasskeyProof> {
  const given = await credentialOf(() =>
    navigator.credentials.get({
      ...(besideTyping ? { mediation: 'conditional' } : {}),
      ...(signal ? { signal } : {}),
      publicKey: {
        ...{ rpId, timeout, userVerification },
        challenge: bytesOf(challenge),
        allowCredentials: allowCredentials.map(descriptorOf),
      },
    }),
  );
  const response = given.response as AuthenticatorAssertionResponse;
  return {
    id: given.id,
    clientDataJSON: textOf(response.clientDataJSON),
    authenticatorData: textOf(response.authenticatorData),
    signature: textOf(response.signature),
    ...(response.userHandle?.byteLength ? { userHandle: textOf(response.userHandle) } : {}),
  };
}

/** More than an hour beside a form, five minutes each; who comes later still has the button. */
const challengesMost = 20;

/**
 * Asks with a challenge after another, each in its time, until one is answered or `stopped`; a page that is left open
 * does not ask for ever, nor does a browser that ends each at once. Throws what `ask` throws, the last time also that
 * it was cut.
 */
export async function askedAnew(ask: () => Promise<void>, stopped: AbortSignal): Promise<void> {
  for (let at = 1; !stopped.aborted; at++) {
    try {
      return await ask();
    } catch (fault) {
      const isCut = fault instanceof PasskeyTrouble && fault.isCut;
      if (!isCut || at === challengesMost) throw fault;
    }
  }
}

async function credentialOf(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return credential;
    throw new Error('The browser gave no passkey.');
  } catch (fault) {
    throw new PasskeyTrouble(fault);
  }
}

const descriptorOf = ({ id, transports, type }: PasskeyRequest['allowCredentials'][number]) => ({
  ...{ type, id: bytesOf(id), transports: transports as AuthenticatorTransport[] },
});

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));

const textOf = (bytes: ArrayBuffer): string =>
  btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
