/** Texts of messages and emoji in the catalogue. */
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Popover } from '#parts/popover.tsx';
import { EmojiPicker } from '#view/emoji/emoji.tsx';
import { type Lookup, MessageText } from '#view/message-text/message-text.tsx';
import { Sample } from './sample.tsx';

const dara = 'U01ARZ3NDEKTSV4RRFFQ69G5FAV';
const mei = 'U01ARZ3NDEKTSV4RRFFQ69G5FAW';
const room = 'C01ARZ3NDEKTSV4RRFFQ69G5FAV';
const circle = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4.5" cy="4.5" r="4"/></svg>';
const shipit = `data:image/svg+xml,${encodeURIComponent(circle)}`;

const lookup: Lookup = {
  member: (id) =>
    id === dara ? { name: 'Dara', self: true } : id === mei ? { name: 'Mei Rao', href: '#mei' } : undefined,
  channel: (id) => (id === room ? { name: 'backend', href: '#backend' } : undefined),
  group: () => ({ name: 'on-call' }),
  emojiImage: (name) => (name === 'shipit_now' ? shipit : undefined),
};

const texts = [
  `<@${dara}> **files-07** lost its _disk lease_, ~~drained~~ moved to \`08\`.`,
  `Ask <@${mei}> in <#${room}> :eyes: :shipit_now: :nope:`,
  ':tada: 👍🏽',
  '> It was the TTL.\n> I am sure.\nWas it?\n\n1. Drain\n2. Move\n   - the lease\n   - the alarm',
  '- [x] Postmortem\n- [ ] Owners',
  '```ts\n// An edge that waits\nconst ttlMs = 30_000;\nexport const renew = (lease: string) => put(lease);\n```',
  '|edge|p99|errors|\n|:--|--:|--:|\n|eu-2|11.4 s|3 %|\n|us-1|0.2 s|0 %|',
  'https://example.com/a_(b). [bank.example](https://evil.example/x) `a\u202eb` <!here> عمر: שלום',
];

export function Texts(): JSX.Element {
  const [picked, setPicked] = useState('');
  return (
    <Sample title="Texts">
      {texts.map((text) => (
        <MessageText key={text} text={text} lookup={lookup} />
      ))}
      <Popover label="Emoji" side="above" trigger={(opens) => <Button {...opens}>Pick an emoji {picked}</Button>}>
        {(close) => (
          <EmojiPicker
            custom={[{ name: 'shipit_now', image: shipit }]}
            onPick={({ name, sign }) => {
              setPicked(sign ?? name);
              close();
            }}
          />
        )}
      </Popover>
    </Sample>
  );
}
