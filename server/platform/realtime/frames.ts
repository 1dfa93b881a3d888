/**
 * Server frames of the WebSocket protocol (RFC 6455, section 5.2): unfragmented, unmasked, without extensions.
 * A frame is built once and the same buffer goes to every socket, so nobody may write into one.
 */
export type Frame = Buffer;

const FINAL_TEXT = 0x81;
const FINAL_PING = 0x89;
const FINAL_PONG = 0x8a;

/** One text frame. `json` is UTF-8 text or its bytes; its length is encoded in 7, 16 or 64 bits. */
export function textFrame(json: string | Buffer): Frame {
  const length = typeof json === 'string' ? Buffer.byteLength(json) : json.length;
  const frame = frameOf(FINAL_TEXT, length);
  const start = frame.length - length;
  if (typeof json === 'string') frame.write(json, start, 'utf8');
  else json.copy(frame, start);
  return frame;
}

/** A ping without payload. */
export const pingFrame: Frame = frameOf(FINAL_PING, 0);

/** The answer to a ping: the same payload, which the protocol bounds at 125 bytes. */
export function pongFrame(payload: Buffer): Frame {
  const frame = frameOf(FINAL_PONG, payload.length);
  payload.copy(frame, frame.length - payload.length);
  return frame;
}

function frameOf(firstByte: number, length: number): Buffer {
  const headerBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerBytes + length);
  frame[0] = firstByte;
  if (headerBytes === 2) frame[1] = length;
  else if (headerBytes === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  return frame;
}
