import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { rubyScalar, type RubyScalar } from '../../../src/hiera/ruby-scalar.ts';

const text = { kind: 'text' } as const;
const integer = (value: number): RubyScalar => ({ kind: 'integer', value });
const boolean = (value: boolean): RubyScalar => ({ kind: 'boolean', value });

/** Measured with Psych of Ruby 3.1. */
const measured: readonly (readonly [string, RubyScalar])[] = [
  ['', { kind: 'null' }],
  ['~', { kind: 'null' }],
  ['nUll', { kind: 'null' }],
  ['on', boolean(true)],
  ['yES', boolean(true)],
  ['Off', boolean(false)],
  ['no', boolean(false)],
  ['y', text],
  ['nothing', text],
  ['12', integer(12)],
  ['-0', integer(-0)],
  ['+7', integer(7)],
  ['010', integer(8)],
  ['-010', integer(-8)],
  ['007', integer(7)],
  ['08', text],
  ['0o7', text],
  ['0b11', integer(3)],
  ['0x1F', integer(31)],
  ['0x_F', integer(15)],
  ['1_000', integer(1000)],
  ['1,000', integer(1000)],
  ['1__0', text],
  ['1_', text],
  ['22:22', integer(80_520)],
  ['1:00', integer(3600)],
  ['190:20:30', integer(685_230)],
  ['1:2:3:4', text],
  ['12:30:45.5', { kind: 'float' }],
  ['1.', { kind: 'float' }],
  ['.5', { kind: 'float' }],
  ['.', text],
  ['1.5e3', text],
  ['1.5e+3', { kind: 'float' }],
  ['1e3', text],
  ['-.INF', { kind: 'float' }],
  ['.nan', { kind: 'float' }],
  ['2020-01-31', { kind: 'date' }],
  ['2020-1-1', { kind: 'date' }],
  ['2020-13-01', text],
  ['2020-01-01T10:00:00Z', { kind: 'date' }],
  ['2020-01-01 10:00:00 +02:00', { kind: 'date' }],
  [':foo', { kind: 'symbol' }],
  [':', text],
  ['172.31.8.11', text],
  ['2001:db8::1', text],
  ['10:20:30:40:50:60:70:80', text],
  ['a\n1', text],
];

describe('a scalar without quotes', () => {
  it.each(measured)('%j is what Ruby makes of it', (written, meaning) => {
    expect(rubyScalar(written)).toEqual(meaning);
  });

  const script =
    'require "psych"; require "json"; require "date"; require "time"; s = Psych::ScalarScanner.new(Psych::ClassLoader.new); puts JSON.generate(JSON.parse($stdin.read).map { |t| v = s.tokenize(t); case v when nil then "null" when true, false then "boolean #{v}" when Integer then "integer #{v}" when Float then "float" when Symbol then "symbol" when Date, Time then "date" else "text" end })';
  const ruby = spawnSync('ruby', ['-e', script], {
    input: JSON.stringify(measured.map(([written]) => written)),
  });

  it.skipIf(ruby.status !== 0)('the Ruby of this machine agrees', () => {
    const said = measured.map(([, meaning]) =>
      'value' in meaning ? `${meaning.kind} ${meaning.value}` : meaning.kind,
    );
    expect(said).toEqual(JSON.parse(String(ruby.stdout)));
  });
});
