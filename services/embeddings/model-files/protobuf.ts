/** Encoded fields of one protobuf message, in pieces so that large ones are copied only once. */
export interface Message {
  readonly pieces: readonly Uint8Array[];
  readonly bytes: number;
}

export type Field = Message;

const wireVarint = 0;
const wireBytes = 2;

/** Base-128 groups, lowest first (protobuf encoding guide). `value`: whole, 0 to 2^53 - 1. */
function varint(value: number): number[] {
  const groups: number[] = [];
  let rest = value;
  while (rest >= 128) {
    groups.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  groups.push(rest);
  return groups;
}

/** A whole number from 0 up. */
export function integerField(field: number, value: number): Field {
  return of([Uint8Array.from([...varint(field * 8 + wireVarint), ...varint(value)])]);
}

/** A float (fixed 32 bit). */
export function floatField(field: number, value: number): Field {
  const wireFixed32 = 5;
  return of([Uint8Array.from(varint(field * 8 + wireFixed32)), new Uint8Array(Float32Array.of(value).buffer)]);
}

export function bytesField(field: number, value: Uint8Array): Field {
  return of([Uint8Array.from([...varint(field * 8 + wireBytes), ...varint(value.byteLength)]), value]);
}

export function stringField(field: number, value: string): Field {
  return bytesField(field, new TextEncoder().encode(value));
}

export function messageField(field: number, value: Message): Field {
  const head = Uint8Array.from([...varint(field * 8 + wireBytes), ...varint(value.bytes)]);
  return of([head, ...value.pieces]);
}

/** Puts fields together, in the order given. */
export function message(fields: readonly Field[]): Message {
  return of(fields.flatMap(({ pieces }) => pieces));
}

/** The bytes of a message in one buffer of its own. */
export function encode({ pieces, bytes }: Message): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}

function of(pieces: readonly Uint8Array[]): Message {
  return { pieces, bytes: pieces.reduce((sum, piece) => sum + piece.byteLength, 0) };
}
