/** The console of those who run the deployment: a listener of its own, and nothing of what a team writes. */
import Type, { type Static } from 'typebox';
import { Handle, Owed, Password, Time } from './identity.ts';
import { OperatorIdSchema, SessionIdSchema, TeamIdSchema } from './ids.ts';
import { Passkey, WithPasskey } from './passkeys.ts';
import { WithCode, WithRecoveryCode } from './second-factors.ts';

const closed = { additionalProperties: false } as const;

export const OperatorName = Handle;
const LinkToken = Type.String({ pattern: '^wrol_[\\w-]{43}$', description: 'What stands behind # in the link.' });

export const EnrolmentPreview = Type.Object({ token: LinkToken }, closed);
export const EnrolmentOpened = Type.Object({ name: Type.String(), expiresAt: Time });
export const BeginEnrolment = Type.Object({ token: LinkToken, password: Password }, closed);
export const OperatorSignIn = Type.Object({ name: OperatorName, password: Password }, closed);
export const OperatorSignedIn = Type.Object({ name: Type.String(), owes: Type.Optional(Owed) });
export const OperatorSecondStep = Type.Union([WithCode, WithRecoveryCode, WithPasskey]);
export const ProveFactor = Type.Union([WithCode, WithPasskey]);
export const ChangeOperatorPassword = Type.Object({ password: Password }, closed);

export const OperatorMe = Type.Object({
  id: OperatorIdSchema,
  name: Type.String(),
  owes: Type.Optional(Owed),
  authenticator: Type.Optional(Type.Object({ since: Time })),
  recoveryCodes: Type.Object({ left: Type.Integer() }),
  passkeys: Type.Array(Passkey, { description: 'None while a second factor is owed.' }),
  passkey: Type.Object({
    isPossible: Type.Boolean({ description: 'Browsers know passkeys at the address of the console.' }),
    isReady: Type.Boolean({ description: 'There is one for this address.' }),
  }),
});

export const OperatorSession = Type.Object({
  id: SessionIdSchema,
  current: Type.Boolean(),
  createdAt: Time,
  lastSeenAt: Time,
  expiresAt: Time,
  factor: Type.String({ description: 'What it proved: totp, passkey or recovery-code; none: it is not finished.' }),
  ip: Type.String(),
  userAgent: Type.String(),
});
export const OperatorSessionList = Type.Object({ sessions: Type.Array(OperatorSession) });

export const OperatorAttempt = Type.Object({
  at: Time,
  outcome: Type.String({ description: 'accepted or refused.' }),
  reason: Type.String(),
  ip: Type.String(),
  userAgent: Type.String(),
});
export const OperatorAttemptList = Type.Object({ attempts: Type.Array(OperatorAttempt) });

export const Operator = Type.Object({
  id: OperatorIdSchema,
  name: Type.String(),
  state: Type.Union([Type.Literal('invited'), Type.Literal('active'), Type.Literal('disabled')]),
  createdAt: Time,
  enrolledAt: Type.Optional(Time),
  lastSeenAt: Type.Optional(Time),
});
export const OperatorList = Type.Object({ operators: Type.Array(Operator) });

export const AskForTeams = Type.Object({ after: Type.Optional(TeamIdSchema) }, closed);
export const TeamSize = Type.Object({
  id: TeamIdSchema,
  name: Type.String(),
  createdAt: Time,
  members: Type.Integer({ description: 'Open accounts of people.' }),
  storageBytes: Type.Integer({ description: 'Sealed bytes of files and pictures.' }),
});
export const TeamSizeList = Type.Object({ teams: Type.Array(TeamSize), next: Type.Optional(TeamIdSchema) });

export const Listener = Type.Object({
  purpose: Type.Union([
    Type.Literal('workspace'),
    Type.Literal('console'),
    Type.Literal('metrics'),
    Type.Literal('mail'),
  ]),
  host: Type.String(),
  port: Type.Integer(),
});
export const DeploymentState = Type.Object({
  version: Type.String(),
  node: Type.String(),
  startedAt: Time,
  engine: Type.String({ description: 'embedded or postgres.' }),
  storeVersion: Type.String(),
  storeBytes: Type.Integer(),
  disk: Type.Object({ freeBytes: Type.Integer(), totalBytes: Type.Integer() }),
  jobs: Type.Object({ waiting: Type.Integer(), running: Type.Integer(), dead: Type.Integer() }),
  sockets: Type.Integer(),
  mail: Type.Object({
    by: Type.Union([Type.Literal('server'), Type.Literal('folder')]),
    kept: Type.Integer({ description: 'Mails that lie in the folder; what they say is not shown.' }),
    newestAt: Type.Optional(Time),
  }),
  files: Type.Union([Type.Literal('folder'), Type.Literal('bucket')]),
  listeners: Type.Array(Listener),
});
export const Check = Type.Object({
  claim: Type.String(),
  says: Type.String(),
  value: Type.String(),
  kept: Type.Boolean(),
  at: Time,
  check: Type.String({ description: 'How a stranger checks it.' }),
});
export const CheckList = Type.Object({ checks: Type.Array(Check) });

export type OperatorSecondStep = Static<typeof OperatorSecondStep>;
export type ProveFactor = Static<typeof ProveFactor>;
export type OperatorMe = Static<typeof OperatorMe>;
export type OperatorSession = Static<typeof OperatorSession>;
export type OperatorAttempt = Static<typeof OperatorAttempt>;
export type Operator = Static<typeof Operator>;
export type TeamSize = Static<typeof TeamSize>;
export type DeploymentState = Static<typeof DeploymentState>;
export type Listener = Static<typeof Listener>;
export type Check = Static<typeof Check>;
