using System.Reflection;
using Belay.Carriers;

namespace Belay.Gateway.Api.Hosting;

/// <summary>The command line of a server: nothing but settings, or a word that asks for help. All else is a mistake, and starts nothing.</summary>
/// <remarks>The platform passes over what it cannot read: a misspelled command would start a gateway and make a key.</remarks>
public static class StartArguments
{
    private static readonly string[] Commands = ["keys", "review"];

    /// <summary>Settings of the platform, by their first word.</summary>
    private static readonly string[] Platform =
        ["urls", "http_ports", "https_ports", "environment", "Logging", "Kestrel", "AllowedHosts", "shutdownTimeoutSeconds", "detailedErrors"];

    /// <summary>Looks at the arguments of a start. Throws <see cref="SettingException"/> for what has no meaning.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="program">The program's name.</param>
    /// <param name="documents">A sentence that says which documents to read.</param>
    /// <param name="own">The program's own options, without the hyphens, such as <c>role</c>, each with its values.</param>
    /// <returns>What to say instead of starting; null: start.</returns>
    public static string? Read(string[] args, string program, string documents, params (string Name, string Values)[] own)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(own);
        switch (args)
        {
            case ["--help" or "-h" or "-?" or "help", ..]:
                return Help(program, documents, own);
            case ["--version"]:
                return Version();
        }

        string[] known = ["Belay", .. own.Select(one => one.Name), .. Platform];
        for (var place = 0; place < args.Length; place++)
        {
            var arg = args[place];
            if (!arg.StartsWith("--", StringComparison.Ordinal))
            {
                throw new SettingException(
                    arg.StartsWith('-') ? $"There is no option {NameOf(arg)}; --help says what there is."
                    : Commands.Contains(arg) ? $"{arg} must be the first word."
                    : $"There is no command {arg}; the nearest one is {Spelling.NearestTo(arg, Commands)}, and --help says what there is.");
            }

            var name = NameOf(arg[2..]);
            if (!known.Contains(name.Split(':')[0], StringComparer.OrdinalIgnoreCase))
            {
                throw new SettingException($"There is no option --{name}; the nearest one is --{Spelling.NearestTo(name, known)}, and --help says what there is.");
            }

            // As --name=value, or as --name value.
            if (!arg.Contains('=', StringComparison.Ordinal) && (++place == args.Length || args[place].StartsWith("--", StringComparison.Ordinal)))
            {
                throw new SettingException($"--{name} needs a value: --{name}=….");
            }
        }

        return null;
    }

    private static string NameOf(string arg) => arg.Split('=', 2)[0];

    private static string Version() =>
        typeof(StartArguments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static string Help(string program, string documents, (string Name, string Values)[] own) =>
        $"""
        Belay holds a message until its time, lets you cancel it up to the last instant, and never lies about the outcome.

          {program}                       start; settings come from the environment (Belay__Carrier=http), appsettings.json, or here
          {program} --Belay:Carrier=http  start with a setting; --urls=http://127.0.0.1:8080 says where to listen
          {program} keys …                make, list and revoke API keys: keys --help
          {program} review …              decide on messages that are held after a restore: review --help
        {string.Concat(own.Select(one => $"\n  --{one.Name}={one.Values}"))}
          --help, --version

        {documents}
        """;
}
