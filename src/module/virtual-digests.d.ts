/** Digests of sources, made by build/digests.ts when the tool is built. */
declare module 'virtual:digests' {
  /** Of everything that decides the bytes of the modules for a decoded inventory: templates, views, printers. */
  export const skeletonDigest: string;
  /** Of every source of the tool and the versions of what it is bundled with. */
  export const toolDigest: string;
}
