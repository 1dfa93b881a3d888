import type { JSX } from 'react';
import { Section } from '#parts/pane.tsx';
import { AccessLog as Log } from '#view/access/access.tsx';

export function AccessLog(): JSX.Element {
  return (
    <Section
      title="Access log"
      about="Every try to come in as you, and what was denied to you: somebody else’s stands here too."
    >
      <Log />
    </Section>
  );
}
