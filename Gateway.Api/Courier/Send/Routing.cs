using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Send;

/// <summary>
/// By which of Courier's channels a message may go: <c>message.routing</c>, and the conditions in <c>message.channels</c> and
/// <c>message.providers</c>.
/// </summary>
/// <remarks>
/// At Courier, <c>single</c> takes the first channel for which the recipient has an address, and <c>all</c> takes each of them. Belay has a way for
/// sms (<c>phone_number</c>) and for inbox and push (<c>user_id</c>). A channel for which the recipient has no address is passed over, as at Courier;
/// one for which there is an address and no way is refused, and so is a name that Belay does not know: nobody gets an SMS in place of something else.
/// </remarks>
internal static class Routing
{
    private const string Sms = "sms";

    /// <summary>Channels of Courier that have addresses of their own in <c>message.to</c>; those are refused there.</summary>
    private static readonly string[] OtherChannels = ["direct_message", "banner", "webhook"];

    /// <summary>The recipient with the channel that is chosen for it.</summary>
    public static Recipient Choose(JsonField message, Recipient recipient)
    {
        var routing = message["routing"];
        var chosen = routing.IsPresent ? Resolve(routing, recipient) : new Choice.Way(recipient.PhoneNumber is null ? Channel.User : Channel.Sms);
        switch (chosen)
        {
            case Choice.Way way:
                CheckConditions(message, way.Channel);
                Preferences.Check(recipient.Preferences, way.Channel);
                return recipient with { Channel = way.Channel };
            case Choice.Refused refused:
                routing.Refuse(refused.Sentence);
                return recipient;
            default:
                routing.Refuse(
                    "'message.routing.channels' names no channel by which Belay reaches this recipient: sms needs phone_number, inbox and push need "
                    + "user_id, "
                    + "and there is no carrier for email and others.");
                return recipient;
        }
    }

    private static Choice Resolve(JsonField routing, Recipient recipient)
    {
        var channels = routing["channels"];
        if (!channels.IsPresent)
        {
            return new Choice.Refused($"'{channels.Path}' is required.");
        }

        var choices = channels.Items().Select(channel => channel.IsObject ? Resolve(channel, recipient) : Means(channel, recipient))
            .Where(choice => choice is not Choice.NoAddress);
        return routing["method"].Text() switch
        {
            null or "single" => choices.FirstOrDefault() ?? new Choice.NoAddress(),
            "all" => All([.. choices]),
            _ => new Choice.Refused($"'{routing.Path}.method' must be single or all."),
        };
    }

    private static Choice All(List<Choice> choices) =>
        choices.Find(choice => choice is Choice.Refused)
        ?? choices.Distinct().ToList() switch
        {
            [] => new Choice.NoAddress(),
            [var only] => only,
            _ => new Choice.Refused("'message.routing' asks for several channels at once: one message goes one way, send one for each."),
        };

    private static Choice Means(JsonField channel, Recipient recipient) => channel.Text() switch
    {
        Sms => recipient.PhoneNumber is null ? new Choice.NoAddress() : new Choice.Way(Channel.Sms),
        "inbox" or "push" => recipient.UserId is null ? new Choice.NoAddress() : new Choice.Way(Channel.User),
        "email" => recipient.HasEmail ? new Choice.Refused($"'{channel.Path}' is email, for which there is no carrier.") : new Choice.NoAddress(),
        { } other when OtherChannels.Contains(other) => new Choice.NoAddress(),
        _ => new Choice.Refused($"'{channel.Path}' names a channel or provider that Belay does not have; it has sms, inbox and push."),
    };

    /// <summary>What would keep the message from its channel at Courier must not be passed over.</summary>
    private static void CheckConditions(JsonField message, Channel chosen)
    {
        var channels = message["channels"];
        string[] own = chosen == Channel.Sms ? [Sms] : ["inbox", "push"];

        // A carrier here stands for every provider of the vendor's, but for those that the message names for another channel.
        var others = channels.Members().Where(channel => !own.Contains(channel.Name))
            .SelectMany(channel => channels[channel.Name]["providers"].Items().Select(static provider => provider.Text())).ToHashSet();
        foreach (var provider in message["providers"].Members().Where(provider => !others.Contains(provider.Name)))
        {
            RefuseIf(message["providers"][provider.Name]);
        }

        foreach (var member in channels.Members().Where(static member => IsMiswritten(member.Name)))
        {
            channels.Refuse($"'{channels.Path}.{member.Name}' is no channel of Courier: they are written in small letters.");
        }

        foreach (var name in own)
        {
            var channel = channels[name];
            RefuseIf(channel);

            if (channel["providers"].Items().Any())
            {
                channel.Refuse($"'{channel.Path}.providers' names providers; the carrier is the gateway's own setting.");
            }
        }
    }

    private static void RefuseIf(JsonField one)
    {
        if (!string.IsNullOrEmpty(one["if"].Text(JsonField.ExpressionCharactersMax)))
        {
            one.Refuse($"'{one.Path}.if' is not supported: expressions are not evaluated.");
        }
    }

    private static bool IsMiswritten(string name) =>
        Array.Exists((string[])[Sms, "inbox", "push"], channel => name != channel && name.Equals(channel, StringComparison.OrdinalIgnoreCase));

    private abstract record Choice
    {
        private Choice()
        {
        }

        /// <summary>The recipient has no address for it.</summary>
        public sealed record NoAddress : Choice;

        /// <summary>It goes by this channel.</summary>
        public sealed record Way(Channel Channel) : Choice;

        /// <summary>It would go by something that is not here.</summary>
        public sealed record Refused(string Sentence) : Choice;
    }
}
