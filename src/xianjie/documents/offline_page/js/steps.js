// A check in numbered steps, as the register's own: the first that does not hold ends it.
import { Problem, say } from "./problems.js";

export const HOLDS = "holds";
const PASSED = "passed";
const FAILED = "failed";
const LEFT_OUT = "left_out";
const LATER = say("前一步不成立，未核", "not looked at: a step before it does not hold");
const OFFLINE = [
  {
    name: "status",
    title: say("未撤销、未暂停", "It is neither revoked nor suspended"),
    words: say(
      "脱机不能得知：签名成立不等于没有撤销；请联网核验",
      "cannot be told offline: a signature that holds does not mean that it was not revoked; check online",
    ),
  },
  {
    name: "log",
    title: say("已记入公开日志", "It is in the public log"),
    words: say("脱机不能得知；请联网核验", "cannot be told offline; check online"),
  },
];

// Each step is [name, title, action]; an action gives its words, or throws a `Problem`.
export async function walk(steps) {
  const told = [];
  let verdict = HOLDS;
  for (const [name, title, action] of steps) {
    if (verdict !== HOLDS) {
      told.push({ name, title, outcome: LEFT_OUT, words: LATER });
      continue;
    }
    try {
      told.push({ name, title, outcome: PASSED, words: await action() });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      verdict = problem.kind;
      told.push({ name, title, outcome: FAILED, words: problem.words });
    }
  }
  const offline = OFFLINE.map((one) => ({ ...one, outcome: LEFT_OUT }));
  return { verdict, steps: [...told, ...offline] };
}

export const TITLES = {
  readable: say("可读、完整", "It is readable and whole"),
  issuer: say("写明由本登记册签发", "It names this register as its issuer"),
  key: say("密钥在签名时有效", "The key was in its period when it signed"),
  signature: say("签名成立，内容没有改动", "The signature holds: nothing was changed"),
  period: say("在其有效期间内", "It is in its own period"),
};

export const stepOf = (name, action) => [name, TITLES[name], action];
