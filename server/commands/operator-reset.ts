import Type from 'typebox';
import { OperatorName } from '#contract/operators.ts';
import { resetOperator } from '#operators/accounts/accounts.ts';
import { storeCommand } from './command.ts';
import { enrolmentLink, OPERATOR, operatorTyped, printedLink } from './operator.ts';

/** The way back for who lost the app and the recovery codes, or the password. */
export const operatorReset = storeCommand({
  name: 'operator reset',
  says: 'Takes password, second factor and sign-ins from an operator, and prints a link to enrol anew.',
  declare: (command) => command.requiredOption('--name <name>', 'the name of the operator'),
  args: Type.Object({ name: OperatorName }),
  read: operatorTyped,
  async run(app, { name }) {
    const link = await app.units.open('deployment', (work) => resetOperator(work, name, OPERATOR));
    return { name, ...enrolmentLink(app, link) };
  },
  print: (made) => `Nothing of the account counts any more. Whoever opens this enrols anew:\n\n${printedLink(made)}`,
});
