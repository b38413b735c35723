import manifest from '../../package.json' with { type: 'json' };

/** The version of the package; the bundle carries the number of the package that it is built for. */
export const version: string = manifest.version;
