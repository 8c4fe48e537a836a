import { SHELLS, type Shell } from '../../values/shell.ts';
import type { Command } from '../act.ts';

/** `pipeliner completion <shell>`: the script by which a shell completes command lines of this tool. */
export const completion: Command = {
  name: 'completion',
  summary: 'print the script that completes command lines in your shell',
  arguments: [{ argument: '<shell>', takes: { kind: 'choice', words: SHELLS } }],
  explanation: `\
Commands, flags and what flags take are completed, and the owners, pipelines, steps, currencies, accounts, sales units
and types of the space in use as far as other commands have come across them in the last thirty days; profiles and
drafts, too. No server is ever asked.

bash        add to ~/.bashrc:           eval "$(pipeliner completion bash)"
zsh         add to ~/.zshrc:            eval "$(pipeliner completion zsh)"
            It has to stand below autoload -Uz compinit && compinit.
fish        run once:                   pipeliner completion fish > ~/.config/fish/completions/pipeliner.fish
PowerShell  add to the file $PROFILE:   pipeliner completion powershell | Out-String | Invoke-Expression`,
  examples: SHELLS.map(shell => `completion ${shell}`),
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).completionSchemas,
  run: async (_, { args }) => {
    const shell = args[0] as Shell;
    const { SCRIPTS } = await import('../../completion/scripts.ts');
    const script = SCRIPTS[shell];
    return { kind: 'text', text: script.trim(), row: { shell, script } };
  },
};
