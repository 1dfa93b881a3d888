import { ChangePassword } from '#contract/identity.ts';
import { longRoute } from '../access/access.ts';
import { changePassword } from './change-password.ts';
import type { Passwords } from './passwords.ts';

export const passwordRoutes = (passwords: Passwords) => [
  longRoute(
    'PUT /v1/me/password',
    { may: 'signed-in', says: 'Changes your password and signs out your other devices.', body: ChangePassword },
    (units, { actor, body }) => changePassword(units, passwords, actor, body),
  ),
];
