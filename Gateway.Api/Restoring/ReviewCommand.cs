using System.CommandLine;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Native;
using Belay.Messages;
using Command = System.CommandLine.Command;

namespace Belay.Gateway.Api.Restoring;

/// <summary>
/// <c>review list | hold | release | drop</c>: what becomes of messages that a restored backup brought back. Works beside a running gateway, which
/// heeds it within a second.
/// </summary>
public static class ReviewCommand
{
    private static readonly Argument<string[]> Ids = new("ids")
    {
        Description = "Ids, as 'review list' or any dialect shows them.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private static readonly Option<bool> All = new("--all") { Description = "Every message that is held." };

    /// <summary>Most messages that are changed together.</summary>
    private const int GroupMax = 200;

    /// <summary>Runs the command; a wrong option throws.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="open">Opens the store that is there; it makes none.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] args, Func<CancellationToken, Task<IHeldMessages>> open)
    {
        var list = new Command("list", "List what is held: id, organization, due time, status.");
        list.SetAction(async (_, cancellationToken) => await ListAsync(await open(cancellationToken), cancellationToken));

        var later = new Option<bool>("--later") { Description = "Also what is due later than now." };
        var hold = new Command(
            "hold",
            "Hold what was due before now and is not sent yet. For a restored copy that Belay cannot tell from its own, before it starts.") { later };
        hold.SetAction(
            async (parsed, cancellationToken) => await HoldAsync(await open(cancellationToken), parsed.GetValue(later), cancellationToken));

        var release = new Command("release", "Let messages go their way: at once where their time has passed.") { Ids, All };
        release.SetAction((parsed, cancellationToken) => ActAsync(
            "released", parsed, open, (held, ids) => held.ReleaseAsync(ids, cancellationToken), cancellationToken));

        var drop = new Command("drop", "End messages: as canceled, or as unconfirmed where a call's outcome is unknown.") { Ids, All };
        drop.SetAction((parsed, cancellationToken) => ActAsync(
            "dropped", parsed, open, (held, ids) => held.DropAsync(ids, cancellationToken), cancellationToken));

        var root = new RootCommand("Belay")
        {
            new Command("review", "Decide on messages that are held after a restore.") { list, hold, release, drop },
        };
        return root.RunAsync(args);
    }

    private static async Task<int> ListAsync(IHeldMessages held, CancellationToken cancellationToken)
    {
        await foreach (var message in held.ListAsync(cancellationToken))
        {
            Console.WriteLine(
                $"{message.Id}\t{message.Organization}\t{message.DueAt:yyyy-MM-dd'T'HH:mm:ss'Z'}\t{Words<MessageStatus>.Of(message.Status)}");
        }

        return 0;
    }

    private static async Task<int> HoldAsync(IHeldMessages held, bool later, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{Messages(await held.HoldAsync(later, cancellationToken))} held now.");
        return 0;
    }

    private static string Messages(long count) => count == 1 ? "1 message is" : $"{count} messages are";

    private static async Task<int> ActAsync(
        string done, ParseResult parsed, Func<CancellationToken, Task<IHeldMessages>> open,
        Func<IHeldMessages, IReadOnlyCollection<MessageId>, Task<IReadOnlySet<MessageId>>> act, CancellationToken cancellationToken)
    {
        var texts = parsed.GetValue(Ids) ?? [];
        if (parsed.GetValue(All) == texts.Length > 0)
        {
            throw new SettingException("Name ids, or --all.");
        }

        var named = texts.Select(text => MessageId.TryParse(text, out var id) ? id : throw new SettingException("An id cannot be read.")).ToList();
        var held = await open(cancellationToken);
        if (named.Count == 0)
        {
            var count = 0;
            await foreach (var group in held.ListAsync(cancellationToken).Select(message => message.Id).Chunk(GroupMax))
            {
                count += (await act(held, group)).Count;
            }

            Console.WriteLine($"{Messages(count)} {done}.");
            return 0;
        }

        var changed = await act(held, named);
        named.ForEach(id => Console.WriteLine($"{id} {(changed.Contains(id) ? $"is {done}" : "is not held")}."));
        return named.TrueForAll(changed.Contains) ? 0 : 1;
    }
}
