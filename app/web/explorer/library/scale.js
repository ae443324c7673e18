// Days -> a length: days one by one around day 0, then months drawn ever closer together.

export const DAYS_PER_MONTH = 30.4375;

/** Last day that is drawn to scale. */
export const DETAIL = 30;

/** Share of the length that the days drawn to scale take. */
const SHARE = 0.74;

/**
 * Make a scale from a first day before day 0 to a last day some months after it.
 *
 * @param {number} first
 * @param {number} last
 * @param {number} length
 * @returns {(day: number) => number} Where a day begins; a fraction of a day is between.
 */
export function scaleOf(first, last, length) {
  const near = length * SHARE;
  const perDay = near / (DETAIL + 1 - first);
  const from = Math.sqrt(DETAIL + 1);
  const to = Math.sqrt(last + 1);
  return (day) => {
    if (day <= DETAIL + 1) return (Math.max(day, first) - first) * perDay;
    const share = (Math.sqrt(Math.min(day, last + 1)) - from) / (to - from);
    return near + share * (length - near);
  };
}
