using Microsoft.Extensions.Configuration;

namespace Belay.Carriers;

/// <summary>Which programs a setting is for.</summary>
[Flags]
public enum SettingHost
{
    /// <summary>No program.</summary>
    None = 0,

    /// <summary><c>Silo</c> alone, with a database of its own.</summary>
    OneProcess = 1,

    /// <summary><c>Silo</c> as a part of a cluster.</summary>
    Cluster = 2,

    /// <summary>The gateway alone: <c>Gateway.Api</c>.</summary>
    Gateway = 4,

    /// <summary>Every process of a cluster: one environment may serve them all.</summary>
    OfCluster = Cluster | Gateway,

    /// <summary>Every program.</summary>
    Any = OneProcess | OfCluster,
}

/// <summary>The name of every setting there is. To add a setting is to add one line here, and its row in the README.</summary>
/// <remarks>
/// A name that is not here stops the start: a misspelled <c>Belay__Carrier</c> that is quietly ignored would send nothing and report it as delivered.
/// It is looked up before any value is read, so that the name is said, and not what is missing because of it.
/// </remarks>
public static class SettingNames
{
    private const string Root = "Belay";

    /// <summary>A place in a list, or a name that the operator chooses.</summary>
    private const string Any = "*";

    private const int SaidMax = 10;

    private static readonly char[] Separators = [':', '_', '.', '-'];

