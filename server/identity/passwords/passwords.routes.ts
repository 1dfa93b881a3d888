import { BrowserCookies, ChangePassword } from '#contract/identity.ts';
import { longRoute } from '../access/access.ts';
import { changePassword } from './change-password.ts';
import type { OwnPasswordMeans } from './passwords.ts';

export const passwordRoutes = (means: OwnPasswordMeans) => [
  longRoute(
    'PUT /v1/me/password',
    {
      may: 'signed-in',
      scope: 'none',
      says: 'Changes your password and signs out your other devices.',
      body: ChangePassword,
      headers: BrowserCookies,
    },
    (units, { actor, body, headers, origin }) => changePassword(units, means, actor, body, { ...origin, ...headers }),
  ),
];
