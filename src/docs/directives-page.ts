import { globalDirectives, serviceDirectives, type Directive } from '../inventory/directives.ts';
import { kindText } from './kind-text.ts';
import { page, table } from './page.ts';

/** `docs/directives.md`: the directives of ldirectord, as the inventory takes them. */
export function directivesPage(): string {
  return page('Directives', [
    'Directives have the names that they have in `ldirectord.cf`. They are those of ldirectord 4.12 and 4.16; the default is what ldirectord does where the directive is left out. Times are in seconds. Booleans may also be written `yes` and `no`, lists also as text with commas.',
    '## Global',
    'Under `ldirectord`.',
    directiveTable(globalDirectives),
    '## Per service',
    'In a service of a role, or under `defaults` for all of them. The further keys of a service, such as `virtual_ip`, `port` and `forwarding`, are in [the language](language.md#services).',
    directiveTable(serviceDirectives),
  ]);
}

function directiveTable(directives: readonly Directive[]): string {
  const rows = directives.map((directive) => [
    `\`${directive.name}\``,
    'refused' in directive.status ? 'refused' : kindText(directive.status.emitted),
    directive.default,
    meaning(directive),
  ]);
  return table(['Directive', 'Values', 'Default', 'What it does'], rows);
}

function meaning({ description, status }: Directive): string {
  return 'refused' in status ? `${description} Refused: ${status.refused}.` : description;
}
