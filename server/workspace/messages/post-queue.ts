import type { TeamId } from '#contract/ids.ts';
import type { Message } from '#contract/workspace.ts';
import { limits } from '#platform/limits.ts';
import { Problem, problem } from '#platform/problem.ts';
import type { Units } from '#platform/work.ts';
import { type Outcome, type Post, postMessages } from './post.ts';

export const postsWaiting = problem(
  'messages/too-many-waiting',
  503,
  'Too many messages are being posted at this moment. Nothing was lost; send it again shortly.',
);

export interface PostQueue {
  /** Resolves when the message is durable; rejects with the refusal. */
  post(units: Units, post: Post): Promise<Message>;
}

interface Waiting {
  readonly post: Post;
  readonly answer: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
}

/** Groups posts per team: while one group commits, the next one gathers; whoever comes alone waits for nobody. */
export function createPostQueue(): PostQueue {
  const queues = new Map<TeamId, Waiting[]>();

  const drain = async (units: Units, team: TeamId, waiting: Waiting[]): Promise<void> => {
    while (waiting.length > 0) await postGroup(units, team, waiting.splice(0, limits.messages.batchMax));
    queues.delete(team);
  };

  return {
    post(units, post) {
      return new Promise((resolve, reject) => {
        const answer = (outcome: Outcome): void =>
          outcome.kind === 'posted' ? resolve(outcome.message) : reject(outcome.problem);
        const { team } = post.actor;
        const waiting = queues.get(team);
        if (waiting) {
          if (waiting.length >= limits.messages.queueMax) reject(postsWaiting());
          else waiting.push({ post, answer, fail: reject });
          return;
        }
        const started: Waiting[] = [{ post, answer, fail: reject }];
        queues.set(team, started);
        // What arrived in the same tick of the event loop goes into the first group.
        setImmediate(() => void drain(units, team, started));
      });
    },
  };
}

async function postGroup(units: Units, team: TeamId, group: readonly Waiting[]): Promise<void> {
  try {
    const outcomes = await units.open({ team }, (work) =>
      postMessages(
        work,
        team,
        group.map(({ post }) => post),
      ),
    );
    for (const [at, outcome] of outcomes.entries()) group[at]?.answer(outcome);
  } catch (error) {
    // A fault may come from one post: alone, each gets its own answer. A refusal (no database) concerns all alike.
    if (error instanceof Problem || group.length === 1) for (const { fail } of group) fail(error);
    else for (const one of group) await postGroup(units, team, [one]);
  }
}
