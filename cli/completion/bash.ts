/**
 * The script for bash. That of @bomb.sh/tab would need the package bash-completion, run what stands in `$(...)` on the line, be
 * an error when it is read twice, and complete no names of files.
 *
 * @param completer What the script runs, quoted for a shell.
 */
export function bashScript(completer: string): string {
  return `# bash completion for pin-reset
_pin_reset_complete() {
  local line="\${COMP_LINE:0:COMP_POINT}" value current
  local -a words
  local directive=4 action=
  read -ra words <<< "$line"
  if [[ $line == *[[:space:]] ]]; then
    words+=("")
  fi
  current="\${words[\${#words[@]}-1]}"
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    if [[ $value == :* ]]; then
      directive="\${value#:}"
    else
      COMPREPLY+=("$value")
    fi
  done < <(${completer} complete -- "\${words[@]:1}" 2>/dev/null)
  case $directive in
    0) action=-f ;;
    16) action=-d ;;
    *) return ;;
  esac
  type compopt &>/dev/null && compopt -o filenames 2>/dev/null
  while read -r value; do
    COMPREPLY+=("$value")
  done < <(compgen "$action" -- "\${current#--*=}")
}
complete -F _pin_reset_complete pin-reset
`;
}
