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
        var defaults = new GatewayLimits();
        return new()
        {
            BodyBytesMax = Number(nameof(BodyBytesMax), defaults.BodyBytesMax, 1_024, 16 * 1024 * 1024),
            BatchBodyBytesMax = Number(nameof(BatchBodyBytesMax), defaults.BatchBodyBytesMax, 1_024, 64 * 1024 * 1024),
            BatchMessagesMax = Number(nameof(BatchMessagesMax), defaults.BatchMessagesMax, 1, Belay.Messages.BatchId.MessagesMax),
            PartsMax = Number(nameof(PartsMax), defaults.PartsMax, 1, 255),
            JsonDepthMax = Number(nameof(JsonDepthMax), defaults.JsonDepthMax, 8, 64),
            MediaMax = Number(nameof(MediaMax), defaults.MediaMax, 0, 100),
            UrlCharactersMax = Number(nameof(UrlCharactersMax), defaults.UrlCharactersMax, 100, 8_000),
        };

        int Number(string name, int otherwise, int min, int max) => (int)configuration.Number($"Belay:Limits:{name}", otherwise, min, max);
    }
}
