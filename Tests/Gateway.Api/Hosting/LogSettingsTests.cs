using Belay.Gateway.Api;
using Belay.Gateway.Api.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Belay.Tests.Gateway.Api.Hosting;

/// <summary>A wrong setting of the log stops the start with a sentence that names it.</summary>
public sealed class LogSettingsTests
{
    private const string Levels = "must be one of: Trace, Debug, Information, Warning, Error, Critical, None.";

    [Theory]
    [InlineData("LogLevel:Default", "Debug")]
    [InlineData("LogLevel:Microsoft.AspNetCore", "warning")]
    [InlineData("LogLevel:Default", "2")]
    [InlineData("LogLevel:Default", "")]
    [InlineData("Console:LogLevel:Default", "None")]
    [InlineData("Console:FormatterName", "Json")]
    [InlineData("Console:TimestampFormat", "HH:mm")]
    public void What_has_a_meaning_is_taken(string name, string value) => LogSettings.ThrowIfWrong(With(name, value));

    [Theory]
    [InlineData("LogLevel:Default", "Inform", "Logging:LogLevel:Default " + Levels)]
    [InlineData("LogLevel:Default", "7", "Logging:LogLevel:Default " + Levels)]
    [InlineData("LogLevel:Orleans", "Debug, Trace", "Logging:LogLevel:Orleans " + Levels)]
    [InlineData("Console:LogLevel:Default", "verbose", "Logging:Console:LogLevel:Default " + Levels)]
    [InlineData("LogLevel", "Debug", "Logging:LogLevel is a section: write Logging:LogLevel:Default for every category.")]
    [InlineData("Console:FormatterName", "jsno", "Logging:Console:FormatterName must be one of: simple, systemd, json.")]
    public void What_has_none_is_said_in_one_sentence(string name, string value, string sentence) =>
        Assert.Equal([sentence], Assert.Throws<SettingException>(() => LogSettings.ThrowIfWrong(With(name, value))).Sentences);

    [Theory]
    [InlineData("Console:MaxQueueLength", "secret", "Logging:Console:MaxQueueLength must be a whole number.")]
    [InlineData("Console:FormatterOptions:IncludeScopes", "secret", "Logging:Console:FormatterOptions:IncludeScopes must be true or false.")]
    [InlineData("Console:LogToStandardErrorThreshold", "secret", "Logging:Console:LogToStandardErrorThreshold cannot be read as LogLevel.")]
    public void What_the_platform_cannot_read_is_said_without_its_value(string name, string value, string sentence)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Logging:" + name] = value;

        Assert.Equal(sentence, Assert.Throws<SettingException>(() => builder.BuildBelay()).Message);
    }

    private static IConfiguration With(string name, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Logging:" + name, (string?)value)]).Build();
}
