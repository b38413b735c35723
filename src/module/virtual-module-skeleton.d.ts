/** The files of module-skeleton/ by path, made by build/skeleton-plugin.ts: template specifications, or text. */
declare module 'virtual:module-skeleton' {
  export const skeleton: readonly (readonly [path: string, content: string | TemplateSpecification])[];
}

/** Likewise those of kicker-skeleton/. */
declare module 'virtual:kicker-skeleton' {
  export const skeleton: readonly (readonly [path: string, content: string | TemplateSpecification])[];
}
