import { checkServices } from '../inventory/directives.ts';

/** What the daemon keeps of a value, or what it wants instead, for a sentence. */
export type ReadValue = { readonly value: string } | { readonly wanted: string };

/** Reads what stands behind `name=`, without the blanks before it. Undefined where the line is none of this directive. */
type Reader = (text: string) => ReadValue | undefined;

/**
 * The values of each directive, as `read_config` of ldirectord 4.12 takes them. Its expressions look for something anywhere in
 * a value, so much that looks wrong passes, and what stands behind is left aside.
 *
 * White space is that of Perl: `[\t-\r ]`. Any character but the end of the line is `[^\n]`; what JavaScript means by `\s` and
 * `.` is something else.
 */
const firstNumber: Reader = (text) => found(/[0-9]+/, text, 'a number');

/** Of a service `00` is a number that is true, for Perl. */
const trueNumber: Reader = (text) => {
  const number = /[0-9]+/.exec(text)?.[0];
  return number === undefined || number === '0' ? { wanted: 'a number above 0' } : { value: number };
};

const positiveNumber: Reader = (text) => {
  const number = /[0-9]+/.exec(text)?.[0];
  return number === undefined || Number(number) === 0 ? { wanted: 'a number above 0' } : { value: number };
};

const yesOrNo: Reader = (text) =>
  text === 'yes' || text === 'no'
    ? { value: text }
    : { wanted: '`yes` or `no` and nothing behind it, not even a blank' };

/** The rest of the line, whatever it is. */
const rest: Reader = (text) => ({ value: text });

const notEmpty: Reader = (text) => (text === '' ? { wanted: 'a value' } : { value: text });

/** Without quotes the line is no such directive; what stands behind the last one is left aside. */
const quoted: Reader = (text) => {
  const inside = /^"([^\n]*)"/.exec(text)?.[1];
  return inside === undefined ? undefined : { value: inside };
};

const quotedNotEmpty: Reader = (text) => {
  const inside = quoted(text);
  return inside !== undefined && 'value' in inside && inside.value === '' ? { wanted: 'a value' } : inside;
};

const maybeQuoted: Reader = (text) => quoted(text) ?? rest(text);

const maybeQuotedNotEmpty: Reader = (text) => quotedNotEmpty(text) ?? notEmpty(text);

const mailServer: Reader = (text) =>
  found(/^[0-9A-Za-z._+-]+/, text, 'the name of a mail server, without quotes');

/** One pair of quotes around all of it is taken off. */
const mailAddress: Reader = (text) => notEmpty(text.replace(/^"([^"]*)"$/, '$1'));

const frequency: Reader = (text) => found(/^[0-9]+/, text, 'a number of seconds');

const STATUSES = ['all', 'starting', 'running', 'stopping', 'reloading'];

/** Commas with white space around them part words; the empty ones at the end do not count. */
const mailStatus: Reader = (text) => {
  const words = text.split(/[\t-\r ]*,[\t-\r ]*/);
  while (words.at(-1) === '') words.pop();
  const others = words.filter((word) => word !== 'none');
  const unknown = others.find((word) => !STATUSES.includes(word));
  const wanted = `\`none\`, or some of ${STATUSES.join(', ')} with commas between them`;
  if (unknown !== undefined || (others.length > 0 && others.length < words.length)) return { wanted };
  if (others.length === 0) return { value: 'none' };
  return { value: others.includes('all') ? 'all' : [...new Set(others)].join(',') };
};

const CHECKS = ['connect', 'negotiate', 'ping', 'off', 'on', 'external', 'external-perl'];

/** A number anywhere means that number of connects, whatever stands beside it. */
const checktype: Reader = (text) => {
  const number = /[0-9]+/.exec(text)?.[0];
  if (number !== undefined) return { value: number };
  const word = /[A-Za-z0-9_-]+/.exec(text)?.[0];
  return word !== undefined && CHECKS.includes(word)
    ? { value: word }
    : { wanted: `${CHECKS.join(', ')} or a number` };
};

