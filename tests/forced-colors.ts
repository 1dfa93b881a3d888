/**
 * What a window loses where the colours of the system are forced on it, as Windows does at high contrast: backgrounds,
 * shadows and gradients go. So a state must differ by more than these, and a mark that is nothing but a background must
 * get an edge or a colour of the system.
 */
import type { Page } from 'playwright-core';

/** What only a background shows, in the page's own colours: `data-mark` with the number of the pseudo-element. */
const markBare = `(() => {
  const opaque = (colour) => !/^(transparent|rgba\\(.*, 0\\))$/.test(colour);
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const { backgroundColor } = getComputedStyle(one);
      if (opaque(backgroundColor)) return backgroundColor;
    }
    return 'white';
  };
  for (const element of document.body.querySelectorAll('*')) {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (element.matches('svg *, input, textarea, select, option, progress, .vh, .vh *, dialog, [popover]')) continue;
    for (const pseudo of ['', '::before', '::after']) {
      const style = getComputedStyle(element, pseudo || undefined);
      if (pseudo && !['""', 'none'].includes(style.content)) continue;
      if (pseudo && style.content === 'none') continue;
      const seen = [...element.childNodes].some((one) => one.nodeType === 3 ? one.data.trim() : !one.matches?.('.vh'));
      if (!pseudo && seen) continue;
      const under = pseudo ? behind(element) : behind(element.parentElement);
      if (!opaque(style.backgroundColor) || style.backgroundColor === under || style.opacity === '0') continue;
      const small = element.getBoundingClientRect();
      if (small.width === 0 || small.height === 0) continue;
      element.dataset.mark = (element.dataset.mark ?? '') + '|' + pseudo;
    }
  }
})()`;

/** Run in forced colours: those marks, and the states that an attribute tells, that cannot be seen any more. */
const findLost = `(() => {
  const lost = [];
  const name = (element) => element.outerHTML.replace(/>[^]*/, '>').slice(0, 160);
  const edge = (style) => ['Top', 'Right', 'Bottom', 'Left'].map((side) =>
    parseFloat(style['border' + side + 'Width']) > 0 && style['border' + side + 'Style'] !== 'none'
      ? style['border' + side + 'Width'] + style['border' + side + 'Color'] : '').join();
  const outline = (style) => style.outlineStyle === 'none' ? '' : style.outlineWidth + style.outlineColor;
  const look = (element) => JSON.stringify(['', '::before', '::after'].map((pseudo) => {
    const style = getComputedStyle(element, pseudo || undefined);
    if (pseudo && style.content === 'none') return '';
    return [style.color, style.backgroundColor, edge(style), outline(style), style.textDecorationLine, style.rotate];
  }));
  const canvas = getComputedStyle(document.body).backgroundColor;
  for (const element of document.querySelectorAll('[data-mark]')) {
    for (const pseudo of element.dataset.mark.split('|').slice(1)) {
      const style = getComputedStyle(element, pseudo || undefined);
      if (style.backgroundColor !== canvas && !/, 0\\)$/.test(style.backgroundColor)) continue;
      const isBare = edge(style).replaceAll(',', '') === '' && outline(style) === '';
      if (isBare) lost.push('mark ' + pseudo + ' of ' + name(element));
    }
    delete element.dataset.mark;
  }
  const states = { 'aria-current': null, 'aria-selected': 'false', 'aria-pressed': 'false', 'data-lit': null };
  for (const [state, off] of Object.entries(states)) {
    for (const element of document.querySelectorAll('[' + state + ']:not([' + state + '=false])')) {
      if (!element.checkVisibility()) continue;
      const is = element.getAttribute(state);
      const [was, inside] = [look(element), [...element.children].map(look).join()];
      if (off === null) element.removeAttribute(state); else element.setAttribute(state, off);
      const isSame = look(element) === was && [...element.children].map(look).join() === inside;
      if (isSame) lost.push(state + ' of ' + name(element));
      element.setAttribute(state, is);
    }
  }
  return lost;
})()`;

/** What cannot be told apart any more, each by its first tag; the window gets its own colours back. */
export async function lostIn(page: Page): Promise<string[]> {
  await page.evaluate(markBare);
  await page.emulateMedia({ forcedColors: 'active' });
  try {
    return (await page.evaluate(findLost)) as string[];
  } finally {
    await page.emulateMedia({ forcedColors: 'none' });
  }
}
