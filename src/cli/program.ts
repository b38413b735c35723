import { Argument, Command, Help, InvalidArgumentError, Option } from 'commander';
import { platforms, type Platform } from '../ci/platforms.ts';
import { severities, type Severity } from '../diagnostics/finding.ts';
import { risks, type Risk } from '../diff/model.ts';
import { graphFormats, type GraphFormat } from '../graph/formats.ts';
import {
  findingFormats,
  kicksFormats,
  rehearsalFormats,
  reviewFormats,
  type FindingFormat,
  type KicksFormat,
  type RehearsalFormat,
  type ReviewFormat,
} from '../report/formats.ts';
import { levels, type Level } from '../report/levels.ts';
import { labEngineNames, type LabEngineName } from '../lab/engine.ts';
import { engineNames, type EngineName } from '../validate/engine.ts';
import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { DEFAULT_INVENTORY } from './read-inventory.ts';
import { commentKeyOption, commentLimitOption, formatsOption, type ReportFlags } from './report-targets.ts';
import { version } from './version.ts';
import { withoutCommands } from './workflow-log.ts';

/** The width of help where there is no terminal. */
const HELP_WIDTH = 80;

/** Where less is left beside the options, what they do stands below them. */
const MIN_HELP_COLUMN = 20;
const BELOW = '\n      ';

type SetExitCode = (code: ExitCode) => void;

/**
 * The command tree. Every action imports its command when it runs, so that `lint` does not pay for templates
 * nor `explain` for YAML.
 */
