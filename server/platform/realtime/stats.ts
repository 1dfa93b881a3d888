/** What the hub counts. All but `sockets` only rise. */
export interface RealtimeStats {
  sockets: number;
  /** Frames handed to sockets; writes are fewer, because the frames of a tick share one. */
  frames: number;
  writes: number;
  bytes: number;
  incoming: number;
  closedSlow: number;
  closedSilent: number;
  gapsHealed: number;
  resets: number;
}

export const emptyStats = (): RealtimeStats => ({
  sockets: 0,
  frames: 0,
  writes: 0,
  bytes: 0,
  incoming: 0,
  closedSlow: 0,
  closedSilent: 0,
  gapsHealed: 0,
  resets: 0,
});
