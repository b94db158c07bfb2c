using System.Net.Http.Headers;
using Belay.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Belay.Client;

/// <summary>Where the gateway is, and the key to it.</summary>
public sealed class BelayHttpClientOptions
{
    /// <summary>The gateway's address, such as <c>http://127.0.0.1:8080</c>; a path before <c>/belay</c> is kept.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>A key of Belay. It is sent as <c>Authorization: Bearer</c> and shown nowhere.</summary>
    public string Key { get; set; } = "";

    /// <summary>How long one call may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Puts <see cref="BelayClient"/> into a host.</summary>
public static class BelayHttpClientServices
{
    /// <summary>Adds <see cref="BelayClient"/> as a typed client of <see cref="IHttpClientFactory"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets address and key. A missing one throws <see cref="InvalidOperationException"/> here, not at the first
    /// message.</param>
    /// <returns>For handlers of your own, such as retries; <see cref="BelayException.ShouldRetry"/> says what may be repeated.</returns>
    public static IHttpClientBuilder AddBelayHttpClient(this IServiceCollection services, Action<BelayHttpClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new BelayHttpClientOptions();
        configure(options);
        ThrowIfWrong(options);
        var connector = HostConnector.OfThisMachine(TimeProvider.System);
        return services.AddHttpClient<BelayClient>(http => Configure(http, options))
            .UseSocketsHttpHandler((handler, _) => handler.ConnectCallback =
                (context, cancellationToken) => connector.ConnectAsync(context.DnsEndPoint, cancellationToken))
            .RedactLoggedHeaders(["Authorization", "Idempotency-Key"]);
    }

    /// <summary>Points an <see cref="HttpClient"/> of your own at the gateway, for programs without a host.</summary>
    public static BelayClient Create(HttpClient http, BelayHttpClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfWrong(options);
        Configure(http, options);
        return new BelayClient(http);
    }

    private static void Configure(HttpClient http, BelayHttpClientOptions options)
    {
        var address = options.BaseAddress!.AbsoluteUri;
        http.BaseAddress = new Uri(address.EndsWith('/') ? address : address + "/");
        http.Timeout = options.Timeout;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Key);
        http.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue("Belay.Client", typeof(BelayClient).Assembly.GetName().Version?.ToString(3)));
    }

    private static void ThrowIfWrong(BelayHttpClientOptions options)
    {
        if (options.BaseAddress is not { IsAbsoluteUri: true } address
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new InvalidOperationException(
                $"{nameof(BelayHttpClientOptions)}.{nameof(options.BaseAddress)} must be an absolute http or https address.");
        }

        if (string.IsNullOrWhiteSpace(options.Key) || options.Key.Any(static c => c is <= ' ' or > '~'))
        {
            throw new InvalidOperationException($"{nameof(BelayHttpClientOptions)}.{nameof(options.Key)} must be a key of Belay.");
        }
    }
}
