// Finds records by what is typed: case and accents do not matter, and a typing error is forgiven.

/**
 * Without accents, in small letters.
 *
 * @param {string} text
 */
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** @param {string} text Folded. */
const wordsOf = (text) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/**
 * The records that have every word that was typed; if there is none, those that nearly have them.
 *
 * @template T
 * @param {readonly T[]} records
 * @param {(record: T) => readonly string[]} textsOf Names, other names and the like.
 * @param {string} typed
 * @returns {{found: readonly T[], isNear: boolean}} In the order of the records.
 */
export function match(records, textsOf, typed) {
  const asked = wordsOf(fold(typed));
  if (asked.length === 0) return { found: records, isNear: false };
  const texts = new Map(records.map((record) => [record, fold(textsOf(record).join(" "))]));
  const having = (/** @type {(word: string, text: string) => boolean} */ test) =>
    records.filter((record) => asked.every((word) => test(word, texts.get(record) ?? "")));
  const found = having((word, text) => text.includes(word));
  if (found.length > 0) return { found, isNear: false };
  return { found: having((word, text) => wordsOf(text).some((own) => isNear(word, own))), isNear: true };
}

/**
 * Whether a typed word begins another but for one or two typing errors. Short words have to be right.
 *
 * @param {string} typed
 * @param {string} word
 */
function isNear(typed, word) {
  const allowed = typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2;
  return errorsIn(typed, word) <= allowed;
}

/**
 * Fewest letters to put in, leave out, change or swap so that what was typed begins the word.
 *
 * @param {string} typed
 * @param {string} word
 */
function errorsIn(typed, word) {
  const at = (/** @type {number[] | undefined} */ row, /** @type {number} */ i) => row?.[i] ?? Infinity;
  /** @type {number[][]} */
  const rows = [Array.from({ length: word.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= typed.length; row += 1) {
    const [last, before] = [rows[row - 1], rows[row - 2]];
    const now = [row];
    for (let column = 1; column <= word.length; column += 1) {
      const isSame = typed[row - 1] === word[column - 1];
      const isSwapped = typed[row - 1] === word[column - 2] && typed[row - 2] === word[column - 1];
      now[column] = Math.min(
        at(last, column) + 1,
        at(now, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(before, column - 2) + 1 : Infinity,
      );
    }
    rows.push(now);
  }
  return Math.min(...(rows[typed.length] ?? []));
}
