/** Sends bytes until the server has them: who is told to wait waits, and a line that broke is tried again. */

interface Told {
  /** From 0 to 1. */
  readonly sent: (part: number) => void;
  /** Each second while it waits. */
  readonly waiting: (seconds: number) => void;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: number;
}

const triesMax = 8;
const secondMs = 1_000;
/** After a broken line. */
const againSeconds = 3;

export const inWords = (seconds: number): string =>
  seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`;

/** The answer's JSON. Throws an error whose words can be shown. */
export async function post<Reply>(
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  told: Told,
): Promise<Reply> {
  for (let attempt = 1; ; attempt++) {
    const answer = await sendOnce(path, headers, body, told);
    if (answer && answer.status < 300) return JSON.parse(answer.text) as Reply;
    const isPassing = !answer || answer.status === 429 || answer.status >= 500;
    if (!isPassing || attempt === triesMax) throw new Error(titleOf(answer));
    await wait(answer?.retryAfter || againSeconds, told);
  }
}

function titleOf(answer: Answer | undefined): string {
  if (!answer) return 'The server cannot be reached.';
  try {
    return (JSON.parse(answer.text) as { title?: string }).title ?? `The server answered ${answer.status}.`;
  } catch {
    return `The server answered ${answer.status}.`;
  }
}

async function wait(seconds: number, { waiting }: Told): Promise<void> {
  for (let left = seconds; left > 0; left--) {
    waiting(left);
    await new Promise((resolve) => setTimeout(resolve, secondMs));
  }
}

/** `fetch` tells nothing of what is sent already. Undefined: no answer came. */
function sendOnce(
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  { sent }: Told,
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => sent(total > 0 ? loaded / total : 0);
    request.onload = () =>
      resolve({
        ...{ status: request.status, text: request.responseText },
        retryAfter: Number(request.getResponseHeader('retry-after') ?? 0),
      });
    request.onerror = () => resolve(undefined);
    request.send(body as Uint8Array<ArrayBuffer>);
  });
}
