/** Marks words in what is shown without touching it (CSS Custom Highlight API). Older browsers show no marks. */

const name = 'found';
const rangesMax = 500;

/** Marks each of the words within `root`; what is returned takes the marks away. */
export function highlight(root: Element, words: ReadonlySet<string>): () => void {
  if (!('highlights' in CSS) || words.size === 0) return () => {};
  const ranges: Range[] = [];
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node && ranges.length < rangesMax; node = texts.nextNode()) {
    for (const { from, to } of placesOf(node.nodeValue ?? '', words)) {
      const range = new Range();
      range.setStart(node, from);
      range.setEnd(node, to);
      ranges.push(range);
    }
  }
  CSS.highlights.set(name, new Highlight(...ranges));
  return () => void CSS.highlights.delete(name);
}

/** Where the words stand in the text, whole occurrences of what is written exactly so. */
export function placesOf(text: string, words: ReadonlySet<string>): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (const word of words) {
    if (word === '') continue;
    for (let from = text.indexOf(word); from >= 0; from = text.indexOf(word, from + word.length)) {
      found.push({ from, to: from + word.length });
    }
  }
  return found;
}
