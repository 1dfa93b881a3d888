/** What a message shows of the pages that it links to. The host is always told, because a title may say anything. */
import type { JSX } from 'react';
import type { Message } from '#contract/workspace.ts';
import { IconButton } from '#parts/button.tsx';
import { attempt } from '../attempt.ts';
import { useSelect, useWorkspace } from '../workspace.tsx';
import s from './attached.module.css';

type Card = NonNullable<Message['cards']>[number];

export function LinkCards({ message, cards }: { message: Message; cards: readonly Card[] }): JSX.Element {
  const isMine = useSelect(({ me }) => me === message.author);
  return (
    <>
      {cards.map((card) => (
        <LinkCard key={card.id} card={card} message={message} isMine={isMine} />
      ))}
    </>
  );
}

function LinkCard({ card, message, isMine }: { card: Card; message: Message; isMine: boolean }): JSX.Element | null {
  const { api } = useWorkspace();
  const host = hostOf(card.url);
  if (host === undefined) return null;
  const params = { channel: message.channel, ts: message.ts, card: String(card.id) };
  const remove = () => attempt(api.call('DELETE /v1/channels/:channel/messages/:ts/cards/:card', { params }));
  return (
    <div className={`${s.card} ${s.link}`}>
      <div className="grow">
        <div className="meta">
          {card.site && (
            <>
              <bdi>{card.site}</bdi> ·{' '}
            </>
          )}
          {host}
        </div>
        <a className={s.name} href={card.url} target="_blank" rel="noreferrer noopener">
          <bdi>{card.title}</bdi>
        </a>
        {card.description && <p className={s.about}>{card.description}</p>}
      </div>
      {isMine && (
        <IconButton sign="close" label="Remove this card" className={s.remove} onClick={() => void remove()} />
      )}
    </div>
  );
}

/** Undefined for what is no page of the web. */
function hostOf(address: string): string | undefined {
  const parsed = URL.parse(address);
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed.host : undefined;
}
