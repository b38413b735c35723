/** Something outside the files is missing or broken: exit code 3, never a finding. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}
