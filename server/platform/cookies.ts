/** The value of one of our own cookies in a `Cookie` header. */
export const ownCookieIn = (cookie: string | undefined, name: string): string | undefined =>
  cookie
    ?.split(';')
    .map((part) => part.trim().replace(/^__Host-/, ''))
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);
