/** The sidebar as a member orders it: its sections from top to bottom, and what was moved into those of its own. */
import Type, { type Static } from 'typebox';
import { Uuid } from './identity.ts';

const closed = { additionalProperties: false } as const;

export const SectionName = Type.String({
  minLength: 1,
  maxLength: 60,
  pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]+$',
});
export const SidebarSection = Type.Object(
  {
    id: Type.Union([Type.Literal('channels'), Type.Literal('direct'), Uuid], {
      description: '`channels` and `direct` hold what was moved nowhere; others are of the member’s own making.',
    }),
    name: Type.Optional(SectionName),
    sort: Type.Union([Type.Literal('name'), Type.Literal('recent')], {
      description: 'By name, or by what was said last.',
    }),
  },
  closed,
);
export const SidebarPlace = Type.Object(
  { channel: Type.String({ pattern: '^[CDG][0-9A-Z]{26}$' }), section: Uuid },
  closed,
);
export const Sidebar = Type.Object({
  version: Type.Integer({ description: 'Rises with each change; 0 while nothing was changed.' }),
  sections: Type.Array(SidebarSection, { description: 'From top to bottom.' }),
  places: Type.Array(SidebarPlace, { description: 'Which conversations stand in sections of the member’s own.' }),
});
export const ArrangeSidebar = Type.Object(
  {
    basedOn: Type.Integer({ minimum: 0, description: 'The version that this device had. Another one is refused.' }),
    sections: Type.Array(SidebarSection, { minItems: 2, maxItems: 42 }),
    places: Type.Array(SidebarPlace, { maxItems: 1_000 }),
  },
  closed,
);
/** For the member's own devices. */
export const SidebarChanged = Type.Object({ kind: Type.Literal('sidebar.changed'), sidebar: Sidebar });

export type SidebarSection = Static<typeof SidebarSection>;
export type Sidebar = Static<typeof Sidebar>;
