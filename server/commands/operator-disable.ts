import Type from 'typebox';
import { OperatorName } from '#contract/operators.ts';
import { disableOperator } from '#operators/accounts/accounts.ts';
import { storeCommand } from './command.ts';
import { OPERATOR, operatorTyped } from './operator.ts';

export const operatorDisable = storeCommand({
  name: 'operator disable',
  says: 'Closes the account of an operator and ends its sign-ins; enable opens it again.',
  declare: (command) => command.requiredOption('--name <name>', 'the name of the operator'),
  args: Type.Object({ name: OperatorName }),
  read: operatorTyped,
  async run(app, { name }) {
    await app.units.open('deployment', (work) => disableOperator(work, name, OPERATOR));
    return { name };
  },
  print: () => 'The account opens nothing any more, and its sign-ins have ended.',
});
