import Type, { type Static } from 'typebox';

/** Every refusal on the wire (RFC 9457), as `application/problem+json`. */
export const ProblemDocument = Type.Object(
  {
    type: Type.String({ description: 'A name for the kind of refusal: urn:wardroom:problem:<area>/<what>.' }),
    title: Type.String({ description: 'What happened and what to do; the same text each time.' }),
    status: Type.Integer(),
    instance: Type.String({ description: 'The request id; quote it when you ask the operator.' }),
    errors: Type.Optional(
      Type.Array(Type.Object({ at: Type.String({ description: 'JSON Pointer' }), says: Type.String() })),
    ),
  },
  { $id: 'Problem', additionalProperties: true },
);
export type ProblemDocument = Static<typeof ProblemDocument>;
