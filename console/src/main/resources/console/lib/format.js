// Numbers, shares and times as text, the same on all pages.

const LOCALE = 'en-GB';
const NONE = '–';

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const exactTime = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'long' });
const shortTime = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

function isNumber(value) {
  return typeof value === 'number' && Number.isFinite(value);
}

/** 1234567 as "1,234,567". */
export function number(value) {
  return isNumber(value) ? whole.format(value) : NONE;
}

/** A number with so many digits after the point, thousands separated. */
export function decimal(value, digits = 1) {
  return isNumber(value)
    ? value.toLocaleString(LOCALE, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    : NONE;
}

/** A share from 0 to 1 as "93.4 %". */
export function percent(value, digits = 1) {
  return isNumber(value) ? `${decimal(value * 100, digits)}\u00a0%` : NONE;
}

/** A rate per second: "0.4", "12.5", "512". */
export function rate(value) {
  return isNumber(value) ? decimal(value, value > 0 && value < 99.95 ? 1 : 0) : NONE;
}

/** "1 image", "1,200 images". */
export function count(value, one, many = `${one}s`) {
  return `${number(value)}\u00a0${value === 1 ? one : many}`;
}

/** Milliseconds as "340 ms", "1.2 s", "3 min 5 s", "2 h 10 min", "4 d". */
export function millis(value) {
  if (!isNumber(value)) {
    return NONE;
  }
  if (value < 1000) {
    return `${value < 10 && value > 0 ? decimal(value) : number(value)}\u00a0ms`;
  }
  const seconds = value / 1000;
  if (seconds < 59.95) {
    return `${decimal(seconds)}\u00a0s`;
  }
  const total = Math.round(seconds);
  const [days, hours, minutes, rest] = [
    Math.floor(total / 86400),
    Math.floor((total % 86400) / 3600),
    Math.floor((total % 3600) / 60),
    total % 60,
  ];
  if (days > 0) {
    return hours > 0 ? `${number(days)}\u00a0d ${hours}\u00a0h` : `${number(days)}\u00a0d`;
  }
  if (hours > 0) {
    return minutes > 0 ? `${hours}\u00a0h ${minutes}\u00a0min` : `${hours}\u00a0h`;
  }
  return rest > 0 ? `${minutes}\u00a0min ${rest}\u00a0s` : `${minutes}\u00a0min`;
}

/** Bytes as "12 kB", "3.4 MB". */
export function bytes(value) {
  if (!isNumber(value)) {
    return NONE;
  }
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let scaled = value;
  let unit = 0;
  while (scaled >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${decimal(scaled, unit > 0 && scaled < 10 ? 1 : 0)}\u00a0${units[unit]}`;
}

/** An ISO instant as "29 Nov 2026, 13:04:56 UTC", in the browser's time zone. */
export function exact(instant) {
  const time = new Date(instant);
  return Number.isNaN(time.getTime()) ? NONE : exactTime.format(time);
}

/** An ISO instant as "29 Nov, 13:04". */
export function moment(instant) {
  const time = new Date(instant);
  return Number.isNaN(time.getTime()) ? NONE : shortTime.format(time);
}

/** An ISO instant as "now", "12 s ago", "5 min ago", "3 h ago", "2 d ago", "in 4 min". */
export function relative(instant, now = Date.now()) {
  const time = new Date(instant).getTime();
  if (Number.isNaN(time)) {
    return NONE;
  }
  const seconds = Math.round((now - time) / 1000);
  const size = Math.abs(seconds);
  if (size < 3) {
    return 'now';
  }
  const [amount, unit] =
    size < 60
      ? [size, 's']
      : size < 3600
        ? [Math.floor(size / 60), 'min']
        : size < 86400
          ? [Math.floor(size / 3600), 'h']
          : [Math.floor(size / 86400), 'd'];
  const text = `${number(amount)}\u00a0${unit}`;
  return seconds > 0 ? `${text} ago` : `in ${text}`;
}
