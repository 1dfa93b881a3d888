import Type from 'typebox';
import { OperatorName } from '#contract/operators.ts';
import { addOperator } from '#operators/accounts/accounts.ts';
import { storeCommand } from './command.ts';
import { enrolmentLink, OPERATOR, operatorTyped, printedLink } from './operator.ts';

export const operatorAdd = storeCommand({
  name: 'operator add',
  says: 'Makes an account for who runs the deployment, and prints the link by which it enrols.',
  declare: (command) => command.requiredOption('--name <name>', 'lower-case letters, digits, dot, hyphen, underscore'),
  args: Type.Object({ name: OperatorName }),
  read: operatorTyped,
  async run(app, { name }) {
    const link = await app.units.open('deployment', (work) => addOperator(work, name, OPERATOR));
    return { name, ...enrolmentLink(app, link) };
  },
  print: (made) =>
    `The account is there. Whoever opens this chooses a password and adds an app:\n\n${printedLink(made)}`,
});
