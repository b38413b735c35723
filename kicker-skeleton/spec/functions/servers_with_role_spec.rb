# frozen_string_literal: true

require 'spec_helper'

describe 'servers_with_role' do
  include_context 'with a PuppetDB'

  # The certnames of what the function gives.
  def found(*arguments)
    subject.execute(*arguments).map { |server| server['certname'] }
  end

  context 'with servers of several roles' do
    let(:inventory) do
      [
        member('b.example.org', 'gui', { 'networking' => { 'hostname' => 'b', 'fqdn' => 'b.example.org', 'ip' => '192.0.2.2' } }),
        member('a.example.org', 'gui', { 'networking' => { 'hostname' => 'a', 'ip6' => '2001:db8::1' } }),
        member('c.example.org', 'rabbitmq'),
        known('d.example.org', { 'kicker_roles' => ['gui'] }, pp_role: 'rabbitmq, gui'),
        known('e.example.org', { 'kicker_roles' => ['gui'] }, pp_role: 'gui2'),
        known('f.example.org', { 'kicker_roles' => ['gui'] }, pp_role: 'my-gui,guid'),
        known('g.example.org', { 'kicker_roles' => ['gui'], 'role' => 'gui', 'roles' => ['gui'] }),
        member('h.example.org', 'gui', environment: 'test'),
      ]
    end

    it 'gives those of the role, whose certificate says so, ordered by certname' do
      expect(found('gui')).to eq(['a.example.org', 'b.example.org', 'd.example.org', 'h.example.org'])
    end

    it 'gives all their facts, also under old names' do
      is_expected.to run.with_params('gui', 'production').and_return(
        [
          {
            'certname' => 'a.example.org', 'kicker_roles' => ['gui'],
            'networking' => { 'hostname' => 'a', 'ip6' => '2001:db8::1' },
            'hostname' => 'a', 'ipaddress6' => '2001:db8::1'
          },
          {
            'certname' => 'b.example.org', 'kicker_roles' => ['gui'],
            'networking' => { 'hostname' => 'b', 'fqdn' => 'b.example.org', 'ip' => '192.0.2.2' },
            'hostname' => 'b', 'fqdn' => 'b.example.org', 'ipaddress' => '192.0.2.2'
          },
          { 'certname' => 'd.example.org', 'kicker_roles' => ['gui'] },
        ],
      )
    end

    it { expect(found('gui', 'test')).to eq(['h.example.org']) }

    it 'gives all servers of a role that leaves no marker' do
      inventory << known('l.example.org', {}, pp_role: 'lvs') << known('m.example.org', { 'role' => 'lvs' })
      File.write(@stand_in, JSON.generate(answers))
      expect(found('lvs')).to eq(['l.example.org'])
    end

    it { expect(found('gui', "' or true")).to eq([]) }
    it { expect(found('nobody')).to eq([]) }
    it { is_expected.to run.with_params('gui.*').and_raise_error(StandardError, %r{Kicker::Role}) }
    it { is_expected.to run.with_params('../gui').and_raise_error(StandardError, %r{Kicker::Role}) }
    it { is_expected.to run.with_params('').and_raise_error(StandardError, %r{Kicker::Role}) }

    context 'when the facts of nodes are trusted' do
      let(:inventory) do
        super() + [
          known('i.example.org', { 'kicker_roles' => ['gui'], 'role' => 'rabbitmq', 'roles' => ['gui'] }),
          known('j.example.org', { 'kicker_roles' => ['gui'], 'role' => 'gui' }, pp_role: 'rabbitmq'),
          known('k.example.org', { 'kicker_roles' => ['gui'], 'roles' => 'rabbitmq,gui' }),
          known('l.example.org', { 'kicker_roles' => ['gui'], 'roles' => { 'gui' => true } }),
        ]
      end
      let(:hiera_config) { File.expand_path('../fixtures/hiera/hiera.yaml', __dir__) }

      it 'asks them where the certificate says nothing' do
        expect(found('gui', 'production')).to eq(
          ['a.example.org', 'b.example.org', 'd.example.org', 'g.example.org', 'k.example.org'],
        )
      end
    end
  end

  context 'with a server that' do
    let(:facts) { { 'kicker_roles' => [] } }
    let(:inventory) { [known('a.example.org', facts, pp_role: 'gui')] }

    it('has not joined') { expect(found('gui')).to eq([]) }

    context 'has no fact of its markers' do
      let(:facts) { {} }

      it { expect(found('gui')).to eq([]) }
    end

    context 'got its marker in the run of these facts' do
      let(:events) { [event('a.example.org', 'gui', 'ensure', 'file', '2026-11-26T12:00:09.000Z')] }

      it { expect(found('gui')).to eq(['a.example.org']) }
    end

    context 'got its marker, and has a clock that is hours late' do
      let(:events) do
        [event('a.example.org', 'gui', 'ensure', 'file', '2026-11-26T12:00:09.000Z', own_time: '2026-11-26T08:00:00.000Z')]
      end

      it { expect(found('gui')).to eq(['a.example.org']) }
    end

    context 'got its marker before these facts, which know of none' do
      let(:events) { [event('a.example.org', 'gui', 'ensure', 'file', '2026-11-26T11:00:00.000Z')] }

      it { expect(found('gui')).to eq([]) }
    end

    context 'could not write its marker' do
      let(:events) { [event('a.example.org', 'gui', 'ensure', 'file', '2026-11-26T12:00:09.000Z', status: 'failure')] }

      it { expect(found('gui')).to eq([]) }
    end

    context 'would have written its marker' do
      let(:events) { [event('a.example.org', 'gui', 'ensure', 'file', '2026-11-26T12:00:09.000Z', status: 'noop')] }

      it { expect(found('gui')).to eq([]) }
    end

    context 'got the marker of another role' do
      let(:events) { [event('a.example.org', 'rabbitmq', 'ensure', 'file', '2026-11-26T12:00:09.000Z')] }

      it { expect(found('gui')).to eq([]) }
    end

    context 'got its marker while another server of the role did not' do
      let(:inventory) { super() + [known('b.example.org', {}, pp_role: 'gui', time: '2026-11-26T13:00:00.000Z')] }
      let(:events) do
        [
          event('a.example.org', 'gui', 'ensure', 'file', '2026-11-26T12:00:09.000Z'),
          event('b.example.org', 'gui', 'ensure', 'file', '2026-11-26T12:00:09.000Z'),
        ]
      end

      it { expect(found('gui')).to eq(['a.example.org']) }
    end
  end

  context 'with a server that has joined and' do
    let(:inventory) { [member('a.example.org', 'gui')] }

    context 'changes' do
      let(:events) { [event('a.example.org', 'gui', 'content', '{sha256}abc', '2026-11-26T12:00:09.000Z')] }

      it { expect(found('gui')).to eq(['a.example.org']) }
    end

    context 'leaves in the run of these facts' do
      let(:events) { [event('a.example.org', 'gui', 'ensure', 'absent', '2026-11-26T12:00:09.000Z')] }

      it { expect(found('gui')).to eq([]) }
    end

    context 'left before these facts' do
      let(:events) { [event('a.example.org', 'gui', 'ensure', 'absent', '2026-11-26T11:59:00.000Z')] }

      it { expect(found('gui')).to eq(['a.example.org']) }
    end

    context 'left and came back without new facts' do
      let(:events) do
        [
          event('a.example.org', 'gui', 'ensure', 'file', '2026-11-26T12:00:20Z'),
          event('a.example.org', 'gui', 'ensure', 'absent', '2026-11-26T12:00:09.000Z'),
        ]
      end

      it { expect(found('gui')).to eq(['a.example.org']) }
    end

    context 'cannot remove its marker' do
      let(:events) { [event('a.example.org', 'gui', 'ensure', 'absent', '2026-11-26T12:00:09.000Z', status: 'failure')] }

      it { expect(found('gui')).to eq(['a.example.org']) }
    end
  end

  context 'with a PuppetDB that is down' do
    let(:answers) { { 'down' => 'Connection refused' } }

    it { is_expected.to run.with_params('gui').and_raise_error(Puppet::Error, %r{Connection refused}) }
  end
end
