import { createHash } from 'node:crypto';
import { markup, printed, type Markup } from './markup.ts';
import { style } from './style.ts';

/**
 * The policy of the page: nothing is loaded and no script runs, whatever stands in it. Only our own style sheet applies,
 * which the browser knows by its hash.
 */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A whole page around its content. */
export function document(title: string, header: Markup, main: Markup): string {
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${printed(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${printed(style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
${header}
</header>
<main id="content" tabindex="-1">
${main}
</main>
<footer><p>Made by lvs-puppet from two inventories. This page loads nothing and runs no script.</p></footer>
</body>
</html>
`.html;
}
