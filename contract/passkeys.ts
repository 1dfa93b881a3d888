/** Passkeys (WebAuthn, W3C): what the server asks of a browser, and what the browser gives back; bytes in base64url. */
import Type, { type Static } from 'typebox';
import { Slug, Time } from './identity.ts';
import { PasskeyIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;
const bytes = (charactersMax: number) => Type.String({ pattern: '^[A-Za-z0-9_-]+$', maxLength: charactersMax });
const CredentialId = bytes(1_364);
const Transports = Type.Array(Type.String({ pattern: '^[a-z-]{1,20}$' }), { maxItems: 10 });
const Descriptor = Type.Object({
  type: Type.Literal('public-key'),
  id: Type.String(),
  transports: Type.Array(Type.String()),
});

/** For `PublicKeyCredential.parseRequestOptionsFromJSON`. */
export const PasskeyRequest = Type.Object({
  challenge: Type.String({ description: 'Works once, for this purpose, in this browser.' }),
  rpId: Type.String(),
  timeout: Type.Integer({ description: 'Milliseconds.' }),
  userVerification: Type.Literal('required'),
  allowCredentials: Type.Array(Descriptor, {
    description: 'Empty for a sign-in: which accounts there are is said to nobody.',
  }),
});

/** For `PublicKeyCredential.parseCreationOptionsFromJSON`. */
export const PasskeyCreation = Type.Object({
  challenge: Type.String(),
  rp: Type.Object({ id: Type.String(), name: Type.String() }),
  user: Type.Object({ id: Type.String(), name: Type.String(), displayName: Type.String() }),
  pubKeyCredParams: Type.Array(Type.Object({ type: Type.Literal('public-key'), alg: Type.Integer() })),
  timeout: Type.Integer(),
  excludeCredentials: Type.Array(Descriptor),
  authenticatorSelection: Type.Object({
    residentKey: Type.Literal('required'),
    requireResidentKey: Type.Boolean(),
    userVerification: Type.Literal('required'),
  }),
  attestation: Type.Literal('none'),
});

export const PasskeyProof = Type.Object(
  {
    id: CredentialId,
    clientDataJSON: bytes(8_000),
    authenticatorData: bytes(2_000),
    signature: bytes(2_000),
    userHandle: Type.Optional(bytes(100)),
  },
  { ...closed, description: 'What navigator.credentials.get gave.' },
);
export const WithPasskey = Type.Object({ passkey: PasskeyProof }, closed);

const PasskeyName = Type.String({ minLength: 1, maxLength: 60, pattern: '^\\P{Cc}*\\S\\P{Cc}*$' });

export const AddPasskey = Type.Object(
  {
    name: Type.Optional(PasskeyName),
    passkey: Type.Object(
      {
        id: CredentialId,
        clientDataJSON: bytes(8_000),
        attestationObject: bytes(8_000),
        transports: Transports,
      },
      { ...closed, description: 'What navigator.credentials.create gave.' },
    ),
  },
  closed,
);
export const RenamePasskey = Type.Object({ name: PasskeyName }, closed);
export const PasskeyParams = Type.Object({ passkey: PasskeyIdSchema }, closed);

export const Passkey = Type.Object({
  id: PasskeyIdSchema,
  name: Type.String(),
  addedAt: Time,
  usedAt: Type.Optional(Time),
  kept: Type.Union([Type.Literal('this-device'), Type.Literal('not-yet-synced'), Type.Literal('synced')], {
    description: 'Whether it is on one device alone, may be copied to others, or was.',
  }),
  otherHost: Type.Optional(Type.String({ description: 'The address it was made for, where it is not this one.' })),
});

export const BeginPasskeySignIn = Type.Object({ team: Slug }, closed);
export const CompletePasskeySignIn = Type.Object({ team: Slug, passkey: PasskeyProof }, closed);
export const PasskeyCookies = Type.Object({ cookie: Type.Optional(Type.String()) });

export type PasskeyRequest = Static<typeof PasskeyRequest>;
export type PasskeyCreation = Static<typeof PasskeyCreation>;
export type PasskeyProof = Static<typeof PasskeyProof>;
export type NewPasskey = Static<typeof AddPasskey>['passkey'];
export type Passkey = Static<typeof Passkey>;
