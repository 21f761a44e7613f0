// What a QR code holds: claims under COSE_Sign1 (RFC 9052); see docs/reference/qr.md.
import { decodeBase45, decodeBase64url, decodeDigits, textOf } from "./bytes.js";
import { readCbor, sigStructure, Tagged } from "./cbor.js";
import { dayOfNumber, momentInChina } from "./days.js";
import { member } from "./json.js";
import { heldAt, unknownKey } from "./keys.js";
import { ALTERED, NOT_OURS, OUT_OF_TIME, Problem, say, unreadable } from "./problems.js";
import { ED25519, P256, SM2, verify } from "./signatures.js";
import { HOLDS, stepOf, walk } from "./steps.js";

const COSE_SIGN1 = 18;
const BEGINS = [0xd2, 0x84]; // the tag, and a list of four
const MOST_BYTES = 2048;
const MOST_LETTERS = 8192;
const LOOK_UP = /^\s*https?:[^#]*[?]number=/; // as older papers and extracts have it
const ALG = 1;
const KID = 4;
const ALGORITHMS = new Map([
  [-8, ED25519],
  [-7, P256],
  [-65538, SM2],
]);
const ISSUER = 1;
const ISSUED_AT = 6;
const NUMBER = 10;

const noCode = () =>
  unreadable(
    "这里没有证书的二维码内容，或不完整；请重新扫描",
    "this holds no certificate, or not all of one; scan the code again",
  );

const onlyNumber = () =>
  unreadable(
    "这个网址里只有编号，没有可以脱机核验的内容；请联网打开它，凭编号和姓名核验",
    "this address has a number only, and nothing to verify offline; open it online and give the holder's name",
  );

// The bytes in an address or by themselves: in digits, base64url or base45.
export function bytesOfCode(text) {
  if (LOOK_UP.test(text)) throw onlyNumber();
  const [before, ...after] = text.trim().split("#");
  const written = after.length ? after.join("#") : before;
  if (written.length > MOST_LETTERS) throw noCode();
  for (const decode of [decodeDigits, decodeBase64url, decodeBase45]) {
    try {
      const bytes = decode(written);
      if (BEGINS.every((one, at) => bytes[at] === one)) return bytes;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
    }
  }
  throw noCode();
}

export async function checkCode(text, register, now) {
  let [code, key] = [null, null];
  const found = await walk([
    stepOf("readable", () => {
      code = read(bytesOfCode(text), register);
      return say(`编号 ${code.claims.get(NUMBER)}`, `number ${code.claims.get(NUMBER)}`);
    }),
    stepOf("issuer", () => {
      requireOurs(code.claims.get(ISSUER), register);
      return say(register.did, register.did);
    }),
    stepOf("key", () => {
      key = keyOf(code, register);
      return say(`密钥 ${code.method}`, `key ${code.method}`);
    }),
    stepOf("signature", async () => {
      if (!(await verify(key.algorithm, key.raw, code.signed, code.signature))) {
        throw new Problem(
          ALTERED,
          "签名不成立：内容与签发时不同；请勿采信",
          "the signature does not hold: the content is not what was signed; do not rely on it",
        );
      }
      return say(key.algorithm, key.algorithm);
    }),
    stepOf("period", () => {
      const at = momentInChina(code.claims.get(ISSUED_AT) * 1000);
      if (code.claims.get(ISSUED_AT) * 1000 > now) {
        throw new Problem(
          OUT_OF_TIME,
          `签名时间 ${at} 晚于本机时间；请核对本机时钟`,
          `it was signed at ${at}, which is later than this machine's time; look at its clock`,
        );
      }
      return say(`签于 ${at}`, `signed at ${at}`);
    }),
  ]);
  const number = code ? String(code.claims.get(NUMBER)) : "";
  const fields = found.verdict === HOLDS ? fieldsOf(code.claims, register) : [];
  return { ...found, number, fields };
}

function read(bytes, register) {
  if (bytes.length > MOST_BYTES) throw noCode();
  const message = readCbor(bytes);
  const parts = message instanceof Tagged && message.tag === COSE_SIGN1 ? message.value : null;
  if (!Array.isArray(parts) || parts.length !== 4) throw noCode();
  const [header, open, payload, signature] = parts;
  const isSigned = [header, payload, signature].every((part) => part instanceof Uint8Array);
  if (!isSigned || !(open instanceof Map) || open.size) throw noCode();
  const [names, claims] = [readCbor(header), readCbor(payload)];
  if (!(names instanceof Map) || names.size !== 2 || !(names.get(KID) instanceof Uint8Array)) {
    throw noCode();
  }
  requireKnown(claims, register);
  return {
    algorithm: ALGORITHMS.get(names.get(ALG)),
    method: `${claims.get(ISSUER)}#${textOf(names.get(KID))}`,
    claims,
    signature,
    signed: sigStructure(header, payload),
  };
}

// Every claim is one that can be shown, of the form that it has; none is left out unseen.
function requireKnown(claims, register) {
  const forms = new Map(register.claims.map((claim) => [claim.key, claim.form]));
  const needed = [ISSUER, ISSUED_AT, NUMBER];
  if (!(claims instanceof Map) || !needed.every((key) => claims.has(key))) throw noCode();
  for (const [key, value] of claims) {
    if (!forms.has(key)) {
      throw unreadable(
        `二维码中有本页不认识的事项（${key}）；请更新本页`,
        `the code has a claim that this page does not know (${key}); get a newer copy of the page`,
      );
    }
    const isText = forms.get(key) === "text";
    if (isText ? typeof value !== "string" : !Number.isSafeInteger(value)) throw noCode();
  }
}

export function requireOurs(did, register) {
  if (did === register.did) return;
  throw new Problem(
    NOT_OURS,
    `签发者是 ${did}，不是本登记册（${register.did}）；请到其网站核验`,
    `it names ${did} as its issuer, which is not this register (${register.did}); check it there`,
  );
}

function keyOf(code, register) {
  const key = register.keys.get(code.method);
  const isHeld = key && heldAt(key, code.claims.get(ISSUED_AT) * 1000);
  if (isHeld && key.algorithm === code.algorithm) return key;
  throw unknownKey(code.method);
}

function fieldsOf(claims, register) {
  return register.claims
    .filter((claim) => claims.has(claim.key) || claim.absent)
    .map((claim) => [claim.label, shown(claim, claims, register)]);
}

function shown(claim, claims, register) {
  const value = claims.get(claim.key);
  if (value === undefined) return claim.absent;
  switch (claim.form) {
    case "day":
      return say(dayOfNumber(value), dayOfNumber(value));
    case "moment":
      return say(momentInChina(value * 1000), momentInChina(value * 1000));
    case "text":
    case "number":
      return say(String(value), String(value));
    default:
      return member(register.words[claim.form], value) ?? say(String(value), String(value));
  }
}
