/**
 * What this device keeps of one's own writing until the server has it: posts that are not sent, and drafts. It is not
 * encrypted beyond what the device does for its files, and is cleared at sign-out.
 */
import type { PendingPost } from './state.ts';

/** A post as it is kept; `order` rises with each. */
export interface KeptPost extends Pick<PendingPost, 'clientId' | 'channel' | 'threadTs' | 'alsoToChannel' | 'text'> {
  readonly files: readonly string[];
  readonly writtenAt: number;
  readonly order: number;
  /** The server said no: it waits for its writer, and holds up no other. */
  readonly refusal?: string | undefined;
}

export interface Keep {
  posts(): Promise<readonly KeptPost[]>;
  putPost(post: KeptPost): Promise<void>;
  removePost(clientId: string): Promise<void>;
  clear(): Promise<void>;
  close(): void;
}

/** For a browser that keeps nothing, as in some private windows: it lasts as long as the page. */
export function keepInMemory(): Keep {
  const posts = new Map<string, KeptPost>();
  return {
    posts: async () => [...posts.values()].toSorted((a, b) => a.order - b.order),
    putPost: async (post) => void posts.set(post.clientId, post),
    removePost: async (clientId) => void posts.delete(clientId),
    clear: async () => posts.clear(),
    close: () => {},
  };
}