    /// <summary>All of them, in the order of the README.</summary>
    public static IReadOnlyList<(string Name, SettingHost Host)> All { get; } =
    [
        ("Belay:DataDirectory", SettingHost.OneProcess),
        ("Belay:DiskReserveMebibytes", SettingHost.OneProcess),
        ("Belay:ApiKeys:*:Name", SettingHost.Any),
        ("Belay:ApiKeys:*:Key", SettingHost.Any),
        ("Belay:ApiKeys:*:Organization", SettingHost.Any),
        ("Belay:ApiKeys:*:Scopes:*", SettingHost.Any),
        ("Belay:DefaultCountry", SettingHost.Any),
        ("Belay:Carrier", SettingHost.Any),
        ("Belay:Carriers:Http:Url", SettingHost.Any),
        ("Belay:Carriers:Http:Idempotent", SettingHost.Any),
        ("Belay:Carriers:Http:SendsReceipts", SettingHost.Any),
        ("Belay:Carriers:Http:TimeoutSeconds", SettingHost.Any),
        ("Belay:Carriers:Http:MaxConnectionsPerServer", SettingHost.Any),
        ("Belay:Carriers:Http:ReceiptToken", SettingHost.Any),
        ("Belay:Carriers:Http:ReceiptTokenFile", SettingHost.Any),
        ("Belay:Carriers:Http:Headers:*", SettingHost.Any),
        ("Belay:Carriers:Http:HeaderFiles:*", SettingHost.Any),
        ("Belay:Carriers:Http:DefaultSender", SettingHost.Any),
        ("Belay:Carriers:Http:DefaultSenders:*", SettingHost.Any),
        ("Belay:Carriers:Http:NeedsSender", SettingHost.Any),
        ("Belay:Carriers:Kannel:Url", SettingHost.Any),
        ("Belay:Carriers:Kannel:Username", SettingHost.Any),
        ("Belay:Carriers:Kannel:Password", SettingHost.Any),
        ("Belay:Carriers:Kannel:PasswordFile", SettingHost.Any),
        ("Belay:Carriers:Kannel:SmscId", SettingHost.Any),
        ("Belay:Carriers:Kannel:ReceiptUrl", SettingHost.Any),
        ("Belay:Carriers:Kannel:ReceiptToken", SettingHost.Any),
        ("Belay:Carriers:Kannel:ReceiptTokenFile", SettingHost.Any),
        ("Belay:Carriers:Kannel:TimeoutSeconds", SettingHost.Any),
        ("Belay:Carriers:Kannel:MaxConnectionsPerServer", SettingHost.Any),
        ("Belay:Carriers:Kannel:DefaultSender", SettingHost.Any),
        ("Belay:Carriers:Kannel:DefaultSenders:*", SettingHost.Any),
        ("Belay:Carriers:Kannel:NeedsSender", SettingHost.Any),
        ("Belay:Carriers:Sandbox:ReceiptDelaySeconds", SettingHost.Any),
        ("Belay:Carriers:Sandbox:KeysMax", SettingHost.Any),
        ("Belay:Carriers:Sandbox:PendingReceiptsMax", SettingHost.Any),
        ("Belay:Carriers:Sandbox:JournalPath", SettingHost.Any),
        ("Belay:Carriers:Sandbox:JournalFsync", SettingHost.Any),
        ("Belay:Dispatch:Concurrency", SettingHost.Any),
        ("Belay:Sending:AttemptsMax", SettingHost.Any),
        ("Belay:Sending:PauseBase", SettingHost.Any),
        ("Belay:Sending:PauseMax", SettingHost.Any),
        ("Belay:Sending:RetryFor", SettingHost.Any),
        ("Belay:Sending:ReceiptTimeout", SettingHost.Any),
        ("Belay:Limits:BodyBytesMax", SettingHost.Any),
        ("Belay:Limits:BatchBodyBytesMax", SettingHost.Any),
        ("Belay:Limits:BatchMessagesMax", SettingHost.Any),
        ("Belay:Limits:PartsMax", SettingHost.Any),
        ("Belay:Limits:JsonDepthMax", SettingHost.Any),
        ("Belay:Limits:MediaMax", SettingHost.Any),
        ("Belay:Limits:UrlCharactersMax", SettingHost.Any),
        ("Belay:Limits:PendingPerOrganizationMax", SettingHost.Any),
        ("Belay:RateLimit:PerSecond", SettingHost.Any),
        ("Belay:RateLimit:Burst", SettingHost.Any),
        ("Belay:Telnyx:MinimumLeadSeconds", SettingHost.Any),
        ("Belay:Telnyx:MaximumLeadSeconds", SettingHost.Any),
        ("Belay:Telnyx:CancelCutoffSeconds", SettingHost.Any),
        ("Belay:Telnyx:SmartEncoding", SettingHost.Any),
        ("Belay:Courier:Templates:*:Title", SettingHost.Any),
        ("Belay:Courier:Templates:*:Body", SettingHost.Any),
        ("Belay:VoltMx:CheckUserExistence", SettingHost.Any),
        ("Belay:VoltMx:Audience:*:Organization", SettingHost.Any),
        ("Belay:VoltMx:Audience:*:Id", SettingHost.Any),
        ("Belay:VoltMx:Audience:*:Mobile", SettingHost.Any),
        ("Belay:Webhooks:AllowPrivateNetworks", SettingHost.Any),
        ("Belay:Webhooks:AllowedHosts:*", SettingHost.Any),
        ("Belay:Webhooks:Concurrency", SettingHost.Any),
        ("Belay:Webhooks:ConcurrencyPerHost", SettingHost.Any),
        ("Belay:Webhooks:Endpoints:*:Organization", SettingHost.Any),
        ("Belay:Webhooks:Endpoints:*:Dialect", SettingHost.Any),
        ("Belay:Webhooks:Endpoints:*:Url", SettingHost.Any),
        ("Belay:Webhooks:Endpoints:*:FailoverUrl", SettingHost.Any),
        ("Belay:Webhooks:Endpoints:*:Secret", SettingHost.Any),
        ("Belay:Retention:Days", SettingHost.Any),
        ("Belay:Metrics:Enabled", SettingHost.Any),
        ("Belay:Metrics:Public", SettingHost.Any),
        ("Belay:Cluster:ConnectionString", SettingHost.OfCluster),
        ("Belay:Cluster:Id", SettingHost.OfCluster),
        ("Belay:Cluster:Silos", SettingHost.Gateway),
        ("Belay:Cluster:Address", SettingHost.OfCluster),
        ("Belay:Cluster:SiloPort", SettingHost.OfCluster),
        ("Belay:Cluster:GatewayPort", SettingHost.OfCluster),
        ("Belay:Cluster:CallLease", SettingHost.OfCluster),
    ];

