import Type from 'typebox';
import { OperatorName } from '#contract/operators.ts';
import { enableOperator } from '#operators/accounts/accounts.ts';
import { storeCommand } from './command.ts';
import { OPERATOR, operatorTyped } from './operator.ts';

export const operatorEnable = storeCommand({
  name: 'operator enable',
  says: 'Opens the account of an operator that was disabled.',
  declare: (command) => command.requiredOption('--name <name>', 'the name of the operator'),
  args: Type.Object({ name: OperatorName }),
  read: operatorTyped,
  async run(app, { name }) {
    await app.units.open('deployment', (work) => enableOperator(work, name, OPERATOR));
    return { name };
  },
  print: () => 'The account is open again, with the password and the second factor that it had.',
});
