import type { Command } from 'commander';
import { codes } from '../../diagnostics/codes.ts';
import { reasons } from '../../diff/reasons.ts';
import { quoted } from '../../diagnostics/escape.ts';
import { ExitCode } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';

/** One command of the tree, reduced to what a shell completes. */
interface Entry {
  readonly name: string;
  readonly description: string;
  /** What its argument may be, where that is no path. */
  readonly words: readonly string[];
  readonly options: readonly {
    readonly flag: string;
    readonly description: string;
    readonly choices: readonly string[];
  }[];
}

const SHELLS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** `completion`: a script made from the command tree itself, so it cannot lag behind. */
export function completionCommand(shell: string, program: Command, io: Io): ExitCode {
  if (!Object.hasOwn(SHELLS, shell)) {
    throw usageFailure(
      `there is no completion for ${quoted(shell)}; known: ${Object.keys(SHELLS).join(', ')}`,
    );
  }
  const entries = program
    .createHelp()
    .visibleCommands(program)
    .flatMap((command) => [command.name(), ...command.aliases()].map((name) => entryOf(command, name)));
  io.stdout.write(SHELLS[shell as keyof typeof SHELLS](entries));
  return ExitCode.done;
}

function entryOf(command: Command, name: string): Entry {
  return {
    name,
    description: command.description(),
    words: wordsOf(name),
    options: command.options.flatMap((option) =>
      [option.short, option.long].flatMap((flag) =>
        flag ? [{ flag, description: option.description, choices: option.argChoices ?? [] }] : [],
      ),
    ),
  };
}

function wordsOf(command: string): readonly string[] {
  if (command === 'completion') return Object.keys(SHELLS);
  return command === 'explain' ? [...Object.keys(codes), ...Object.keys(reasons)] : [];
}

function bashScript(entries: readonly Entry[]): string {
  const cases = entries.map(({ name, options, words }) => {
    const values = options
      .filter(({ choices }) => choices.length > 0)
      .map(({ flag, choices }) => `        ${flag}) words='${choices.join(' ')}' ;;\n`);
    const flags = [...options.map(({ flag }) => flag), '--help'].join(' ');
    return (
      `    ${name})\n` +
      `      case "$previous" in\n${values.join('')}        *) if [[ $current == -* ]]; then words='${flags}'; else words='${words.join(' ')}'; fi ;;\n      esac ;;\n`
    );
  });
  return `# bash completion for lvs-puppet: source it, or put it into /etc/bash_completion.d
_lvs_puppet() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} words=''
  case \${COMP_WORDS[1]} in
${cases.join('')}  esac
  if [[ $COMP_CWORD -eq 1 ]]; then
    words='${entries.map(({ name }) => name).join(' ')} --help --version --no-color'
  fi
  if [[ -n $words ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}
complete -o filenames -F _lvs_puppet lvs-puppet
`;
}

function zshScript(entries: readonly Entry[]): string {
  const commands = entries.map(({ name, description }) => `    '${name}:${zshText(description)}'\n`);
  const cases = entries.map(({ name, options, words }) => {
    const flags = options.map(({ flag, description, choices }) => {
      const values = choices.length > 0 ? `:value:(${choices.join(' ')})` : '';
      return ` \\\n        '${flag}[${zshText(description)}]${values}'`;
    });
    return `      ${name}) _arguments${flags.join('')} '--help[print help]' '${words.length > 0 ? `1:value:(${words.join(' ')})` : '*:file:_files'}' ;;\n`;
  });
  return `#compdef lvs-puppet
# zsh completion for lvs-puppet: put it as _lvs-puppet into a folder of $fpath
_lvs_puppet() {
  local -a commands=(
${commands.join('')}  )
  if (( CURRENT == 2 )); then
    _describe command commands
  else
    local command=$words[2]
    shift words
    (( CURRENT -= 1 ))
    case $command in
${cases.join('')}    esac
  fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _lvs_puppet "$@"; else compdef _lvs_puppet lvs-puppet; fi
`;
}

/** Text inside single quotes of an _arguments or _describe specification. */
function zshText(text: string): string {
  return text.replaceAll("'", '’').replaceAll(/[[\]:\\]/g, (character) => `\\${character}`);
}

function fishScript(entries: readonly Entry[]): string {
  const lines = entries.flatMap(({ name, description, options, words }) => [
    `complete -c lvs-puppet -n __fish_use_subcommand -f -a ${name} -d '${fishText(description)}'`,
    ...(words.length === 0
      ? []
      : [`complete -c lvs-puppet -n '__fish_seen_subcommand_from ${name}' -f -a '${words.join(' ')}'`]),
    ...options.map(({ flag, description: text, choices }) => {
      const option = flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
      const values = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : '';
      return `complete -c lvs-puppet -n '__fish_seen_subcommand_from ${name}' ${option}${values} -d '${fishText(text)}'`;
    }),
  ]);
  return `# fish completion for lvs-puppet: put it into ~/.config/fish/completions/lvs-puppet.fish\n${lines.join('\n')}\n`;
}

function fishText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
