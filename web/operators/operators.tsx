/** The console of those who run the deployment: a document of its own, which the teams' listener does not have. */
import '#parts/theme.ts';
import '#parts/base.css';
import { type JSX, render } from 'preact';
import { Page, Sheet } from '../entrance/page.tsx';
import { EnrolPage } from './enrol.tsx';
import { Frame } from './frame.tsx';
import { Overview } from './overview.tsx';
import { People } from './people.tsx';
import { Security } from './security.tsx';
import { SignInPage } from './sign-in.tsx';
import { Teams } from './teams.tsx';

const inside: Readonly<Record<string, () => JSX.Element>> = {
  '/': Overview,
  '/teams': Teams,
  '/operators': People,
  '/security': Security,
};
const outside: Readonly<Record<string, () => JSX.Element>> = { '/signin': SignInPage, '/enrol': EnrolPage };

function here(): JSX.Element {
  const Known = inside[location.pathname];
  if (Known) {
    return (
      <Frame>
        <Known />
      </Frame>
    );
  }
  const Door = outside[location.pathname];
  return (
    <Page>
      {Door ? (
        <Door />
      ) : (
        <Sheet heading="There is nothing at this address" lead="The link may be mistyped.">
          <a href="/">Go to the console</a>
        </Sheet>
      )}
    </Page>
  );
}

const root = document.getElementById('root');
// A second link that is pasted into the same window differs behind the hash sign alone.
addEventListener('hashchange', () => location.reload());
if (root) render(here(), root);
