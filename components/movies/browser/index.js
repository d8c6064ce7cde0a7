// What the gallery calculates: the shapes of the dial, and whether a film is what somebody searches for.

const MIDDLE = 200; // of the dial's drawing, which is 400 wide
const RADIUS = 160; // of the middle of its ring
const DEPTH = 56; // of the ring
const APART = 7; // the line that shows how far a film is, from the ring
const SHARE = 0.88; // of its place on the ring that a studio fills

// The ends of an arc around the top of the dial; a studio's place is turned from there.
const ends = (angle, radius) => {
  const [across, up] = [radius * Math.sin(angle / 2), radius * Math.cos(angle / 2)].map(Math.round);
  return [`${MIDDLE - across} ${MIDDLE - up}`, `${MIDDLE + across} ${MIDDLE - up}`];
};

const arc = (angle, radius) => {
  const [left, right] = ends(angle, radius);
  return `M${left}A${radius} ${radius} 0 0 1 ${right}`;
};

export const shapesFor = (places) => {
  const angle = (SHARE * 2 * Math.PI) / places;
  const outer = RADIUS + DEPTH / 2;
  const [left, right] = ends(angle, outer);
  const shape = `${arc(angle, RADIUS - DEPTH / 2)}L${right}A${outer} ${outer} 0 0 0 ${left}Z`;
  return { shape, middle: arc(angle, RADIUS), edge: arc(angle, outer + APART) };
};

export const turnOf = (place, places) => ((place + SHARE / 2) * 360) / places; // degrees

// The place that an event points at, from 0, clockwise from the top.
export const placeAt = ({ currentTarget, clientX, clientY }, places) => {
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  const turn = Math.atan2(clientX - left - width / 2, top + height / 2 - clientY) / (2 * Math.PI);
  return Math.floor(((turn + 1) % 1) * places);
};

// Words without case, accents and punctuation.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const wordsIn = (text) => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];
const STUDIO = /studio\W*(\d+)/g;
const FULL = /[^a-z0-9]/; // Japanese and such, which is written without spaces
const LONG_ENOUGH = 3; // letters that may stand inside of a word, or across two: "knight", "lalaland"

export const prepared = (found) => ({ words: wordsIn(found), run: wordsIn(found).join("") });

// Whether each word of the text begins one of the film's, in whatever order; "studio 7" is that studio.
export const isFound = (text, studio, { words, run }) => {
  const studios = [...plain(text).matchAll(STUDIO)].map(([, number]) => Number(number));
  if (studios.length && !studios.includes(studio)) return false;
  const wanted = wordsIn(plain(text).replace(STUDIO, " "));
  const isIn = (part) =>
    words.some((word) => word.startsWith(part)) ||
    ((part.length >= LONG_ENOUGH || FULL.test(part)) && run.includes(part));
  return wanted.every(isIn);
};
