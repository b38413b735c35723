# frozen_string_literal: true

# @summary Asks PuppetDB, and fails the catalog when there is no answer
#
# An answer that is missing must not look like one without nodes: a director would lose all its servers.
#
# @api private
Puppet::Functions.create_function(:'kicker::query') do
  # @param query
  #   The query, in the AST language of PuppetDB.
  #
  # @return [Array[Hash]]
  #   The rows of the answer.
  dispatch :query do
    param 'Array[Data, 1]', :query
    return_type 'Array[Hash]'
  end

  def query(query)
    rows = ask(query)
    return rows if rows.is_a?(Array) && rows.all? { |row| row.is_a?(Hash) }

    raise Puppet::Error, "kicker: PuppetDB's answer about #{query[1]} is no list of nodes"
  end

  def ask(query)
    unless known?
      raise Puppet::Error, 'kicker: PuppetDB cannot be asked, as there is no function puppetdb_query: the package ' \
                           'puppet-terminus-puppetdb is not installed where catalogs are compiled'
    end
    call_function('puppetdb_query', query)
  rescue Puppet::Error
    raise
  rescue StandardError => e
    raise Puppet::Error, "kicker: PuppetDB did not answer about #{query[1]}: #{e.message}"
  end

  # As in call_function: a function of today, or one of those of old.
  def known?
    !loader.load(:function, 'puppetdb_query').nil? || Puppet::Parser::Functions.function('puppetdb_query')
  end
end
