// Numbers, sizes and moments for people.

const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

export const number = (value) => NUMBER.format(value ?? 0);

export const short = (hex) => (hex ?? "").slice(0, 8);

export function bytes(value) {
  let size = value ?? 0;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size < 10 && unit > 0 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}

// A length of time in its largest sensible unit.
export function span(seconds) {
  if (seconds < 1) return "0 s";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} d`;
}

// How long ago a moment is: milliseconds or ISO 8601; a dash when it is unknown.
export function ago(moment) {
  if (moment === null || moment === undefined) return "–";
  const millis = typeof moment === "number" ? moment : Date.parse(moment);
  return `${span(Math.max(0, (Date.now() - millis) / 1000))} ago`;
}

export function clock(millis) {
  return new Date(millis).toLocaleTimeString("en-GB");
}

export function moment(value) {
  return value === null || value === undefined ? "" : new Date(value).toISOString();
}
