using Belay.Gateway.Api.Hosting;
using Belay.Gateway.Api.Numbers;
using Belay.Messages;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>Settings of the dialect: <c>Belay:VoltMx:CheckUserExistence</c> and <c>Belay:VoltMx:Audience:0:{Organization,Id,Mobile}</c>.</summary>
/// <remarks>
/// The vendor sends only to registered members of an audience, unless a request says <c>checkUserExistence=false</c>. Belay keeps no audience of its
/// own, so the check is off by default; the members that a recipient's <c>id</c> may name, or that the check accepts, come from the settings.
/// </remarks>
internal sealed class VoltMxOptions
{
    private readonly Dictionary<(OrganizationId, string Id), string> _mobiles = [];
    private readonly Dictionary<(OrganizationId, string Mobile), string> _ids = [];

    private VoltMxOptions(bool checkUserExistence) => CheckUserExistence = checkUserExistence;

    /// <summary>Whether a number that no audience member has is refused.</summary>
    public bool CheckUserExistence { get; }

    /// <summary>Reads the section; a wrong value throws <see cref="SettingException"/> that names it.</summary>
    public static VoltMxOptions Read(IConfiguration configuration)
    {
        var numbers = NumberReader.Read(configuration);
        var options = new VoltMxOptions(configuration.Flag("Belay:VoltMx:CheckUserExistence", false));
        foreach (var entry in configuration.GetSection("Belay:VoltMx:Audience").GetChildren())
        {
            if (!OrganizationId.TryParse(entry["Organization"], out var organization))
            {
                throw new SettingException($"{entry.Path}:Organization must name an organization.");
            }

            var id = BlankText.Trim(entry["Id"] ?? "");
            if (BlankText.IsBlank(id) || numbers.ReadNumber(entry["Mobile"]).Text is not { } mobile)
            {
                throw new SettingException($"{entry.Path} must have an Id, and a Mobile in E.164 form.");
            }

            if (!options._mobiles.TryAdd((organization, id), mobile) || !options._ids.TryAdd((organization, mobile), id))
            {
                throw new SettingException($"{entry.Path} repeats an Id or Mobile of its organization.");
            }
        }

        return options;
    }

    /// <summary>The number of an audience member; null: there is no such member.</summary>
    public string? MobileOf(OrganizationId organization, string id) => _mobiles.GetValueOrDefault((organization, id));

    /// <summary>The audience id that belongs to a number; null: nobody has it.</summary>
    public string? IdOf(OrganizationId organization, string mobile) => _ids.GetValueOrDefault((organization, mobile));
}
