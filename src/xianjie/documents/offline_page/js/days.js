// Days and moments as people in China read them.
const DAY = 86_400_000; // milliseconds
const CHINA = 8 * 3_600_000; // ahead of UTC

export const dayOfNumber = (days) => new Date(days * DAY).toISOString().slice(0, 10);
export const dayInChina = (when) => new Date(when + CHINA).toISOString().slice(0, 10);
export const momentInChina = (when) =>
  `${new Date(when + CHINA).toISOString().slice(0, 16).replace("T", " ")} (UTC+8)`;
