/** Emoji of everybody and of the team, by the one code that crosses the wire: a name, its tone, or the sign itself. */
import { type JSX, useMemo } from 'react';
import type { EmojiList } from '#contract/vocabulary.ts';
import type { Api } from '#sync/workspace.ts';
import { EmojiSign } from './emoji/emoji.tsx';
import { useSelect, useWorkspace } from './workspace.tsx';

const toned = /::skin-tone-([2-6])$/;

/** "white check mark", for labels. */
export const emojiWord = (code: string): string => code.replace(toned, '').replaceAll('_', ' ');

export function TeamEmoji({ code }: { code: string }): JSX.Element {
  const { api } = useWorkspace();
  const own = useSelect((state) => state.emoji);
  const name = code.replace(toned, '');
  const [, tone] = toned.exec(code) ?? [];
  const found = target(own, name);
  return (
    <EmojiSign
      name={found.name}
      tone={tone === undefined ? undefined : Number(tone)}
      image={found.isImage ? imageOf(api, found.name) : undefined}
    />
  );
}

/** The address of the image of one of the team's own. */
export const imageOf = (api: Api, name: string): string => api.href(`/v1/emoji/${encodeURIComponent(name)}/image`);

/** What a name stands for: another name may be meant by it. */
export function target(list: EmojiList | undefined, name: string): { name: string; isImage: boolean } {
  const found = list?.emoji?.find((one) => one.name === name);
  if (found?.aliasOf === undefined) return { name, isImage: found !== undefined };
  return { name: found.aliasOf, isImage: list?.emoji?.some((one) => one.name === found.aliasOf) ?? false };
}

/** The team's own images, for the picker. */
export function useOwnEmoji(): readonly { name: string; image: string }[] {
  const { api } = useWorkspace();
  const own = useSelect((state) => state.emoji);
  return useMemo(
    () =>
      (own?.emoji ?? []).flatMap(({ name }) => {
        const meant = target(own, name);
        return meant.isImage ? [{ name, image: imageOf(api, meant.name) }] : [];
      }),
    [api, own],
  );
}
