using Belay.Gateway.Api.Numbers;
using Belay.Messages;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>One <c>message</c> of a send request, sound, with the numbers that it goes to.</summary>
internal sealed record SendOrder(string Text, Channel Channel, DateTimeOffset? SendAt, DateTimeOffset? ValidUntil, IReadOnlyList<string> Mobiles)
{
    /// <summary>A draft per number.</summary>
    public IEnumerable<Draft> ToDrafts(OrganizationId organization, Func<MessageId> nextId) => Mobiles.Select(mobile =>
    {
        var id = nextId();
        return new Draft
        {
            Id = id,
            Organization = organization,
            Batch = BatchId.Of(id),
            Dialect = Dialect.VoltMx,

            // A request names no sender: the carrier chooses.
            From = "",
            To = mobile,
            Channel = Channel,
            Text = Text,
            SendAt = SendAt,
            ValidUntil = ValidUntil,
        };
    });
}

/// <summary>Judges what was read.</summary>
/// <param name="options">The audience.</param>
/// <param name="numbers">Reads numbers.</param>
/// <param name="organization">Whose request.</param>
/// <param name="checkUserExistence">Whether every number must belong to an audience member.</param>
/// <param name="now">When.</param>
internal sealed class SendOrderReader(
    VoltMxOptions options, NumberReader numbers, OrganizationId organization, bool checkUserExistence, DateTimeOffset now)
{
    /// <summary>
    /// Throws <see cref="SendBodyException"/> for what cannot be accepted, <see cref="NoAudienceException"/> where nobody is registered.
    /// </summary>
    public SendOrder Read(SendEntry entry)
    {
        _ = Boolean(entry.PriorityService, "priorityService");
        _ = Boolean(entry.SendVoiceSmsOnFailure, "sendVoiceSmsOnFailure");
        var (sendAt, validUntil) = Times(entry);
        return new(entry.Content ?? "", ChannelOf(entry.Channel), sendAt, validUntil, [.. entry.Recipients.Select(Mobile)]);
    }

    /// <summary>What every dialect's rules say of a draft, in a sentence.</summary>
    public static string ToSentence(DraftFault fault) => fault.Problem switch
    {
        DraftProblem.PartsTooMany => $"content must fit into {fault.Max} parts",
        DraftProblem.TextTooLong => $"content must have at most {fault.Max} characters",
        DraftProblem.TextEmpty or DraftProblem.TextNotStorable or DraftProblem.TextNotGsm7 => "content must be a text without the NUL character",
        DraftProblem.SubjectWrong or DraftProblem.MediaTooMany or DraftProblem.MediaAddressWrong or DraftProblem.WebhookAddressWrong
            or DraftProblem.TagsTooMany or DraftProblem.TagWrong or DraftProblem.NotStorable => "the request must not hold the NUL character",
        _ => throw new System.Diagnostics.UnreachableException($"No sentence for {fault.Problem}."),
    };

    private static bool Boolean(string? text, string field)
    {
        var value = false;
        return text is null or "" || bool.TryParse(text, out value) ? value : throw new SendBodyException($"{field} must be true or false");
    }

    private static Channel ChannelOf(string? word) => BlankText.Trim(word ?? "").ToUpperInvariant() switch
    {
        "" or "SMS" or "TEXTSMS" => Channel.Sms,
        "VOICESMS" => Channel.Voice,
        _ => throw new SendBodyException("channel must be sms or voicesms"),
    };

    /// <summary>A start in the past means now. Both times are at most a year ahead of now.</summary>
    private (DateTimeOffset? SendAt, DateTimeOffset? ValidUntil) Times(SendEntry entry)
    {
        var (start, startFault) = VoltMxTimestamp.Read(entry.StartTimestamp);
        var (expiry, expiryFault) = VoltMxTimestamp.Read(entry.ExpiryTimestamp);
        if (startFault is not null || expiryFault is not null)
        {
            throw new SendBodyException(startFault is not null ? $"startTimestamp {startFault}" : $"expiryTimestamp {expiryFault}");
        }

        if (start > now.AddYears(1))
        {
            throw new SendBodyException("startTimestamp must be at most a year ahead");
        }

        var sendAt = start > now ? start : null;
        return expiry <= (sendAt ?? now) ? throw new SendBodyException("expiryTimestamp must be later than the message is due") : (sendAt, expiry);
    }

    private string Mobile(SendRecipient recipient)
    {
        if (recipient.Mobile is null)
        {
            return recipient.Id is null
                ? throw new SendBodyException("a recipient must have mobile or id")
                : options.MobileOf(organization, BlankText.Trim(recipient.Id)) ?? throw new NoAudienceException();
        }

        var (mobile, fault) = numbers.ReadNumber(recipient.Mobile);
        if (mobile is null)
        {
            throw new SendBodyException($"mobile {fault}");
        }

        if (recipient.Id is not null && options.MobileOf(organization, BlankText.Trim(recipient.Id)) is { } members && members != mobile)
        {
            throw new SendBodyException("mobile and id must be of one recipient");
        }

        return !checkUserExistence || options.IdOf(organization, mobile) is not null ? mobile : throw new NoAudienceException();
    }
}

/// <summary>A recipient is not a member of the audience.</summary>
internal sealed class NoAudienceException() : Exception(VoltMxAnswers.NoAudience);
