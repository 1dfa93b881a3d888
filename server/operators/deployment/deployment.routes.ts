import { CheckList, DeploymentState, OperatorList } from '#contract/operators.ts';
import type { Clock } from '#platform/clock.ts';
import { longRoute, route } from '../access/access.ts';
import { listOperators } from '../accounts/accounts.ts';
import { createChecks, type Deployment, lookAtDeployment } from './deployment.ts';

export const deploymentRoutes = (deployment: Deployment, clock: Clock) => {
  const checks = createChecks(deployment, clock);
  return [
    longRoute(
      'GET /v1/operator/deployment',
      { may: 'deployment.read', says: 'How the deployment is, in numbers.', reply: DeploymentState },
      (units) => lookAtDeployment(units, deployment),
    ),
    longRoute(
      'GET /v1/operator/checks',
      { may: 'deployment.read', says: 'What the measurements behind our claims found.', reply: CheckList },
      async (units) => ({ checks: [...(await checks(units))] }),
    ),
    route(
      'GET /v1/operator/operators',
      { may: 'operators.read', says: 'Who the operators are.', reply: OperatorList },
      async (work) => ({ operators: await listOperators(work) }),
    ),
  ];
};
