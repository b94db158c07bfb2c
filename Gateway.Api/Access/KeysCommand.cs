using System.CommandLine;
using Belay.Gateway.Api.Hosting;
using Belay.Messages;
using Command = System.CommandLine.Command;

namespace Belay.Gateway.Api.Access;

/// <summary><c>keys create | list | revoke</c>: works beside a running gateway, which heeds it within <see cref="KeyRing.FreshFor"/>.</summary>
public static class KeysCommand
{
    /// <summary>Runs the command; a wrong option throws.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="open">Opens the store; false: only one that is there already.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] args, Func<bool, CancellationToken, Task<IApiKeyStore>> open)
    {
        var organization = new Option<string>("--org") { Description = "The organization that the key belongs to.", Required = true };
        var scopes = new Option<string>("--scopes")
        {
            Description = $"What the key may do, comma-separated: {ScopeNames.Known}.",
            DefaultValueFactory = _ => "messages:send,messages:read",
        };
        var name = new Option<string>("--name") { Description = "Your word for the key.", DefaultValueFactory = _ => "" };
        var days = new Option<int?>("--expires-in-days") { Description = "After how many days the key stops working; never, if left out." };
        var create = new Command("create", "Make a key and show it once.") { organization, scopes, name, days };
        create.SetAction((parsed, cancellationToken) =>
            CreateAsync(
                open, parsed.GetRequiredValue(organization), parsed.GetRequiredValue(scopes), parsed.GetRequiredValue(name),
                parsed.GetValue(days), cancellationToken));

        var list = new Command("list", "List all keys, without the keys themselves.");
        list.SetAction(async (_, cancellationToken) => await ListAsync(await open(false, cancellationToken), cancellationToken));

        var id = new Argument<string>("id") { Description = "The key's id, as 'keys list' shows it." };
        var revoke = new Command("revoke", "Stop a key from working, for good.") { id };
        revoke.SetAction(async (parsed, cancellationToken) =>
            await RevokeAsync(await open(false, cancellationToken), parsed.GetRequiredValue(id), cancellationToken));

        var root = new RootCommand("Belay") { new Command("keys", "Manage API keys.") { create, list, revoke } };
        return root.RunAsync(args);
    }

    private static async Task<int> CreateAsync(
        Func<bool, CancellationToken, Task<IApiKeyStore>> open,
        string organizationName,
        string scopeNames,
        string name,
        int? days,
        CancellationToken cancellationToken)
    {
        if (!OrganizationId.TryParse(organizationName, out var organization))
        {
            throw new SettingException($"--org must be 1 to {OrganizationId.LengthMax} of a-z 0-9 - _ . and begin with a letter or digit.");
        }

        if (!ScopeNames.TryParse(scopeNames.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), out var scopes))
        {
            throw new SettingException($"--scopes must list at least one of: {ScopeNames.Known}.");
        }

        if (days is < 1 or > 36_500)
        {
            throw new SettingException("--expires-in-days must be from 1 to 36,500.");
        }

        var now = TimeProvider.System.GetUtcNow();
        var (text, key) = ApiKeyText.Create(organization, name, scopes, now, days is { } count ? now.AddDays(count) : null);
        await (await open(true, cancellationToken)).AddKeyAsync(key, cancellationToken);
        Console.WriteLine(text);
        await Console.Error.WriteLineAsync($"Key {key.Id} of {key.Organization} may {ScopeNames.Format(key.Scopes)}. It is shown only now.");
        return 0;
    }

    private static async Task<int> ListAsync(IApiKeyStore store, CancellationToken cancellationToken)
    {
        foreach (var key in await store.ListKeysAsync(cancellationToken))
        {
            var state = key.RevokedAt is not null ? "revoked" : key.IsLive(TimeProvider.System.GetUtcNow()) ? "live" : "expired";
            Console.WriteLine($"{key.Id}\t{key.Organization}\t{state}\t{ScopeNames.Format(key.Scopes)}\t{key.CreatedAt:yyyy-MM-dd}\t{key.Name}");
        }

        return 0;
    }

    private static async Task<int> RevokeAsync(IApiKeyStore store, string id, CancellationToken cancellationToken)
    {
        if (await store.RevokeKeyAsync(id, TimeProvider.System.GetUtcNow(), cancellationToken))
        {
            Console.WriteLine($"Key {id} is revoked.");
            return 0;
        }

        await Console.Error.WriteLineAsync($"There is no live key {id}.");
        return 1;
    }
}