export function buildProgram(io: Io, setExitCode: SetExitCode): Command {
  const program = new Command('lvs-puppet')
    .description('From a role inventory to a Puppet module for Linux Virtual Server.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .option('--no-color', 'no colours, as NO_COLOR does')
    .showHelpAfterError('(lvs-puppet --help shows the commands)')
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: io.stdout.write,
      writeErr: io.stderr.write,
      getOutHelpWidth: () => io.stdout.columns ?? HELP_WIDTH,
      getErrHelpWidth: () => io.stderr.columns ?? HELP_WIDTH,
    })
    .configureHelp({ subcommandTerm, formatItem, minWidthToWrap: MIN_HELP_COLUMN })
    .exitOverride();

  program
    .command('init')
    .description('write a commented starter inventory; an existing file is never overwritten')
    .argument('[FILE]', 'the file to write, - for standard output', notEmpty, DEFAULT_INVENTORY)
    .addOption(
      new Option('--ci <PLATFORM>', 'write a pipeline as well, which checks and reviews').choices(platforms),
    )
    .action(async (file: string, options: InitFlags) => {
      const { initCommand } = await import('./commands/init.ts');
      setExitCode(initCommand(file, options, io));
    });

  program
    .command('scaffold')
    .alias('regenerate')
    .description('write the Puppet modules of an inventory, or bring them up to date')
    .addArgument(inventoryArgument())
    .option(
      '-o, --output <DIR>',
      'the folder of the module (default: modules/<module.name>); kicker goes beside it',
      notEmpty,
    )
    .addOption(
      new Option('--check', 'write nothing; exit 1 when a folder is not what the inventory says').conflicts(
        'dryRun',
      ),
    )
    .option('--dry-run', 'write nothing; print the unified diff')
    .option('--strict', 'with --check: what was edited by hand and is kept makes the exit code 1, too')
    .addOption(restoreOption())
    .option('--skeleton <DIR>', 'own templates over the built-in ones of the first module', notEmpty)
    .addOption(failOnOption())
    .action(async (inventory: string, options: ScaffoldFlags) => {
      const { scaffoldCommand } = await import('./commands/scaffold.ts');
      // A unified diff is for programs.
      const shown = options.dryRun ? io : withoutCommands(io, 'stdout');
      setExitCode(await scaffoldCommand(inventory, { ...options, color: useColor(program, io) }, shown));
    });

  program
    .command('undo')
    .description('restore the modules as they were before the last scaffold')
    .addArgument(inventoryArgument())
    .option('-o, --output <DIR>', 'the folder of the module (default: modules/<module.name>)', notEmpty)
    .action(async (inventory: string, options: UndoFlags) => {
      const { undoCommand } = await import('./commands/undo.ts');
      setExitCode(await undoCommand(inventory, options, withoutCommands(io, 'stdout')));
    });

  program
    .command('lint')
    .description('findings on the inventory, alone or with what Hiera adds')
    .addArgument(inventoryArgument())
    .addOption(formatsOption(findingFormats, io.cwd))
    .addOption(commentKeyOption())
    .addOption(commentLimitOption())
    .addOption(failOnOption())
    .addOption(serversOption())
    .addOption(hieraOption())
    .action(async (inventory: string, options: LintFlags) => {
      const { lintCommand } = await import('./commands/lint.ts');
      setExitCode(await lintCommand(inventory, { ...options, color: useColor(program, io) }, io));
    });

  program
    .command('render')
    .description('print the ldirectord.cf that a director will have, without Puppet')
    .addArgument(inventoryArgument())
    .option('--director <HOST>', 'a host of the inventory’s directors')
    .addOption(failOnOption())
    .addOption(serversOption())
    .addOption(hieraOption())
    .action(async (inventory: string, options: RenderFlags) => {
      const { renderCommand } = await import('./commands/render.ts');
      setExitCode(await renderCommand(inventory, { ...options, color: useColor(program, io) }, io));
    });

  program
    .command('rehearse')
    .description('boot the module on a real IPVS kernel and prove it with traffic')
    .addArgument(inventoryArgument())
    .addOption(
      new Option(
        '--from <OLD>',
        'try the change out: a file or a revision with the inventory before, then this one, under traffic',
      ).argParser(notEmpty),
    )
    .option('--only <ROLE...>', 'these roles alone')
    .addOption(new Option('--engine <NAME>', 'what gives the kernel').choices(labEngineNames).default('auto'))
    .option('--skeleton <DIR>', 'own templates over the built-in ones', notEmpty)
    .option('--quick', 'without the drills')
    .option('--keep', 'keep the logs of the hosts, the module and the catalogs')
    .addOption(formatsOption(rehearsalFormats, io.cwd))
    .addOption(commentKeyOption())
    .addOption(commentLimitOption())
    .addOption(failOnOption())
    .addOption(serversOption())
    .addOption(hieraOption())
    .action(async (inventory: string, options: RehearseFlags) => {
      const { rehearseCommand } = await import('./commands/rehearse.ts');
      setExitCode(await rehearseCommand(inventory, { ...options, color: useColor(program, io) }, io));
    });

  program
    .command('graph')
    .description(
      'draw virtual IPs, services, roles, servers and kicks, as text for Mermaid or Graphviz, or as SVG',
    )
    .addArgument(inventoryArgument())
    .addOption(
      new Option('--format <NAME>', 'the language of the picture').choices(graphFormats).default('mermaid'),
    )
    .addOption(failOnOption())
    .addOption(serversOption())
    .addOption(hieraOption())
    .action(async (inventory: string, options: GraphFlags) => {
      const { graphCommand } = await import('./commands/graph.ts');
      setExitCode(await graphCommand(inventory, { ...options, color: useColor(program, io) }, io));
    });

  program
    .command('kicks')
    .description('tell which nodes run after a change of a role; without a role, of each')
    .addArgument(inventoryArgument())
    .argument('[ROLE]', 'a role of the inventory', notEmpty)
    .addOption(
      new Option('--format <NAME>', 'how the result is printed').choices(kicksFormats).default('text'),
    )
    .addOption(failOnOption())
    .addOption(serversOption())
    .addOption(hieraOption())
    .action(async (inventory: string, role: string | undefined, options: KicksFlags) => {
      const { kicksCommand } = await import('./commands/kicks.ts');
      const shown = options.format === 'text' ? withoutCommands(io, 'stdout') : io;
      setExitCode(await kicksCommand(inventory, role, { ...options, color: useColor(program, io) }, shown));
    });

  program
    .command('diff')
    .description('tell what a change of the inventory means: files or git revisions, without Puppet')
    .argument('[BASE]', 'a revision, a file, - for standard input, or a range as in main...topic', notEmpty)
    .argument('[HEAD]', 'the same; without it the inventory at hand (default of BASE: HEAD)', notEmpty)
    .option(
      '--inventory <PATH>',
      `the inventory at hand and in revisions (default: what the other side names, else ${DEFAULT_INVENTORY})`,
      notEmpty,
    )
    .addOption(new Option('--level <NAME>', 'what is compared').choices(levels).default('model'))
    .addOption(formatsOption(reviewFormats, io.cwd))
    .addOption(commentKeyOption())
    .addOption(commentLimitOption())
    .option('--skeleton <DIR>', 'own templates over the built-in ones, for --level files', notEmpty)
    .addOption(
      new Option('--fail-on <RISK>', 'from which risk on a change makes the exit code 1').choices(risks),
    )
    .addOption(
      new Option(
        '--max-removals <N>',
        'how many things may go before the exit code is 1 (default: 10, and half of all servers or services)',
      ).argParser(count),
    )
    .addOption(
      new Option(
        '--confirm-removal <ROLE>',
        'what goes of this role is meant; may be given several times',
      ).argParser(collect),
    )
    .addOption(serversOption())
    .addOption(hieraOption())
    .action(async (base: string | undefined, head: string | undefined, options: DiffFlags) => {
      const { diffCommand } = await import('./commands/diff.ts');
      setExitCode(await diffCommand(base, head, { ...options, color: useColor(program, io) }, io));
    });

  program
    .command('validate')
    .description('check Puppet modules, folders or single files with the real programs')
    .argument('<PATH...>', 'modules, folders or files: .pp .epp .erb metadata.json .yaml .cf')
    .addOption(new Option('--engine <NAME>', 'what checks them').choices(engineNames).default('auto'))
    .option('--puppet <VERSIONS>', 'major versions of Puppet, as in 7,8')
    .addOption(formatsOption(findingFormats, io.cwd))
    .addOption(commentKeyOption())
    .addOption(commentLimitOption())
    .addOption(failOnOption())
    .action(async (paths: string[], options: ValidateFlags) => {
      const { validateCommand } = await import('./commands/validate.ts');
      setExitCode(await validateCommand(paths, { ...options, color: useColor(program, io) }, io));
    });

  program
    .command('import')
    .description('make an inventory of what directors have')
    .argument(
      '<FILE...>',
      'ldirectord.cf, what ipvsadm -Sn prints, or the folder of a fork of the module of 2012; - for standard input',
      notEmptyList,
    )
    .addOption(
      new Option(
        '--hosts <FILE>',
        'names for addresses, as in /etc/hosts; may be given several times',
      ).argParser(collect),
    )
    .option('-o, --output <FILE>', 'the inventory to write, - for standard output (default: -)', notEmpty)
    .addOption(failOnOption())
    .action(async (files: string[], options: ImportFlags) => {
      const { importCommand } = await import('./commands/import.ts');
      setExitCode(await importCommand(files, { ...options, color: useColor(program, io) }, io));
    });

  // For pipelines, which post what `diff` has written; people have no use for it.
  program
    .command('comment', { hidden: true })
    .description('post a review in Markdown to the pull request or merge request of this run, or update it')
    .argument('<FILE>', 'the review, from diff --format markdown:FILE', notEmpty)
    .option('--review <FILE>', 'the same as JSON: without changes in it no new comment is made', notEmpty)
    .action(async (file: string, options: CommentFlags) => {
      const { commentCommand } = await import('./commands/comment.ts');
      setExitCode(await commentCommand(file, options, io));
    });

  program
    .command('explain')
    .description('explain the code of a finding or a change; without one, list all')
    .argument('[CODE]', 'for example port-mapped-in-gate')
    .action(async (code: string | undefined) => {
      const { explainCommand } = await import('./commands/explain.ts');
      setExitCode(explainCommand(code, io));
    });

  program
    .command('schema')
    .description('print the JSON Schema of the inventory, for editors')
    .action(async () => {
      const { schemaCommand } = await import('./commands/schema.ts');
      setExitCode(schemaCommand(io));
    });

  program
    .command('completion')
    .description('print a completion script for a shell')
    .argument('<SHELL>', 'bash, zsh or fish')
    .action(async (shell: string) => {
      const { completionCommand } = await import('./commands/completion.ts');
      setExitCode(completionCommand(shell, program, io));
    });

  return program;
}

