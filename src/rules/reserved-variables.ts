/**
 * Variables of the emitted class `config` and locals of its template that end in `servers` and so could be
 * mistaken for the list of a role: a role whose variable is one of these is refused.
 */
export const reservedVariables: ReadonlySet<string> = new Set(['min_servers', 'all_servers', 'real_servers']);
