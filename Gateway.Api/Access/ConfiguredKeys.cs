using Belay.Messages;

namespace Belay.Gateway.Api.Access;

/// <summary>Keys from the settings: <c>Belay:ApiKeys:0:{Name,Key,Organization,Scopes:0}</c>.</summary>
internal sealed class ConfiguredKeys
{
    private const int KeyLengthMin = 16;

    private ConfiguredKeys(IReadOnlyList<ApiKey> keys) => Keys = keys;

    public IReadOnlyList<ApiKey> Keys { get; }

    /// <summary>Reads the section; a wrong entry throws <see cref="SettingException"/> that names it.</summary>
    public static ConfiguredKeys Read(IConfiguration configuration)
    {
        var keys = new List<ApiKey>();
        foreach (var entry in configuration.GetSection("Belay:ApiKeys").GetChildren())
        {
            var text = entry["Key"];
            if (text is null || text.Length < KeyLengthMin)
            {
                throw new SettingException($"{entry.Path}:Key must have at least {KeyLengthMin} characters.");
            }

            if (!OrganizationId.TryParse(entry["Organization"], out var organization))
            {
                throw new SettingException(
                    $"{entry.Path}:Organization must be 1 to {OrganizationId.LengthMax} of a-z 0-9 - _ . and begin with a letter or digit.");
            }

            var names = entry.GetSection("Scopes").GetChildren().Select(child => child.Value ?? "");
            if (!ScopeNames.TryParse(names, out var scopes))
            {
                throw new SettingException($"{entry.Path}:Scopes must list at least one of: {ScopeNames.Known}.");
            }

            var name = entry["Name"] ?? $"settings-{entry.Key}";
            keys.Add(new ApiKey(name, organization, name, scopes, ApiKeyText.Hash(text), DateTimeOffset.UnixEpoch));
        }

        return new(keys);
    }
}
