/** What axe finds wrong with a window, by the rules that a look asks for. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What depends on the theme. The rest sees no colours. */
const ofColour = ['color-contrast', 'link-in-text-block'];

/** Everything, what the theme can change, or what the size can change. */
export type Part = 'all' | 'colours' | 'layout';

const options: Readonly<Record<Part, axe.RunOptions>> = {
  all: { runOnly: tags },
  colours: { runOnly: { type: 'rule', values: ofColour } },
  layout: { runOnly: tags, rules: Object.fromEntries(ofColour.map((rule) => [rule, { enabled: false }])) },
};

/** As `rule: element, what is wrong`. */
export async function barriersIn(page: Page, part: Part): Promise<string[]> {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe.source);
  const how = { ...options[part], resultTypes: ['violations'], iframes: false, preload: false, elementRef: false };
  const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify(how)})`)) as axe.AxeResults;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}
