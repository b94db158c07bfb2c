namespace Belay.Carriers;

/// <summary>Which carrier messages leave by: <c>Belay:Carrier</c>.</summary>
public sealed class CarrierOptions
{
    /// <summary>The setting's name.</summary>
    public const string Setting = "Belay:Carrier";

    /// <summary>Every carrier that can be named.</summary>
    public static IReadOnlyList<string> Known { get; } = [SandboxCarrier.Name, HttpCarrier.Name, KannelCarrier.Name];

    /// <summary>The carrier's name, one of <see cref="Known"/>.</summary>
    public string Carrier { get; set; } = SandboxCarrier.Name;

    /// <summary>Sections of other carriers that have settings though no message leaves by them.</summary>
    public IReadOnlyList<string> Unused { get; set; } = [];
}
