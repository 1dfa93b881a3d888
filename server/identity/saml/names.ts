/** Names of SAML 2.0 and of what it stands on. */
export const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata';
export const SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#';
export const ENCRYPTION = 'http://www.w3.org/2001/04/xmlenc#';
export const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';
export const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
export const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
export const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
export const EMAIL_FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
export const PERSISTENT_FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
export const TRANSIENT_FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';

/** By which signatures are believed, with the digest of each. */
export const SIGNATURE_METHODS: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', 'sha512'],
]);
export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const DIGEST_METHODS: readonly string[] = [
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmlenc#sha512',
];
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
export const CANONICAL = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const KEY_TRANSPORT = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p';
/** With the length of the key in bytes. */
export const CIPHERS: ReadonlyMap<string, { readonly cipher: 'cbc' | 'gcm'; readonly keyBytes: 16 | 32 }> = new Map([
  ['http://www.w3.org/2009/xmlenc11#aes256-gcm', { cipher: 'gcm', keyBytes: 32 }],
  ['http://www.w3.org/2009/xmlenc11#aes128-gcm', { cipher: 'gcm', keyBytes: 16 }],
  ['http://www.w3.org/2001/04/xmlenc#aes256-cbc', { cipher: 'cbc', keyBytes: 32 }],
  ['http://www.w3.org/2001/04/xmlenc#aes128-cbc', { cipher: 'cbc', keyBytes: 16 }],
]);
