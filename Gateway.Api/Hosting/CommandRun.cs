using System.CommandLine;
using Belay.CommandLines;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Runs the commands that stand beside the server.</summary>
internal static class CommandRun
{
    /// <summary>
    /// Runs the command. A wrong option, like a wrong setting, throws <see cref="SettingException"/>: the program says it in one sentence.
    /// </summary>
    public static Task<int> RunAsync(this RootCommand root, string[] args)
    {
        var (parsed, wrong) = StrictCommandLine.Parse(root, args);
        return wrong is null
            ? parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false })
            : throw new SettingException(wrong);
    }
}
