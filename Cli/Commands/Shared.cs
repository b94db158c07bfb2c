using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Belay.Cli.Output;
using Belay.Cli.Settings;
using Belay.Client;

namespace Belay.Cli.Commands;

/// <summary>What every command needs: the terminal, the connection, and the choice between tables and JSON.</summary>
internal sealed record Shared(Terminal Terminal, Connection Connection)
{
    public Option<bool> Json { get; } = new("--json") { Description = "Write JSON for programs in place of tables for people.", Recursive = true };

    public BelayClient Open(ParseResult parsed) => Connection.Open(parsed, Terminal);

    public bool WantsJson(ParseResult parsed) => parsed.GetValue(Json);

    /// <summary>Writes a result once: as JSON, or as what <paramref name="show"/> makes of it for people.</summary>
    public void Write<T>(ParseResult parsed, T result, JsonTypeInfo<T> type, Action<T> show)
    {
        if (WantsJson(parsed))
        {
            Terminal.Raw.WriteLine(JsonText.Of(result, type));
        }
        else
        {
            show(result);
        }
    }
}
