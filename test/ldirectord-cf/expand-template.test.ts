import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expandTemplate } from '../../src/import/fork/expand-template.ts';
import { startErbJudge, type ErbJudge } from './erb-judge.ts';
import { templates, variables } from './erb-templates.ts';

const seed = Number(process.env['LVS_PUPPET_SEED'] ?? 1);
const runs = process.env['LVS_PUPPET_FULL'] === '1' ? 50_000 : 3000;
const AT_A_TIME = 200;

let judge: ErbJudge;
beforeAll(() => {
  judge = startErbJudge();
});
afterAll(() => judge.end());

test(
  `${runs} templates give what Ruby's ERB gives (LVS_PUPPET_SEED=${seed})`,
  { timeout: 600_000 },
  async () => {
    const counts = { understood: 0, reported: 0, unreadable: 0 };
    const texts = fc.sample(templates, { numRuns: runs, seed });
    for (let start = 0; start < texts.length; start += AT_A_TIME) {
      const some = texts.slice(start, start + AT_A_TIME);
      const answers = await Promise.all(some.map((text) => judge.of(text, variables)));
      for (const [index, answer] of answers.entries()) {
        const template = some[index] ?? '';
        const { text, notUnderstood } = expandTemplate({ path: 't.erb', text: template }, variables);
        if ('unreadable' in answer) {
          counts.unreadable += 1;
        } else if (notUnderstood.length > 0) {
          counts.reported += 1;
        } else {
          counts.understood += 1;
          expect({ text }, JSON.stringify(template)).toEqual(answer);
        }
      }
    }
    // Enough must be understood, or nothing is shown.
    expect(counts.understood).toBeGreaterThan(runs / 3);
    expect(counts.unreadable).toBeLessThan(runs / 10);
  },
);

test.each([
  [
    'one section a role',
    "# x\n<% if not webservers.empty? %>\nvirtual=10.0.0.1:80\n<% webservers.each do |s| %>\treal=<%= s['ipaddress'] %>:80 gate\n<% end %>\n<% end %>\n<% if not mailservers.empty? %>\nvirtual=10.0.0.1:25\n<% end %>\n",
  ],
  [
    'a loop over tables',
    "<% for pool in webservers -%>\nvirtual=<%= pool['ipaddress'] -%>:<%= port %>\n<% pool['names'].each do |name| -%>\n    # <%= name -%>.<%= @port -%> gate\n<% end -%>\n<% end %>\n",
  ],
  ['blanks before <%- of a whole line', 'a\n  \t<%- if quiet -%>\nb\n  <%- end -%>\nc'],
  ['blanks before <%- behind text', 'a  <%- if quiet %>b  <%- end %>c'],
  ['blanks before <%- behind a tag', '<%= port %>  <%- if quiet %><%= port -%>  <%- end %>  <%- %>\n'],
  ['blanks before <%- behind <%%', '<%%  <%- if quiet %>\n<% end %>'],
  ['blanks before <%- behind a trimmed end', '<% if quiet -%>\n  <%- end -%>\nx'],
  ['blanks behind -%>', '<% if quiet -%> \n<% end -%>\t\nx'],
  ['-%> before CR LF', '<% if quiet -%>\r\na\r\n<% end -%>\r\nb\r\n'],
  ['-%> at the end', '<% if quiet -%>a<% end -%>'],
  ['only one end of a line', '<%= port -%>\n\n<%# x -%>\n\nb'],
  ['a tag of nothing', '<% %><%%><%- -%>\n<%\n%>'],
  ['%% and %%>', "%% a\n% b\n%%> <%% c %>\n<%= '%%>' %>\n<%# a %%> b %>c\n"],
  ['- in tags', "<%= '-' -%>\n<%-%>\n<%#--%>\n<%= '-%%>' %>\n"],
  ['quotes', "<%= 'a\\\\b\\'c\\d' %><%= \"it's #1\" %>"],
  [
    'names of the scope',
    "<%= scope.lookupvar('balance::port') %> <%= scope['::port'] %> <%= scope.lookupvar('::balance::servers').empty? %>",
  ],
  [
    'keys',
    '<% webservers.each do |s| %><%= s["weight"] %>,<%= s[:weight] || 1 %>,<%= s[ \'none\' ].to_s %>\n<% end %>',
  ],
  ['an index', '<% addresses.each_with_index do |a, i| -%>\n<%= i %>=<%= a %>\n<% end -%>\n'],
  [
    'pairs',
    '<% pools.each do |name, servers| -%>\n<%= name %>\n<% servers.each { |s| -%>\n  <%= s %>\n<% } -%>\n<% end -%>\n',
  ],
  [
    'a name of a loop hides a variable',
    '<% addresses.each do |port| %><%= port %><%= @port %> <% end %><%= port %>',
  ],
  [
    'loops of one name',
    '<% addresses.each do |a| %><% webservers.each do |a| %><%= a[:weight] %><% end %><%= a %>\n<% end %>',
  ],
  [
    'else and elsif',
    '<% if loud %>a<% elsif port == 8080 then %>b<% else %>c<% end %><% unless quiet %>d<% else %>e<% end %>',
  ],
  [
    'what is true',
    '<% if blank %>a<% end %><% if @nothing %>b<% end %><% if !loud && port %>c<% end %><% if not quiet or 0 %>d<% end %>',
  ],
  [
    'a variable of the template',
    '<% mine = @webservers -%>\n<% mine.each do |s| -%>\n<%= s[:ipaddress] %>\n<% end -%>\n',
  ],
  ['remarks', '<%# a\nb %>c\n<%-# d -%>\n<% if quiet # why -%>\ne\n<% end # of it -%>\nf\n'],
  ['remarks in Umlauten', "ä <%= 'ö' %> ü <%# ß %>\n"],
])('a template gives what Ruby gives: %s', async (_, template) => {
  const { text, notUnderstood } = expandTemplate({ path: 't.erb', text: template }, variables);
  expect(notUnderstood.map(({ code }) => code)).toEqual([]);
  expect({ text }).toEqual(await judge.of(template, variables));
});
