/** What a directory is refused, and how SCIM says so (RFC 7644, 3.12). */
import { type Problem, problem } from '#platform/problem.ts';

interface Says {
  /** SCIM's own name for the kind of error. */
  readonly scimType: string;
  /** Which attribute, operation or limit it is about; never what was sent. */
  readonly says: string;
}

export const noSuchResource = problem(
  'provisioning/no-such-resource',
  404,
  'There is nothing of this id that the directory keeps, or could keep.',
);
const filterUnreadable = problem<Says>(
  'provisioning/invalid-filter',
  400,
  'This filter is not one that is answered here. The document of the server lists what can be asked for.',
);
const pathUnreadable = problem<Says>(
  'provisioning/invalid-path',
  400,
  'The path of an operation cannot be read. Nothing was changed.',
);
const targetMissing = problem<Says>(
  'provisioning/no-target',
  400,
  'An operation does not say what it is about. Nothing was changed.',
);
const requestUnreadable = problem<Says>(
  'provisioning/invalid-syntax',
  400,
  'The request has not the form that SCIM gives it. Nothing was changed.',
);
const valueUnusable = problem<Says>(
  'provisioning/invalid-value',
  400,
  'A value is missing, or is not of the kind that the attribute takes. Nothing was changed.',
);
const notChangeable = problem<Says>(
  'provisioning/not-changeable',
  400,
  'An attribute that has to be there cannot be removed. Nothing was changed.',
);
const alreadyThere = problem<Says & { readonly existing: string }>(
  'provisioning/taken',
  409,
  'The directory keeps somebody or something of this name already. Nothing was changed.',
);
const addressElsewhere = problem<Says>(
  'provisioning/address-not-ours',
  400,
  'The address is at no domain that the team has proved to be its own. Claim the domain, or invite the person.',
);
export const tooMuchAtOnce = problem<Pick<Says, 'says'>>(
  'provisioning/too-much',
  413,
  'The request names more than is taken at once. Nothing was changed; send it in parts.',
);
export const tooFast = problem<{ retryAfterSeconds: number }>(
  'provisioning/too-fast',
  429,
  'The directory calls more often than is answered. Nothing was done; go on in a moment.',
);
export const notOffered = problem(
  'provisioning/not-offered',
  501,
  'This part of SCIM is not offered here. Send each operation by itself, for one user or group.',
);
export const tooManyGroups = problem<{ most: number }>(
  'provisioning/too-many-groups',
  409,
  'The directory keeps as many groups here as it can. Remove one first.',
);

export const invalidFilter = (says: string): Problem => filterUnreadable({ scimType: 'invalidFilter', says });
export const invalidPath = (says: string): Problem => pathUnreadable({ scimType: 'invalidPath', says });
export const noTarget = (says: string): Problem => targetMissing({ scimType: 'noTarget', says });
export const invalidSyntax = (says: string): Problem => requestUnreadable({ scimType: 'invalidSyntax', says });
export const invalidValue = (says: string): Problem => valueUnusable({ scimType: 'invalidValue', says });
export const immutable = (says: string): Problem => notChangeable({ scimType: 'mutability', says });
export const addressNotOurs = (): Problem => addressElsewhere({ scimType: 'invalidValue', says: 'emails.value' });
/** `existing`: the id of what has the name, for a directory that lost its own note of it. */
export const taken = (says: string, existing: string): Problem =>
  alreadyThere({ scimType: 'uniqueness', says, existing });

/** Refusals of the rules behind this one, in SCIM's words. */
const SCIM_TYPES: Readonly<Record<string, string>> = {
  'http/malformed-json': 'invalidSyntax',
  'http/invalid-request': 'invalidValue',
  'members/email-taken': 'uniqueness',
  'members/email-unusable': 'invalidValue',
};

export const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** `type` and `instance` are those of our own problem documents: for who looks into it, not for the directory. */
export function scimError({ code, status, title, detail }: Problem, requestId: string): object {
  const { scimType = SCIM_TYPES[code], says, existing } = detail as Partial<Says> & { existing?: string };
  const about = [...(says ? [says] : []), ...(existing ? [`existing id ${existing}`] : [])].join('; ');
  return {
    schemas: [ERROR_SCHEMA],
    status: String(status),
    ...(scimType ? { scimType } : {}),
    detail: about ? `${title} (${about})` : title,
    type: `urn:wardroom:problem:${code}`,
    instance: requestId,
  };
}
