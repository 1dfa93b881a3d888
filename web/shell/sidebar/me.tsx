/** Oneself at the foot of the list: what one says of oneself, and the way to one's own pages. */
import { type JSX, lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { Avatar } from '#parts/avatar.tsx';
import { Icon } from '#parts/icon.tsx';
import { TeamEmoji } from '#view/team-emoji.tsx';
import { useSelect } from '#view/workspace.tsx';
import styles from './sidebar.module.css';

const StatusDialog = lazy(async () => ({ default: (await import('#view/status/status.tsx')).StatusDialog }));

export function Me(): JSX.Element {
  const me = useSelect(({ me, members }) => (me === undefined ? undefined : members.get(me)));
  const status = useSelect((state) => state.status);
  const connection = useSelect(({ connection }) => connection.kind);
  const [isChanging, setChanging] = useState(false);
  return (
    <div className={styles.me}>
      <button type="button" className={styles.self} title="Set a status" onClick={() => setChanging(true)}>
        <Avatar
          id={me?.id ?? ''}
          name={me?.name ?? ''}
          size="small"
          presence={connection === 'online' ? 'active' : 'away'}
        />
        <span className="grow trunc">
          <bdi>{me?.name}</bdi> <span className="vh">Set a status</span>
          {status && (
            <span className="meta">
              {status.emoji && <TeamEmoji code={status.emoji} />} {status.text}
            </span>
          )}
        </span>
      </button>
      <Link
        className={styles.own}
        href="/me/profile"
        aria-label="Preferences and account"
        title="Preferences and account"
      >
        <Icon sign="admin" small />
      </Link>
      <Suspense>{isChanging && <StatusDialog onClose={() => setChanging(false)} />}</Suspense>
    </div>
  );
}
