/** A crew whose organisation has a directory, and how that one speaks. */
import assert from 'node:assert/strict';
import { type MemberId, uuidOf } from '#contract/ids.ts';
import { createEgress } from '#platform/egress/egress.ts';
import { openCrew, PASSWORD } from './testing.ts';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Of the domain `harbour.example`, with a proof of the owner's that is fresh. */
export async function openDirectory() {
  const texts = new Map<string, string[]>();
  const crew = await openCrew(
    createEgress({
      ...{ opened: [], reached: () => {}, resolve: async () => [] },
      texts: async (name) => texts.get(name) ?? [],
    }),
  );
  const { owner } = crew;
  const claimed = `/v1/claimed-domains/harbour.example`;
  const { domains } = (await crew.call(`PUT ${claimed}`, owner.token)).body;
  texts.set('_wardroom.harbour.example', [domains[0].record]);
  assert.equal((await crew.call(`POST ${claimed}/proof`, owner.token, {})).status, 200);
  const addCredential = () => crew.call('POST /v1/provisioning/credentials', owner.token, { name: 'Entra ID' });
  const { credential, secret } = (await addCredential()).body;

  const scim = (line: string, body?: unknown, by: string = secret) =>
    crew.call(
      line.replace(' ', ' /scim/v2'),
      by,
      body,
      body === undefined ? {} : { 'content-type': 'application/scim+json' },
    );
  const make = (name: string, more: object = {}) =>
    scim('POST /Users', { schemas: [USER], userName: `${name}@harbour.example`, ...more });
  const find = (filter: string, more = '') => scim(`GET /Users?filter=${encodeURIComponent(filter)}${more}`);
  return {
    ...{ crew, owner, addCredential, credential, secret, scim, make, find },
    prove: () => crew.call('POST /v1/me/proof', owner.token, { password: PASSWORD }),
    patch: (at: string, ...Operations: object[]) => scim(`PATCH ${at}`, { schemas: [PATCH_OP], Operations }),
    async made(name: string, more: object = {}) {
      const answer = await make(name, more);
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
      return answer.body;
    },
    async namesOf(filter: string): Promise<string[]> {
      const answer = await find(filter);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      return answer.body.Resources.map(({ userName }: { userName: string }) => userName.split('@')[0]);
    },
    rowOf: (id: string) =>
      crew.units.open({ team: crew.team }, ({ sql }) =>
        sql.selectFrom('members').selectAll().where('id', '=', uuidOf(id)).executeTakeFirstOrThrow(),
      ),
    /** Somebody who is not the directory's, at its domain. */
    async moveIn(member: MemberId, name: string): Promise<void> {
      const email = `${name}@harbour.example`;
      await crew.units.open({ team: crew.team }, ({ sql }) =>
        sql.updateTable('members').set({ email, email_folded: email }).where('id', '=', member).execute(),
      );
    },
    signedIn: async (token: string) => (await crew.call('GET /v1/me', token)).status === 200,
  };
}
