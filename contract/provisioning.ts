/** Provisioning: what owners and admins see and choose, and the shapes of SCIM 2.0 (RFC 7643, RFC 7644). */
import Type, { type Static } from 'typebox';
import { DisplayName, Time } from './identity.ts';
import { ProvisionedGroupIdSchema, ProvisioningCredentialIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;

export const NewAccountsRole = Type.Union([Type.Literal('member'), Type.Literal('guest')]);
const GroupRole = Type.Union([Type.Literal('admin'), Type.Literal('member'), Type.Literal('guest')]);

export const ProvisioningCall = Type.Object({
  at: Time,
  line: Type.String({ description: 'What was called, such as PATCH /Users/:user.' }),
  status: Type.Integer(),
  refusal: Type.Optional(Type.String({ description: 'Why it was refused, in words.' })),
});
export const ProvisioningCredential = Type.Object({
  id: ProvisioningCredentialIdSchema,
  name: Type.String(),
  createdAt: Time,
  succeededAt: Type.Optional(
    Type.String({ description: 'When a call was last done, to five minutes. RFC 3339, UTC.' }),
  ),
  refusedAt: Type.Optional(Time),
  refusal: Type.Optional(Type.String({ description: 'Why the last refused call was refused, in words.' })),
});
export const ProvisionedGroup = Type.Object({
  id: ProvisionedGroupIdSchema,
  name: Type.String(),
  members: Type.Integer(),
  role: Type.Optional(Type.String({ description: 'What its members are: admin, member or guest.' })),
});
export const Provisioning = Type.Object({
  address: Type.String({ description: 'To be entered at the directory.' }),
  newAccounts: NewAccountsRole,
  people: Type.Integer({ description: 'Members whom the directory keeps.' }),
  credentials: Type.Array(ProvisioningCredential),
  groups: Type.Array(ProvisionedGroup, { description: 'The first hundred, by name.' }),
  calls: Type.Array(ProvisioningCall, { description: 'The last changes and refusals, newest first.' }),
});
export const AddProvisioningCredential = Type.Object({ name: DisplayName }, closed);
export const AddedProvisioningCredential = Type.Object({
  credential: ProvisioningCredential,
  secret: Type.String({ description: 'Shown this once.' }),
});
export const ProvisioningCredentialParams = Type.Object({ credential: ProvisioningCredentialIdSchema }, closed);
export const SetProvisioning = Type.Object({ newAccounts: NewAccountsRole }, closed);
export const ProvisionedGroupParams = Type.Object({ group: ProvisionedGroupIdSchema }, closed);
export const SetGroupRole = Type.Object(
  {
    role: Type.Union([...GroupRole.anyOf, Type.Literal('none')], {
      description: 'none: the group gives no role; what it gave goes back to what it was.',
    }),
  },
  closed,
);

/** What a directory sends is read by the rule: names in any case, truths as texts, and much that is not kept here. */
export const ScimBody = Type.Record(Type.String(), Type.Unknown());
export const ScimParams = Type.Object({ id: Type.String({ maxLength: 200 }) }, closed);
const attributes = {
  attributes: Type.Optional(Type.String({ maxLength: 2_000 })),
  excludedAttributes: Type.Optional(Type.String({ maxLength: 2_000 })),
};
export const ScimShown = Type.Object(attributes, closed);
export const ScimAsked = Type.Object(
  {
    ...attributes,
    filter: Type.Optional(Type.String()),
    startIndex: Type.Optional(Type.Integer({ maximum: 2 ** 31 - 1, description: 'Of the first one, from 1 on.' })),
    count: Type.Optional(Type.Integer()),
    sortBy: Type.Optional(Type.String({ description: 'Not heeded: they come in the order in which they were made.' })),
    sortOrder: Type.Optional(Type.String()),
  },
  closed,
);

const Meta = Type.Object({
  resourceType: Type.String(),
  created: Type.Optional(Type.String()),
  lastModified: Type.Optional(Type.String()),
  location: Type.Optional(Type.String()),
});
const schemas = Type.Array(Type.String());
const text = Type.Optional(Type.String());
export const ScimUser = Type.Object({
  schemas,
  id: Type.String(),
  externalId: text,
  userName: text,
  name: Type.Optional(Type.Object({ formatted: text, givenName: text, familyName: text })),
  displayName: text,
  nickName: text,
  active: Type.Optional(Type.Boolean()),
  emails: Type.Optional(Type.Array(Type.Object({ value: text, type: text, primary: Type.Optional(Type.Boolean()) }))),
  roles: Type.Optional(Type.Array(Type.Object({ value: text, primary: Type.Optional(Type.Boolean()) }))),
  groups: Type.Optional(Type.Array(Type.Object({ value: text, display: text, type: text }))),
  meta: Type.Optional(Meta),
});
export const ScimGroup = Type.Object({
  schemas,
  id: Type.String(),
  externalId: text,
  displayName: text,
  members: Type.Optional(Type.Array(Type.Object({ value: text, display: text, type: text }))),
  meta: Type.Optional(Meta),
});
const listOf = <Of extends Type.TSchema>(of: Of) =>
  Type.Object({
    schemas,
    totalResults: Type.Integer(),
    startIndex: Type.Integer(),
    itemsPerPage: Type.Integer(),
    Resources: Type.Array(of),
  });
export const ScimUserList = listOf(ScimUser);
export const ScimGroupList = listOf(ScimGroup);
/** Of what describes the service itself, which never changes. */
export const ScimDescription = Type.Unsafe<Readonly<Record<string, unknown>>>({});

export type ProvisioningCredential = Static<typeof ProvisioningCredential>;
export type ProvisioningCall = Static<typeof ProvisioningCall>;
export type ProvisionedGroup = Static<typeof ProvisionedGroup>;
export type Provisioning = Static<typeof Provisioning>;
export type ScimUser = Static<typeof ScimUser>;
export type ScimGroup = Static<typeof ScimGroup>;
export type ScimAsked = Static<typeof ScimAsked>;
export type ScimShown = Static<typeof ScimShown>;
