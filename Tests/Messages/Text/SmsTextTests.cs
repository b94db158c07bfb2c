using Belay.Messages;
using FsCheck.Fluent;

namespace Belay.Tests.Messages;

public sealed class SmsTextTests
{
    private const string Emoji = "😀";

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(160, 1)]
    [InlineData(161, 2)]
    [InlineData(153 * 2, 2)]
    [InlineData((153 * 2) + 1, 3)]
    [InlineData(153 * 10, 10)]
    [InlineData((153 * 10) + 1, 11)]
    public void Plain_text_has_160_septets_alone_and_153_in_parts(int length, int parts) =>
        Assert.Equal(new SmsMeasure(SmsEncoding.Gsm7, length, parts, false), SmsText.Measure(new string('a', length)));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(70, 1)]
    [InlineData(71, 2)]
    [InlineData(67 * 2, 2)]
    [InlineData((67 * 2) + 1, 3)]
    [InlineData(67 * 10, 10)]
    [InlineData((67 * 10) + 1, 11)]
    public void Other_text_has_70_units_alone_and_67_in_parts(int length, int parts) =>
        Assert.Equal(new SmsMeasure(SmsEncoding.Ucs2, length, parts, false), SmsText.Measure(new string('я', length)));

    [Theory]
    [InlineData(80, 160, 1)]
    [InlineData(81, 162, 2)]
    [InlineData(152, 304, 2)]
    [InlineData(153, 306, 3)]
    public void An_extension_character_takes_two_septets_and_is_never_cut(int count, int units, int parts) =>
        Assert.Equal(new SmsMeasure(SmsEncoding.Gsm7, units, parts, false), SmsText.Measure(string.Concat(Enumerable.Repeat("€", count))));

    [Fact]
    public void An_extension_character_at_the_cut_moves_to_the_next_part()
    {
        // 152 + 2 does not fit 153, so the second part begins with it: 152, then 2 + 151, then one more.
        Assert.Equal(2, SmsText.Measure(new string('a', 152) + "€" + new string('a', 151))?.Parts);
        Assert.Equal(3, SmsText.Measure(new string('a', 152) + "€" + new string('a', 152))?.Parts);
        Assert.Equal(2, SmsText.Measure(new string('a', 151) + "€" + new string('a', 153))?.Parts);
    }

    [Theory]
    [InlineData(35, 70, 1)]
    [InlineData(36, 72, 2)]
    [InlineData(66, 132, 2)]
    [InlineData(67, 134, 3)]
    public void A_surrogate_pair_takes_two_units_and_is_never_cut(int count, int units, int parts) =>
        Assert.Equal(new SmsMeasure(SmsEncoding.Ucs2, units, parts, false), SmsText.Measure(string.Concat(Enumerable.Repeat(Emoji, count))));

    [Fact]
    public void Half_a_surrogate_pair_counts_as_one_unit_and_breaks_nothing()
    {
        Assert.Equal(new SmsMeasure(SmsEncoding.Ucs2, 1, 1, false), SmsText.Measure("\uD83D"));
        Assert.Equal(new SmsMeasure(SmsEncoding.Ucs2, 3, 1, false), SmsText.Measure("\uDE00\uD83Da"));
    }

    [Fact]
    public void The_alphabet_is_that_of_the_standard_and_no_other()
    {
        Assert.Equal((127, 10), (ReferenceSms.Basic.Distinct().Count(), ReferenceSms.Extension.Distinct().Count()));
        for (var code = 0; code <= char.MaxValue; code++)
        {
            var text = ((char)code).ToString();
            var units = ReferenceSms.Basic.Contains((char)code) ? 1 : ReferenceSms.Extension.Contains((char)code) ? 2 : 0;
            Assert.Equal(units > 0, SmsText.IsGsm7(text));
            Assert.Equal(
                units > 0 ? new SmsMeasure(SmsEncoding.Gsm7, units, 1, false) : new SmsMeasure(SmsEncoding.Ucs2, 1, 1, false),
                SmsText.Measure(text));
        }
    }

    [Fact]
    public void The_choice_of_an_alphabet_is_kept()
    {
        Assert.Equal(SmsEncoding.Ucs2, SmsText.Measure("a", SmsEncodingChoice.Ucs2)?.Encoding);
        Assert.Equal(SmsEncoding.Gsm7, SmsText.Measure("a", SmsEncodingChoice.Gsm7)?.Encoding);
        Assert.Null(SmsText.Measure("я", SmsEncodingChoice.Gsm7));
        Assert.Null(SmsText.Measure("“quoted”", SmsEncodingChoice.Gsm7, smart: true));
        Assert.Equal(new SmsMeasure(SmsEncoding.Ucs2, 8, 1, false), SmsText.Measure("“quoted”", SmsEncodingChoice.Ucs2, smart: true));
    }

    [Fact]
    public void Smart_encoding_puts_equivalents_where_they_save_the_whole_text()
    {
        Assert.Equal(new SmsMeasure(SmsEncoding.Gsm7, 11, 1, true), SmsText.Measure("“It’s” 1…", smart: true));
        Assert.Equal("\"It's\" 1...", SmsText.ToGsm7Equivalents("“It’s” 1…"));
        Assert.Equal(new SmsMeasure(SmsEncoding.Ucs2, 9, 1, false), SmsText.Measure("“It’s” 1…"));
    }

    [Fact]
    public void Smart_encoding_leaves_a_text_alone_that_it_cannot_save_or_need_not()
    {
        Assert.Equal(new SmsMeasure(SmsEncoding.Ucs2, 3, 1, false), SmsText.Measure("“я”", smart: true));
        Assert.Equal(new SmsMeasure(SmsEncoding.Gsm7, 2, 1, false), SmsText.Measure("€", smart: true));
    }

    [Fact]
    public void Smart_encoding_changes_no_character_of_the_alphabet_and_puts_in_nothing_else()
    {
        for (var code = 0; code <= char.MaxValue; code++)
        {
            var text = ((char)code).ToString();
            var replaced = SmsText.ToGsm7Equivalents(text);
            Assert.True(replaced == text || (!ReferenceSms.Fits(text) && ReferenceSms.Fits(replaced)));
        }
    }

    [Fact]
    public void The_text_that_leaves_is_the_text_that_was_measured()
    {
        var draft = Drafts.Make() with { Text = "“It’s”" };
        Assert.Equal("“It’s”", draft.TextToSend);
        Assert.Equal("\"It's\"", (draft with { SmartEncoded = true }).TextToSend);
    }

    [Fact]
    public void Measures_agree_with_a_plain_cutting_into_parts()
    {
        // Long runs of one kind meet the cuts at every offset.
        var run =
            from piece in Gen.Frequency(
                (12, Gen.Elements("a", " ", "ñ", "\n")), (4, Gen.Elements("€", "[", "|")), (2, Gen.Elements("“", "…", "\u200B", "ç")),
                (1, Gen.Elements("я", Emoji, "\uD83D", "\uDE00")))
            from count in Gen.Frequency((3, Gen.Choose(1, 5)), (2, Gen.Choose(60, 80)), (2, Gen.Choose(145, 165)))
            select string.Concat(Enumerable.Repeat(piece, count));
        var cases =
            from runs in Gen.Resize(Gen.ArrayOf(run), 6)
            from choice in Gen.Elements(SmsEncodingChoice.Auto, SmsEncodingChoice.Gsm7, SmsEncodingChoice.Ucs2)
            from smart in Gen.Elements(true, false)
            select (Text: string.Concat(runs), Choice: choice, Smart: smart);
        Repeatable.Check(
            cases.ToArbitrary(), one => Assert.Equal(Expected(one.Text, one.Choice, one.Smart), SmsText.Measure(one.Text, one.Choice, one.Smart)));
    }

    private static SmsMeasure? Expected(string text, SmsEncodingChoice choice, bool smart)
    {
        var replaced = SmsText.ToGsm7Equivalents(text);
        return choice switch
        {
            SmsEncodingChoice.Ucs2 => Of(text, SmsEncoding.Ucs2, false),
            _ when ReferenceSms.Fits(text) => Of(text, SmsEncoding.Gsm7, false),
            SmsEncodingChoice.Gsm7 => null,
            _ when smart && ReferenceSms.Fits(replaced) => Of(replaced, SmsEncoding.Gsm7, true),
            _ => Of(text, SmsEncoding.Ucs2, false),
        };

        static SmsMeasure Of(string text, SmsEncoding encoding, bool smart)
        {
            var parts = ReferenceSms.Cut(text, encoding);
            return new(encoding, parts.Sum(part => part.Sum(one => ReferenceSms.UnitsOf(one, encoding))), parts.Count, smart);
        }
    }
}
