/** The bounds within which one mail is read. What lies beyond stays as it came, and is said to be unread. */
const MIB = 1024 * 1024;

export const readingLimits = {
  /** The process. */
  bounds: { timeMs: 90_000, cpuSeconds: 40, memoryKib: 1024 * 1024, heapMb: 384 },
  /** What it may write: the files, and all that was encrypted, beside what it says. */
  writtenBytesMax: 96 * MIB,
  /** Of a mail with all that it forwards and encloses. */
  partsMax: 500,
  depthMax: 20,
  headBytesMax: 256 * 1024,
  fieldsMax: 1_000,
  lineCharactersMax: 1_000,
  addressesMax: 100,
  addressesCharactersMax: 20_000,
  idsMax: 100,
  /** Of one parameter, or one content in base64, that was cut into pieces. */
  piecesMax: 100,
  passagesMax: 200,
  /** Of one passage; a longer one is a file. */
  passageCharactersMax: MIB,
  /** Of all passages together. */
  textCharactersMax: 4 * MIB,
  filesMax: 500,
  fileNameCharactersMax: 255,
  /** How many messages are opened, signatures held against their bytes, and keys looked at. */
  openedMax: 20,
  signaturesMax: 20,
  keysMax: 10,
  keyBytesMax: 256 * 1024,
} as const;
