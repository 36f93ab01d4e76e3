// Figures as they are written everywhere. web/oee_figures.py writes by the same rules; ratios of
// the feed are rounded to a thousandth, so that both round the same number.

const THIN = "\u202f";

/** A ratio: 71.5 %; nothing where it is not known. */
export const percent = (ratio) => (ratio === null ? "" : `${(ratio * 100).toFixed(1)}${THIN}%`);

const whole = new Intl.NumberFormat("en-GB");

/** Pieces: 1,234. */
export const pieces = (number) => (number === null ? "–" : whole.format(number));
