import { publicId } from '#contract/ids.ts';
import type { Token } from '#contract/tokens.ts';
import type { TokenRow } from './api-tokens.sql.ts';

export const showToken = (token: TokenRow): Token => ({
  id: publicId('K', token.id),
  member: publicId('U', token.member_id),
  kind: token.kind,
  name: token.name,
  ...(token.scopes ? { scopes: token.scopes } : {}),
  networks: token.networks,
  createdBy: publicId('U', token.created_by),
  createdAt: token.created_at.toISOString(),
  ...(token.expires_at ? { expiresAt: token.expires_at.toISOString() } : {}),
  ...(token.last_used_at ? { lastUsedAt: token.last_used_at.toISOString() } : {}),
  ...(token.last_used_network ? { lastUsedNetwork: token.last_used_network } : {}),
});
