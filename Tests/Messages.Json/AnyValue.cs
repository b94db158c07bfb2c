using Belay.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace Belay.Tests.Messages.Json;

/// <summary>Random drafts and messages, odd ones too.</summary>
internal static class AnyValue
{
    private static readonly DateTimeOffset[] Times =
    [
        Drafts.Start, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch, Drafts.Start.AddTicks(10), Drafts.Start.AddTicks(1),
        new(2026, 2, 28, 23, 59, 59, 999, TimeSpan.FromHours(-11)), new(2028, 2, 29, 0, 0, 0, TimeSpan.FromHours(14)),
    ];

    /// <summary>Pieces of strings that some JSON, some database or some encoder has tripped over.</summary>
    private static readonly string[] Pieces =
    [
        "", " ", "a", "Hello", "\0", "\u0010", "\u00100000", "\\u0000", "\\", "\"", "\r\n\t", "\u001f", "\u007f", "\u0080", "\u2028", "\u2029",
        "\uFEFF", "\uFFFD", "\uFFFF", "é", "e\u0301", "ß", "日本語", "😀", "👩‍👩‍👧‍👦", "\uD83D", "\uDE00", "\uDE00\uD83D", "\uDBFF\uDFFF", "مرحبا",
        "<script>&'+", "{\"a\":1}", "null", "$type", "$id", "verdict", "/", "%00",
    ];

    public static Gen<string> Text { get; } = Gen.OneOf(
        Gen.Elements(Pieces),
        Gen.Select(Gen.Resize(Gen.ListOf(Gen.Elements(Pieces)), 12), pieces => string.Concat(pieces)),
        Gen.Select(Gen.Resize(Gen.ArrayOf(Gen.Select(Gen.Choose(char.MinValue, char.MaxValue), c => (char)c)), 20), chars => new string(chars)));

    public static Gen<DateTimeOffset?> Time { get; } = Gen.OneOf(
        Gen.Constant<DateTimeOffset?>(null),
        Gen.Select(Gen.Elements(Times), at => (DateTimeOffset?)at),
        Gen.Select(Gen.Choose(int.MinValue, int.MaxValue), micros => (DateTimeOffset?)Drafts.Start.AddMicroseconds(micros)));

    private static Gen<string?> PerhapsText { get; } = Gen.OneOf(Gen.Constant<string?>(null), Gen.Select(Text, text => (string?)text));

    public static Gen<Draft> Draft { get; } =
        from names in Gen.Three(Text)
        from optional in Gen.Four(PerhapsText)
        from media in Gen.Resize(Gen.ArrayOf(Text), 3)
        from tags in Gen.Resize(Gen.ArrayOf(Text), 3)
        from labels in Gen.Resize(Gen.ArrayOf(Gen.Two(Text)), 4)
        from dialect in Gen.Elements(Enum.GetValues<Dialect>())
        from channel in Gen.Elements(Enum.GetValues<Channel>())
        from told in Gen.Choose(0, (int)MessageStatuses.All)
        from number in Gen.Choose(0, 999)
        from times in Gen.Two(Time)
        select Drafts.Make(times.Item1, times.Item2, number) with
        {
            Dialect = dialect,
            From = names.Item1,
            To = names.Item2,
            Text = names.Item3,
            Channel = channel,
            Subject = optional.Item1,
            Media = media,
            Tags = tags,
            Labels = labels.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2),
            Encoding = (SmsEncoding)(number % 2),
            Parts = 1 + (number % 10),
            SmartEncoded = number % 3 == 0,
            Webhook = number % 5 == 0 ? WebhookTarget.None : new((MessageStatuses)told, optional.Item2, optional.Item3),
            Extra = optional.Item4,
        };

    /// <summary>A message that lived: the life's own times, or those of the random draft.</summary>
    public static Arbitrary<Message> Message { get; } = Arb.From(
        from life in RandomLife.Any.Generator
        from draft in Draft
        from ownTimes in Gen.Elements(true, false)
        let end = life.End()
        select end with { Draft = ownTimes ? draft with { SendAt = end.Draft.SendAt, ValidUntil = end.Draft.ValidUntil } : draft });
}
