/** Desks with people and cases, for the tests of this room. */
import { DUTIES, type Duty, EMBARGO_TERMS } from '#contract/desk-cases.ts';
import type { CaseId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import type { Work } from '#platform/work.ts';
import { openTestWorkspace, type TestTeam, type TestWorkspace } from '#workspace/testing/testing.ts';
import { addPerson, assignCase, enterCase, type Opened, openReport, type Understood } from '../cases/cases.ts';
import { giveDuty } from '../roster/roster.ts';

export interface TestDesk {
  readonly team: TestTeam;
  readonly run: TestTeam['run'];
  /** Owner of the team, who is not at the desk. */
  readonly owner: Actor;
  readonly ada: Actor;
  /** Another coordinator. */
  readonly bob: Actor;
  readonly triager: Actor;
  /** In no case until she is asked. */
  readonly fixer: Actor;
  readonly outsider: Actor;
  report(understood?: Understood, raw?: string): Promise<Opened>;
  /** A case that Ada is in and coordinates. */
  owned(understood?: Understood): Promise<CaseId>;
  enter(actor: Actor, id: CaseId): Promise<void>;
  /** Ada asks her in, and she accepts the terms. */
  bringFixer(id: CaseId): Promise<void>;
}

export const TERMS = EMBARGO_TERMS.version;

export interface TestDesks extends TestWorkspace {
  desk(): Promise<TestDesk>;
}

export async function openTestDesks(): Promise<TestDesks> {
  const workspace = await openTestWorkspace();
  return { ...workspace, desk: () => newDesk(workspace) };
}

async function newDesk(workspace: TestWorkspace): Promise<TestDesk> {
  const team = await workspace.team();
  const { run, owner } = team;
  const atDesk = async (duty: Duty): Promise<Actor> => {
    const person = await team.person();
    await run((work) => giveDuty(work, owner, person.member, duty));
    return person;
  };
  const [triagerDuty, coordinatorDuty] = DUTIES;
  const [ada, bob, triager] = [await atDesk(coordinatorDuty), await atDesk(coordinatorDuty), await atDesk(triagerDuty)];
  const [fixer, outsider] = [await team.person(), await team.person()];
  const report: TestDesk['report'] = (understood = { title: 'Search shows too much' }, raw = 'Steps to reproduce') =>
    run((work) => openReport(work, team.id, { raw: Buffer.from(raw), source: 'web', understood }));
  const enter = (actor: Actor, id: CaseId): Promise<void> =>
    run((work) => enterCase(work, actor, id, { terms: TERMS, reason: 'On duty this week' }));
  return {
    ...{ team, run, owner, ada, bob, triager, fixer, outsider, report, enter },
    async owned(understood) {
      const { id } = await report(understood);
      await enter(ada, id);
      await run((work) => assignCase(work, ada, id, { coordinator: ada.member, reason: 'I know this part' }));
      return id;
    },
    async bringFixer(id) {
      const wanted = { member: fixer.member, part: 'fixer', reason: 'Wrote the search' } as const;
      await run((work) => addPerson(work, ada, id, wanted));
      await run((work: Work) => enterCase(work, fixer, id, { terms: TERMS }));
    },
  };
}
