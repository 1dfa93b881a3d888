import type { Holding } from '#platform/holdings.ts';
import { expireCases } from './cases.ts';

export const casesHolding: Holding = {
  name: 'desk-cases',
  of: 'team',
  tables: [
    ...['desk_numbers', 'desk_cases', 'desk_raw_parts', 'desk_reporters', 'desk_people', 'desk_letters'],
    ...['desk_notes', 'desk_events', 'desk_views', 'desk_facts', 'desk_pauses', 'desk_ratings', 'desk_alarms'],
    ...['desk_branches', 'desk_retests', 'desk_cves', 'desk_files', 'desk_file_parts'],
    'desk_passphrases',
  ],
  kept: 'As long as the case is open, and three years after it was closed; spam ninety days.',
  expire: expireCases,
};
