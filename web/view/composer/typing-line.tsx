/** Who else is writing here. Not spoken: it would never end. */
import type { JSX } from 'react';
import { placeKey, type Typist } from '#sync/state.ts';
import { useSelect } from '../workspace.tsx';

const nobody: readonly Typist[] = [];

export function TypingLine({ channel, threadTs }: { channel: string; threadTs: string | undefined }): JSX.Element {
  const typists = useSelect(({ typing }) => typing.get(placeKey(channel, threadTs))) ?? nobody;
  const members = useSelect((state) => state.members);
  const names = typists.map(({ member }) => firstName(members.get(member)?.name ?? 'Somebody'));
  if (names.length === 0) return <span className="grow" />;
  return (
    <span className="grow trunc">
      {names.length > 2 ? (
        `${names.length} people are typing`
      ) : (
        <>
          <bdi>{names[0]}</bdi>
          {names.length === 2 && (
            <>
              {' and '}
              <bdi>{names[1]}</bdi>
            </>
          )}
          {names.length === 1 ? ' is typing' : ' are typing'}
        </>
      )}
    </span>
  );
}

const firstName = (name: string): string => name.split(/\s/)[0] || name;
