// What can be wrong with what was handed in; each kind is told apart from the others.
export const UNREADABLE = "unreadable"; // no code or document of ours, or not whole
export const NOT_OURS = "not_ours"; // another register's
export const UNKNOWN_KEY = "unknown_key"; // no key at hand that held when it was signed
export const ALTERED = "altered"; // the signature is not over this content
export const OUT_OF_TIME = "out_of_time"; // not yet, or no longer, in its own period

// A sentence in both languages.
export const say = (zh, en) => ({ zh, en });

export class Problem extends Error {
  constructor(kind, zh, en) {
    super(en);
    this.kind = kind;
    this.words = say(zh, en);
  }
}

export const unreadable = (zh, en) => new Problem(UNREADABLE, zh, en);
