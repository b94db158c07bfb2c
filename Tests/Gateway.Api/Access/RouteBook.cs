using System.Globalization;
using System.Text.RegularExpressions;
using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Belay.Gateway.Api.Native;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Tests.Gateway.Api.Access;

/// <summary>A call that the gateway knows, as it mapped it.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Pattern">Its address with names for parameters.</param>
/// <param name="Path">The address with the ids of a real message of <c>acme</c>.</param>
/// <param name="Rule">What it asks of its caller.</param>
/// <param name="Dialect">Whose call it is; null: Belay's own.</param>
/// <param name="TakesBody">Whether it says which types of body it takes.</param>
internal sealed record Call(string Method, string Pattern, string Path, AccessRule Rule, Dialect? Dialect, bool TakesBody)
{
    public bool NamesMessage => Pattern.Contains('{', StringComparison.Ordinal) && !Pattern.Contains("{key}", StringComparison.Ordinal);

    /// <summary>Whether it is in Belay's own words.</summary>
    public bool IsNative => NativeRoutes.Own(Pattern);

    public override string ToString() => $"{Method} {Pattern}";
}

/// <summary>Every call, read from the routes themselves: a new one cannot be forgotten.</summary>
internal static partial class RouteBook
{
    public static IReadOnlyList<Call> Read(GatewayFixture gateway, Message message)
    {
        var router = gateway.Services.GetRequiredService<DialectRouter>();
        var calls = new List<Call>();
        foreach (var endpoint in gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints)
        {
            var route = Assert.IsType<RouteEndpoint>(endpoint);
            var pattern = "/" + route.RoutePattern.RawText!.Trim('/');
            var methods = route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
            Assert.True(methods.Count > 0, $"{pattern} takes any method.");
            var rule = route.Metadata.GetMetadata<AccessRule>();
            Assert.True(rule is not null, $"{pattern} does not say who may use it.");
            var dialect = router.Of(pattern)?.Name;
            var path = Parameter().Replace(pattern, match => IdFor(match.Groups["name"].Value, dialect, message));
            calls.AddRange(
                methods.Select(method => new Call(method, pattern, path, rule, dialect, route.Metadata.GetMetadata<IAcceptsMetadata>() is not null)));
        }

        Assert.NotEmpty(calls);
        return calls;
    }

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Parameter();

    /// <summary>The message's id as the dialect spells it. A parameter of another name must be given its value here.</summary>
    private static string IdFor(string parameter, Dialect? dialect, Message message) => (parameter, dialect) switch
    {
        ("id", Dialect.Telnyx or Dialect.AgentMessage) => message.Id.ToString(),
        ("id", Dialect.Courier) => message.Id.ToCourierString(),
        ("sms_request_id", Dialect.VoltMx) => message.Draft.Batch.ToString(),
        ("sms_id", Dialect.VoltMx) => message.Number.ToString(CultureInfo.InvariantCulture),
        ("id", null) => message.Id.ToString(),
        ("batch", null) => message.Draft.Batch.ToString(),
        ("key", null) => "no-such-key",
        ("documentName", null) => "telnyx",
        _ => throw new ArgumentException($"There is no value for {parameter} yet.", nameof(parameter)),
    };
}
