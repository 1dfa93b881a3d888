/** What the service says of itself (RFC 7643, 5 to 7; RFC 7644, 4). */
import { limits } from '#platform/limits.ts';
import { GROUP_SCHEMA } from './groups.ts';
import { USER_SCHEMA } from './person.ts';
import { noSuchResource } from './refusals.ts';

type Description = Readonly<Record<string, unknown>>;

const SCHEMA_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
const LIST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

export const listOf = <Of>(resources: readonly Of[], total: number, startIndex: number) => ({
  schemas: [LIST_SCHEMA],
  totalResults: total,
  startIndex,
  itemsPerPage: resources.length,
  Resources: [...resources],
});

export const serviceConfig = (base: string): Description => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: limits.provisioning.pageMax },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'The secret that an owner of the team makes, in the Authorization header.',
      specUri: 'https://www.rfc-editor.org/info/rfc6750',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

const typeOf = (name: 'User' | 'Group', schema: string, base: string): Description => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
  id: name,
  name,
  endpoint: `/${name}s`,
  description: name === 'User' ? 'A member of the team.' : 'A group of the directory.',
  schema,
  meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
});

export const resourceTypes = (base: string): Description[] => [
  typeOf('User', USER_SCHEMA, base),
  typeOf('Group', GROUP_SCHEMA, base),
];

interface Attribute {
  readonly name: string;
  readonly type?: 'string' | 'boolean' | 'complex';
  readonly isRequired?: true;
  readonly isMany?: true;
  readonly isExact?: true;
  readonly isUnique?: true;
  readonly isReadOnly?: true;
  readonly parts?: readonly Attribute[];
}

const describe = ({ name, type = 'string', parts, ...is }: Attribute): Description => ({
  name,
  type: parts ? 'complex' : type,
  multiValued: is.isMany ?? false,
  description: name,
  required: is.isRequired ?? false,
  ...(type === 'string' && !parts ? { caseExact: is.isExact ?? false } : {}),
  mutability: is.isReadOnly ? 'readOnly' : 'readWrite',
  returned: 'default',
  ...(parts ? {} : { uniqueness: is.isUnique ? 'server' : 'none' }),
  ...(parts ? { subAttributes: parts.map(describe) } : {}),
});

const readOnly = (...names: readonly string[]): Attribute[] => names.map((name) => ({ name, isReadOnly: true }));

const USER: readonly Attribute[] = [
  { name: 'userName', isRequired: true, isUnique: true },
  { name: 'externalId', isExact: true, isUnique: true },
  { name: 'name', parts: [{ name: 'formatted' }, { name: 'givenName' }, { name: 'familyName' }] },
  { name: 'displayName' },
  { name: 'nickName', isReadOnly: true },
  { name: 'active', type: 'boolean' },
  { name: 'emails', isMany: true, parts: [{ name: 'value' }, { name: 'type' }, { name: 'primary', type: 'boolean' }] },
  { name: 'roles', isMany: true, isReadOnly: true, parts: readOnly('value') },
  { name: 'groups', isMany: true, isReadOnly: true, parts: readOnly('value', 'display', 'type') },
];

const GROUP: readonly Attribute[] = [
  { name: 'displayName', isRequired: true, isUnique: true },
  { name: 'externalId', isExact: true },
  {
    name: 'members',
    isMany: true,
    parts: [{ name: 'value', isExact: true }, ...readOnly('display'), { name: 'type' }],
  },
];

const schemaOf = (id: string, name: string, attributes: readonly Attribute[], base: string): Description => ({
  schemas: [SCHEMA_SCHEMA],
  id,
  name,
  description: name,
  attributes: attributes.map(describe),
  meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
});

export const schemas = (base: string): Description[] => [
  schemaOf(USER_SCHEMA, 'User', USER, base),
  schemaOf(GROUP_SCHEMA, 'Group', GROUP, base),
];

/** The one of this id; refuses with `noSuchResource`. */
export function described(list: readonly Description[], id: string): Description {
  const one = list.find((description) => description.id === id);
  if (!one) throw noSuchResource();
  return one;
}
