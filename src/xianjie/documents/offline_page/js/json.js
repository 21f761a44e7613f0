// JSON read strictly, and its canonical form (RFC 8785). A reader that takes the first of two
// members and one that takes the last would see two certificates, so that is refused, as are
// numbers that no double holds and lone surrogates.
import { unreadable, Problem, UNREADABLE } from "./problems.js";

const MOST_LETTERS = 1 << 20;
const MOST_DEEP = 64;
const SPACE = /[ \t\n\r]*/y;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;

const wrong = (zh, en) =>
  unreadable(`文件${zh}；请使用原样的文件`, `the document ${en}; give it as it was issued`);

export function readJson(text) {
  if (text.length > MOST_LETTERS) throw wrong("太长", "is too long");
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.skip();
  if (reader.at !== text.length) throw wrong("不是完整的 JSON", "is no complete JSON");
  return value;
}

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found && found[0];
  }

  skip() {
    this.take(SPACE);
  }

  // Whether the letter comes next, which is then behind.
  passes(letter) {
    this.skip();
    if (this.text[this.at] !== letter) return false;
    this.at += 1;
    return true;
  }

  must(letter) {
    if (!this.passes(letter)) throw wrong("不是完整的 JSON", "is no complete JSON");
  }

  value(depth) {
    if (depth > MOST_DEEP) throw wrong("层次太深", "is nested too deep");
    if (this.passes("{")) return this.object(depth);
    if (this.passes("[")) return this.list(depth);
    if (this.text[this.at] === '"') return this.string();
    const word = this.take(WORD);
    return word ? JSON.parse(word) : this.number();
  }

  object(depth) {
    const members = new Map();
    if (!this.passes("}")) {
      do {
        this.skip();
        const name = this.string();
        if (members.has(name)) throw wrong(`成员 ${name} 出现两次`, `has the member ${name} twice`);
        this.must(":");
        members.set(name, this.value(depth + 1));
      } while (this.passes(","));
      this.must("}");
    }
    // Without a prototype: a member may have any name.
    return Object.assign(Object.create(null), Object.fromEntries(members));
  }

  list(depth) {
    const values = [];
    if (!this.passes("]")) {
      do values.push(this.value(depth + 1));
      while (this.passes(","));
      this.must("]");
    }
    return values;
  }

  string() {
    const written = this.take(STRING);
    const text = written && JSON.parse(written);
    if (text === null || isLone(text)) throw wrong("不是完整的 JSON", "is no complete JSON");
    return text;
  }

  number() {
    const written = this.take(NUMBER);
    const number = Number(written);
    const isWhole = written && /^-?[0-9]+$/.test(written);
    if (!written || !Number.isFinite(number) || (isWhole && !Number.isSafeInteger(number))) {
      throw wrong("含有不能准确表示的值", "holds a value that cannot be stated exactly");
    }
    return number;
  }
}

const isLone = (text) => /\p{Surrogate}/u.test(text);

// Members by their UTF-16 units; texts and numbers as JavaScript writes them, which RFC 8785 took.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

// A member of the object's own: documents may name any, and tables have some by birth.
export const member = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);

export const isObject = (value) =>
  value !== null && typeof value === "object" && !Array.isArray(value);

// The member as a list, whether one or several; every one an object.
export function objects(document, name) {
  const value = document[name] ?? [];
  const found = Array.isArray(value) ? value : [value];
  if (!found.every(isObject))
    throw new Problem(UNREADABLE, `${name} 不是对象`, `${name} is no object`);
  return found;
}
