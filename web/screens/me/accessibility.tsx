import type { JSX } from 'react';
import { RadioGroup, Switch } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { announcementsHabit, openingHabit, plainListHabit } from '#view/habit.ts';

export function Accessibility(): JSX.Element {
  const announcements = announcementsHabit.use();
  const opening = openingHabit.use();
  const isPlain = plainListHabit.use() === 'on';
  return (
    <>
      <Section
        title="Announcements"
        about="What a screen reader says by itself. Many at once are told as a number; what could not be sent, always."
      >
        <RadioGroup
          label="Announce"
          value={announcements}
          onChange={announcementsHabit.set}
          options={[
            {
              value: 'all',
              label: 'New messages here, and mentions',
              hint: 'All messages of the conversation that is open, and from the others what is meant for you.',
            },
            { value: 'mentions', label: 'Mentions', hint: 'What is meant for you, wherever it is written.' },
            { value: 'off', label: 'No messages' },
          ]}
        />
      </Section>
      <Section title="Opening a conversation" about="On a touch screen it is always the heading.">
        <RadioGroup
          label="The focus goes to"
          value={opening}
          onChange={openingHabit.set}
          options={[
            { value: 'composer', label: 'the field for writing' },
            { value: 'heading', label: 'the heading', hint: 'You hear where you are before you write.' },
          ]}
        />
      </Section>
      <Section title="Lists of messages" about="For readers with a cursor of their own, which goes through the page.">
        <Switch
          label="Plain list"
          hint="Every message that was loaded stays in the page. Long conversations become slower."
          checked={isPlain}
          onChange={({ target }) => plainListHabit.set(target.checked ? 'on' : 'off')}
        />
      </Section>
    </>
  );
}
