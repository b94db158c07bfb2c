using Belay.Messages;

namespace Belay.Tests.Messages;

public sealed class ComposedTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("cafe\u0301", "café")]
    [InlineData("Ж\u0301", "Ж\u0301")]
    [InlineData("и\u0306", "й")]
    [InlineData("s\u0323\u0307", "\u1E69")]
    [InlineData("s\u0307\u0323", "\u1E69")]
    [InlineData("\u1E0B\u0323", "\u1E0D\u0307")]
    [InlineData("e\u0302\u0323", "ệ")]
    [InlineData("\u1112\u1161\u11AB", "한")]
    [InlineData("하\u11AB", "한")]
    [InlineData("\u212B\u2126", "Å\u03A9")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\uD834\uDD5E", "\uD834\uDD57\uD834\uDD65")]
    [InlineData("\uD804\uDC99\uD804\uDCBA", "\uD804\uDC9A")]
    [InlineData("a\u0315\u0300\u05AE\u0062", "\u00E0\u05AE\u0315b")]
    [InlineData("👩\u200D👧 ❤\uFE0F", "👩\u200D👧 ❤\uFE0F")]
    public void A_letter_and_its_accent_become_one_character_where_there_is_one(string given, string composed) =>
        Assert.Equal(composed, ComposedText.Compose(given));

    [Fact]
    public void What_is_composed_stays_as_it_is_and_is_the_same_object()
    {
        foreach (var text in (string[])["café", "Привет", "한국어", "ệ", "😀"])
        {
            Assert.Same(text, ComposedText.Compose(text));
        }
    }

    [Fact]
    public void Half_of_a_pair_is_left_for_others_to_judge()
    {
        Assert.Equal("\uD800é", ComposedText.Compose("\uD800e\u0301"));
        Assert.Equal("é\uDC00", ComposedText.Compose("e\u0301\uDC00"));
        Assert.Equal("\uD800", ComposedText.Compose("\uD800"));
    }

    [Fact]
    public void A_text_of_another_system_has_the_parts_of_its_composed_form()
    {
        var decomposed = string.Concat(Enumerable.Repeat("e\u0301", 160));

        Assert.Equal(1, SmsText.Measure(ComposedText.Compose(decomposed))!.Value.Parts);
        Assert.True(SmsText.Measure(decomposed)!.Value.Parts > 1);
    }
}
