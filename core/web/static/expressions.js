// Evaluates the trees that core/expressions/browser.py writes, with the same meaning as the server's evaluation:
// one file of test vectors runs through both. Nothing is ever turned into code, and nothing throws.
//
//   evaluate(tree, facts)  gives a stored value, true or false, or null where there is no answer.
//
// facts: {today, voice, subject, own: {question: value}, not_answered: [question]}, and for whole trees (tests, the
// designer) also once, each_voice, again and measures, as in DictEnv.

const NONE = Symbol("unanswered");
const LARGEST = 10n ** 15n - 1n;
const FINEST = 12n;
const KEPT = 6n;
const DEEPEST = 6;
const NUMBER = /^-?[0-9]{1,15}(\.[0-9]{1,12})?$/;
const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const NOT_SPACES = /[^ \t\r\n\u00a0]/;

// Numbers: exact fractions

class Ratio {
  constructor(top, bottom) {
    this.top = top;
    this.bottom = bottom;
  }
}

const whole = (count) => new Ratio(BigInt(count), 1n);
const size = (number) => (number < 0n ? -number : number);

function divisor(a, b) {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

function ratio(top, bottom) {
  const sign = bottom < 0n ? -1n : 1n;
  const common = divisor(size(top), size(bottom)) || 1n;
  return new Ratio((sign * top) / common, (sign * bottom) / common);
}

/** The number in its plainest form; none beyond 15 digits, rounded at the twelfth decimal. */
function bounded(number) {
  if (size(number.top) > LARGEST * number.bottom) return NONE;
  return number.bottom > 10n ** FINEST ? rounded(number, FINEST) : number;
}

/** Rounded as at school: a half goes away from zero. */
function rounded(number, places) {
  const shift = 10n ** places;
  const steps = (2n * size(number.top) * shift + number.bottom) / (2n * number.bottom);
  return ratio(number.top < 0n ? -steps : steps, shift);
}

function floor(number) {
  const quotient = number.top / number.bottom;
  return number.top < 0n && number.top % number.bottom !== 0n ? quotient - 1n : quotient;
}

/** A number as it is stored: whole, or a decimal as text. */
function kept(number) {
  const short = rounded(number, KEPT);
  if (short.bottom === 1n) return Number(short.top);
  const digits = String((size(short.top) * 10n ** KEPT) / short.bottom).padStart(Number(KEPT) + 1, "0");
  const point = digits.length - Number(KEPT);
  return `${short.top < 0n ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point).replace(/0+$/, "")}`;
}

const add = (a, b) => ratio(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
const times = (a, b) => ratio(a.top * b.top, a.bottom * b.bottom);
const over = (a, b) => ratio(a.top * b.bottom, a.bottom * b.top);
const negative = (a) => new Ratio(-a.top, a.bottom);
const RECKON = {
  "+": add,
  "-": (a, b) => add(a, negative(b)),
  "*": times,
  "/": over,
  "//": (a, b) => new Ratio(floor(over(a, b)), 1n),
  "%": (a, b) => add(a, negative(times(b, new Ratio(floor(over(a, b)), 1n)))),
};

function reckon(sign, a, b) {
  if (!(a instanceof Ratio && b instanceof Ratio)) return NONE;
  if (b.top === 0n && "/%".includes(sign[0])) return NONE;
  return bounded(RECKON[sign](a, b));
}

// Dates: a count of days, the first of January of the year 1 being day 1

function dayNumber(text) {
  const found = typeof text === "string" ? DATE.exec(text) : null;
  if (!found) return null;
  const [year, month, day] = found.slice(1).map(Number);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  return daysBefore(year, month) + day;
}

const isLeap = (year) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const daysIn = (year, month) => (month === 2 ? 28 + isLeap(year) : [4, 6, 9, 11].includes(month) ? 30 : 31);

function daysBefore(year, month) {
  const past = year - 1;
  let days = past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  for (let each = 1; each < month; each += 1) days += daysIn(year, each);
  return days;
}

function dayText(number) {
  if (number < 1 || number > 3652059) return NONE;
  let year = Math.floor((number - 1) / 365.2425) + 1;
  while (daysBefore(year + 1, 1) < number) year += 1;
  while (daysBefore(year, 1) >= number) year -= 1;
  let month = 12;
  while (daysBefore(year, month) >= number) month -= 1;
  const pad = (value, length) => String(value).padStart(length, "0");
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(number - daysBefore(year, month), 2)}`;
}

function daysFrom(start, end) {
  const [first, second] = [dayNumber(start), dayNumber(end)];
  return first === null || second === null ? NONE : whole(second - first);
}

function age(born, today) {
  if (dayNumber(born) === null || dayNumber(today) === null) return NONE;
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4));
  return whole(years - (today.slice(5) < born.slice(5) ? 1 : 0));
}

// Reading stored values

const isObject = (raw) => typeof raw === "object" && raw !== null && !Array.isArray(raw);
const at = (object, key) => (isObject(object) && Object.hasOwn(object, key) ? object[key] : null);

/** Something was really answered: not an empty text, an empty list, or rows with nothing in them. */
function present(raw, depth = 0) {
  if (raw === null || raw === undefined || raw === NONE) return false;
  if (typeof raw === "string") return NOT_SPACES.test(raw);
  if (depth > DEEPEST) return true;
  if (Array.isArray(raw)) return raw.some((part) => present(part, depth + 1));
  if (isObject(raw)) {
    const inner = Object.hasOwn(raw, "answers") ? raw.answers : raw;
    return isObject(inner) && Object.values(inner).some((part) => present(part, depth + 1));
  }
  return true;
}

const readText = (raw) => (typeof raw === "string" && NOT_SPACES.test(raw) ? raw : NONE);

function readNumber(raw) {
  let text = raw;
  if (typeof raw === "number") {
    if (Math.abs(raw) > Number(LARGEST)) return NONE;
    if (Number.isInteger(raw)) return whole(raw);
    text = Math.abs(raw) >= 0.0001 ? String(raw) : "";
  }
  if (typeof text !== "string" || !NUMBER.test(text)) return NONE;
  const [units, decimals = ""] = text.split(".");
  return bounded(ratio(BigInt(units + decimals), 10n ** BigInt(decimals.length)));
}

function readOptions(raw) {
  if (!Array.isArray(raw)) return NONE;
  const known = [...new Set(raw.filter((part) => typeof part === "string" && part !== ""))];
  return known.length ? known : NONE;
}

function readSort(raw) {
  const placed = isObject(raw) ? Object.keys(raw).filter((key) => present(raw[key])) : [];
  return placed.length ? placed : NONE;
}

function readPerson(raw) {
  const person = typeof raw === "string" ? { id: raw } : raw;
  const [id, name] = [readText(at(person, "id")), readText(at(person, "name"))];
  if (id === NONE && name === NONE) return NONE;
  return { id: id === NONE ? null : id, name: name === NONE ? "" : name };
}

function readRows(raw) {
  if (!Array.isArray(raw)) return NONE;
  const rows = raw.filter((row) => isObject(at(row, "answers")) && present(row)).map((row) => row.answers);
  return rows.length ? rows : NONE;
}

const READ = {
  text: readText,
  number: readNumber,
  bool: (raw) => raw === true,
  date: (raw) => (dayNumber(raw) === null ? NONE : raw),
  options: readOptions,
  sort: readSort,
  person: readPerson,
  thing: (raw) => (present(raw) ? raw : NONE),
  rows: readRows,
};

function read(kind, raw) {
  if (!kind.startsWith("many ")) return READ[kind](raw);
  const each = READ[kind.slice(5)];
  return Array.isArray(raw) ? raw.map(each).filter((value) => value !== NONE) : [];
}

/** Where an answer comes from; see Way in tree.py. */
const FETCH = {
  own: (facts, form, name) => at(facts.own, name),
  form: (facts, form, name) => at(at(facts.once, form), name),
  field: (facts, form, name, detail, row) => at(row, name),
  item: (facts, form, name, detail, row) => row,
  voice: (facts, form, name, voice) => at((seats(facts, form).find(([who]) => who === voice) ?? [])[1], name),
  voices: (facts, form, name) => seats(facts, form).flatMap(([, answers]) => rowsOrOne(at(answers, name))),
  latest: (facts, form, name) => at((at(facts.again, form) ?? []).at(-1), name),
  series: (facts, form, name) => at(facts.measures, name) ?? [],
  last: (facts, form, name, number) => newest(at(facts.measures, name) ?? [], number),
  newest: (facts, form, name) => newest(at(facts.measures, name) ?? [], 1)[0],
};

const seats = (facts, form) => at(facts.each_voice, form ?? "") ?? [];
const isRow = (part) => isObject(part) && Object.hasOwn(part, "answers");
const rowsOrOne = (value) => (Array.isArray(value) && value.every(isRow) ? value : [value]);

/** The last few answers, gaps left out; none at all before there are so many. */
function newest(series, number) {
  const given = series.filter((entry) => present(entry));
  return given.length >= number ? given.slice(-number) : [];
}

function fetched([, , way, form, name, detail], facts, row) {
  return FETCH[way](facts, form, name, detail, row);
}

// Operators

function same(a, b) {
  return a instanceof Ratio && b instanceof Ratio ? a.top === b.top && a.bottom === b.bottom : a === b;
}

function less(a, b) {
  if (a instanceof Ratio && b instanceof Ratio) return a.top * b.bottom < b.top * a.bottom;
  return typeof a === "string" && typeof b === "string" && a < b;
}

const known = (a, b) => a !== NONE && b !== NONE;
const COMPARE = {
  "==": (a, b) => known(a, b) && same(a, b),
  "!=": (a, b) => known(a, b) && !same(a, b),
  "<": less,
  "<=": (a, b) => less(a, b) || (known(a, b) && same(a, b)),
  ">": (a, b) => less(b, a),
  ">=": (a, b) => less(b, a) || (known(a, b) && same(a, b)),
};

function who(person) {
  if (Array.isArray(person)) return person.map(who);
  if (!isObject(person)) return NONE;
  return person.id ? `id:${person.id}` : `name:${person.name}`;
}

function member(item, among, wanted) {
  if (item === NONE || !Array.isArray(among)) return false;
  const answered = among.filter((part) => part !== NONE);
  return answered.length > 0 && answered.some((part) => same(part, item)) === wanted;
}

function folded(name, ids, values) {
  if (ids.length) {
    const places = values.map((value) => ids.indexOf(value)).filter((place) => place >= 0);
    return places.length ? ids[Math[name](...places)] : NONE;
  }
  const answered = values.filter((value) => value !== NONE);
  if (!answered.length) return NONE;
  if (name === "min") return answered.reduce((best, value) => (less(value, best) ? value : best));
  if (name === "max") return answered.reduce((best, value) => (less(best, value) ? value : best));
  const total = answered.reduce((sum, value) => reckon("+", sum, value), whole(0));
  return name === "sum" ? total : reckon("/", total, whole(answered.length));
}

const WORK = {
  minus: (a) => (a instanceof Ratio ? negative(a) : NONE),
  moved: (date, days) => {
    const start = dayNumber(date);
    return start === null || !(days instanceof Ratio) || days.bottom !== 1n ? NONE : dayText(start + Number(days.top));
  },
  days_since: daysFrom,
  weeks_since: (start, today) => reckon("//", daysFrom(start, today), whole(7)),
  age,
  lower: (text) => (typeof text === "string" ? text.toLowerCase() : NONE),
  contains: (text, ...parts) => {
    const has = (part) => typeof part === "string" && text.toLowerCase().includes(part.toLowerCase());
    return typeof text === "string" && parts.some(has);
  },
  begins: (text, ...parts) => {
    const first = typeof text === "string" ? text.replace(/^[ \t\r\n\u00a0]+/, "").toLowerCase() : "";
    const has = (part) => typeof part === "string" && first.startsWith(part.toLowerCase());
    return typeof text === "string" && parts.some(has);
  },
  round: (number, places) => (number instanceof Ratio && places instanceof Ratio ? rounded(number, places.top) : NONE),
};

// The tree

const DO = {
  unanswered: () => NONE,
  truth: ([, value]) => value,
  value: ([, kind, value]) => READ[kind](value),
  given: ([, name], facts) => (name === "subject" ? readPerson(facts.subject) : readText(facts[name])),
  get: (tree, facts, row) => read(tree[1], fetched(tree, facts, row)),
  times: ([, form], facts) => whole((at(facts.again, form) ?? []).length),
  answered: ([, answer], facts, row) => present(fetched(answer, facts, row)),
  declined: ([, name], facts) => (facts.not_answered ?? []).includes(name),
  and: ([, ...parts], facts, row) => parts.every((part) => holds(part, facts, row)),
  or: ([, ...parts], facts, row) => parts.some((part) => holds(part, facts, row)),
  not: ([, part], facts, row) => !holds(part, facts, row),
  if: ([, when, then, otherwise], facts, row) => run(holds(when, facts, row) ? then : otherwise, facts, row),
  in: ([, item, among], facts, row) => member(run(item, facts, row), run(among, facts, row), true),
  "not in": ([, item, among], facts, row) => member(run(item, facts, row), run(among, facts, row), false),
  list: ([, ...items], facts, row) => items.map((item) => run(item, facts, row)),
  who: ([, part], facts, row) => who(run(part, facts, row)),
  place: ([, ids, part], facts, row) => {
    const place = ids.indexOf(run(part, facts, row));
    return place < 0 ? NONE : whole(place);
  },
  count: ([, several], facts, row) => {
    const found = run(several, facts, row);
    return whole(Array.isArray(found) ? found.length : 0);
  },
  fold: ([, name, ids, several], facts, row) => folded(name, ids, run(several, facts, row)),
  each: ([, name, several, where, body], facts, row) => {
    const found = run(several, facts, row);
    const rows = (Array.isArray(found) ? found : []).filter((each) => where === null || holds(where, facts, each));
    return EACH[name](rows, body, facts);
  },
};

const EACH = {
  any: (rows, body, facts) => rows.some((row) => holds(body, facts, row)),
  // Nothing to look at is not agreement: `all` needs at least one row.
  all: (rows, body, facts) => rows.length > 0 && rows.every((row) => holds(body, facts, row)),
  count: (rows, body, facts) => whole(rows.filter((row) => holds(body, facts, row)).length),
  sum: (rows, body, facts) => folded("sum", [], rows.map((row) => run(body, facts, row))),
};

function run(tree, facts, row) {
  const name = tree[0];
  if (Object.hasOwn(DO, name)) return DO[name](tree, facts, row);
  const work = [COMPARE, RECKON, WORK].find((table) => Object.hasOwn(table, name));
  if (work === undefined) return NONE; // a plugin's function: only the server has it
  const values = tree.slice(1).map((part) => run(part, facts, row));
  return work === RECKON ? reckon(name, ...values) : work[name](...values);
}

const holds = (tree, facts, row) => run(tree, facts, row) === true;

export function evaluate(tree, facts) {
  const value = run(tree, facts, null);
  if (value === NONE) return null;
  return value instanceof Ratio ? kept(value) : value;
}
