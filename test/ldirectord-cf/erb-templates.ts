import fc from 'fast-check';
import type { Data } from '../../src/import/fork/expand-template.ts';

/** What the templates of the test know. */
export const variables: ReadonlyMap<string, Data> = new Map<string, Data>([
  [
    'webservers',
    [
      new Map<string, Data>([
        ['ipaddress', '10.1.0.11'],
        ['weight', 3],
        ['backup', false],
        ['names', ['a', 'b']],
      ]),
      new Map<string, Data>([
        ['ipaddress', '10.1.0.12'],
        ['backup', true],
        ['names', []],
      ]),
    ],
  ],
  ['mailservers', []],
  ['addresses', ['10.2.0.1', '10.2.0.2', 'two\nlines']],
  [
    'pools',
    new Map<string, Data>([
      ['blue', ['10.3.0.1']],
      ['green', []],
    ]),
  ],
  ['nothing', undefined],
  ['port', 8080],
  ['virtual_ip', '10.0.0.100'],
  ['blank', ''],
  ['quiet', true],
  ['loud', false],
  ['balance::port', 8443],
  ['balance::servers', ['10.4.0.1']],
]);

/** What can be named in a part of a template. */
interface Scope {
  readonly texts: readonly string[];
  readonly lists: readonly string[];
}

const outermost: Scope = {
  texts: [
    'port',
    '@port',
    'virtual_ip',
    '@virtual_ip',
    'blank',
    '@nothing',
    'quiet',
    '@loud',
    "scope['port']",
    'scope["::balance::port"]',
    "scope.lookupvar('balance::port')",
    "scope.lookupvar('::virtual_ip')",
  ],
  lists: [
    'webservers',
    '@webservers',
    'mailservers',
    '@mailservers',
    'addresses',
    "scope['addresses']",
    "scope.lookupvar('balance::servers')",
    "pools['blue']",
    '@pools[:green]',
  ],
};
const literals = ["'gate'", '"it"', "'it\\'s'", "'a\\b'", '5672', '0', 'nil', 'true', 'false'];

/** In a loop over servers there is one. */
function withServer({ texts, lists }: Scope): Scope {
  const written = ["server['ipaddress']", 'server["weight"]', 'server[:backup]', "server[ 'none' ]"];
  return {
    texts: [...texts, ...written, ...written],
    lists: [...lists, "server['names']", 'server[:names]'],
  };
}

function withTexts({ texts, lists }: Scope, ...more: string[]): Scope {
  return { texts: [...texts, ...more, ...more, ...more], lists };
}

/** Now and then an expression that Ruby or we may not like here. */
function wild(): fc.Arbitrary<string> {
  const name = fc.constantFrom(
    'server',
    'address',
    'index',
    'chosen',
    'mine',
    'pools',
    'webservers',
    'nothing',
  );
  return fc
    .tuple(
      name,
      fc.constantFrom('', '.to_s', '.empty?', "['ipaddress']", '[:none]', '.size', '.nil?', ' == 1'),
    )
    .map((parts) => parts.join(''));
}

function expressions(scope: Scope, depth: number): fc.Arbitrary<string> {
  const text = fc.constantFrom(...scope.texts);
  const list = fc.constantFrom(...scope.lists);
  const simple = fc.oneof(
    { weight: 12, arbitrary: text },
    { weight: 3, arbitrary: fc.constantFrom(...literals) },
    { weight: 2, arbitrary: list.map((one) => `${one}.empty?`) },
    { weight: 2, arbitrary: text.map((one) => `${one}.to_s`) },
    { weight: 1, arbitrary: text.map((one) => `${one}.to_s.empty?`) },
    { weight: 1, arbitrary: text.map((one) => `${one}.nil?`) },
  );
  if (depth === 0) return simple;
  const inner = expressions(scope, depth - 1);
  return fc.oneof(
    { weight: 8, arbitrary: simple },
    { weight: 1, arbitrary: inner.map((one) => `(${one})`) },
    { weight: 1, arbitrary: inner.map((one) => `!(${one})`) },
    { weight: 1, arbitrary: simple.map((one) => `!${one}`) },
    { weight: 1, arbitrary: inner.map((one) => `(not ${one})`) },
    {
      weight: 2,
      arbitrary: fc.tuple(simple, fc.constantFrom(' == ', '!='), simple).map((parts) => parts.join('')),
    },
    {
      weight: 4,
      arbitrary: fc
        .tuple(inner, fc.constantFrom(' || ', '||', ' && ', ' and ', ' or '), inner)
        .map((parts) => parts.join('')),
    },
  );
}

const begin = fc.constantFrom('<% ', '<% ', '<%- ', '<%-', '<%\n', '  <%- ', '\t<% ', '    <%');
const end = fc.constantFrom(' %>', ' %>\n', ' -%>', ' -%>\n', '-%>\n', '\n%>\n', ' -%>  ', '-%>\n\n');
const tag = (code: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(begin, code, end).map((parts) => parts.join(''));

const literal = fc.constantFrom(
  '\n',
  '\n\n',
  '  ',
  'virtual=10.0.0.100:5672\n',
  '        real=10.1.0.1:80 gate\n',
  'checktype=',
  'protocol=tcp',
  '<%% no tag %%>\n',
  '<%%',
  '% 1\n',
  '%% 2\n',
  '%>',
  '-%>\n',
  '# remark\n',
  'it\'s \\ "#{port}"\n',
);

function outputs(scope: Scope): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom('<%= ', '<%='),
      fc.oneof({ weight: 60, arbitrary: expressions(scope, 2) }, { weight: 1, arbitrary: wild() }),
      fc.constantFrom(' %>', '%>', ' -%>', '-%>\n', ' %>\n', ' %>:'),
    )
    .map((parts) => parts.join(''));
}

