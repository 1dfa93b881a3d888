import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { JSX } from 'react';
import type { NotificationPreferences } from '#contract/notifications.ts';
import { RadioGroup, Switch } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { useKept } from '#view/kept.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { Differing } from './differing.tsx';
import { DoNotDisturb } from './do-not-disturb.tsx';
import { Keywords } from './keywords.tsx';
import { QuietHours } from './quiet-hours.tsx';
import { ThisBrowser } from './this-browser.tsx';

export function Notifications(): JSX.Element {
  const notifications = useSelect((state) => state.notifications);
  if (!notifications) return <Skeleton label="Loading your notifications" shape="lines" />;
  return (
    <>
      <DoNotDisturb until={notifications.doNotDisturbUntil} />
      <What notifications={notifications} />
      <Keywords stored={notifications.keywords} />
      <QuietHours stored={notifications.quietHours} />
      <ThisBrowser previews={notifications.previews} />
      <Mail />
      <Differing />
    </>
  );
}

type Level = 'all' | 'mentions' | 'nothing';

function What({ notifications }: { notifications: NotificationPreferences }): JSX.Element {
  const { changeNotifications } = useWorkspace();
  const [level, keepLevel] = useKept(notifications.level as Level, (to) => changeNotifications({ level: to }));
  const [threads, keepThreads] = useKept(notifications.threads, (to) => changeNotifications({ threads: to }));
  const [everybody, keepEverybody] = useKept(notifications.everybody, (to) => changeNotifications({ everybody: to }));
  return (
    <Section title="What you are told of" about="Everywhere, except where you chose otherwise for a conversation.">
      <RadioGroup
        label="Tell me of"
        value={level}
        onChange={keepLevel}
        options={[
          { value: 'all', label: 'Every message' },
          {
            value: 'mentions',
            label: 'What is meant for me',
            hint: 'Direct messages, your name, your groups and your keywords.',
          },
          { value: 'nothing', label: 'Nothing' },
        ]}
      />
      <Switch
        label="Replies in threads that I follow"
        hint="You follow a thread when you write in it or are named there."
        checked={threads}
        onChange={({ target }) => keepThreads(target.checked)}
      />
      <Switch
        label="@here and @channel"
        hint="When somebody calls everybody in a channel."
        checked={everybody}
        onChange={({ target }) => keepEverybody(target.checked)}
      />
    </Section>
  );
}

type Frequency = 'soon' | 'hourly' | 'daily' | 'never';

function Mail(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ['mail notices'],
    queryFn: ({ signal }) => api.call('GET /v1/me/mail-notices', { signal }),
  });
  const [frequency, keep] = useKept<Frequency | undefined>(data?.frequency, async (to) => {
    if (to === undefined) return;
    await api.call('PUT /v1/me/mail-notices', { body: { frequency: to } });
    queries.setQueryData(['mail notices'], { frequency: to });
  });
  return (
    <Section
      title="Mail"
      about="What is meant for you and still unread is named in a mail, once. What was written is not in it."
    >
      <RadioGroup
        label="Mail me"
        value={frequency}
        onChange={keep}
        options={[
          { value: 'soon', label: 'After 15 minutes' },
          { value: 'hourly', label: 'After an hour' },
          { value: 'daily', label: 'After a day' },
          { value: 'never', label: 'Never' },
        ]}
      />
    </Section>
  );
}
