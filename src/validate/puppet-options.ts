/**
 * Options for an empty configuration: the settings of this machine must not change a verdict, and Puppet must
 * not make its folders in somebody's home.
 */
export function emptyConfiguration(folder: string): string[] {
  const settings = ['confdir', 'vardir', 'codedir', 'publicdir', 'logdir', 'rundir'];
  return settings.flatMap((name) => [`--${name}`, folder]);
}
