using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Belay.Client;

namespace Belay.Cli.Settings;

/// <summary>Where the gateway is and the key to it: from options, else from the environment, else from the file.</summary>
internal sealed class Connection
{
    public const string DefaultUrl = "http://127.0.0.1:8080";

    private readonly Option<string?> _url = new("--url") { Description = $"The gateway's address (BELAY_URL; {DefaultUrl}).", Recursive = true };
    private readonly Option<string?> _key = new("--key")
    {
        Description = "A key (BELAY_KEY). Others on this machine can see options: prefer the environment or the file.",
        Recursive = true,
    };
    private readonly Option<string?> _config = new("--config") { Description = "A file with {\"url\": …, \"key\": …}.", Recursive = true };

    public void AddTo(Command root)
    {
        root.Add(_url);
        root.Add(_key);
        root.Add(_config);
    }

    /// <summary>Connects. A wrong address or a missing key ends the command.</summary>
    public BelayClient Open(ParseResult parsed, Terminal terminal)
    {
        var file = Read(parsed.GetValue(_config), terminal);
        var url = First(parsed.GetValue(_url), terminal.Environment("BELAY_URL"), file.Url) ?? DefaultUrl;
        var key = First(parsed.GetValue(_key), terminal.Environment("BELAY_KEY"), file.Key)
            ?? throw new CliException(ExitCode.NotAllowed, $"There is no key: set BELAY_KEY, or put one into {terminal.ConfigPath}.");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps) || address.UserInfo.Length > 0)
        {
            throw CliException.Usage("The gateway's address must look like http://127.0.0.1:8080.");
        }

        if (key.Any(static c => c is <= ' ' or > '~'))
        {
            throw CliException.Usage("The key holds blanks or characters that no key has.");
        }

        return BelayHttpClientServices.Create(terminal.Connect(), new() { BaseAddress = address, Key = key });
    }

    private static string? First(params ReadOnlySpan<string?> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!string.IsNullOrWhiteSpace(candidate))
            {
                return candidate.Trim();
            }
        }

        return null;
    }

    private static ConfigFile Read(string? named, Terminal terminal)
    {
        var path = named ?? terminal.ConfigPath;
        if (named is null && !File.Exists(path))
        {
            return new();
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), ConfigJson.Default.ConfigFile) ?? new();
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or JsonException)
        {
            throw CliException.Usage($"{path} cannot be read as {{\"url\": …, \"key\": …}}.");
        }
    }
}

internal sealed record ConfigFile(string? Url = null, string? Key = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ConfigFile))]
internal sealed partial class ConfigJson : JsonSerializerContext;
