/** The form under which a `userName` is compared: it means the same however it is written. */
export const foldName = (name: string): string => name.trim().normalize('NFKC').toLowerCase().normalize('NFKC');
