/** What opens over the page, in the catalogue. */
import { type JSX, useEffect, useMemo, useState } from 'react';
import { alarm, announce } from '#parts/announce.ts';
import { Button, IconButton } from '#parts/button.tsx';
import { Key } from '#parts/chip.tsx';
import { ConfirmDialog, Dialog } from '#parts/dialog.tsx';
import { TextField } from '#parts/field.tsx';
import { moveRing } from '#parts/focus.ts';
import { keyboard } from '#parts/keyboard.ts';
import { Listbox, useListbox } from '#parts/listbox.tsx';
import { Menu, type MenuItem, useMenu } from '#parts/menu.tsx';
import { Popover } from '#parts/popover.tsx';
import { toast } from '#parts/toast.tsx';
import tip from '#parts/tooltip.module.css';
import s from './catalogue.module.css';
import { Sample } from './sample.tsx';

const deeds: MenuItem[] = [
  { label: 'Reply in thread', sign: 'reply', keys: 'T', onSelect: () => toast('A thread opens.') },
  { label: 'Edit message', sign: 'pen', keys: 'E', onSelect: () => toast('It can be edited.') },
  { label: 'Copy link', sign: 'link', keys: 'C', onSelect: () => toast('Link copied.') },
  { label: 'Mute', checked: true, onSelect: () => undefined },
  { label: 'Pin', hint: 'Only admins pin here.', disabled: true, onSelect: () => undefined },
  {
    label: 'Delete message',
    sign: 'close',
    danger: true,
    apart: true,
    onSelect: () => toast({ text: 'Message deleted.', action: { label: 'Undo', run: () => toast('It is back.') } }),
  },
];

export function Floating(): JSX.Element {
  const [open, setOpen] = useState<'plain' | 'confirm' | 'light'>();
  const close = () => setOpen(undefined);
  const { menu, context } = useMenu({ label: 'Message', items: deeds });
  useEffect(() => {
    const switcher = { keys: 'Ctrl+K', label: 'Open the switcher', group: 'Anywhere', run: () => setOpen('light') };
    const ring = { keys: 'F6', label: 'Next part of the page', group: 'Anywhere', run: () => moveRing(1) };
    const [one, two] = [keyboard.add(switcher), keyboard.add(ring)];
    return () => {
      one();
      two();
    };
  }, []);
  return (
    <Sample title="What opens">
      <div className={s.line} data-ring>
        <Button onClick={() => setOpen('plain')}>Dialog</Button>
        <Button onClick={() => setOpen('confirm')}>Confirm</Button>
        <Button onClick={() => setOpen('light')}>
          Switcher <Key>{keyboard.written('Ctrl+K')}</Key>
        </Button>
        <Menu
          label="Message"
          items={deeds}
          align="end"
          trigger={(opens) => <IconButton {...opens} sign="more" label="More" />}
        />
        <Popover label="About" trigger={(opens) => <Button {...opens}>Popover</Button>}>
          <div className={s.inside}>
            <p>Some words, and a control.</p>
            <Button>Do it</Button>
          </div>
        </Popover>
      </div>
      <div className={s.line} data-ring>
        <Button onClick={() => toast('Saved.')}>Toast</Button>
        <Button onClick={() => announce('Mei: files-07 lost its disk lease.')}>Announce</Button>
        <Button onClick={() => alarm('Not sent. The server did not answer.')}>Alarm</Button>
        <Button className={tip.tip} data-tip="Kept for 90 days">
          Tooltip
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as a row of a list */}
      <article className={s.line} tabIndex={0} {...context}>
        A row: press Shift+F10 or the right button.
      </article>
      {menu}
      {keyboard.list().map(({ keys, label }) => (
        <p key={label} className="meta">
          <Key>{keyboard.written(String(keys))}</Key> {label}
        </p>
      ))}
      {open === 'plain' && (
        <Dialog
          title="Create a channel"
          onClose={close}
          onSubmit={close}
          actions={<Button onClick={close}>Cancel</Button>}
        >
          <TextField label="Name" hint="Small letters, no spaces." />
        </Dialog>
      )}
      {open === 'confirm' && <Confirm onClose={close} />}
      {open === 'light' && <Switcher onClose={close} />}
    </Sample>
  );
}

function Confirm({ onClose }: { onClose: () => void }): JSX.Element {
  return (
    <ConfirmDialog
      title="Delete 48 211 messages in #ops-eu?"
      consequence="Everything older than 90 days leaves search, files and the live database tonight at 02:00."
      wayBack="You can cancel until 02:00. Backups keep it until 21 January 2027."
      confirm="Schedule deletion"
      danger
      typedName="ops-eu"
      onConfirm={() => Promise.resolve('The server did not answer. Nothing was deleted. Try again.')}
      onClose={onClose}
    />
  );
}

const places = ['incident-room', 'release-train', 'backend', 'design-review', 'ops-eu'];

function Switcher({ onClose }: { onClose: () => void }): JSX.Element {
  const [text, setText] = useState('');
  const items = useMemo(() => places.filter((place) => place.includes(text)), [text]);
  const choose = (place: string) => {
    onClose();
    toast(place);
  };
  const { fieldProps, list } = useListbox({ items, onChoose: choose, open: true, field: 'input' });
  return (
    <Dialog title="Switch to" light onClose={onClose}>
      <div className={s.inside}>
        <TextField
          {...fieldProps}
          label="Find or jump to"
          labelHidden
          placeholder="Find or jump to…"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Listbox list={list} label="Places" keyOf={(place) => place}>
        {(place) => place}
      </Listbox>
    </Dialog>
  );
}
