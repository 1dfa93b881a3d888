import type { ScimShown } from '#contract/provisioning.ts';
import {
  ScimAsked,
  ScimBody,
  ScimDescription,
  ScimGroup,
  ScimGroupList,
  ScimParams,
  ScimShown as ScimShownSchema,
  ScimUser,
  ScimUserList,
} from '#contract/provisioning.ts';
import { type Dialect, type Reply, routesOf } from '#platform/http/http.ts';
import type { Units, Work } from '#platform/work.ts';
import type { Guesses } from '../guessing/guessing.ts';
import type { Welcome } from '../members/members.ts';
import type { Calls } from './calls.ts';
import { type Directory, directoryOf } from './credentials.ts';
import { described, listOf, resourceTypes, schemas, serviceConfig } from './description.ts';
import { createGroup, listGroups, patchGroup, removeGroup, replaceGroup, showGroupById } from './groups.ts';
import { createUser, type Done, listUsers, patchUser, removeUser, replaceUser, showUserById } from './people.ts';
import { notOffered, scimError } from './refusals.ts';
import { shaped } from './shape.ts';

export const SCIM_PATH = '/scim/v2';

export interface ScimMeans {
  readonly units: Units;
  readonly url: () => string;
  readonly welcome: Welcome;
  readonly calls: Calls;
  readonly guesses: Pick<Guesses, 'look' | 'wrong'>;
}

/** SCIM 2.0: spoken by a directory with a credential of its own, which opens nothing else. */
export function scimRoutes(means: ScimMeans) {
  const dialect: Dialect<Directory> = {
    below: `${SCIM_PATH}/`,
    mediaType: 'application/scim+json',
    authenticate: directoryOf(means.units, means.guesses),
    refusal: scimError,
  };
  const base = (): string => `${means.url()}${SCIM_PATH}`;
  const speak = { route: routesOf(dialect), base, ...means };
  return [
    ...userReads(speak),
    ...userChanges(speak),
    ...groupReads(speak),
    ...groupChanges(speak),
    ...descriptionRoutes(speak),
  ];
}

type Speak = ScimMeans & {
  readonly route: ReturnType<typeof routesOf<Directory>>;
  readonly base: () => string;
};

/** The answer to a change: the thing as it is now, read after the commit. */
const answered = async <T extends { readonly meta?: { readonly location?: string } }>(
  units: Units,
  { team }: Directory,
  done: Done,
  read: (work: Work, id: string) => Promise<T>,
  asked: ScimShown,
): Promise<Reply<T>> => {
  const resource = await units.open({ team }, (work) => read(work, done.id));
  return { body: shaped(resource, asked), headers: { location: resource.meta?.location ?? '' } };
};

function userReads({ route, base, calls }: Speak) {
  return [
    route(
      'GET /scim/v2/Users',
      { says: 'Members whom the directory keeps or could keep, by pages.', query: ScimAsked, reply: ScimUserList },
      async (units, { actor, query }) => {
        const { resources, total, startIndex } = await calls.read(units, actor, 'GET /Users', (work) =>
          listUsers(work, query, base()),
        );
        return listOf(
          resources.map((one) => shaped(one, query)),
          total,
          startIndex,
        );
      },
    ),
    route(
      'GET /scim/v2/Users/:id',
      { says: 'One of these members.', params: ScimParams, query: ScimShownSchema, reply: ScimUser },
      async (units, { actor, params, query }) =>
        shaped(
          await calls.read(units, actor, 'GET /Users/:id', (work) => showUserById(work, params.id, base())),
          query,
        ),
    ),
  ];
}

function userChanges({ route, base, welcome, calls }: Speak) {
  const read = (work: Work, id: string) => showUserById(work, id, base());
  return [
    route(
      'POST /scim/v2/Users',
      {
        says: 'Makes an account without a password, or takes the one that has the address.',
        query: ScimShownSchema,
        body: ScimBody,
        reply: ScimUser,
        status: 201,
      },
      async (units, { actor, body, query }) => {
        const done = await calls.change(units, actor, 'POST /Users', (work) => createUser(work, welcome, actor, body));
        return await answered(units, actor, done, read, query);
      },
    ),
    route(
      'PUT /scim/v2/Users/:id',
      {
        says: 'Changes a member to what is said; what is not said stays.',
        params: ScimParams,
        query: ScimShownSchema,
        body: ScimBody,
        reply: ScimUser,
      },
      async (units, { actor, params, body, query }) => {
        const done = await calls.change(units, actor, 'PUT /Users/:id', (work) =>
          replaceUser(work, actor, params.id, body),
        );
        return await answered(units, actor, done, read, query);
      },
    ),
    route(
      'PATCH /scim/v2/Users/:id',
      {
        says: 'Changes a member by operations, all of them or none.',
        params: ScimParams,
        query: ScimShownSchema,
        body: ScimBody,
        reply: ScimUser,
      },
      async (units, { actor, params, body, query }) => {
        const done = await calls.change(units, actor, 'PATCH /Users/:id', (work) =>
          patchUser(work, actor, params.id, body),
        );
        return await answered(units, actor, done, read, query);
      },
    ),
    route(
      'DELETE /scim/v2/Users/:id',
      { says: 'Closes an account: every device and token of the member stops working at once.', params: ScimParams },
      async (units, { actor, params }) => {
        await calls.change(units, actor, 'DELETE /Users/:id', (work) => removeUser(work, welcome, actor, params.id));
      },
    ),
  ];
}

