import FGCore
import FGLanguage

extension Command {
    /// `completion`: the script by which a login shell completes `fgshell`.
    static let completion = Command(
        signature: CommandSignature(
            verb: "completion",
            arguments: [
                ArgumentSpecification(
                    "shell",
                    .choice(["bash", "zsh", "fish"]),
                    summary: "bash, zsh or fish"
                )
            ],
            results: [.text()],
            effect: .reads,
            summary: "print the script that completes fgshell in a login shell"
        )
    ) { invocation, _ in
        switch try invocation.text("shell") {
        case "bash": .text(LoginShellScript.bash)
        case "zsh": .text(LoginShellScript.zsh)
        default: .text(LoginShellScript.fish)
        }
    }
}

/// What login shells read to complete `fgshell`: each asks the program itself, which knows the site.
enum LoginShellScript {
    /// Bash cuts words at its `COMP_WORDBREAKS` and replaces only what stands behind the last one.
    static let bash = #"""
        # Completion of fgshell in bash: eval "$(fgshell completion bash)"
        _fgshell() {
            local line=${COMP_LINE:0:COMP_POINT} typed kept= text summary mark
            typed=${line##*[[:space:]]}
            case $typed in
            *[\"\'\\]*) typed= ;;
            esac
            for mark in : = @; do
                if [[ $COMP_WORDBREAKS == *"$mark"* && $typed == *"$mark"* ]]; then
                    text=${typed%"${typed##*"$mark"}"}
                    if ((${#text} > ${#kept})); then kept=$text; fi
                fi
            done
            COMPREPLY=()
            while IFS=$'\t' read -r text summary; do
                [[ -n $text ]] || continue
                text=${text#"$kept"}
                if [[ $line != *[\"\'\\]* && $text == *[!A-Za-z0-9_./:@+,=%~^-]* ]]; then
                    printf -v text '%q' "$text"
                fi
                COMPREPLY+=("$text")
            done < <("${COMP_WORDS[0]}" --complete-line "$line" 2> /dev/null)
            if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[/=.-] ]]; then
                compopt -o nospace 2> /dev/null
            fi
        }
        complete -o nosort -F _fgshell fgshell

        """#

    static let zsh = #"""
        #compdef fgshell
        # Completion of fgshell in zsh: eval "$(fgshell completion zsh)", behind compinit
        _fgshell() {
            local line text summary
            local -a texts shown open opened
            line="${(j: :)words[1,CURRENT-1]} $PREFIX"
            while IFS=$'\t' read -r text summary; do
                [[ -n $text ]] || continue
                if [[ $text == *[/=.-] ]]; then
                    open+=("$text")
                    opened+=("$text${summary:+  -- $summary}")
                else
                    texts+=("$text")
                    shown+=("$text${summary:+  -- $summary}")
                fi
            done < <("${(Q)words[1]}" --complete-line "$line" 2> /dev/null)
            (( $#texts )) && compadd -l -d shown -a texts
            (( $#open )) && compadd -l -S '' -d opened -a open
            (( $#texts + $#open ))
        }
        compdef _fgshell fgshell

        """#

    static let fish = #"""
        # Completion of fgshell in fish: fgshell completion fish | source
        function __fgshell_complete
            set -l words (commandline -opc)
            $words[1] --complete-line (commandline -cp) 2> /dev/null
        end
        complete -c fgshell -f -a '(__fgshell_complete)'

        """#
}
