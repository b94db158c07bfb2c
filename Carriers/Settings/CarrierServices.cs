using System.Diagnostics;
using Belay.Messages;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Belay.Carriers;

/// <summary>Puts the carrier that the settings name into a host.</summary>
public static class CarrierServices
{
    /// <summary>How much longer the guard waits than the carrier's own time-out.</summary>
    private static readonly TimeSpan GuardMargin = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds <see cref="ICarrier"/> (guarded, with senders filled in), <see cref="ReceiptChannel"/> and the <see cref="ReceiptPump"/>, which needs an
    /// <see cref="IMessageEngine"/>.
    /// </summary>
    /// <remarks>
    /// Settings are read when the host starts; a wrong one stops the start with an <see cref="OptionsValidationException"/> whose message names it.
    /// </remarks>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The host's configuration, from its root.</param>
    public static IServiceCollection AddBelayCarriers(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<CarrierOptions>().Configure(options => CarrierChoice.Read(options, configuration)).ValidateOnStart();
        services.AddOptions<SandboxOptions>().Configure(options => Read(options, configuration)).ValidateOnStart();
        services.AddOptions<HttpCarrierOptions>().Configure(options => Read(options, configuration)).ValidateOnStart();
        services.AddOptions<KannelCarrierOptions>().Configure(options => Read(options, configuration)).ValidateOnStart();
        services.AddSingleton<ReceiptChannel>(static _ => new ReceiptChannel());
        services.AddSingleton<IReceiptSink>(static provider => provider.GetRequiredService<ReceiptChannel>());
        services.AddSingleton(static provider => NewSandbox(
            provider.GetRequiredService<IOptions<SandboxOptions>>().Value,
            provider.GetRequiredService<IReceiptSink>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => new HttpCarrier(
            provider.GetRequiredService<IOptions<HttpCarrierOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<HttpCarrier>>()));
        services.AddSingleton(static provider => new KannelCarrier(
            provider.GetRequiredService<IOptions<KannelCarrierOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider =>
        {
            var (carrier, guard) = Choose(provider);
            return new GuardedCarrier(
                carrier, guard, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<GuardedCarrier>>());
        });
        services.AddSingleton(static provider =>
        {
            var (senders, section) = SendersOf(provider);
            var carrier = new SendersFilledIn(provider.GetRequiredService<GuardedCarrier>(), senders);
            carrier.SayWhatIsMissing(provider.GetRequiredService<ILogger<SendersFilledIn>>(), $"{section}:{nameof(SenderSettings.DefaultSender)}");
            return carrier;
        });
        services.AddSingleton<ICarrier>(static provider => provider.GetRequiredService<SendersFilledIn>());
        services.AddSingleton<CarrierGauge>();
        services.AddHostedService(static provider =>
        {
            // The carrier is made with the first service that starts, so that what is wrong with it is said before anything is accepted.
            provider.GetRequiredService<ICarrier>();
            provider.GetRequiredService<CarrierGauge>();
            return ActivatorUtilities.CreateInstance<ReceiptPump>(provider);
        });
        return services;
    }

    /// <summary>
    /// By what messages leave, in one sentence for the operator: of the address the host only, since its path and query may hold a secret.
    /// </summary>
    public static string Describe(IServiceProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.GetRequiredService<IOptions<CarrierOptions>>().Value.Carrier switch
        {
            HttpCarrier.Name =>
                $"Messages leave by the http carrier, {PlaceOf(provider.GetRequiredService<IOptions<HttpCarrierOptions>>().Value.Url)}.",
            KannelCarrier.Name => $"Messages leave by Kannel, {PlaceOf(provider.GetRequiredService<IOptions<KannelCarrierOptions>>().Value.Url)}.",
            _ => "Messages go to the sandbox: it reaches nobody, and reports them as delivered. Belay__Carrier names a real carrier.",
        };
    }

    /// <summary>What the operator may have meant otherwise: one sentence for each other carrier that has settings.</summary>
    public static IEnumerable<string> DescribeUnused(IServiceProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var options = provider.GetRequiredService<IOptions<CarrierOptions>>().Value;
        return options.Unused.Select(section =>
            $"{section} has settings, but {CarrierOptions.Setting} is {options.Carrier}: no message leaves by that carrier.");
    }

    private static string PlaceOf(string url) => new Uri(url).GetLeftPart(UriPartial.Authority);

    private static (ICarrier Carrier, GuardOptions Guard) Choose(IServiceProvider provider)
    {
        switch (provider.GetRequiredService<IOptions<CarrierOptions>>().Value.Carrier)
        {
            case SandboxCarrier.Name:
                // Its failures are asked for by the recipient's number; they must not slow the other messages.
                return (provider.GetRequiredService<SandboxCarrier>(), new GuardOptions { Breaks = false });
            case HttpCarrier.Name:
                return (provider.GetRequiredService<HttpCarrier>(), Patience(
                    provider.GetRequiredService<IOptions<HttpCarrierOptions>>().Value.TimeoutSeconds));
            case KannelCarrier.Name:
                return (provider.GetRequiredService<KannelCarrier>(), Patience(
                    provider.GetRequiredService<IOptions<KannelCarrierOptions>>().Value.TimeoutSeconds));
            case var other:
                throw new UnreachableException($"No carrier is called {other}.");
        }
    }

    private static (SenderDefaults Senders, string Section) SendersOf(IServiceProvider provider)
    {
        return Value<CarrierOptions>().Carrier switch
        {
            HttpCarrier.Name => (Value<HttpCarrierOptions>().Senders.ToDefaults(), HttpCarrierOptions.Section),
            KannelCarrier.Name => (Value<KannelCarrierOptions>().Senders.ToDefaults(), KannelCarrierOptions.Section),
            _ => (SenderDefaults.None, SandboxOptions.Section),
        };

        T Value<T>()
            where T : class => provider.GetRequiredService<IOptions<T>>().Value;
    }

    private static void Read(SenderSettings senders, SettingReader reader)
    {
        senders.DefaultSender = reader.Text(nameof(senders.DefaultSender));
        senders.DefaultSenders = reader.Pairs(nameof(senders.DefaultSenders));
        senders.NeedsSender = reader.Flag(nameof(senders.NeedsSender), senders.NeedsSender);
    }

    private static GuardOptions Patience(int timeoutSeconds) => new() { CallTimeout = TimeSpan.FromSeconds(timeoutSeconds) + GuardMargin };

    private static SandboxCarrier NewSandbox(SandboxOptions options, IReceiptSink receipts, TimeProvider timeProvider)
    {
        try
        {
            return new SandboxCarrier(options, receipts, timeProvider);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OptionsValidationException(
                nameof(SandboxOptions), typeof(SandboxOptions),
                [$"{SandboxOptions.Section}:{nameof(SandboxOptions.JournalPath)} names a file that cannot be opened for writing."]);
        }
    }

    private static void Read(SandboxOptions options, IConfiguration configuration)
    {
        var reader = new SettingReader(configuration, SandboxOptions.Section);
        options.ReceiptDelaySeconds = reader.Seconds(nameof(options.ReceiptDelaySeconds), options.ReceiptDelaySeconds);
        options.KeysMax = reader.Whole(nameof(options.KeysMax), options.KeysMax);
        options.PendingReceiptsMax = reader.Whole(nameof(options.PendingReceiptsMax), options.PendingReceiptsMax);
        options.JournalPath = reader.Text(nameof(options.JournalPath));
        options.JournalFsync = reader.Flag(nameof(options.JournalFsync), options.JournalFsync);
        reader.ThrowIfWrong(typeof(SandboxOptions), options.Validate());
    }

    private static void Read(HttpCarrierOptions options, IConfiguration configuration)
    {
        var reader = new SettingReader(configuration, HttpCarrierOptions.Section);
        options.Url = reader.Text(nameof(options.Url)) ?? options.Url;
        options.Idempotent = reader.Flag(nameof(options.Idempotent), options.Idempotent);
        options.SendsReceipts = reader.Flag(nameof(options.SendsReceipts), options.SendsReceipts);
        options.TimeoutSeconds = reader.WholeSeconds(nameof(options.TimeoutSeconds), options.TimeoutSeconds);
        options.MaxConnectionsPerServer = reader.Whole(nameof(options.MaxConnectionsPerServer), options.MaxConnectionsPerServer);
        options.ReceiptToken = reader.Secret(nameof(options.ReceiptToken));
        options.Headers = reader.Secrets(nameof(options.Headers), "HeaderFiles");
        Read(options.Senders, reader);
        reader.ThrowIfWrong(typeof(HttpCarrierOptions), IsInUse(HttpCarrier.Name, options.Url, configuration) ? options.Validate() : []);
    }

    private static void Read(KannelCarrierOptions options, IConfiguration configuration)
    {
        var reader = new SettingReader(configuration, KannelCarrierOptions.Section);
        options.Url = reader.Text(nameof(options.Url)) ?? options.Url;
        options.Username = reader.Text(nameof(options.Username)) ?? options.Username;
        options.Password = reader.Secret(nameof(options.Password)) ?? options.Password;
        options.SmscId = reader.Text(nameof(options.SmscId));
        options.ReceiptUrl = reader.Text(nameof(options.ReceiptUrl));
        options.ReceiptToken = reader.Secret(nameof(options.ReceiptToken));
        options.TimeoutSeconds = reader.WholeSeconds(nameof(options.TimeoutSeconds), options.TimeoutSeconds);
        options.MaxConnectionsPerServer = reader.Whole(nameof(options.MaxConnectionsPerServer), options.MaxConnectionsPerServer);
        Read(options.Senders, reader);
        reader.ThrowIfWrong(typeof(KannelCarrierOptions), IsInUse(KannelCarrier.Name, options.Url, configuration) ? options.Validate() : []);
    }

    /// <summary>A host that uses another carrier needs no address; what is there must still be readable.</summary>
    private static bool IsInUse(string carrier, string url, IConfiguration configuration) =>
        url.Length > 0 || carrier.Equals(CarrierChoice.NameIn(configuration), StringComparison.OrdinalIgnoreCase);
}
