using Belay.Messages;

namespace Belay.Tests.Messages;

public sealed class OrganizationIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("acme")]
    [InlineData("acme-2_b.c")]
    [InlineData("a--")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234")]
    public void A_name_by_the_rule_is_read(string text)
    {
        Assert.True(OrganizationId.TryParse(text, out var id));
        Assert.Equal((text, text), (id.Value, id.ToString()));
        Assert.Equal(id, OrganizationId.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-a")]
    [InlineData("_a")]
    [InlineData(".a")]
    [InlineData("Acme")]
    [InlineData("acmE")]
    [InlineData("ac me")]
    [InlineData("acme ")]
    [InlineData("acme\n")]
    [InlineData("acme\0")]
    [InlineData("ac/me")]
    [InlineData("ac'me")]
    [InlineData("äcme")]
    [InlineData("acmé")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void Any_other_is_not(string? text)
    {
        Assert.False(OrganizationId.TryParse(text, out var id));
        Assert.Equal(default, id);
        Assert.Throws<FormatException>(() => OrganizationId.Parse(text!));
    }
}
