using System.Text;
using Belay.Carriers;

namespace Belay.Tests.Carriers.Answers;

/// <summary>What a carrier says may be kept; what is set for it may not be told by it.</summary>
public sealed class CarrierWordsTests
{
    private readonly CarrierWords _words = new(
        "Bearer sk_live_4711",
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("belay-user:hunter22")),
        "?apikey=url-secret&v=2", null,
        " ",
        "short");

    [Theory]
    [InlineData("The token sk_live_4711 has ended")]
    [InlineData("Bearer sk_live_4711 is wrong")]
    [InlineData("SK_LIVE_4711")]
    [InlineData("wrong password hunter22")]
    [InlineData("no such user: belay-user")]
    [InlineData("key url-secret is not known")]
    public void Words_that_repeat_a_secret_are_not_kept(string words) => Assert.Null(_words.Clean(words, Samples.Draft()));

    [Theory]
    [InlineData("The Bearer token has ended")]
    [InlineData("v=2 is no longer served")]
    [InlineData("a short text")]
    public void Other_words_are(string words) => Assert.Equal(words, _words.Clean(words, Samples.Draft()));
}
