// Whatever was handed in as text, checked against the keys at hand.
import { checkCode } from "./code.js";
import { checkDocument } from "./credential.js";
import { keysOf } from "./keys.js";

// The register as the page was made with it, its keys ready to be asked for.
export function registerOf(made, didDocument = made.didDocument) {
  const { did, keys } = keysOf(didDocument);
  return { ...made, did, keys };
}

export async function check(text, register, now) {
  const isDocument = text.trimStart().startsWith("{");
  return isDocument ? checkDocument(text, register, now) : checkCode(text, register, now);
}
