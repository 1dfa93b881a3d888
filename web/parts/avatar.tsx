/** The face beside a name: a picture, or initials on a tint. Decoration, because the name stands beside it. */
import { type JSX, useState } from 'react';
import s from './avatar.module.css';
import { initials, tintOf } from './initials.ts';

export interface AvatarProps {
  /** Decides the tint. */
  id: string;
  name: string;
  picture?: string | undefined;
  size?: 'row' | 'small' | 'large' | undefined;
  /** A filled dot, or a ring; none where it is not known. */
  presence?: 'active' | 'away' | undefined;
  /** Instead of initials, such as the number of people in a group. */
  text?: string | undefined;
}

export function Avatar({ id, name, picture, size = 'row', presence, text }: AvatarProps): JSX.Element {
  // A picture that is gone leaves the initials.
  const [gone, setGone] = useState<string>();
  const shown = picture !== undefined && picture !== gone;
  return (
    <span className={`${s.avatar} ${s[size]} ${s[`tint${tintOf(id)}`]}`} aria-hidden="true">
      {shown ? (
        <img src={picture} alt="" loading="lazy" decoding="async" draggable={false} onError={() => setGone(picture)} />
      ) : (
        (text ?? initials(name))
      )}
      {presence && <i className={presence === 'active' ? s.active : s.away} />}
    </span>
  );
}
