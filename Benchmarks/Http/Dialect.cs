using System.Buffers.Text;
using System.Text;

namespace Belay.Benchmarks.Http;

/// <summary>How a dialect creates and cancels one message.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Create">Method, path and body of a create.</param>
/// <param name="Cancel">Method and path of a cancel.</param>
/// <param name="IdMark">What stands before the id in the answer of a create.</param>
internal sealed record Dialect(string Name, (string Method, string Path, string Body) Create, (string Method, string Path) Cancel, string IdMark)
{
    /// <summary>160 characters.</summary>
    public const string Text =
        "Your appointment with Dr Lindqvist is tomorrow at 14:30, third floor, desk B. Reply C to confirm or X to cancel. Please bring your "
        + "insurance card along. Thanks!";

    private static readonly Dialect[] All =
    [
        new(
            "agentmessage",
            ("POST", "/v1/messages", $$"""{"from":"+15005550100","to":"+4670{number}","text":"{{Text}}","scheduled_at":"{due}"}"""),
            ("DELETE", "/v1/messages/{id}"),
            "\"id\":\""),
        new(
            "courier",
            ("POST", "/send",
                $$$$"""{"message":{"to":{"phone_number":"+4670{number}"},"content":{"title":"","body":"{{{{Text}}}}"},"delay":{"until":"{due}"}}}"""),
            ("POST", "/messages/{id}/cancel"),
            "\"requestId\":\""),
    ];

    public static Dialect Named(string name) =>
        Array.Find(All, dialect => dialect.Name == name)
        ?? throw new UsageException($"--dialect must be one of: {string.Join(", ", All.Select(dialect => dialect.Name))}.");

    /// <summary>Reads an id in either spelling: a UUID, or <c>1-</c> and the same digits in two groups.</summary>
    public static bool TryReadId(ReadOnlySpan<byte> text, out Guid id)
    {
        if (Utf8Parser.TryParse(text, out id, out var read) && read == text.Length)
        {
            return true;
        }

        var digits = text.StartsWith("1-"u8) ? Encoding.ASCII.GetString(text[2..]).Replace("-", "") : "";
        return Guid.TryParseExact(digits, "N", out id);
    }
}
