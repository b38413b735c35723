import { checktypeBounds, checktypes, netmaskBounds } from '../inventory/decode-directives.ts';
import { portBounds } from '../inventory/decode-servers.ts';
import type { ValueKind } from '../inventory/keys.ts';
import type { Bounds } from '../inventory/read-values.ts';
import { schedulers } from '../rules/unknown-scheduler.ts';
import { codeList } from './page.ts';

/** What may stand as a value of a kind, in words and in Markdown. */
export function kindText(kind: ValueKind): string {
  switch (kind.kind) {
    case 'integer':
      return range(kind);
    case 'constant':
      return `\`${kind.value}\``;
    case 'boolean':
      return codeList(['true', 'false']);
    case 'word':
      return codeList(kind.words);
    case 'words':
      return `list of ${codeList(kind.words)}`;
    case 'scheduler':
      return codeList(schedulers);
    case 'checktype':
      return `${codeList(checktypes)}, or a number ${range(checktypeBounds)}`;
    case 'quoted':
      return kind.noQuote === true ? 'text without `#` and `"`' : 'text without `#`';
    case 'bare':
      return 'text without `#`';
    case 'form':
    case 'name':
      return kind.form.form;
    case 'names':
      return 'list of names';
    case 'paths':
      return `list, each ${kind.form.form}`;
    case 'summary':
      return `text of at most ${kind.max} characters`;
    case 'trimmed':
      return 'text';
    case 'secret':
      return '`{ hiera: KEY }`';
    case 'netmask':
      return `a mask such as \`255.255.255.0\`; for IPv6 a prefix length ${range(netmaskBounds)}`;
    case 'fallback':
      return `\`host\` or \`host:port\`${kind.family === 4 ? '' : ', an IPv6 address in brackets'}`;
    case 'address':
      return 'an IP address, without port and prefix';
    case 'port':
      return `${range(portBounds)}, or a name of services(5)`;
    case 'ports':
      return `list of ports: ${range(portBounds)}, or names of services(5)`;
  }
}

function range({ min, max }: Bounds): string {
  return `${min} to ${max}`;
}
