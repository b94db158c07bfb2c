namespace Belay.Gateway.Api.Hosting;

/// <summary>Bounds of what a request may hold: the section <c>Belay:Limits</c>. One over is a clear error.</summary>
internal sealed class GatewayLimits
{
    /// <summary>Most bytes of a body that makes one message.</summary>
    public int BodyBytesMax { get; init; } = 64 * 1024;

    /// <summary>Most bytes of a body that may make many messages.</summary>
    public int BatchBodyBytesMax { get; init; } = 4 * 1024 * 1024;

    /// <summary>Most messages that one request may make.</summary>
    public int BatchMessagesMax { get; init; } = Belay.Messages.BatchId.MessagesMax;

    /// <summary>Most parts that a text may need.</summary>
    public int PartsMax { get; init; } = 10;

    /// <summary>Deepest nesting of a JSON body.</summary>
    public int JsonDepthMax { get; init; } = 16;

    /// <summary>Most media addresses of one message.</summary>
    public int MediaMax { get; init; } = 10;

    /// <summary>Longest address of a webhook or of media, in characters.</summary>
    public int UrlCharactersMax { get; init; } = 2_000;

    /// <summary>Reads the section; a wrong value throws <see cref="SettingException"/>.</summary>
    public static GatewayLimits Read(IConfiguration configuration)
    {
        var limits = configuration.GetSection("Belay:Limits").Get<GatewayLimits>() ?? new();
        Check(limits.BodyBytesMax is >= 1_024 and <= 16 * 1024 * 1024, nameof(BodyBytesMax), "1,024 to 16,777,216");
        Check(limits.BatchBodyBytesMax is >= 1_024 and <= 64 * 1024 * 1024, nameof(BatchBodyBytesMax), "1,024 to 67,108,864");
        Check(limits.BatchMessagesMax is >= 1 and <= Belay.Messages.BatchId.MessagesMax, nameof(BatchMessagesMax), "1 to 1,000");
        Check(limits.PartsMax is >= 1 and <= 255, nameof(PartsMax), "1 to 255");
        Check(limits.JsonDepthMax is >= 8 and <= 64, nameof(JsonDepthMax), "8 to 64");
        Check(limits.MediaMax is >= 0 and <= 100, nameof(MediaMax), "0 to 100");
        Check(limits.UrlCharactersMax is >= 100 and <= 8_000, nameof(UrlCharactersMax), "100 to 8,000");
        return limits;
    }

    private static void Check(bool valid, string name, string range)
    {
        if (!valid)
        {
            throw new SettingException($"Belay:Limits:{name} must be {range}.");
        }
    }
}
