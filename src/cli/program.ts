import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { severities, type Severity } from '../diagnostics/finding.ts';
import { graphFormats, type GraphFormat } from '../graph/formats.ts';
import { engineNames, type EngineName } from '../validate/engine.ts';
import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { DEFAULT_INVENTORY } from './read-inventory.ts';
import { version } from './version.ts';

/** The width of help where there is no terminal. */
const HELP_WIDTH = 80;

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
    .configureHelp({ subcommandTerm })
    .exitOverride();

  program
    .command('init')
    .description('write a commented starter inventory; an existing file is never overwritten')
    .argument('[FILE]', 'the file to write, - for standard output', notEmpty, DEFAULT_INVENTORY)
    .action(async (file: string) => {
      const { initCommand } = await import('./commands/init.ts');
      setExitCode(initCommand(file, io));
    });

  program
    .command('scaffold')
    .alias('regenerate')
    .description('write the Puppet module of an inventory, or bring it up to date')
    .addArgument(inventoryArgument())
    .option('-o, --output <DIR>', 'the folder of the module (default: modules/<module.name>)', notEmpty)
    .addOption(
      new Option('--check', 'write nothing; exit 1 when the folder is not what the inventory says').conflicts(
        'dryRun',
      ),
    )
    .option('--dry-run', 'write nothing; print the unified diff')
    .option('--skeleton <DIR>', 'own templates over the built-in ones', notEmpty)
    .addOption(failOnOption())
    .action(async (inventory: string, options: ScaffoldFlags) => {
      const { scaffoldCommand } = await import('./commands/scaffold.ts');
      setExitCode(await scaffoldCommand(inventory, { ...options, color: useColor(program, io) }, io));
    });

  program
    .command('lint')
    .description('findings on the inventory, alone or with what Hiera adds')
    .addArgument(inventoryArgument())
    .addOption(formatOption())
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
    .command('validate')
    .description('check Puppet modules, folders or single files with the real programs')
    .argument('<PATH...>', 'modules, folders or files: .pp .epp .erb metadata.json .yaml .cf')
    .addOption(new Option('--engine <NAME>', 'what checks them').choices(engineNames).default('auto'))
    .option('--puppet <VERSIONS>', 'major versions of Puppet, as in 7,8')
    .addOption(formatOption())
    .addOption(failOnOption())
    .action(async (paths: string[], options: ValidateFlags) => {
      const { validateCommand } = await import('./commands/validate.ts');
      setExitCode(await validateCommand(paths, { ...options, color: useColor(program, io) }, io));
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

/** A command in the list of commands: without `[options]`, which all have, there is room for what it does. */
function subcommandTerm(command: Command): string {
  const names = [command.name(), ...command.aliases()].join('|');
  return [names, ...command.registeredArguments.map(argumentTerm)].join(' ');
}

function argumentTerm(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** What commander gives to `scaffold`. */
export interface ScaffoldFlags extends FailOnFlag {
  readonly output?: string;
  readonly check?: true;
  readonly dryRun?: true;
  readonly skeleton?: string;
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

/** What commander gives to `lint`. */
export interface LintFlags extends KnownFlags, FailOnFlag {
  readonly format: Format;
}

/** What commander gives to `graph`. */
export interface GraphFlags extends KnownFlags, FailOnFlag {
  readonly format: GraphFormat;
}

/** What commander gives to `validate`. */
export interface ValidateFlags extends FailOnFlag {
  readonly engine: EngineName;
  readonly puppet?: string;
  readonly format: Format;
}

export type Format = 'text' | 'json';

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

function formatOption(): Option {
  return new Option('--format <NAME>', 'how findings are printed').choices(['text', 'json']).default('text');
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
  ).argParser((file: string, files: readonly string[] | undefined) => [...(files ?? []), notEmpty(file)]);
}

function failOnOption(): Option {
  return new Option('--fail-on <SEVERITY>', 'from which severity on the exit code is 1')
    .choices(severities)
    .default('error');
}

function useColor(program: Command, io: Io): boolean {
  return program.opts<{ color: boolean }>().color && !io.env.NO_COLOR;
}
