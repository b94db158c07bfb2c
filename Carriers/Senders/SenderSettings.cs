using Belay.Messages;

namespace Belay.Carriers;

/// <summary>
/// The settings of a carrier that are about senders: <c>DefaultSender</c>, <c>DefaultSenders:&lt;organization&gt;</c> and <c>NeedsSender</c>.
/// </summary>
public sealed class SenderSettings
{
    /// <summary>The sender of messages that name none; null: they leave without one.</summary>
    public string? DefaultSender { get; set; }

    /// <summary>The same for single organizations, by name.</summary>
    public IReadOnlyDictionary<string, string> DefaultSenders { get; set; } = new Dictionary<string, string>();

    /// <summary>Whether the carrier takes no message without a sender.</summary>
    public bool NeedsSender { get; set; }

    /// <summary>As the sending goes by them.</summary>
    public SenderDefaults ToDefaults() =>
        new(NeedsSender, DefaultSender, DefaultSenders.ToDictionary(pair => OrganizationId.Parse(pair.Key), pair => pair.Value));

    /// <summary>What is wrong: one sentence each, beginning with the setting's name and holding no value; empty: nothing.</summary>
    /// <param name="section">The carrier's section.</param>
    public IEnumerable<string> Validate(string section)
    {
        if (!IsSender(DefaultSender))
        {
            yield return $"{section}:{nameof(DefaultSender)} {Rule}";
        }

        foreach (var (organization, sender) in DefaultSenders)
        {
            if (!OrganizationId.TryParse(organization, out _))
            {
                yield return $"{section}:{nameof(DefaultSenders)}:{organization} is not named after an organization: "
                    + $"1 to {OrganizationId.LengthMax} of a-z 0-9 - _ . are allowed.";
            }
            else if (!IsSender(sender))
            {
                yield return $"{section}:{nameof(DefaultSenders)}:{organization} {Rule}";
            }
        }
    }

    private const string Rule =
        "must be a number with + and its country code, a short code of 3 to 6 digits, or a name of at most 11 letters, digits and blanks.";

    private static bool IsSender(string? sender) =>
        sender is null || PhoneNumber.IsE164(sender) || PhoneNumber.IsShortCode(sender) || PhoneNumber.IsAlphanumericSender(sender);
}
