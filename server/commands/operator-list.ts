import Type from 'typebox';
import { listOperators } from '#operators/accounts/accounts.ts';
import { storeCommand } from './command.ts';

export const operatorList = storeCommand({
  name: 'operator list',
  says: 'Names the operators, and says who has enrolled.',
  declare: (command) => command,
  args: Type.Object({}),
  read: async () => ({}),
  run: async (app) => ({ console: app.consoleUrl(), operators: await app.units.open('deployment', listOperators) }),
  print: ({ console, operators }) =>
    [
      `The console is at ${console}`,
      ...(operators.length === 0 ? ['There is no operator yet. wardroom operator add makes one.'] : []),
      ...operators.map(({ name, state, enrolledAt, lastSeenAt }) => {
        const since = enrolledAt === undefined ? 'has not enrolled yet' : `second factor since ${dayOf(enrolledAt)}`;
        return `${name}: ${state}, ${since}${lastSeenAt === undefined ? '' : `, last here ${dayOf(lastSeenAt)}`}`;
      }),
    ].join('\n'),
});

const dayOf = (at: string): string => at.slice(0, 10);
