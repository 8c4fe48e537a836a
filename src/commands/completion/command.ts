import { SHELLS, type Shell } from '../../values/shell.ts';
import type { Command } from '../act.ts';
import { alternatives } from '../flags.ts';

/** `pipeliner completion <shell>`: the script that completes command lines of this tool. */
export const completion: Command = {
  name: 'completion',
  summary: 'print the completion script for your shell',
  arguments: [
    {
      argument: '<shell>',
      means: alternatives(SHELLS),
      takes: { kind: 'choice', words: SHELLS, refusal: 'No completion for' },
    },
  ],
  explanation: `\
It completes commands, flags, the values of flags, profiles and drafts. It also completes the owners, pipelines, steps,
currencies, accounts, sales units and types that other commands read in the last thirty days. It never calls a server.

bash        add to ~/.bashrc:           eval "$(pipeliner completion bash)"
zsh         add to ~/.zshrc:            eval "$(pipeliner completion zsh)"
            Put it below autoload -Uz compinit && compinit.
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
