/**
 * Where the domain of an address publishes its key: a Web Key Directory (draft-koch-openpgp-webkey-service, 3.1). The
 * other side learns that somebody here is about to write to this address.
 */
import type { Egress, EgressPolicy } from '#platform/egress/egress.ts';
import { Problem } from '#platform/problem.ts';
import { directoryName } from '../keys/keys.ts';
import { deskLimits } from '../limits.ts';

const POLICY: EgressPolicy = {
  purpose: 'key-directory',
  plain: false,
  redirectsMax: 2,
  bytesMax: deskLimits.keyBytesMax,
  longer: 'refuse',
  wholeMs: deskLimits.directoryMs,
};

const DOMAIN = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u;

/**
 * What the directory answers, which may be anything; undefined: it has nothing. The direct way is tried only where the
 * place of the advanced one is not there: where it is, its owner has said what there is.
 */
export async function askDirectory({ request }: Pick<Egress, 'request'>, address: string): Promise<Buffer | undefined> {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).toLowerCase();
  if (!DOMAIN.test(domain)) return undefined;
  const asked = `${directoryName(address)}?l=${encodeURIComponent(address.slice(0, at).toWellFormed())}`;
  const places = [
    `https://openpgpkey.${domain}/.well-known/openpgpkey/${domain}/hu/${asked}`,
    `https://${domain}/.well-known/openpgpkey/hu/${asked}`,
  ];
  for (const url of places) {
    try {
      const { status, body } = await request({ url, method: 'GET', headers: {} }, POLICY);
      return status === 200 && body.length > 0 ? body : undefined;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code !== 'egress/unreachable') return undefined;
    }
  }
  return undefined;
}