const remark = fc.constantFrom(
  '<%# remark %>',
  '<%#-%>\n',
  '  <%# two\nlines -%>\n',
  '<%# a %%> b %>\n',
  '<%%>',
  '<%- # remark -%>\n',
  '<%-# remark -%>\n',
);

const ending = fc.oneof(
  { weight: 20, arbitrary: tag(fc.constant('end')) },
  { weight: 4, arbitrary: fc.constantFrom('<% end # of it -%>\n', '  <%- end # of it -%>\n') },
  { weight: 1, arbitrary: fc.constant('<% end # of it %>\n') },
);

function bodies(scope: Scope, depth: number): fc.Arbitrary<string> {
  const parts = [
    { weight: 5, arbitrary: literal },
    { weight: 4, arbitrary: outputs(scope) },
    { weight: 1, arbitrary: remark },
  ];
  if (depth > 0) parts.push({ weight: 5, arbitrary: blocks(scope, depth - 1) });
  return fc.array(fc.oneof(...parts), { maxLength: 5 }).map((some) => some.join(''));
}

function blocks(scope: Scope, depth: number): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: choices(scope, depth) },
    { weight: 4, arbitrary: loops(scope, depth) },
  );
}

function choices(scope: Scope, depth: number): fc.Arbitrary<string> {
  const body = bodies(scope, depth);
  const list = fc.constantFrom(...scope.lists);
  const condition = expressions(scope, 2);
  const then = fc.constantFrom('', '', ' then');
  const opening = fc.oneof(
    fc.tuple(fc.constantFrom('if ', 'unless ', 'if not '), condition, then).map((parts) => parts.join('')),
    list.map((one) => `if not ${one}.empty?`),
    list.map((one) => `unless ${one}.empty?`),
    fc.constantFrom('if missing.empty?', 'if missing', 'unless server'),
  );
  const choice = (first: fc.Arbitrary<string>, ...more: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.tuple(tag(first), body, ...more, ending).map((parts) => parts.join(''));
  const otherwise = [tag(fc.constant('else')), body];
  const instead = [tag(condition.map((one) => `elsif ${one}`)), body];
  return fc.oneof(
    choice(opening),
    choice(opening, ...otherwise),
    choice(
      condition.map((one) => `if ${one}`),
      ...instead,
      ...instead,
      ...otherwise,
    ),
  );
}

function loops(scope: Scope, depth: number): fc.Arbitrary<string> {
  const servers = fc.constantFrom('webservers', '@webservers', "scope['webservers']");
  const addresses = fc.constantFrom('addresses', '@addresses', "scope.lookupvar('balance::servers')");
  const loop = (
    head: fc.Arbitrary<string>,
    inside: Scope,
    last: fc.Arbitrary<string> = ending,
  ): fc.Arbitrary<string> => fc.tuple(tag(head), bodies(inside, depth), last).map((parts) => parts.join(''));
  const word = fc.constantFrom('', ' do');
  return fc.oneof(
    loop(
      servers.map((of) => `${of}.each do |server|`),
      withServer(scope),
    ),
    loop(
      servers.map((of) => `${of}.each_with_index do |server, index|`),
      withTexts(withServer(scope), 'index'),
    ),
    loop(
      servers.map((of) => `${of}.each { |server|`),
      withServer(scope),
      tag(fc.constant('}')),
    ),
    loop(
      fc.tuple(servers, word).map(([of, last]) => `for server in ${of}${last}`),
      withServer(scope),
    ),
    loop(
      addresses.map((of) => `${of}.each do |address|`),
      withTexts(scope, 'address'),
    ),
    loop(
      fc.tuple(addresses, word).map(([of, last]) => `for address in ${of}${last}`),
      withTexts(scope, 'address'),
    ),
    loop(
      fc.constantFrom(...scope.lists).map((of) => `${of}.each do |one|`),
      scope,
    ),
    loop(fc.constantFrom('pools.each do |index, one|', '@pools.each do |index,one|'), {
      texts: [...scope.texts, 'index', 'index'],
      lists: [...scope.lists, 'one', 'one'],
    }),
  );
}

/** Variables that the template sets. */
const settings = tag(
  fc.constantFrom(
    'mine = @port',
    'mine = @port || 80',
    "mine='it'",
    'chosen = @webservers',
    'chosen = mine.to_s',
  ),
);
const withSettings = withTexts(outermost, 'mine');

/** Templates of the forms that are known, in any nesting. */
export const templates: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(fc.oneof(bodies(outermost, 1), blocks(outermost, 2)), { maxLength: 4 })
    .map((some) => some.join('')),
  fc
    .tuple(fc.constant('<% mine = 1 -%>\n'), bodies(withSettings, 2), settings, bodies(withSettings, 2))
    .map((parts) => parts.join('')),
);
