import { Argument, Command } from 'commander';
import type { Act } from '../../cli.ts';
import { SHELLS, type Shell } from '../../values/shell.ts';

/** `pipeliner completion <shell>`: the script by which a shell completes command lines of this tool. */
export function completionCommand(act: Act): Command {
  return new Command('completion')
    .description('print the script that completes command lines in your shell')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText('after', EXAMPLES)
    .action(
      act(async (_, shell: Shell) => {
        const { SCRIPTS } = await import('../../completion/scripts.ts');
        const script = SCRIPTS[shell];
        return { kind: 'text', text: script.trim(), row: { shell, script } };
      }),
    );
}

const EXAMPLES = `
Commands, flags and what flags take are completed, and the owners, pipelines, steps, currencies, accounts, sales units
and types of the space in use as far as other commands have come across them in the last thirty days; profiles and
drafts, too. No server is ever asked.

bash        add to ~/.bashrc:           eval "$(pipeliner completion bash)"
zsh         add to ~/.zshrc:            eval "$(pipeliner completion zsh)"
            It has to stand below autoload -Uz compinit && compinit.
fish        run once:                   pipeliner completion fish > ~/.config/fish/completions/pipeliner.fish
PowerShell  add to the file $PROFILE:   pipeliner completion powershell | Out-String | Invoke-Expression

Examples:
  pipeliner completion bash
  pipeliner completion zsh
  pipeliner completion fish
  pipeliner completion powershell`;
