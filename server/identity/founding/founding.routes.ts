import { CompleteSetup, LookAtSetup, Setup, SetupOwner, SetupTeam, SetupTimeZone } from '#contract/entrance.ts';
import { SignedIn } from '#contract/identity.ts';
import { longRoute } from '../access/access.ts';
import { signedInReply } from '../signed-in.routes.ts';
import { createFounding, type FoundingMeans } from './founding.ts';

/** For whoever has the link that the server printed, while there is no team. */
export function foundingRoutes(means: FoundingMeans & { readonly url: () => string }) {
  const founding = createFounding(means);
  return [
    longRoute(
      'POST /v1/setup/preview',
      { may: 'anyone', says: 'What of the first run was saved so far.', body: LookAtSetup, reply: Setup },
      (units, { body }) => founding.look(units, body.token),
    ),
    longRoute(
      'PUT /v1/setup/owner',
      { may: 'anyone', says: 'Saves who is to own the first team.', body: SetupOwner },
      (units, { body }) => founding.saveOwner(units, body),
    ),
    longRoute(
      'PUT /v1/setup/team',
      { may: 'anyone', says: 'Saves what the first team is to be called, and its address.', body: SetupTeam },
      (units, { body }) => founding.saveTeam(units, body),
    ),
    longRoute(
      'PUT /v1/setup/time-zone',
      { may: 'anyone', says: "Saves the owner's time zone.", body: SetupTimeZone },
      (units, { body }) => founding.saveTimeZone(units, body),
    ),
    longRoute(
      'POST /v1/setup/completion',
      {
        may: 'anyone',
        says: 'Makes the first team of what was saved and signs its owner in; the link is dead then.',
        body: CompleteSetup,
        reply: SignedIn,
        status: 201,
      },
      async (units, { body, origin }) =>
        signedInReply(await founding.complete(units, body.token, origin), body.as, means.url()),
    ),
  ];
}
