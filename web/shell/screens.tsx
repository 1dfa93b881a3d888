/** Which screen stands at which address. All but the conversation are fetched when they are first opened. */
import { type ComponentType, type JSX, lazy, Suspense, useEffect, useRef } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { focusOn } from '#parts/focus.ts';
import { Skeleton } from '#parts/skeleton.tsx';
import { ConversationScreen } from '#screens/conversation/conversation.tsx';
import { conversationPath } from '#view/addresses.ts';
import { useSelect } from '#view/workspace.tsx';
import { NotFound } from './not-found.tsx';

/** Named components of a module that is fetched when it is needed. */
function later<Name extends string>(load: () => Promise<Record<Name, () => JSX.Element>>, name: Name): ComponentType {
  return lazy(async () => ({ default: (await load())[name] as ComponentType }));
}

const screens: readonly (readonly [path: string, screen: ComponentType])[] = [
  ['/channels', later(() => import('#screens/channels/channels.tsx'), 'ChannelsScreen')],
  ['/admin', later(() => import('#screens/admin/admin.tsx'), 'AdminScreen')],
  ['/admin/:section', later(() => import('#screens/admin/admin.tsx'), 'AdminScreen')],
  ['/me/not-me/:session', later(() => import('#screens/me/me.tsx'), 'NotMeScreen')],
  ['/me/:section?', later(() => import('#screens/me/me.tsx'), 'MeScreen')],
  ['/search', later(() => import('#screens/search/search.tsx'), 'SearchScreen')],
  ['/threads', later(() => import('#screens/threads/threads.tsx'), 'ThreadsScreen')],
  ['/activity', later(() => import('#screens/activity/activity.tsx'), 'ActivityScreen')],
  ['/files', later(() => import('#screens/files/files.tsx'), 'FilesScreen')],
  ['/unread', later(() => import('#screens/unread/unread.tsx'), 'UnreadScreen')],
  ['/people', later(() => import('#screens/people/people.tsx'), 'PeopleScreen')],
  ['/desk/inbox', later(() => import('#screens/desk/desk.tsx'), 'InboxScreen')],
  ['/desk/board', later(() => import('#screens/desk/desk.tsx'), 'BoardScreen')],
  ['/desk/templates', later(() => import('#screens/desk/desk.tsx'), 'TemplatesScreen')],
  ['/desk/mails/:mail?', later(() => import('#screens/desk/desk.tsx'), 'MailsScreen')],
  ['/desk/cases/:case/:part?', later(() => import('#screens/desk/desk.tsx'), 'CaseScreen')],
  ['/drafts', later(() => import('#screens/drafts/drafts.tsx'), 'DraftsScreen')],
  ['/saved', later(() => import('#screens/saved/saved.tsx'), 'SavedScreen')],
];

/** A screen that stands, by its first heading, or as that is to be called where what it says must stay on the page. */
export interface Arrived {
  readonly path: string;
  readonly heading: string;
}

interface Props {
  onArrive(at: Arrived): void;
}

export function Screens({ onArrive }: Props): JSX.Element {
  return (
    <Suspense fallback={<Opening />}>
      <Switch>
        {screens.map(([path, Screen]) => (
          <Route key={path} path={path}>
            <Screen />
          </Route>
        ))}
        <Route path="/c/:channel/*?">
          <ConversationScreen />
        </Route>
        <Route path="/desk">
          <Redirect to="/desk/inbox" replace />
        </Route>
        <Route path="/">
          <Home />
        </Route>
        <Route>
          <NotFound />
        </Route>
      </Switch>
      <Arrival onArrive={onArrive} />
    </Suspense>
  );
}

/** Beside the screen, so that it stands when this runs. A focus that went away with what was there begins anew. */
function Arrival({ onArrive }: Props): null {
  const [path] = useLocation();
  const isFirst = useRef(true);
  useEffect(() => {
    const heading = document.querySelector<HTMLElement>('main h1');
    if (!heading) return;
    onArrive({ path, heading: heading.dataset.called ?? heading.textContent ?? '' });
    const { activeElement } = document;
    const isNowhere = activeElement === document.body || activeElement?.matches('main');
    if (isNowhere && !isFirst.current) focusOn(heading);
    isFirst.current = false;
    return heading.dataset.called === undefined
      ? undefined
      : followCalled(heading.dataset.called, (called) => onArrive({ path, heading: called }));
  }, [path, onArrive]);
  return null;
}

/** What is called by a name of its own may have it only once it is loaded, in a heading that replaces the first. */
function followCalled(first: string, onCalled: (called: string) => void): () => void {
  let last = first;
  const watcher = new MutationObserver(() => {
    const called = document.querySelector<HTMLElement>('main h1')?.dataset.called ?? last;
    if (called === last) return;
    last = called;
    onCalled(called);
  });
  watcher.observe(document.body, { subtree: true, childList: true, attributeFilter: ['data-called'] });
  return () => watcher.disconnect();
}

const Opening = (): JSX.Element => (
  <>
    <h1 className="vh">Opening</h1>
    <Skeleton label="Opening" />
  </>
);

/** Nobody is left before an empty page: the general channel is open to everybody but guests. */
function Home(): JSX.Element {
  const first = useSelect(({ conversations }) => {
    let any: string | undefined;
    for (const { channel } of conversations.values()) {
      if (channel.general) return channel.id;
      any ??= channel.id;
    }
    return any;
  });
  const isPhone = matchMedia('(max-width: 640px)').matches;
  if (first === undefined || isPhone) return <h1 className="vh">Conversations</h1>;
  return <Redirect to={conversationPath(first)} replace />;
}
