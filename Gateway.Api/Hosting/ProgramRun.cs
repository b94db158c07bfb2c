using Belay.Messages;
using Microsoft.Extensions.Options;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Runs a program with the gateway. What an operator can mend is said in sentences, one a line; a defect shows its stack.</summary>
public static class ProgramRun
{
    /// <summary>The exit code of a start that failed.</summary>
    private const int Failed = 2;

    /// <summary>Runs the program.</summary>
    /// <param name="run">The program; it gives its exit code.</param>
    /// <param name="say">What is to be said of a failure that only this program knows; null: nothing.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Func<Task<int>> run, Func<Exception, string?> say)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(say);
        IReadOnlyList<string> sentences = [];
        try
        {
            return await run();
        }
        catch (Exception wrong) when ((sentences = Sentences(wrong, say)).Count > 0)
        {
            foreach (var sentence in sentences)
            {
                await Console.Error.WriteLineAsync("belay: " + sentence);
            }

            return Failed;
        }
    }

    /// <summary>What is said of a failure; nothing: it is a defect.</summary>
    internal static IReadOnlyList<string> Sentences(Exception wrong, Func<Exception, string?> say) => wrong switch
    {
        AggregateException many => many.InnerExceptions.Select(one => Sentences(one, say)).ToList() is var all && all.TrueForAll(one => one.Count > 0)
            ? [.. all.SelectMany(one => one)]
            : [],
        SettingException setting => setting.Sentences,
        OptionsValidationException options => [.. options.Failures],
        _ when say(wrong) is { } sentence => [sentence],
        StoreUnavailableException or IOException => [wrong.Message],
        _ => [],
    };
}
