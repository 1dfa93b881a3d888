import type { SamlDescription } from '#contract/sso.ts';
import type { Egress, EgressPolicy } from '#platform/egress/egress.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import { readDescription, SamlRefusal } from '../saml/saml.ts';

export const metadataUnread = problem<{ says: string }>(
  'sso/metadata-unread',
  422,
  'This is no metadata of a provider that Wardroom can use. Nothing was changed.',
);

const POLICY: EgressPolicy = {
  purpose: 'sso',
  plain: false,
  redirectsMax: 0,
  wholeMs: limits.sso.wholeMs,
  bytesMax: limits.saml.messageBytesMax,
  longer: 'refuse',
};

/** What the metadata says, given as a text or by the address where it lies. Refuses with `metadataUnread`. */
export async function readMetadata(
  egress: Egress,
  from: { readonly xml: string } | { readonly url: string },
): Promise<SamlDescription> {
  const xml = 'xml' in from ? from.xml : await fetched(egress, from.url);
  try {
    return readDescription(xml);
  } catch (error) {
    if (error instanceof SamlRefusal) throw metadataUnread({ says: error.message });
    throw error;
  }
}

async function fetched(egress: Egress, url: string): Promise<string> {
  const { status, body } = await egress.request({ url, method: 'GET', headers: {}, body: undefined }, POLICY);
  if (status !== 200) throw metadataUnread({ says: `The address answered with status ${status}.` });
  return body.toString('utf8');
}
