using System.CommandLine;
using Belay.Engine.Embedded.Restoring;
using Belay.Gateway.Api.Hosting;
using Belay.Messages;
using Command = System.CommandLine.Command;

namespace Belay.Gateway.Api.Restoring;

/// <summary><c>review list | hold | release | drop</c>: what becomes of messages that a restored backup brought back. Works beside a running gateway, which heeds it within a second.</summary>
internal static class ReviewCommand
{
    private static readonly Argument<string[]> Ids = new("ids") { Description = "Ids, as 'review list' or any dialect shows them.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<bool> All = new("--all") { Description = "Every message that is held." };

    public static Task<int> RunAsync(string[] args)
    {
        var list = new Command("list", "List what is held: id, organization, due time, status.");
        list.SetAction(_ => List());

        var later = new Option<bool>("--later") { Description = "Also what is due later than now." };
        var hold = new Command("hold", "Hold what was due before now and is not sent yet. For a restored copy that Belay cannot tell from its own, before it starts.") { later };
        hold.SetAction(parsed => Hold(parsed.GetValue(later)));

        var release = new Command("release", "Let messages go their way: at once where their time has passed.") { Ids, All };
        release.SetAction(parsed => Act("released", parsed, (held, id) => held.Release(id), held => held.ReleaseAll()));

        var drop = new Command("drop", "End messages: as canceled, or as unconfirmed where a call's outcome is unknown.") { Ids, All };
        drop.SetAction(parsed => Act("dropped", parsed, (held, id) => held.Drop(id), held => held.DropAll()));

        var root = new RootCommand("Belay") { new Command("review", "Decide on messages that are held after a restore.") { list, hold, release, drop } };

        // A wrong option is told by Program, in one sentence, as a wrong setting is.
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static HeldMessages Open() => HeldMessages.Open(EmbeddedSettings.DataDirectoryOfCommand(), TimeProvider.System);

    private static int List()
    {
        foreach (var message in Open().List())
        {
            Console.WriteLine($"{message.Id}\t{message.Organization}\t{message.DueAt:yyyy-MM-dd'T'HH:mm:ss'Z'}\t{message.Status}");
        }

        return 0;
    }

    private static int Hold(bool later)
    {
        Console.WriteLine($"{Open().Hold(later)} messages are held now.");
        return 0;
    }

    private static int Act(string done, ParseResult parsed, Func<HeldMessages, MessageId, bool> one, Func<HeldMessages, int> all)
    {
        var texts = parsed.GetValue(Ids) ?? [];
        if (parsed.GetValue(All) == texts.Length > 0)
        {
            throw new SettingException("Name ids, or --all.");
        }

        if (texts.Length == 0)
        {
            Console.WriteLine($"{all(Open())} messages are {done}.");
            return 0;
        }

        var ids = texts.Select(text => MessageId.TryParse(text, out var id) ? id : throw new SettingException("An id cannot be read.")).ToList();
        var held = Open();
        var missing = 0;
        foreach (var id in ids)
        {
            var isDone = one(held, id);
            missing += isDone ? 0 : 1;
            Console.WriteLine($"{id} {(isDone ? $"is {done}" : "is not held")}.");
        }

        return missing == 0 ? 0 : 1;
    }
}
