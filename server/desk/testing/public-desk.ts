/** A team with a security desk, behind the whole server, for the tests of this room. */
import assert from 'node:assert/strict';
import type { DeskPolicy } from '#contract/desk-policy.ts';
import { proposedPolicy } from '#contract/desk-policy-words.ts';
import type { ScheduledJob } from '#platform/jobs/jobs.ts';
import { until } from '#platform/testing/waiting.ts';
import { type Answer, type Caller, createTestApp, type Given, type TestMember } from '../../../tests/app.ts';

export const POLICY: DeskPolicy = { ...proposedPolicy('security@kestrel.example'), languages: ['en', 'de'] };

export interface Document {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly bytes: Buffer;
  readonly headers: Headers;
}

export async function openDesk(now = new Date('2026-03-01T10:00:00.500Z'), given: Omit<Given, 'now'> = {}) {
  const app = await createTestApp({ now, ...given });
  const team = await app.createTestTeam();
  const device = async (member: TestMember): Promise<Caller> => app.call((await app.signIn(member)).value);
  const owner = await device(team.owner);
  const get = async (path: string, init: RequestInit = {}): Promise<Document> => {
    const answer = await fetch(`${app.base}${path}`, init);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const type = answer.headers.get('content-type') ?? '';
    return { status: answer.status, type, text: bytes.toString(), bytes, headers: answer.headers };
  };
  const done = (answer: Answer) => {
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body;
  };
  /** The text that says so; it is written in a job, right after what it tells of. */
  const securityText = async (says: RegExp, at = ''): Promise<string> => {
    let text = '';
    await until(`A security.txt that says ${says}`, async () => {
      ({ text } = await get(`${at}/.well-known/security.txt`));
      return says.test(text);
    });
    return text;
  };
  const job = (name: string): ScheduledJob => {
    const found = app.app.rooms.flatMap(({ jobs }) => jobs).find((one) => one.name === name);
    assert.ok(found && 'schedule' in found, name);
    return found;
  };
  return {
    ...{ ...app, team, device, owner, get, done, securityText },
    run: (name: string) => job(name).run(app.app.units, AbortSignal.timeout(30_000)),
    publish: async (policy: DeskPolicy = POLICY, after = 0, by = owner) =>
      done(await by.put('/v1/desk/policy', { after, policy })),
    makeKey: async (replaces?: string) => done(await owner.post('/v1/desk/keys', replaces ? { replaces } : {})),
    /** Asserts that the call is refused so, and that nothing of it is left. */
    async refuses(code: string, call: () => Promise<Answer>): Promise<void> {
      const before = await app.traces();
      const { body } = await call();
      assert.equal(body.type, `urn:wardroom:problem:${code}`, JSON.stringify(body));
      assert.deepEqual(await app.traces(), before);
    },
    auditKinds: async (): Promise<string[]> => {
      const entries = await app.app.units.open({ team: team.id }, ({ sql }) =>
        sql.selectFrom('audit_entries').select('kind').orderBy('index').execute(),
      );
      return entries.map(({ kind }) => kind).filter((kind) => kind.startsWith('desk'));
    },
  };
}
