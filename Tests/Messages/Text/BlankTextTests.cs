using Belay.Messages;

namespace Belay.Tests.Messages;

public sealed class BlankTextTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t\r\n")]
    [InlineData("\u00A0\u2003\u3000\u2028")]
    [InlineData("\u200B\u200C\u200D\u2060\uFEFF")]
    [InlineData("\u00AD\u034F\uFE0F")]
    [InlineData("\u2800\u3164\u115F")]
    [InlineData("\uDB40\uDD00")]
    public void A_text_that_shows_nothing_is_blank(string? text) => Assert.True(BlankText.IsBlank(text));

    [Theory]
    [InlineData(".")]
    [InlineData(" a ")]
    [InlineData("\u200B0")]
    [InlineData("\u0301")]
    [InlineData("❤\uFE0F")]
    public void A_text_that_shows_something_is_not(string text) => Assert.False(BlankText.IsBlank(text));

    [Theory]
    [InlineData(" vip ", "vip")]
    [InlineData("\u00A0\u200Bvip\uFEFF\n", "vip")]
    [InlineData("\u202A+12025550123\u202C", "+12025550123")]
    [InlineData("a b", "a b")]
    [InlineData("❤\uFE0F ", "❤\uFE0F")]
    [InlineData(" ", "")]
    public void The_blanks_around_a_word_are_no_part_of_it(string given, string word) => Assert.Equal(word, BlankText.Trim(given));
}