const oneOf = (words: readonly string[]): Reader => {
  const wanted = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  return (text) => {
    const word = /[A-Za-z0-9_]+/.exec(text)?.[0];
    return word !== undefined && words.includes(word) ? { value: word } : { wanted };
  };
};

const httpMethod: Reader = (text) => {
  const word = /[A-Za-z0-9_]+/.exec(text)?.[0]?.toUpperCase();
  return word === 'GET' || word === 'HEAD' ? { value: word } : { wanted: 'GET or HEAD' };
};

const port: Reader = (text) => {
  const number = /[0-9]+/.exec(text)?.[0];
  return number !== undefined && Number(number) > 0 && Number(number) < 65_536
    ? { value: number }
    : { wanted: 'the number of a port, from 1 to 65535' };
};

/** A path always begins with a slash. */
const request: Reader = (text) => {
  const path = quotedNotEmpty(text);
  return path !== undefined && 'value' in path && !path.value.startsWith('/')
    ? { value: `/${path.value}` }
    : path;
};

function found(pattern: RegExp, text: string, wanted: string): ReadValue {
  const value = pattern.exec(text)?.[0];
  return value === undefined ? { wanted } : { value };
}

/** What the daemon takes outside of sections. `fallback` and `execute` are read elsewhere. */
export const globalReaders: ReadonlyMap<string, Reader> = new Map(
  Object.entries({
    checktimeout: positiveNumber,
    negotiatetimeout: positiveNumber,
    checkinterval: trueNumber,
    checkcount: trueNumber,
    failurecount: trueNumber,
    fallbackcommand: notEmpty,
    autoreload: yesOrNo,
    callback: quoted,
    logfile: quoted,
    fork: yesOrNo,
    supervised: yesOrNo,
    quiescent: yesOrNo,
    readdquiescent: yesOrNo,
    emailalert: mailAddress,
    emailalertfreq: frequency,
    emailalertstatus: mailStatus,
    emailalertfrom: notEmpty,
    cleanstop: yesOrNo,
    smtp: mailServer,
    maintenancedir: notEmpty,
  } satisfies Record<string, Reader>),
);

/** What it takes in a section. `real`, `fallback`, `protocol` and `netmask`, which depend on the service, are read elsewhere. */
export const sectionReaders: ReadonlyMap<string, Reader> = new Map(
  Object.entries({
    request,
    receive: quotedNotEmpty,
    checktype,
    checkcommand: maybeQuotedNotEmpty,
    checktimeout: trueNumber,
    negotiatetimeout: trueNumber,
    checkcount: trueNumber,
    failurecount: trueNumber,
    checkinterval: trueNumber,
    checkport: port,
    login: quotedNotEmpty,
    passwd: quotedNotEmpty,
    database: quotedNotEmpty,
    secret: quotedNotEmpty,
    load: (text) => {
      const inside = quoted(text);
      return inside !== undefined && 'value' in inside
        ? found(/[A-Za-z0-9_]+/, inside.value, 'a word')
        : inside;
    },
    scheduler: (text) => found(/[a-z]+/, text, 'a word in lower case'),
    persistent: firstNumber,
    schedflags: (text) => found(/[^\t-\r ]+/, text, 'a word'),
    ops: yesOrNo,
    service: oneOf(checkServices),
    httpmethod: httpMethod,
    virtualhost: (text) => ({ value: /"?([^"]*)/.exec(text)?.[1] ?? '' }),
    fallbackcommand: maybeQuotedNotEmpty,
    quiescent: yesOrNo,
    emailalert: mailAddress,
    emailalertfreq: frequency,
    emailalertstatus: mailStatus,
    monitorfile: maybeQuoted,
    cleanstop: yesOrNo,
    smtp: mailServer,
    servicename: rest,
    comment: rest,
  } satisfies Record<string, Reader>),
);
