/**
 * What is spoken to those who listen. Two regions stand in the document from its first byte: `#announcer` waits until
 * the person is not being spoken to, `#alarm` interrupts. Each text is a fresh node, so the same words twice are
 * spoken twice, and goes after five seconds, so nobody finds old news there.
 */

export interface News {
  text: string;
  /** News of one kind are told together when many come: with how many have not been told. */
  many?: { kind: string; text(count: number): string };
}

export interface Announcer {
  announce(news: string | News): void;
  /** Only for: not sent, session ended, connection lost for more than ten seconds. */
  alarm(text: string): void;
}

/** Puts a text where it is spoken, and gives what takes it away. */
type Region = (text: string) => () => void;

const charactersMax = 140;
const staysMs = 5000;
const windowMs = 2000;
const singlyMax = 3;

/** The first three of a kind are told as they come; those that follow within two seconds are told as one. */
export function createAnnouncer(quiet: Region, loud: Region): Announcer {
  const kinds = new Map<string, { told: number; kept: number; text(count: number): string }>();
  const say = (region: Region, text: string) => {
    const take = region(text.length > charactersMax ? `${text.slice(0, charactersMax - 1)}…` : text);
    setTimeout(take, staysMs);
  };
  const end = (kind: string) => {
    const seen = kinds.get(kind);
    kinds.delete(kind);
    if (seen && seen.kept > 0) say(quiet, seen.text(seen.kept));
  };
  return {
    announce: (news) => {
      const { text, many } = typeof news === 'string' ? { text: news } : news;
      if (!many) return say(quiet, text);
      let seen = kinds.get(many.kind);
      if (!seen) {
        seen = { told: 0, kept: 0, text: many.text };
        kinds.set(many.kind, seen);
        setTimeout(() => end(many.kind), windowMs);
      }
      seen.text = many.text;
      if (seen.told < singlyMax) {
        seen.told++;
        say(quiet, text);
      } else seen.kept++;
    },
    alarm: (text) => say(loud, text),
  };
}

function regionNamed(id: string): Region {
  return (text) => {
    const node = document.createElement('p');
    node.textContent = text;
    document.getElementById(id)?.append(node);
    return () => node.remove();
  };
}

const inDocument = createAnnouncer(regionNamed('announcer'), regionNamed('alarm'));
export const { announce, alarm } = inDocument;
