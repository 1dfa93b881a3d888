/** A code as it is sent: people type it in groups, as it is shown. */
export const codeIn = (typed: string): string => typed.replaceAll(/\s/g, '');
