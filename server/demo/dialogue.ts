/** Conversations for one place, put together from scenes: an endless source, the same for the same seed. */
import { type MemberId, publicId, type Ts } from '#contract/ids.ts';
import type { ImportedMessage } from '#workspace/history-import/history-import.ts';
import { createDice, type Dice } from './dice.ts';
import { SCENES, SLOTS } from './scenes.ts';

interface Line {
  readonly speaker: string;
  /** Whether it stays in the thread, is also sent to the channel, or is no reply. */
  readonly reply: '' | '>' | '>>';
  readonly text: string;
  readonly reaction: string | undefined;
}

const LINE = /^(>{0,2})([abc]) (.*?)(?: ::(\S+))?$/;

const scenes = new Map<string, readonly (readonly Line[])[]>(
  Object.entries(SCENES).map(([theme, texts]) => [theme, texts.map((text) => text.split('\n').map(parseLine))]),
);

function parseLine(line: string): Line {
  const [, reply, speaker, text, reaction] = LINE.exec(line.trim()) ?? [];
  if (speaker === undefined || text === undefined) throw new Error(`A scene has a line without a speaker: ${line}`);
  return { speaker, reply: reply as Line['reply'], text, reaction };
}

export interface Setting {
  readonly seed: number;
  readonly themes: readonly string[];
  readonly people: readonly MemberId[];
  /** How many messages there are in all. */
  readonly count: number;
  /** From the first to the last of them. */
  readonly from: Date;
  readonly to: Date;
}

/** The messages of a place by rising `ts`, within working hours (UTC) of the days from Monday to Friday. */
export function* dialogue(setting: Setting): Generator<ImportedMessage> {
  const dice = createDice(setting.seed);
  const at = workingTime(setting.from, setting.to);
  let done = 0;
  let last = 0;
  let second = 0;
  while (done < setting.count) {
    const gap = at.seconds / setting.count;
    // Scenes stand where their share of the time is, unless the one before lasted longer.
    second = Math.max(second + gap, (done / setting.count) * at.seconds + dice.number() * gap * 4);
    let root: Ts | undefined;
    for (const { line, author, text, reactions } of play(dice, setting)) {
      if (done === setting.count) return;
      second += dice.number() * Math.min(gap, 240);
      const ts = Math.max(last + 1, at.microsecond(Math.min(second, at.seconds))) as Ts;
      last = ts;
      done += 1;
      const isReply = line.reply !== '' && root !== undefined;
      if (!isReply) root = ts;
      yield {
        ts,
        author,
        text,
        ...(isReply && root !== undefined ? { threadTs: root } : {}),
        inTimeline: !isReply || line.reply === '>>',
        isDeleted: false,
        reactions,
      };
    }
  }
}

interface Spoken {
  readonly line: Line;
  readonly author: MemberId;
  readonly text: string;
  readonly reactions: ImportedMessage['reactions'];
}

/** One scene with its people and things. */
function* play(dice: Dice, { themes, people }: Setting): Generator<Spoken> {
  const scene = dice.one(scenes.get(dice.one(themes)) ?? []);
  const cast = dice.some(people, 3);
  const speaking = (letter: string): MemberId => cast['abc'.indexOf(letter) % cast.length] as MemberId;
  const things = new Map<string, string>();
  for (const line of scene) {
    const author = speaking(line.speaker);
    const text = line.text.replaceAll(/\{(@?)(\w+)\}/g, (_whole, at: string, name: string) => {
      if (at) return `<@${publicId('U', speaking(name))}>`;
      const thing = things.get(name) ?? chosen(dice, name);
      things.set(name, thing);
      return thing;
    });
    const members = line.reaction ? dice.some(people, 1 + dice.below(4)) : [];
    yield { line, author, text, reactions: line.reaction ? [{ emoji: line.reaction, members }] : [] };
  }
}

function chosen(dice: Dice, name: string): string {
  if (name === 'n') return String(2 + dice.below(8));
  if (name === 'order') return `LL-${10_000 + dice.below(90_000)}`;
  if (name === 'percent') return String(3 + dice.below(95));
  return dice.one(SLOTS[name] ?? []);
}

const HOUR_S = 3_600;
const beginsHour = 7;
const workingS = 10 * HOUR_S;

/** The working hours between two moments as one stretch of seconds. */
function workingTime(from: Date, to: Date) {
  const days: number[] = [];
  const day = new Date(from);
  day.setUTCHours(beginsHour, 0, 0, 0);
  for (; day.getTime() + workingS * 1000 <= to.getTime(); day.setUTCDate(day.getUTCDate() + 1)) {
    if (day.getUTCDay() % 6 !== 0) days.push(day.getTime());
  }
  const seconds = days.length * workingS;
  return {
    seconds,
    microsecond(second: number): number {
      const on = Math.min(days.length - 1, Math.floor(second / workingS));
      return Math.round(((days[on] ?? 0) / 1000 + (second - on * workingS)) * 1e6);
    },
  };
}
