/** The second factors of a member: passkeys, an authenticator app, and the codes for the day on which it is lost. */
import Type, { type Static } from 'typebox';
import { Member, Password, Time } from './identity.ts';
import { MemberIdSchema } from './ids.ts';
import { Passkey, WithPasskey } from './passkeys.ts';

const closed = { additionalProperties: false } as const;

export const FactorCode = Type.String({ pattern: '^\\d{6}$', description: 'What the authenticator app shows.' });
export const RecoveryCode = Type.String({
  minLength: 16,
  maxLength: 40,
  description: '16 letters and digits; hyphens, spaces and capitals do not matter.',
});
export const WithCode = Type.Object({ code: FactorCode }, closed);
export const WithRecoveryCode = Type.Object({ recoveryCode: RecoveryCode }, closed);
export const SecondStep = Type.Union([WithCode, WithRecoveryCode, WithPasskey]);
export const SecondStepDone = Type.Object({ recoveryCodesLeft: Type.Integer() });
export const Proof = Type.Union([Type.Object({ password: Password }, closed), WithCode, WithPasskey]);

export const SecondFactors = Type.Object({
  authenticator: Type.Optional(Type.Object({ since: Time })),
  passkeys: Type.Array(Passkey, { description: 'None while a second factor is owed.' }),
  passkey: Type.Object({
    isPossible: Type.Boolean({ description: 'Browsers know passkeys at the address of this server.' }),
    isReady: Type.Boolean({ description: 'One of yours works at this address.' }),
  }),
  recoveryCodes: Type.Object({ left: Type.Integer() }),
  requiredFrom: Type.Optional(Type.String({ description: 'From then on the team asks you for a second factor.' })),
  reset: Type.Optional(
    Type.Object(
      { dueAt: Time },
      { description: 'An admin is removing your second factors; you can stop it until then.' },
    ),
  ),
});
export const AuthenticatorSecret = Type.Object(
  {
    secret: Type.String({ description: 'Base32, to be typed into the app.' }),
    uri: Type.String({ description: 'otpauth://totp/… for an app on the same device.' }),
    qr: Type.Object({
      size: Type.Integer({ description: 'Modules on a side, without the quiet zone.' }),
      path: Type.String({ description: 'The dark modules as the data of an SVG path; one module is one unit.' }),
    }),
  },
  { description: 'Shown this once.' },
);
export const RecoveryCodes = Type.Object({
  codes: Type.Array(Type.String(), { description: 'Shown this once; they count when one of them was typed back.' }),
});

export const LackingQuery = Type.Object(
  { after: Type.Optional(MemberIdSchema), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) },
  closed,
);
export const LackingPage = Type.Object({ members: Type.Array(Member), next: Type.Optional(MemberIdSchema) });

export const FactorReset = Type.Object({ member: Member, askedBy: MemberIdSchema, askedAt: Time, dueAt: Time });
export const FactorResetList = Type.Object({ resets: Type.Array(FactorReset) });
export const StopFactorReset = Type.Object({ token: Type.String({ pattern: '^wrf_[0-9A-Z]{26}[\\w-]{43}$' }) }, closed);

export type SecondFactors = Static<typeof SecondFactors>;
export type Proof = Static<typeof Proof>;
export type SecondStep = Static<typeof SecondStep>;
export type AuthenticatorSecret = Static<typeof AuthenticatorSecret>;
export type FactorReset = Static<typeof FactorReset>;
export type LackingPage = Static<typeof LackingPage>;
