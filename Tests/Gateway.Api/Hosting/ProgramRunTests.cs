using Belay.Gateway.Api;
using Belay.Gateway.Api.Hosting;
using Microsoft.Extensions.Options;

namespace Belay.Tests.Gateway.Api.Hosting;

/// <summary>What an operator can mend is said in sentences, one a line; a defect is thrown on.</summary>
public sealed class ProgramRunTests
{
    private static readonly OptionsValidationException Options = new("", typeof(object), ["One.", "Two."]);

    [Fact]
    public void Each_setting_has_a_sentence_of_its_own()
    {
        Assert.Equal(["One.", "Two."], Say(Options));
        Assert.Equal(["One.", "Two."], Say(new SettingException(["One.", "Two."])));
        Assert.Equal(["One.", "Two.", "Three."], Say(new AggregateException(Options, new SettingException("Three."))));
        Assert.Equal(["Full."], Say(new IOException("Full.")));
        Assert.Equal(["Mine: Own."], Say(new NotSupportedException("Own.")));
    }

    [Fact]
    public async Task A_defect_is_not_hidden()
    {
        Assert.Empty(Say(new InvalidOperationException("A defect.")));
        Assert.Empty(Say(new AggregateException(Options, new InvalidOperationException("A defect."))));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => ProgramRun.RunAsync(() => throw new InvalidOperationException("A defect."), _ => null));
    }

    private static IReadOnlyList<string> Say(Exception wrong) =>
        ProgramRun.Sentences(wrong, own => own is NotSupportedException ? "Mine: " + own.Message : null);
}
