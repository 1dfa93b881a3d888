/** Our own signs: a grid of 20 px, strokes of 1.6, round caps. A sign never stands without a word or a label. */
import type { JSX } from 'react';

const signs = {
  home: <path d="M3.5 9.2 10 3.8l6.5 5.4V16a.8.8 0 0 1-.8.8h-3.4v-4.6H7.7v4.6H4.3a.8.8 0 0 1-.8-.8z" />,
  threads: <path d="M3.5 5.5h9M3.5 9.5h6M9.5 14.5h7M13 10.5h3.5M3.5 9.5v3a2 2 0 0 0 2 2H7" />,
  search: (
    <>
      <circle cx="8.8" cy="8.8" r="5" />
      <path d="m12.6 12.6 4 4" />
    </>
  ),
  desk: (
    <>
      <path d="M10 2.9 16 5v4.7c0 3.6-2.5 6.3-6 7.5-3.5-1.2-6-3.9-6-7.5V5z" />
      <path d="M10 7v3.2M10 13h.01" />
    </>
  ),
  trust: (
    <>
      <path d="M10 2.9 16 5v4.7c0 3.6-2.5 6.3-6 7.5-3.5-1.2-6-3.9-6-7.5V5z" />
      <path d="m7.3 9.9 1.9 1.9 3.6-3.7" />
    </>
  ),
  admin: (
    <>
      <path d="M3.5 6h6M14 6h2.5M3.5 14h2.5M10.5 14h6" />
      <circle cx="11.7" cy="6" r="2" />
      <circle cx="8.2" cy="14" r="2" />
    </>
  ),
  hash: <path d="M7.8 3.8 6.2 16.2M13.8 3.8l-1.6 12.4M4 7.6h12.5M3.5 12.4H16" />,
  lock: (
    <>
      <rect x="4.5" y="9" width="11" height="7.5" rx="1.5" />
      <path d="M7 9V6.5a3 3 0 0 1 6 0V9" />
    </>
  ),
  clock: (
    <>
      <circle cx="10" cy="10" r="6.5" />
      <path d="M10 6.3V10l2.6 1.7" />
    </>
  ),
  plus: <path d="M10 4.5v11M4.5 10h11" />,
  close: <path d="m5.5 5.5 9 9M14.5 5.5l-9 9" />,
  chev: <path d="m5.5 8 4.5 4.5L14.5 8" />,
  right: <path d="m8 5.5 4.5 4.5L8 14.5" />,
  back: <path d="M12 5.5 7.5 10l4.5 4.5" />,
  send: <path d="M4 10h11.5M11 5.2l4.8 4.8-4.8 4.8" />,
  smile: (
    <>
      <circle cx="10" cy="10" r="6.5" />
      <path d="M7.3 11.5c.6 1 1.5 1.6 2.7 1.6s2.1-.6 2.7-1.6M7.8 8h.01M12.2 8h.01" />
    </>
  ),
  reply: <path d="M8 5 3.8 9 8 13M4 9h7.5a4.5 4.5 0 0 1 4.5 4.5V15" />,
  more: <path d="M5 10h.01M10 10h.01M15 10h.01" strokeWidth="2.4" />,
  file: (
    <>
      <path d="M5.5 3.5h6l3.5 3.5v9a.8.8 0 0 1-.8.8H5.5a.8.8 0 0 1-.8-.8V4.3a.8.8 0 0 1 .8-.8z" />
      <path d="M11.3 3.7V7.2h3.5" />
    </>
  ),
  clip: <path d="m14.8 9.3-5 5a3 3 0 0 1-4.3-4.3l5.6-5.6a2 2 0 0 1 2.9 2.9L8.5 12.8a1 1 0 0 1-1.4-1.4l4.7-4.7" />,
  check: <path d="m4.5 10.5 3.5 3.5 7.5-8" />,
  warn: (
    <>
      <path d="M10 3.7 17 16H3z" />
      <path d="M10 8.3v3.4M10 13.8h.01" />
    </>
  ),
  user: (
    <>
      <circle cx="10" cy="6.8" r="3" />
      <path d="M4.2 16.4c.5-3.1 2.7-4.8 5.8-4.8s5.3 1.7 5.8 4.8" />
    </>
  ),
  users: (
    <>
      <circle cx="7.7" cy="7.2" r="2.7" />
      <path
        d="M2.8 16c.4-2.7 2.3-4.2 4.9-4.2s4.5 1.5 4.9 4.2M13 4.8a2.6 2.6 0 0 1 0 4.9M14.7 12.2
        c1.4.6 2.3 1.9 2.5 3.8"
      />
    </>
  ),
  key: (
    <>
      <circle cx="6.8" cy="13.2" r="3" />
      <path d="m9 11 7-7M13.3 6.7l2.2 2.2" />
    </>
  ),
  eye: (
    <>
      <path d="M2.8 10c1.7-3.2 4.2-4.8 7.2-4.8s5.5 1.6 7.2 4.8c-1.7 3.2-4.2 4.8-7.2 4.8S4.5 13.2 2.8 10z" />
      <circle cx="10" cy="10" r="2.2" />
    </>
  ),
  pen: <path d="m12.5 4.5 3 3L7.3 15.7l-3.7.7.7-3.7z" />,
  bell: <path d="M5.5 13.5V9a4.5 4.5 0 0 1 9 0v4.5l1.3 1.3H4.2zM8.5 16.8h3" />,
  menu: <path d="M3.5 6h13M3.5 10h13M3.5 14h13" />,
  at: (
    <>
      <circle cx="10" cy="10" r="2.7" />
      <path d="M12.7 7.3v3.9c0 2.3 3.8 2 3.8-1.5a6.5 6.5 0 1 0-2.7 5.3" />
    </>
  ),
  code: <path d="m7 6-4 4 4 4M13 6l4 4-4 4" />,
  branch: (
    <>
      <circle cx="6" cy="5" r="1.8" />
      <circle cx="6" cy="15" r="1.8" />
      <circle cx="14" cy="7" r="1.8" />
      <path d="M6 6.8v6.4M14 8.8c0 3-4 2.4-6.6 4.6" />
    </>
  ),
  link: (
    <path
      d="M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7
        a3 3 0 0 0 4.3 4.3l1-1"
    />
  ),
  retry: <path d="M15.5 10a5.5 5.5 0 1 1-1.7-4M15.8 3.5v3.2h-3.2" />,
  up: <path d="m5.5 12.5 4.5-4.5 4.5 4.5" />,
  pin: <path d="M12.2 3.2 16.8 7.8M13 4 9 8l-3.6.7 5.9 5.9.7-3.6 4-4M8.3 11.7 4 16" />,
  saved: <path d="M5.8 3.8h8.4v12.4L10 12.9l-4.2 3.3z" />,
  trash: <path d="M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10M8.4 9v4.5M11.6 9v4.5" />,
  copy: (
    <>
      <rect x="7.5" y="7.5" width="9" height="9" rx="1.5" />
      <path d="M12.5 7.5V5A1.5 1.5 0 0 0 11 3.5H5A1.5 1.5 0 0 0 3.5 5v6A1.5 1.5 0 0 0 5 12.5h2.5" />
    </>
  ),
  download: <path d="M10 3.8v8.7M6.3 9l3.7 3.7L13.7 9M4 16.2h12" />,
  info: (
    <>
      <circle cx="10" cy="10" r="6.5" />
      <path d="M10 9.3v3.9M10 6.8h.01" />
    </>
  ),
} satisfies Record<string, JSX.Element>;

export type Sign = keyof typeof signs;

/** Decoration: the label stands on what holds it. */
export function Icon({ sign, small = false }: { sign: Sign; small?: boolean }): JSX.Element {
  return (
    <svg className={small ? 'i i-s' : 'i'} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {signs[sign]}
    </svg>
  );
}
