using Belay.Gateway.Api.Requests.Strays;

namespace Belay.Gateway.Api.Native;

/// <summary>
/// The names that a message and a batch may have: the fields of <see cref="DraftWire"/> and <see cref="BatchDraftWire"/>, and no others.
/// </summary>
internal static class NativeStrays
{
    private static readonly BodyShape Draft = BodyShape.Of(
        ("to", BodyShape.Value), ("text", BodyShape.Value), ("from", BodyShape.Value), ("channel", BodyShape.Value), ("subject", BodyShape.Value),
        ("media", BodyShape.Value), ("tags", BodyShape.Value), ("send_at", BodyShape.Given), ("valid_until", BodyShape.Given));

    public static StrayRules One { get; } = Of(Draft);

    public static StrayRules Batch { get; } = Of(BodyShape.Of(("messages", Draft)));

    private static StrayRules Of(BodyShape shape) =>
        new(shape, "the times of a message are send_at and valid_until", "the recipient of a message is to", isStrict: true);
}
