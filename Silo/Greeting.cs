using Belay.Carriers;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Hosting;
using Belay.Messages;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Belay.Silo;

/// <summary>What a newcomer sees: where Belay listens and, at the very first start, a key and three lines to try it with.</summary>
internal static class Greeting
{
    /// <summary>The organization of the key that the first start makes.</summary>
    private const string FirstOrganization = "default";

    public static async Task SayAsync(WebApplication app, TextWriter output)
    {
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? GatewayHost.DefaultUrl;
        await output.WriteLineAsync($"Belay listens on {url} (see it there, try it at {url}/docs, stop it with Ctrl+C).");
        await output.WriteLineAsync(CarrierServices.Describe(app.Services));
        var keys = app.Services.GetRequiredService<KeyRing>();
        if (await keys.IsEmptyAsync(CancellationToken.None))
        {
            var (text, key) = ApiKeyText.Create(
                OrganizationId.Parse(FirstOrganization), "first start", Scopes.SendMessages | Scopes.ReadMessages | Scopes.AdministerKeys,
                app.Services.GetRequiredService<TimeProvider>().GetUtcNow());
            await app.Services.GetRequiredService<IApiKeyStore>().AddKeyAsync(key, CancellationToken.None);
            keys.Forget();
            await output.WriteLineAsync(FirstSteps(url, text));
        }
    }

    /// <summary>The delay is relative, so the lines work whenever they are pasted.</summary>
    private static string FirstSteps(string url, string key) =>
        """

        This is the first start, so here is a key. It is shown only now:

          {key}

        Schedule a message for ten minutes from now, look at it, and cancel it (paste these into another terminal):

        ID=$(curl -sS {url}/send -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \
          -d '{"message":{"to":{"phone_number":"+15005550100"},"content":{"title":"","body":"Hello from Belay"},"delay":{"duration":600000}}}' \
          | sed -E 's/.*"requestId":"([^"]+)".*/\1/'); echo "$ID"
        curl -sS {url}/messages/$ID -H 'Authorization: Bearer {key}'
        curl -sS -X POST {url}/messages/$ID/cancel -H 'Authorization: Bearer {key}'

        What happens next: a canceled message is never sent. Leave out the third line, and after ten minutes the message goes to the
        carrier named above. The sandbox reaches nobody, and reports the message as delivered a second later.

        """.Replace("{url}", url).Replace("{key}", key);
}
