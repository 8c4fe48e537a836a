import type { Shell } from '../values/shell.ts';

/**
 * What each shell runs to complete a command line. They hand over what was typed as data, and put in what comes back as
 * data: nothing in it is ever evaluated.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `
# Completes pipeliner in bash.
_pipeliner() {
  local line how=
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z $how ]]; then how=$line; else COMPREPLY+=("$line"); fi
  done < <(pipeliner __complete bash "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
  case $how in
    files) compopt -o default -o filenames 2>/dev/null ;;
    open) compopt -o nospace 2>/dev/null ;;
  esac
}
complete -o nosort -F _pipeliner pipeliner 2>/dev/null || complete -F _pipeliner pipeliner
`,

  zsh: `
#compdef pipeliner
# Completes pipeliner in zsh.
_pipeliner() {
  emulate -L zsh
  local -a lines values shown how
  local line value about
  lines=("\${(@f)$(pipeliner __complete zsh "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  if [[ $lines[1] == files ]]; then
    [[ $PREFIX == --*=* ]] && compset -P 1 '*='
    _files
    return
  fi
  [[ $lines[1] == open ]] && how=(-S '')
  for line in "\${(@)lines[2,-1]}"; do
    value=\${line%%$'\\t'*}
    about=\${line#*$'\\t'}
    values+=("$value")
    if [[ -n $about ]]; then shown+=("$value  ($about)"); else shown+=("$value"); fi
  done
  (( $#values )) || return 1
  [[ $PREFIX == --*=* ]] && how+=(-P "\${PREFIX%%=*}=")
  compadd -l -U -V pipeliner -d shown "\${(@)how}" -a values
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _pipeliner "$@"; else compdef _pipeliner pipeliner; fi
`,

  fish: `
# Completes pipeliner in fish.
function __pipeliner_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l lines (pipeliner __complete fish $before[2..-1] "$current" 2>/dev/null)
    if test "$lines[1]" = files
        __fish_complete_path (string replace -r '^--[a-z-]+=' '' -- "$current")
    else if set -q lines[2]
        printf '%s\\n' $lines[2..-1]
    end
end
complete -c pipeliner -e
complete -c pipeliner -k -f -a '(__pipeliner_complete)'
`,

  powershell: `
# Completes pipeliner in PowerShell.
Register-ArgumentCompleter -Native -CommandName pipeliner -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $text = $commandAst.Extent.Text
    $length = $cursorPosition - $commandAst.Extent.StartOffset
    $line = if ($length -gt $text.Length) { "$text " } else { $text.Substring(0, $length) }
    $asked = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($line))
    $before = [Console]::OutputEncoding
    [Console]::OutputEncoding = [Text.UTF8Encoding]::new()
    try {
        pipeliner __complete powershell $asked 2>$null | Select-Object -Skip 1 | ForEach-Object {
            $value, $shown, $about = $_ -split "\`t", 3
            [System.Management.Automation.CompletionResult]::new($value, $shown, 'ParameterValue', $about)
        }
    }
    finally {
        [Console]::OutputEncoding = $before
    }
}
`,
};
