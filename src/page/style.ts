/** Lets the formatter see a style sheet in the text. */
const css = String.raw;

/** The style sheet of the page. Every colour is a pair for light and dark; a test holds the contrast of those that meet. */
export const style = css`
  :root {
    color-scheme: light dark;
    --paper: light-dark(#ffffff, #101418);
    --panel: light-dark(#f4f6f8, #191f25);
    --ink: light-dark(#191d22, #e4e9ee);
    --muted: light-dark(#515b66, #a3adb8);
    --rule: light-dark(#ccd3da, #343d47);
    --link: light-dark(#0b57a8, #82b8f5);

    --blocker: light-dark(#7d0b1c, #ff9aa5);
    --critical: light-dark(#b3261b, #ffa48f);
    --major: light-dark(#8a5300, #f0bd68);
    --minor: light-dark(#0f5c9c, #8cc4fa);
    --info: light-dark(#55606b, #b3bcc6);
    --on-risk: light-dark(#ffffff, #101418);

    --added: light-dark(#0e5a2a, #8fe3a6);
    --added-back: light-dark(#def5e4, #12301d);
    --removed: light-dark(#8e1322, #ffb3b3);
    --removed-back: light-dark(#fde8e8, #3b181b);
    --changed: light-dark(#6b4700, #f2d07a);
    --changed-back: light-dark(#fff3cf, #342809);
    --moved: light-dark(#5a2a9c, #d3b8ff);
    --moved-back: light-dark(#f1e8fd, #2a1c45);
    --renamed: light-dark(#0c4f73, #9cdcf5);
    --renamed-back: light-dark(#dff2fb, #0d2e3f);
    --reordered: light-dark(#454f5a, #c3ccd5);
    --reordered-back: light-dark(#e7ebef, #2a323b);

    --virtual-ip: light-dark(#dce9f5, #1c3147);
    --role: light-dark(#f5f0e0, #2a271c);
    --line: light-dark(#6f7780, #8b949e);

    --sans: system-ui, 'Segoe UI', Roboto, 'Liberation Sans', 'DejaVu Sans', sans-serif;
    --mono: ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace;
  }

  * {
    box-sizing: border-box;
  }
  html {
    scroll-padding-top: 1rem;
  }
  body {
    margin: 0;
    background: var(--paper);
    color: var(--ink);
    font: 1rem/1.55 var(--sans);
    overflow-wrap: anywhere;
  }
  header,
  main,
  footer {
    max-width: 84rem;
    margin: 0 auto;
    padding: 0 clamp(0.9rem, 3vw, 2.5rem);
  }
  header {
    padding-top: 1.75rem;
  }
  main:focus {
    outline: none;
  }
  footer {
    margin-top: 3rem;
    padding-bottom: 2rem;
    color: var(--muted);
    font-size: 0.875rem;
  }
  section {
    margin-top: 2.5rem;
  }
  section section {
    margin-top: 1.75rem;
  }
  h1,
  h2,
  h3,
  h4 {
    line-height: 1.25;
    margin: 0 0 0.75rem;
    text-wrap: balance;
  }
  h1 {
    font-size: clamp(1.4rem, 1rem + 2vw, 2rem);
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  h2 {
    font-size: 1.4rem;
    padding-bottom: 0.35rem;
    border-bottom: 1px solid var(--rule);
  }
  h3 {
    font-size: 1.05rem;
    font-weight: 600;
  }
  h4 {
    font-size: 1rem;
  }
  p {
    margin: 0 0 0.6rem;
  }
  ul,
  dl,
  figure,
  fieldset {
    margin: 0;
    padding: 0;
  }
  a {
    color: var(--link);
    text-underline-offset: 0.15em;
  }
  summary {
    cursor: pointer;
    color: var(--link);
    width: fit-content;
    max-width: 100%;
  }
  :focus-visible {
    outline: 3px solid var(--link);
    outline-offset: 2px;
    border-radius: 3px;
  }
  .name,
  code {
    font-family: var(--mono);
    font-size: 0.9em;
    unicode-bidi: isolate;
  }
  h1 .name {
    font-weight: 600;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .skip {
    position: absolute;
    left: -100vw;
    background: var(--paper);
    padding: 0.5rem 0.9rem;
  }
  .skip:focus {
    left: 0.5rem;
    top: 0.5rem;
    z-index: 1;
  }
  .eyebrow {
    color: var(--muted);
    font-size: 0.875rem;
    font-weight: 600;
    margin-bottom: 0.25rem;
  }

  /* What came out */
  .risk-blocker {
    --risk: var(--blocker);
  }
  .risk-critical {
    --risk: var(--critical);
  }
  .risk-major {
    --risk: var(--major);
  }
  .risk-minor {
    --risk: var(--minor);
  }
  .risk-info {
    --risk: var(--info);
  }
  .verdict {
    margin: 1.25rem 0;
    padding: 1rem 1.25rem;
    background: var(--panel);
    border: 1px solid var(--rule);
    border-left: 6px solid var(--risk, var(--added));
    border-radius: 8px;
  }
  .verdict p:last-child {
    margin-bottom: 0;
  }
  .summary {
    font-size: 1.15rem;
  }
  .badge {
    display: inline-block;
    padding: 0.05em 0.6em;
    border-radius: 4px;
    background: var(--risk);
    color: var(--on-risk);
    font-size: 0.9em;
    font-weight: 650;
  }
  .counts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    margin: 0.75rem 0;
    list-style: none;
  }
  .counts a,
  .counts .empty {
    display: block;
    padding: 0.15rem 0.75rem;
    border: 1px solid var(--rule);
    border-radius: 999px;
    background: var(--paper);
    color: var(--muted);
  }
  .counts a {
    border-color: var(--risk);
    color: var(--risk);
    text-decoration: none;
  }
  .counts a:hover {
    text-decoration: underline;
  }
  .touched {
    color: var(--muted);
  }
  .note {
    padding: 0.5rem 0.9rem;
    border: 1px dashed var(--line);
    border-radius: 6px;
  }
  nav ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem 1.25rem;
    list-style: none;
  }
  nav a {
    display: inline-block;
    padding: 0.2rem 0;
  }

  /* Marks: a word, a sign and a border of their own, so that colours only help */
  .mark {
    display: inline-block;
    padding: 0 0.45em;
    border: 1px solid var(--mark);
    border-radius: 4px;
    background: var(--mark-back);
    color: var(--mark);
    font-size: 0.85em;
    font-weight: 600;
  }
  .mark::before {
    content: var(--sign) ' ';
    font-family: var(--mono);
  }
  .added {
    --mark: var(--added);
    --mark-back: var(--added-back);
    --sign: '+';
  }
  .removed {
    --mark: var(--removed);
    --mark-back: var(--removed-back);
    --sign: '-';
  }
  .changed {
    --mark: var(--changed);
    --mark-back: var(--changed-back);
    --sign: '~';
  }
  .moved {
    --mark: var(--moved);
    --mark-back: var(--moved-back);
    --sign: '>';
  }
  .renamed {
    --mark: var(--renamed);
    --mark-back: var(--renamed-back);
    --sign: '=';
  }
  .reordered {
    --mark: var(--reordered);
    --mark-back: var(--reordered-back);
    --sign: '^';
  }

  .mark.removed {
    border-style: dashed;
  }
  .mark.moved {
    border-style: double;
    border-width: 3px;
  }
  .mark.renamed {
    border-style: dotted;
  }

  /* Changes */
  .card {
    margin: 0 0 1rem;
    padding: 0.9rem 1.1rem;
    border: 1px solid var(--rule);
    border-left: 4px solid var(--risk);
    border-radius: 8px;
  }
  .card > div > :last-child {
    margin-bottom: 0;
  }
  @media (min-width: 64rem) {
    .card {
      display: grid;
      grid-template-columns: minmax(0, 1fr) 27rem;
      gap: 0 1.5rem;
    }
  }
  .changes {
    list-style: none;
  }
  .changes li {
    margin: 0 0 0.75rem;
  }
  .changes li + li {
    border-top: 1px solid var(--rule);
    padding-top: 0.75rem;
  }
  .changes p {
    margin-bottom: 0.25rem;
  }
  .confirmed {
    color: var(--muted);
    font-size: 0.875em;
    border-bottom: 1px dotted;
  }
  .values,
  .where {
    color: var(--muted);
    font-size: 0.875rem;
  }
  .attribute {
    margin-right: 0.25rem;
  }
  .values del,
  .values ins {
    font-family: var(--mono);
    padding: 0.05em 0.35em;
    border-radius: 3px;
    unicode-bidi: isolate;
  }
  .places {
    margin-right: 0.6rem;
  }
  del {
    background: var(--removed-back);
    color: var(--removed);
  }
  ins {
    background: var(--added-back);
    color: var(--added);
    text-underline-offset: 0.15em;
  }
  .hint b {
    color: var(--added);
    margin-right: 0.25rem;
  }
  .blast {
    align-self: start;
    margin: 0.75rem 0 0;
    padding: 0.6rem 0.9rem;
    background: var(--panel);
    border-radius: 6px;
    font-size: 0.9rem;
  }
  .blast-title {
    font-weight: 600;
    margin-bottom: 0.25rem;
  }
  .blast dl > div {
    display: grid;
    grid-template-columns: 8.5rem 1fr;
    gap: 0 0.75rem;
    padding: 0.15rem 0;
  }
  dt {
    color: var(--muted);
  }
  dd {
    margin: 0;
    min-width: 0;
  }
  .hazard dd {
    border-left: 3px solid var(--major);
    padding-left: 0.6rem;
  }
  .why p {
    max-width: 60rem;
    margin-top: 0.5rem;
  }
  .why .code {
    color: var(--muted);
    font-size: 0.875rem;
  }

  /* Topology */
  .key .mark {
    margin-right: 0.25rem;
  }
  .switches {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 2rem;
    margin-bottom: 1rem;
  }
  fieldset {
    border: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1rem;
    min-width: 0;
  }
  legend {
    float: left;
    margin-right: 1rem;
    color: var(--muted);
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: 0.35rem;
    min-height: 1.75rem;
    cursor: pointer;
  }
  input {
    width: 1.1rem;
    height: 1.1rem;
    margin: 0;
    accent-color: var(--link);
    flex: none;
  }
  .views:has(#side-before:checked) .after,
  .views:has(#side-after:checked) .before,
  .views:has(#extent-focus:checked) .all,
  .views:has(#extent-all:checked) .focus {
    display: none;
  }
  figure + figure {
    margin-top: 1.25rem;
  }
  figcaption {
    margin-bottom: 0.4rem;
  }
  .extent {
    color: var(--muted);
    font-size: 0.875rem;
    margin-bottom: 0.4rem;
  }
  .scroll {
    overflow: auto;
    border: 1px solid var(--rule);
    border-radius: 8px;
    background: var(--panel);
  }
  .all .scroll,
  details .scroll {
    max-height: 85vh;
  }
  .picture {
    display: block;
  }
  .picture .line {
    stroke: var(--line);
  }
  .picture .tip {
    fill: var(--line);
  }
  .picture .text {
    fill: var(--ink);
  }
  .picture .virtualIp {
    fill: var(--virtual-ip);
  }
  .picture .service,
  .picture .tag {
    fill: var(--paper);
  }
  .picture .role {
    fill: var(--role);
  }
  .picture rect:is(.added, .removed, .changed, .moved, .renamed, .reordered) {
    stroke: var(--mark);
    stroke-width: 3;
  }
  .picture rect.tag:is(.added, .removed, .changed, .moved, .renamed, .reordered) {
    fill: var(--mark-back);
    stroke-width: 1.5;
  }
  .picture rect.removed {
    stroke-dasharray: 7 3;
  }
  .picture rect.moved {
    stroke-dasharray: 2 2;
  }
  .picture rect.renamed {
    stroke-dasharray: 12 3 2 3;
  }
  .picture rect.badge {
    fill: var(--mark);
    stroke: none;
  }
  .picture rect.band {
    fill: var(--mark-back);
    stroke: var(--mark);
    stroke-width: 1;
    stroke-dasharray: none;
  }
  .picture text.badge {
    fill: var(--paper);
    font-weight: bold;
  }
  .picture text:is(.text, .sign):is(.added, .removed, .changed, .moved, .renamed, .reordered) {
    fill: var(--mark);
  }
  .picture text.sign {
    font-weight: bold;
  }
  .picture text.text.removed {
    text-decoration: line-through;
  }

  /* Two states of a file */
  .compare {
    border: 1px solid var(--rule);
    border-radius: 8px;
    overflow: hidden;
    font-size: 0.8125rem;
  }
  .compare table {
    width: 100%;
    table-layout: fixed;
    border-collapse: collapse;
    font-family: var(--mono);
    line-height: 1.5;
  }
  .compare th {
    text-align: left;
    font-family: var(--sans);
    color: var(--muted);
    background: var(--panel);
    padding: 0.2rem 0.6rem;
  }
  .compare td {
    padding: 0 0.6rem;
    vertical-align: top;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    tab-size: 4;
    unicode-bidi: isolate;
  }
  .compare :is(td, th):nth-child(odd) {
    width: 3.5rem;
    padding: 0 0.4rem;
    text-align: right;
    color: var(--muted);
    background: var(--panel);
    user-select: none;
  }
  .compare :is(td, th):nth-child(3) {
    border-left: 1px solid var(--rule);
  }
  .compare td:nth-child(even) {
    padding-left: 1.4rem;
    text-indent: -0.9rem;
  }
  .compare td:nth-child(even)::before {
    content: ' ';
    display: inline-block;
    width: 0.9rem;
    text-indent: 0;
  }
  .compare :is(.removed, .changed) td:nth-child(2) {
    background: var(--removed-back);
  }
  .compare :is(.removed, .changed) td:nth-child(2)::before {
    content: '-';
    color: var(--removed);
  }
  .compare :is(.added, .changed) td:nth-child(4) {
    background: var(--added-back);
  }
  .compare :is(.added, .changed) td:nth-child(4)::before {
    content: '+';
    color: var(--added);
  }
  .compare .removed td:nth-child(4),
  .compare .added td:nth-child(2) {
    background: repeating-linear-gradient(135deg, var(--panel) 0 6px, var(--paper) 6px 12px);
  }
  .compare :is(.removed, .added) :is(ins, del) {
    text-decoration: none;
  }
  .compare .changed del {
    outline: 1px solid var(--removed);
    font-weight: bold;
  }
  .compare .changed ins {
    outline: 1px solid var(--added);
    font-weight: bold;
  }
  .fold {
    margin: 0;
    padding: 0.3rem 0.75rem;
    background: var(--panel);
    border-block: 1px solid var(--rule);
    color: var(--muted);
  }
  .compare > .fold:first-child {
    border-top: 0;
  }
  .compare > .fold:last-child {
    border-bottom: 0;
  }
  pre {
    margin: 0.4rem 0;
    overflow-x: auto;
    font: inherit;
    font-family: var(--mono);
    color: var(--ink);
    tab-size: 4;
  }
  .file {
    margin-bottom: 0.75rem;
  }
  .file > summary {
    padding: 0.25rem 0;
  }

  @media (max-width: 30rem) {
    .blast dl > div {
      grid-template-columns: 1fr;
      padding: 0.2rem 0;
    }
  }
  @media (max-width: 46rem) {
    .card,
    .verdict {
      padding-inline: 0.8rem;
    }
    /* One below the other: the line before, then the line after */
    .compare thead {
      position: absolute;
      clip-path: inset(50%);
    }
    .compare :is(table, tbody) {
      display: block;
    }
    .compare tr {
      display: grid;
      grid-template-columns: 2.6rem minmax(0, 1fr);
    }
    .compare :is(td, th):nth-child(odd) {
      width: auto;
    }
    .compare :is(td, th):nth-child(3) {
      border-left: 0;
    }
    .compare tr:not([class]) td:nth-child(-n + 2),
    .compare .removed td:nth-child(n + 3),
    .compare .added td:nth-child(-n + 2) {
      display: none;
    }
  }

  @media print {
    :root {
      color-scheme: light;
    }
    body {
      font-size: 10pt;
    }
    nav,
    .skip,
    .switches {
      display: none;
    }
    .card,
    .verdict,
    tr {
      break-inside: avoid;
    }
    h2,
    h3,
    h4 {
      break-after: avoid;
    }
    .scroll {
      overflow: visible;
      max-height: none;
    }
    .card {
      display: block;
    }
    .picture {
      max-width: 100%;
      height: auto;
    }
    .card details::details-content {
      content-visibility: visible;
      block-size: auto;
    }
    * {
      print-color-adjust: exact;
    }
  }
`;
