using System.CommandLine;

namespace Belay.Cli.Commands;

/// <summary><c>completion</c>: a script that lets a shell ask <c>belay [suggest:…]</c> what can come next.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # Put into ~/.bashrc:  eval "$(belay completion bash)"
        _belay() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(belay "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -F _belay belay
        """;

    private const string Zsh = """
        # Put into ~/.zshrc, after compinit:  eval "$(belay completion zsh)"
        _belay() {
          local -a found
          found=("${(@f)$(belay "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -a found
        }
        compdef _belay belay
        """;

    private const string PowerShell = """
        # Put into $PROFILE:  belay completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName belay -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            belay "[suggest:$cursorPosition]" "$commandAst" | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    public static Command Create(Shared shared)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or pwsh." };
        shell.IsOneOf("bash", "zsh", "pwsh");
        var command = new Command("completion", "Write a script that completes commands and options at the Tab key.") { shell };
        command.SetAction(parsed =>
        {
            shared.Terminal.Raw.WriteLine(parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => PowerShell });
            return ExitCode.Done;
        });
        return command;
    }
}
