/** A relative path as a URI reference: its segments percent-encoded, so that none can be a scheme, a query or a fragment. */
export function relativeUri(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}
