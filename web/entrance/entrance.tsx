/** What is seen before one is signed in: first run, sign-in, invitations, links that came by mail. */
import '#parts/theme.ts';
import '#parts/base.css';
import { type JSX, render } from 'preact';
import { placeAt } from './addresses.ts';
import { Choose } from './choose.tsx';
import { EmailPage } from './email.tsx';
import { FinishPage } from './finish.tsx';
import { ClaimPage, InvitePage, JoinPage } from './joining.tsx';
import { KeepFactorPage } from './keep-factor.tsx';
import { Page, Sheet } from './page.tsx';
import { ResetPage } from './reset.tsx';
import { SetupPage } from './setup.tsx';
import { SignInPage } from './sign-in.tsx';
import { SsoPage } from './sso.tsx';

function here(): JSX.Element {
  const place = placeAt(location.pathname);
  switch (place?.page) {
    case 'choose':
      return <Choose />;
    case 'setup':
      return <SetupPage />;
    case 'signin':
      return <SignInPage slug={place.slug} />;
    case 'finish':
      return <FinishPage slug={place.slug} />;
    case 'keep-factor':
      return <KeepFactorPage slug={place.slug} />;
    case 'invite':
      return <InvitePage slug={place.slug} />;
    case 'claim':
      return <ClaimPage slug={place.slug} />;
    case 'email':
      return <EmailPage slug={place.slug} />;
    case 'reset':
      return <ResetPage slug={place.slug} />;
    case 'sso':
      return <SsoPage slug={place.slug} provider={place.provider} />;
    case 'join':
      return <JoinPage slug={place.slug} />;
    default:
      return (
        <Sheet heading="There is nothing at this address" lead="The link may be mistyped, or what it led to is gone.">
          <a href="/">Go to the entrance</a>
        </Sheet>
      );
  }
}

const root = document.getElementById('root');
// A second link that is pasted into the same window differs behind the hash sign alone.
addEventListener('hashchange', () => location.reload());
if (root) render(<Page>{here()}</Page>, root);
