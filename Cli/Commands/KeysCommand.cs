using System.CommandLine;
using Belay.Cli.Output;
using Spectre.Console;

namespace Belay.Cli.Commands;

/// <summary><c>keys</c>: the organization's keys, over HTTP. The first key of all is made at the gateway itself.</summary>
internal static class KeysCommand
{
    private static readonly string[] Scopes = ["messages:send", "messages:read", "keys:admin"];

    public static Command Create(Shared shared) =>
        new("keys", "Manage the organization's keys; needs the scope keys:admin.") { CreateKey(shared), List(shared), Revoke(shared) };

    private static Command CreateKey(Shared shared)
    {
        var name = new Option<string>("--name") { Description = "Your word for the key.", DefaultValueFactory = _ => "" };
        var scopes = Choice.Some("--scope", "What it may do; may be repeated.", Scopes, "--scopes");
        scopes.DefaultValueFactory = _ => ["messages:send", "messages:read"];
        var days = new Option<int?>("--expires-in-days") { Description = "After how many days it stops; never, if left out." };
        var command = new Command("create", "Make a key and show it once.") { name, scopes, days };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var made = await shared.Open(parsed)
                .CreateKeyAsync(parsed.GetRequiredValue(name), parsed.GetRequiredValue(scopes), parsed.GetValue(days), cancellationToken);
            shared.Write(parsed, made, JsonText.Shapes.NewApiKey, shown =>
            {
                // The key alone on the output, so that it can be piped to where it is kept.
                shared.Terminal.Say(shown.Secret);
                shared.Terminal.Error.WriteLine($"Key {shown.Key.Id} may {string.Join(", ", shown.Key.Scopes)}. It is shown only now.");
            });
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List(Shared shared)
    {
        var command = new Command("list", "List the organization's keys, without the keys themselves.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var keys = await shared.Open(parsed).ListKeysAsync(cancellationToken);
            shared.Write(parsed, keys, JsonText.Shapes.IReadOnlyListApiKeyInfo, shown =>
            {
                var table = Words.Table("Id", "Name", "State", "Scopes", "Made", "Ends");
                foreach (var key in shown)
                {
                    table.AddRow(
                        Markup.Escape(key.Id), Markup.Escape(key.Name), key.State == "live" ? "[green]live[/]" : $"[grey]{key.State}[/]",
                        Markup.Escape(string.Join(' ', key.Scopes)),
                        key.CreatedAt is { } made ? $"{made:yyyy-MM-dd}" : "in the settings",
                        key.ExpiresAt is { } end ? $"{end:yyyy-MM-dd}" : "never");
                }

                shared.Terminal.Out.Write(table);
            });
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Revoke(Shared shared)
    {
        var id = new Argument<string>("id") { Description = "The key's id, as 'keys list' shows it." };
        var command = new Command("revoke", "Stop a key from working, for good.") { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = parsed.GetRequiredValue(id);
            var key = await shared.Open(parsed).RevokeKeyAsync(wanted, cancellationToken)
                ?? throw new CliException(ExitCode.NotFound, $"There is no key {wanted}.");
            shared.Write(parsed, key, JsonText.Shapes.ApiKeyInfo, shown => shared.Terminal.Say($"Key {shown.Id} is revoked."));
            return ExitCode.Done;
        });
        return command;
    }
}
