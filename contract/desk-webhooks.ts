/** Addresses of a team's own programs, which are told that something happened at its security desk, and not what. */
import Type, { type Static } from 'typebox';
import { Time } from './identity.ts';
import { MemberIdSchema, WebhookIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;
/** `answered 2xx`, or why not: a status, or what prevented the request. */
const Outcome = Type.String();

export const DeskWebhook = Type.Object({
  id: WebhookIdSchema,
  url: Type.String(),
  madeBy: MemberIdSchema,
  madeAt: Time,
  on: Type.Boolean(),
  failures: Type.Integer({ description: 'In a row.' }),
  last: Type.Optional(Type.Object({ at: Time, outcome: Outcome })),
});
export type DeskWebhook = Static<typeof DeskWebhook>;
export const DeskWebhooks = Type.Object({ webhooks: Type.Array(DeskWebhook) });
export const NewDeskWebhook = Type.Object(
  { url: Type.String({ minLength: 1, maxLength: 2_000, pattern: '^https://[^\\s\\u0000-\\u001f]+$' }) },
  closed,
);
export const MadeDeskWebhook = Type.Object({
  webhook: DeskWebhook,
  secret: Type.String({ description: 'Signs each message (Standard Webhooks 1.0.0); shown this once.' }),
});
export const DeskWebhookParams = Type.Object({ webhook: WebhookIdSchema }, closed);
export const SwitchDeskWebhook = Type.Object({ on: Type.Boolean() }, closed);
export const TriedDeskWebhook = Type.Object({ outcome: Outcome, delivered: Type.Boolean() });