function groupReads({ route, base, calls }: Speak) {
  return [
    route(
      'GET /scim/v2/Groups',
      { says: 'The groups of the directory, by pages.', query: ScimAsked, reply: ScimGroupList },
      async (units, { actor, query }) => {
        const { resources, total, startIndex } = await calls.read(units, actor, 'GET /Groups', (work) =>
          listGroups(work, query, base()),
        );
        return listOf(
          resources.map((one) => shaped(one, query)),
          total,
          startIndex,
        );
      },
    ),
    route(
      'GET /scim/v2/Groups/:id',
      { says: 'One of these groups.', params: ScimParams, query: ScimShownSchema, reply: ScimGroup },
      async (units, { actor, params, query }) =>
        shaped(
          await calls.read(units, actor, 'GET /Groups/:id', (work) => showGroupById(work, params.id, query, base())),
          query,
        ),
    ),
  ];
}

function groupChanges({ route, base, welcome, calls }: Speak) {
  return [
    route(
      'POST /scim/v2/Groups',
      {
        says: 'Makes a group; it gives no role before an owner says so.',
        query: ScimShownSchema,
        body: ScimBody,
        reply: ScimGroup,
        status: 201,
      },
      async (units, { actor, body, query }) => {
        const done = await calls.change(units, actor, 'POST /Groups', (work) =>
          createGroup(work, welcome, actor, body),
        );
        return await answered(units, actor, done, (work, id) => showGroupById(work, id, query, base()), query);
      },
    ),
    route(
      'PUT /scim/v2/Groups/:id',
      {
        says: 'Changes a group to what is said; what is not said stays.',
        params: ScimParams,
        query: ScimShownSchema,
        body: ScimBody,
        reply: ScimGroup,
      },
      async (units, { actor, params, body, query }) => {
        const done = await calls.change(units, actor, 'PUT /Groups/:id', (work) =>
          replaceGroup(work, welcome, actor, params.id, body),
        );
        return await answered(units, actor, done, (work, id) => showGroupById(work, id, query, base()), query);
      },
    ),
    route(
      'PATCH /scim/v2/Groups/:id',
      { says: 'Changes a group by operations, all of them or none.', params: ScimParams, body: ScimBody },
      async (units, { actor, params, body }) => {
        await calls.change(units, actor, 'PATCH /Groups/:id', (work) =>
          patchGroup(work, welcome, actor, params.id, body),
        );
      },
    ),
    route(
      'DELETE /scim/v2/Groups/:id',
      { says: 'Removes a group; its members lose the role that it gave.', params: ScimParams },
      async (units, { actor, params }) => {
        await calls.change(units, actor, 'DELETE /Groups/:id', (work) => removeGroup(work, welcome, actor, params.id));
      },
    ),
  ];
}

function descriptionRoutes({ route, base }: Speak) {
  const says = 'What the service says of itself.';
  const one = { says, params: ScimParams, reply: ScimDescription };
  const all = { says, reply: ScimDescription };
  const nothing = async (): Promise<never> => {
    throw notOffered();
  };
  return [
    route('GET /scim/v2/ServiceProviderConfig', all, async () => serviceConfig(base())),
    route('GET /scim/v2/ResourceTypes', all, async () => {
      const types = resourceTypes(base());
      return listOf(types, types.length, 1);
    }),
    route('GET /scim/v2/ResourceTypes/:id', one, async (_units, { params }) =>
      described(resourceTypes(base()), params.id),
    ),
    route('GET /scim/v2/Schemas', all, async () => {
      const list = schemas(base());
      return listOf(list, list.length, 1);
    }),
    route('GET /scim/v2/Schemas/:id', one, async (_units, { params }) => described(schemas(base()), params.id)),
    route('GET /scim/v2/Me', { says: 'Not offered: a directory is no member.' }, nothing),
    route('POST /scim/v2/Bulk', { says: 'Not offered: one request does one thing.', body: ScimBody }, nothing),
  ];
}
