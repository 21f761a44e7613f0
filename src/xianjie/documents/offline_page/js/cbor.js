// CBOR (RFC 8949) as far as codes use it, and only in its deterministic encoding: shortest heads,
// definite lengths, members of maps in order. So no other bytes say the same.
import { joined, textOf, utf8 } from "./bytes.js";
import { unreadable } from "./problems.js";

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const LIST = 4;
const MAP = 5;
const TAG = 6;
const MOST_DEEP = 8;

const wrong = () =>
  unreadable("二维码中没有证书，或不完整", "the code holds no certificate, or not all of one");

export class Tagged {
  constructor(tag, value) {
    this.tag = tag;
    this.value = value;
  }
}

export function readCbor(bytes) {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (reader.at !== bytes.length) throw wrong();
  return value;
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(size) {
    const end = this.at + size;
    if (end > this.bytes.length) throw wrong();
    const found = this.bytes.slice(this.at, end);
    this.at = end;
    return found;
  }

  // The kind of the next item and its number, which must not fit a shorter head.
  head() {
    const [first] = this.take(1);
    const [kind, short] = [first >> 5, first & 31];
    if (short < 24) return [kind, short];
    if (short > 27) throw wrong(); // an indefinite length, or none that is defined
    const size = 1 << (short - 24);
    const number = this.take(size).reduce((sum, byte) => sum * 256 + byte, 0);
    const least = size === 1 ? 24 : 256 ** (size / 2);
    if (number < least || !Number.isSafeInteger(number)) throw wrong();
    return [kind, number];
  }

  value(depth) {
    if (depth > MOST_DEEP) throw wrong();
    const [kind, number] = this.head();
    switch (kind) {
      case UNSIGNED:
        return number;
      case NEGATIVE:
        return -1 - number;
      case BYTES:
        return this.take(number);
      case TEXT:
        return textOf(this.take(number));
      case LIST:
        return this.list(number, depth);
      case MAP:
        return this.map(number, depth);
      case TAG:
        return new Tagged(number, this.value(depth + 1));
      default:
        throw wrong(); // true, false, null, floats: no code holds any
    }
  }

  list(size, depth) {
    if (size > this.bytes.length) throw wrong();
    return Array.from({ length: size }, () => this.value(depth + 1));
  }

  map(size, depth) {
    if (size > this.bytes.length) throw wrong();
    const members = new Map();
    let before = -1;
    for (let count = 0; count < size; count += 1) {
      const name = this.value(depth + 1);
      if (!Number.isInteger(name) || name <= before) throw wrong(); // whole numbers, rising
      before = name;
      members.set(name, this.value(depth + 1));
    }
    return members;
  }
}

function head(kind, number) {
  if (number < 24) return Uint8Array.of((kind << 5) | number);
  if (number < 256) return Uint8Array.of((kind << 5) | 24, number);
  return Uint8Array.of((kind << 5) | 25, number >> 8, number & 255); // codes have no more
}

const bytesItem = (bytes) => joined(head(BYTES, bytes.length), bytes);

// What a COSE_Sign1 signs (RFC 9052, section 4.4).
export function sigStructure(protected_, payload) {
  const name = utf8("Signature1");
  return joined(
    head(LIST, 4),
    joined(head(TEXT, name.length), name),
    bytesItem(protected_),
    bytesItem(new Uint8Array()),
    bytesItem(payload),
  );
}
