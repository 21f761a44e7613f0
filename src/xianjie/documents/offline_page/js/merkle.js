// Batches under one signature: trees over SM3 in the shape of RFC 6962.
import { joined } from "./bytes.js";
import { sm3 } from "./sm3.js";

const leaf = (data) => sm3(joined(Uint8Array.of(0), data));
const node = (left, right) => sm3(joined(Uint8Array.of(1), left, right));

// The root to which a path leads, or null where the path does not fit the place.
export function rootOf(data, index, size, path) {
  if (index >= size) return null;
  let [found, place, last, at] = [leaf(data), index, size - 1, 0];
  while (last) {
    const hasSibling = place % 2 === 1 || place < last;
    if (hasSibling && at >= path.length) return null;
    if (place % 2 === 1) found = node(path[at], found);
    else if (hasSibling) found = node(found, path[at]);
    at += hasSibling ? 1 : 0;
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return at === path.length ? found : null;
}
