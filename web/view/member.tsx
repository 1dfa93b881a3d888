/** A member as screens show it: the face, and the name as it is now. */
import type { JSX } from 'react';
import type { Member } from '#contract/identity.ts';
import { Avatar, type AvatarProps } from '#parts/avatar.tsx';
import type { Api } from '#sync/api.ts';
import { useSelect, useWorkspace } from './workspace.tsx';

export const useMember = (id: string): Member | undefined => useSelect(({ members }) => members.get(id));

/** Of somebody whose name has not come yet. */
export const nameless = 'Somebody';

export function MemberFace({ id, ...rest }: { id: string } & Pick<AvatarProps, 'size' | 'presence'>): JSX.Element {
  const member = useMember(id);
  const { api } = useWorkspace();
  return <Avatar {...rest} id={id} name={member?.name ?? ''} picture={member && pictureOf(api, member)} />;
}

/** The address changes with the picture, so that it can be kept. */
function pictureOf(api: Api, { id, picture }: Member): string | undefined {
  if (picture === undefined) return undefined;
  const address = api.href(`/v1/members/${id}/picture`);
  return `${address}${address.includes('?') ? '&' : '?'}v=${encodeURIComponent(picture)}`;
}

/** Isolated, so that a name written from right to left turns nothing round it. */
export function MemberName({ id }: { id: string }): JSX.Element {
  return <bdi>{useMember(id)?.name ?? nameless}</bdi>;
}
