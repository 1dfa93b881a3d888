/** One's own pages: a section at a time, each with one sentence on what it is for. */
import type { JSX } from 'react';
import { type SectionOf, Sections } from '#view/sections.tsx';
import { Accessibility } from './accessibility.tsx';
import { Appearance } from './appearance.tsx';
import { Keyboard } from './keyboard.tsx';
import { LanguageTime } from './language-time.tsx';
import { Notifications } from './notifications.tsx';
import { Profile } from './profile.tsx';
import { Security } from './security.tsx';
import { SignOut } from './sign-out.tsx';

export { NotMeScreen } from './not-me.tsx';

const sections: Record<string, SectionOf> = {
  profile: {
    label: 'Profile',
    about: 'What the others see of you, and how they reach you.',
    Section: Profile,
  },
  notifications: {
    label: 'Notifications',
    about: 'What you are told of, and when you are left in peace.',
    Section: Notifications,
  },
  appearance: {
    label: 'Appearance',
    about: 'Colours and density on this device; your other devices keep theirs.',
    Section: Appearance,
  },
  'language-time': {
    label: 'Language and time',
    about: 'How times are written for you, and what time the others think it is where you are.',
    Section: LanguageTime,
  },
  accessibility: {
    label: 'Accessibility',
    about: 'What a screen reader is told, where the focus goes, and how lists are built, on this device.',
    Section: Accessibility,
  },
  keyboard: {
    label: 'Keyboard',
    about: 'Keys that do something, and what Enter does, on this device.',
    Section: Keyboard,
  },
  security: {
    label: 'Security',
    about: 'Who can act as you: your password, your devices and your tokens.',
    Section: Security,
  },
};

export function MeScreen(): JSX.Element {
  return <Sections label="You" base="/me" sections={sections} actions={<SignOut />} />;
}