/** An option or a command with what it does. */
function formatItem(term: string, termWidth: number, description: string, help: Help): string {
  const width = help.helpWidth ?? HELP_WIDTH;
  const beside = width - termWidth - 4;
  if (description === '' || beside >= MIN_HELP_COLUMN)
    return Help.prototype.formatItem.call(help, term, termWidth, description, help);
  const text = help.boxWrap(description, Math.max(width - BELOW.length, MIN_HELP_COLUMN));
  return `  ${term}${BELOW}${text.replaceAll('\n', BELOW)}`;
}

/** A command in the list of commands: without `[options]`, which all have, there is room for what it does. */
function subcommandTerm(command: Command): string {
  const names = [command.name(), ...command.aliases()].join('|');
  return [names, ...command.registeredArguments.map(argumentTerm)].join(' ');
}

function argumentTerm(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** What commander gives to `init`. */
export interface InitFlags {
  readonly ci?: Platform;
}

/** What commander gives to `scaffold`. */
export interface ScaffoldFlags extends FailOnFlag {
  readonly output?: string;
  readonly check?: true;
  readonly dryRun?: true;
  readonly strict?: true;
  /** Paths of the module that become what the inventory says, whatever was done to them. */
  readonly restore?: readonly string[];
  readonly skeleton?: string;
}

/** What commander gives to `undo`. */
export interface UndoFlags {
  readonly output?: string;
}

/** From which severity on findings make the exit code 1. */
export interface FailOnFlag {
  readonly failOn: Severity;
}

/** Files with what an inventory leaves to the time when a catalog is compiled. */
export interface KnownFlags {
  readonly servers?: string;
  /** Files of Hiera, the one with the highest priority first. */
  readonly hiera?: readonly string[];
}

/** What commander gives to `render`. */
export interface RenderFlags extends KnownFlags, FailOnFlag {
  readonly director?: string;
}

/** What commander gives to `rehearse`. */
export interface RehearseFlags extends KnownFlags, FailOnFlag, ReportFlags<RehearsalFormat> {
  /** The inventory before a change: a file, or a revision. */
  readonly from?: string;
  readonly only?: readonly string[];
  readonly engine: LabEngineName;
  readonly quick?: true;
  readonly skeleton?: string;
  readonly keep?: true;
}

/** What commander gives to `lint`. */
export interface LintFlags extends KnownFlags, FailOnFlag, ReportFlags<FindingFormat> {}

/** What commander gives to `graph`. */
export interface GraphFlags extends KnownFlags, FailOnFlag {
  readonly format: GraphFormat;
}

/** What commander gives to `kicks`. */
export interface KicksFlags extends KnownFlags, FailOnFlag {
  readonly format: KicksFormat;
}

/** What commander gives to `diff`. */
export interface DiffFlags extends KnownFlags, ReportFlags<ReviewFormat> {
  readonly inventory?: string;
  readonly level: Level;
  readonly skeleton?: string;
  readonly failOn?: Risk;
  readonly maxRemovals?: number;
  readonly confirmRemoval?: readonly string[];
}

/** What commander gives to `validate`. */
export interface ValidateFlags extends FailOnFlag, ReportFlags<FindingFormat> {
  readonly engine: EngineName;
  readonly puppet?: string;
}

/** What commander gives to `import`. */
export interface ImportFlags extends FailOnFlag {
  /** Files with names for addresses, as hosts(5) has them. */
  readonly hosts?: readonly string[];
  readonly output?: string;
}

/** What commander gives to `comment`. */
export interface CommentFlags {
  readonly review?: string;
}

/** Whether output for people may be coloured; each stream is asked for itself where it is written. */
export interface ColorFlag {
  readonly color: boolean;
}

function inventoryArgument(): Argument {
  return new Argument('[INVENTORY]', 'the role inventory, - for standard input')
    .default(DEFAULT_INVENTORY)
    .argParser(notEmpty);
}

/** An empty path is a variable that a script forgot to set, not the current folder. */
function notEmpty(path: string): string {
  if (path === '') throw new InvalidArgumentError('It is empty.');
  return path;
}

/** The values of an argument that may be given several times. */
function notEmptyList(path: string, paths: readonly string[] | undefined): string[] {
  return [...(paths ?? []), notEmpty(path)];
}

function serversOption(): Option {
  return new Option('--servers <FILE>', 'the servers of roles with discover, as a map by role').argParser(
    notEmpty,
  );
}

/** It takes everything up to the next option: an inventory behind it is found out when it is read. */
function hieraOption(): Option {
  return new Option(
    '--hiera <FILE...>',
    'Hiera data with keys of the module, the file with the highest priority first',
  ).argParser(collect);
}

/** The values of an option that may be given several times. */
function collect(value: string, values: readonly string[] | undefined): string[] {
  return [...(values ?? []), notEmpty(value)];
}

function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is no whole number.');
  return Number(text);
}

function restoreOption(): Option {
  return new Option(
    '--restore <PATH>',
    'take back what was edited or deleted by hand at this path of the module; may be repeated',
  )
    .conflicts('check')
    .argParser((path: string, paths: readonly string[] | undefined) => [...(paths ?? []), notEmpty(path)]);
}

function failOnOption(): Option {
  return new Option('--fail-on <SEVERITY>', 'from which severity on the exit code is 1')
    .choices(severities)
    .default('error');
}

function useColor(program: Command, io: Io): boolean {
  return program.opts<{ color: boolean }>().color && !io.env.NO_COLOR;
}
