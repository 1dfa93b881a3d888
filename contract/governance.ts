import Type from 'typebox';
import { PageSize, Time } from './identity.ts';
import { MemberIdSchema } from './ids.ts';

export const AuditQuery = Type.Object(
  {
    before: Type.Optional(Type.Integer({ minimum: 0, description: 'Only entries with a smaller index.' })),
    kind: Type.Optional(Type.String({ pattern: '^[a-z.-]{1,80}$', description: 'Such as channel.archived.' })),
    member: Type.Optional(MemberIdSchema),
    limit: Type.Optional(PageSize),
  },
  { additionalProperties: false },
);
export const AuditEntry = Type.Object({
  index: Type.Integer(),
  at: Type.Optional(Time),
  kind: Type.Optional(Type.String()),
  actor: Type.Optional(Type.String({ description: 'member:<uuid>, operator, system or nobody.' })),
  object: Type.Optional(Type.String({ description: '<kind>:<uuid>' })),
  details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export const AuditPage = Type.Object({
  entries: Type.Array(AuditEntry, { description: 'Newest first. One with an index alone was erased.' }),
  next: Type.Optional(Type.Integer()),
});
export const AuditCheckpoint = Type.Object({
  note: Type.Optional(Type.String({ description: 'The last signed checkpoint (C2SP); keep it to catch a cut log.' })),
  verifierKey: Type.String({ description: 'Verifies the checkpoints of this log (vkey).' }),
});
