using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Belay.Messages;

namespace Belay.Carriers;

/// <summary>The JSON that is posted for one call. Every field is always there; a subject that was not given is null.</summary>
internal sealed record SubmissionBody(
    string Id,
    string Organization,
    string Channel,
    string From,
    string To,
    string? Subject,
    string Text,
    IReadOnlyList<string> Media,
    IReadOnlyList<string> Tags,
    int Attempt,
    string DueAt)
{
    public static byte[] Serialize(Submission submission)
    {
        var draft = submission.Draft;
        var body = new SubmissionBody(
            draft.Id.ToString(),
            draft.Organization.Value,
            NameOf(draft.Channel),
            draft.From,
            draft.To,
            draft.Subject,
            draft.TextToSend,
            draft.Media,
            draft.Tags,
            submission.Attempt,
            submission.DueAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        return JsonSerializer.SerializeToUtf8Bytes(body, SubmissionJson.Wire.SubmissionBody);
    }

    private static string NameOf(Channel channel) => channel switch
    {
        Belay.Messages.Channel.Sms => "sms",
        Belay.Messages.Channel.Mms => "mms",
        Belay.Messages.Channel.Voice => "voice",
        Belay.Messages.Channel.User => "user",
        _ => throw new UnreachableException($"No name for channel {channel}."),
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SubmissionBody))]
internal sealed partial class SubmissionJson : JsonSerializerContext
{
    /// <summary>
    /// Writes letters as they are: the body is JSON for a machine, never part of a page, and most texts are a third of their escaped size.
    /// </summary>
    public static SubmissionJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
