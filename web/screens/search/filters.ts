/** Filters to begin with; the rest stands in the guide. */
export const filters = [
  { filter: 'from:', label: 'somebody' },
  { filter: 'in:', label: 'a channel' },
  { filter: 'has:file', label: 'with a file' },
  { filter: 'has:link', label: 'with a link' },
  { filter: 'is:saved', label: 'saved by you' },
  { filter: 'is:thread', label: 'in threads' },
  { filter: 'before:', label: 'a day' },
  { filter: 'after:', label: 'a day' },
] as const;

/** The query with the filter at its end, once; one that wants a value stands last, so that it can be typed on. */
export function withFilter(query: string, filter: string): string {
  const words = query
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== filter);
  return [...words, filter].join(' ') + (filter.endsWith(':') ? '' : ' ');
}