    /// <summary>What is set and has no meaning to this program: one sentence each, with the nearest name that has one. No value is quoted.</summary>
    /// <param name="configuration">The configuration, from its root.</param>
    /// <param name="host">The program; <see cref="SettingHost.Any"/>: what any program knows is known.</param>
    /// <param name="within">Only what stands in this section.</param>
    public static IReadOnlyList<string> FindUnknown(IConfiguration configuration, SettingHost host = SettingHost.Any, string within = Root)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(within);
        var unknown = Leaves(configuration.GetSection(within)).Select(path => WhyUnknown(path, host)).OfType<string>();
        return [.. (within == Root ? unknown.Concat(FindMisplaced(configuration)) : unknown).Take(SaidMax)];
    }

    /// <summary>The settings that are there and say nothing (empty, blank, or null in JSON), by their names: their defaults hold.</summary>
    /// <param name="configuration">The configuration, from its root.</param>
    public static IReadOnlyList<string> FindEmpty(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return [.. All(configuration.GetSection(Root))];

        static IEnumerable<string> All(IConfigurationSection section) => section.GetChildren().ToList() is { Count: > 0 } children
            ? children.SelectMany(All)
            : string.IsNullOrWhiteSpace(section.Value) && SettingNames.All.Any(known => Matches(known.Name, section.Path.Split(':'))) ? [section.Path]
            : [];
    }

    /// <summary>The known name that is likely meant.</summary>
    public static string NearestTo(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var segments = path.Split(':');

        // A setting that was taken for a section; then the right name in the wrong section, which is nearer than any other name in the right one.
        var (name, _) = All
            .OrderBy(known => known.Name.Split(':') is var names && names.Length < segments.Length && Begins(names, segments) ? 0 : 1)
            .ThenBy(known => known.Name.Split(':')[^1].Equals(segments[^1], StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .ThenBy(known => Spelling.Distance(Plain(Fill(known.Name, segments)), Plain(path)))
            .First();
        return Fill(name, segments);
    }

    private static string? WhyUnknown(string path, SettingHost host)
    {
        var segments = path.Split(':');
        if (All.FirstOrDefault(known => Matches(known.Name, segments)) is not { Name: not null } found)
        {
            return $"{path} is not a setting; the nearest one is {NearestTo(path)}.";
        }

        return (found.Host & host) != SettingHost.None ? null
            : found.Host == SettingHost.Gateway ? $"{path} is a setting of the program Gateway.Api, a gateway alone."
            : host == SettingHost.OneProcess ? $"{path} is a setting of a cluster: without Belay:Cluster:ConnectionString, Silo is one process with "
                + "its own database."
            : host == SettingHost.Cluster ? $"{path} is a setting of Silo alone: with Belay:Cluster:ConnectionString, it keeps its messages in "
                + "PostgreSQL."
            : $"{path} is a setting of the program Silo: a gateway alone keeps nothing.";
    }

    private static bool Matches(string known, string[] segments) =>
        known.Split(':') is var names && names.Length == segments.Length && Begins(names, segments);

    private static bool LeadsSomewhere(string[] segments) =>
        All.Any(known => known.Name.Split(':') is var names && names.Length > segments.Length && Begins(names, segments));

    private static bool Begins(string[] names, string[] segments) =>
        names.Zip(segments).All(pair => pair.First == Any || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));

    /// <summary>All that has a value, or is nothing but a name. An empty section or list that leads to known names says nothing.</summary>
    private static IEnumerable<string> Leaves(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        var isLeaf = section.Value is { Length: > 0 } || (children.Count == 0 && !LeadsSomewhere(section.Path.Split(':')));
        return children.SelectMany(Leaves).Concat(isLeaf ? [section.Path] : []);
    }

    /// <summary>
    /// Names outside of the section that are a known one in another writing, such as <c>Belay_Carrier</c> or <c>Bellay__Carrier</c>.
    /// </summary>
    private static IEnumerable<string> FindMisplaced(IConfiguration configuration) =>
        from top in configuration.GetChildren()
        where !top.Key.Equals(Root, StringComparison.OrdinalIgnoreCase)
        from path in WithValues(top)
        let end = path.IndexOfAny(Separators)
        where end > 0 && Spelling.Distance(Plain(path[..end]), Plain(Root)) <= 1
        let meant = All.Select(known => Fill(known.Name, [])).FirstOrDefault(known => Plain(known) == Plain(Root) + Plain(path[end..]))
        where meant is not null
        select $"{path.Replace(":", "__", StringComparison.Ordinal)} is not read; write {meant.Replace(":", "__", StringComparison.Ordinal)}.";

    private static IEnumerable<string> WithValues(IConfigurationSection section) =>
        section.GetChildren().SelectMany(WithValues).Concat(section.Value is null ? [] : [section.Path]);

    /// <summary>Puts the places of the path where the name has any.</summary>
    private static string Fill(string name, string[] segments)
    {
        var parts = name.Split(':');
        return string.Join(':', parts.Select((part, place) => part != Any ? part : parts.Length == segments.Length ? segments[place] : "0"));
    }

    private static string Plain(string path) => string.Concat(path.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
