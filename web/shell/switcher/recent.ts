/** What was chosen last in this window, the latest at the end. It is not kept: it says who talks with whom. */

const most = 50;
let used: readonly string[] = [];

export const usesOf = (): readonly string[] => used;

export function rememberUse(key: string): void {
  used = [...used.filter((one) => one !== key), key].slice(-most);
}
