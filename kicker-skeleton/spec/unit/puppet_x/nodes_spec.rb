# frozen_string_literal: true

require 'spec_helper'
require_relative '../../../lib/puppet_x/kicker/nodes'

# What is asked. What is made of the answers is in the specs of the functions.
describe 'PuppetX::Kicker::Nodes' do
  let(:asked) { [] }
  let(:answers) { [] }
  let(:nodes) do
    PuppetX::Kicker::Nodes.new do |query|
      asked << query
      answers.shift || []
    end
  end
  let(:fields) { ['certname', 'timestamp', 'facts', 'trusted'] }

  it 'asks for certificates with a role' do
    nodes.with_role('gui')
    expect(asked).to eq(
      [['from', 'inventory', ['extract', fields, ['~', 'trusted.extensions.pp_role', '(^|,) *gui *(,|$)']]]],
    )
  end

  it 'asks for an environment' do
    nodes.with_role('gui', environment: 'x" or')
    expect(asked.first[2][2][1]).to eq(['=', 'environment', 'x" or'])
  end

  it 'asks nodes themselves only where that is wanted' do
    answers << [{ 'certname' => 'b', 'value' => 'gui' }, { 'certname' => 'a', 'value' => ['x', 'gui'] }, { 'certname' => 'c', 'value' => 1 }]
    nodes.with_role('gui', trust_role_fact: true)
    expect(asked.first).to eq(['from', 'facts', ['extract', ['certname', 'value'], ['in', 'name', ['array', ['role', 'roles']]]]])
    expect(asked.last[2][2][2]).to eq(['in', 'certname', ['array', ['a', 'b']]])
  end

  it 'asks for the events that are younger than the oldest facts' do
    answers << ['2026-11-26T12:00:00.500Z', '2026-11-26T12:00:00Z', '2026-11-26T14:00:00+01:00'].map do |time|
      { 'certname' => time, 'timestamp' => time, 'facts' => {}, 'trusted' => { 'extensions' => { 'pp_role' => 'gui' } } }
    end
    nodes.with_role('gui')
    expect(asked.last).to eq(
      [
        'from', 'events',
        [
          'extract', ['certname', 'property', 'new_value', 'timestamp', 'report_receive_time'],
          [
            'and', ['=', 'resource_type', 'File'], ['=', 'resource_title', "#{PuppetX::Kicker::MARKERS}/gui"],
            ['=', 'status', 'success'], ['>', 'report_receive_time', '2026-11-26T12:00:00Z']
          ]
        ]
      ],
    )
  end

  it 'asks all conditions at once' do
    nodes.matching(['a=b', 'c>1', 'd!=e'].map { |text| PuppetX::Kicker::Condition.parse(text) })
    expect(asked).to eq(
      [['from', 'inventory', ['extract', fields, ['and', ['=', 'facts.a', 'b'], ['>', 'facts.c', 1]]]]],
    )
  end

  it 'asks for all nodes where PuppetDB is asked no condition' do
    nodes.matching([PuppetX::Kicker::Condition.parse('d!=e')])
    expect(asked).to eq([['from', 'inventory', ['extract', fields]]])
  end
end
