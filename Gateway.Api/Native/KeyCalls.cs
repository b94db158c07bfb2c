using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Requests;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary>Keys of the caller's organization: as for messages, another one's do not exist.</summary>
internal static class KeyCalls
{
    private const int NameCharactersMax = 100;
    private const int DaysMax = 36_500;

    public static async Task<IResult> ListAsync(
        HttpContext context, IApiKeyStore store, ConfiguredKeys configured, TimeProvider time, CancellationToken cancellationToken)
    {
        var (organization, now) = (context.GetCaller().Organization, time.GetUtcNow());
        var stored = (await store.ListKeysAsync(cancellationToken)).Select(key => (key, FromSettings: false));
        var keys = configured.Keys.Select(key => (key, FromSettings: true)).Concat(stored).Where(pair => pair.key.Organization == organization);
        return Results.Json(new KeyListWire([.. keys.Select(pair => ToWire(pair.key, pair.FromSettings, now))]), NativeJson.Wire.KeyListWire);
    }

    public static async Task<IResult> CreateAsync(
        HttpContext context, IApiKeyStore store, KeyRing ring, GatewayLimits limits, TimeProvider time, CancellationToken cancellationToken)
    {
        var (body, tooLarge) = await RequestBody.ReadAsync(context.Request, limits.BodyBytesMax);
        if (body is null)
        {
            return new RefusalResult(tooLarge!);
        }

        var (wire, refusal) = NativeBody.Read(body, limits, NativeJson.Wire.KeyDraftWire);
        if (wire is null)
        {
            return refusal!;
        }

        var wrong = new Dictionary<string, string>();
        var name = wire.Name ?? "";
        if (name.Length > NameCharactersMax || name.Any(char.IsControl))
        {
            wrong["name"] = $"must be at most {NameCharactersMax} characters";
        }

        if (!ScopeNames.TryParse((wire.Scopes ?? []).Select(scope => scope ?? ""), out var scopes))
        {
            wrong["scopes"] = "must hold at least one of " + ScopeNames.Known;
        }

        if (wire.ExpiresInDays is < 1 or > DaysMax)
        {
            wrong["expires_in_days"] = $"must be 1..{DaysMax}";
        }

        if (wrong.Count > 0)
        {
            return NativeErrors.Invalid(wrong);
        }

        var now = time.GetUtcNow();
        var (text, key) = ApiKeyText.Create(
            context.GetCaller().Organization, name, scopes, now, wire.ExpiresInDays is { } days ? now.AddDays(days) : null);
        await store.AddKeyAsync(key, cancellationToken);
        ring.Forget();
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new NewKeyWire(text, ToWire(key, fromSettings: false, now)), NativeJson.Wire.NewKeyWire, statusCode: StatusCodes.Status201Created);
    }

    public static async Task<IResult> RevokeAsync(
        HttpContext context, string key, IApiKeyStore store, ConfiguredKeys configured, KeyRing ring, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (organization, now) = (context.GetCaller().Organization, time.GetUtcNow());
        if (await FindAsync() is not { } found)
        {
            return configured.Keys.Any(one => one.Organization == organization && one.Id == key)
                ? NativeErrors.KeyOfSettings(context)
                : NativeErrors.NotFound();
        }

        await store.RevokeKeyAsync(found.Id, now, cancellationToken);
        ring.Forget();
        return Results.Json(ToWire(await FindAsync() ?? found, fromSettings: false, now), NativeJson.Wire.KeyWire);

        async Task<ApiKey?> FindAsync() =>
            (await store.ListKeysAsync(cancellationToken)).FirstOrDefault(one => one.Organization == organization && one.Id == key);
    }

    private static KeyWire ToWire(ApiKey key, bool fromSettings, DateTimeOffset now) => new(
        key.Id, key.Name, ScopeNames.List(key.Scopes), key.RevokedAt is not null ? "revoked" : key.IsLive(now) ? "live" : "expired", fromSettings,
        fromSettings ? null : Rfc3339.Format(key.CreatedAt), NativeMapping.Format(key.ExpiresAt), NativeMapping.Format(key.RevokedAt));
}
