// SM3 (GB/T 32905-2016).
const START = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
];
const BLOCK = 64; // bytes

const turn = (word, by) => (word << by) | (word >>> (32 - by)); // by may be 0: ORed with itself

export function sm3(message) {
  const state = Int32Array.from(START);
  const padded = pad(message);
  for (let at = 0; at < padded.length; at += BLOCK) {
    compress(state, new DataView(padded.buffer, at, BLOCK));
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, at) => digest.setInt32(4 * at, word));
  return new Uint8Array(digest.buffer);
}

function pad(message) {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / BLOCK) * BLOCK);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  return padded;
}

function compress(state, block) {
  const words = Array.from({ length: 16 }, (_, at) => block.getInt32(4 * at));
  for (let at = 16; at < 68; at += 1) {
    const mixed = words[at - 16] ^ words[at - 9] ^ turn(words[at - 3], 15);
    words.push(mixed ^ turn(mixed, 15) ^ turn(mixed, 23) ^ turn(words[at - 13], 7) ^ words[at - 6]);
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let round = 0; round < 64; round += 1) {
    const isEarly = round < 16;
    const constant = isEarly ? 0x79cc4519 : 0x7a879d8a;
    const turned = turn(a, 12);
    const first = turn((turned + e + turn(constant, round % 32)) | 0, 7);
    const second = first ^ turned;
    const [some, chosen] = isEarly
      ? [a ^ b ^ c, e ^ f ^ g]
      : [(a & b) | (a & c) | (b & c), (e & f) | (~e & g)];
    const one = (some + d + second + (words[round] ^ words[round + 4])) | 0;
    const two = (chosen + h + first + words[round]) | 0;
    [d, c, b, a] = [c, turn(b, 9), a, one];
    [h, g, f, e] = [g, turn(f, 19), e, two ^ turn(two, 9) ^ turn(two, 17)];
  }
  [a, b, c, d, e, f, g, h].forEach((word, at) => {
    state[at] ^= word;
  });
}
