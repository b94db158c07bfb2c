using System.Reflection;
using Belay.Carriers;

namespace Belay.Gateway.Api.Hosting;

/// <summary>The command line of a server: nothing but settings, or a word that asks for help. All else is a mistake, and starts nothing.</summary>
/// <remarks>The platform passes over what it cannot read: a misspelled command would start a gateway and make a key.</remarks>
public static class StartArguments
{
    /// <summary>Settings of the platform, by their first word.</summary>
    private static readonly string[] Platform =
        ["urls", "http_ports", "https_ports", "environment", "Logging", "Kestrel", "AllowedHosts", "shutdownTimeoutSeconds", "detailedErrors"];

    /// <summary>Looks at the arguments of a start. Throws <see cref="SettingException"/> for what has no meaning.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="program">The program's name.</param>
    /// <param name="documents">A sentence that says which documents to read.</param>
    /// <param name="commands">The program's commands: the first word of a command line, and what it does.</param>
    /// <returns>What to say instead of starting; null: start.</returns>
    public static string? Read(string[] args, string program, string documents, params IReadOnlyList<(string Name, string Does)> commands)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(commands);
        switch (args)
        {
            case ["--help" or "-h" or "-?" or "help", ..]:
                return Help(program, documents, commands);
            case ["--version"]:
                return Version();
        }

        string[] known = ["Belay", .. Platform];
        string[] words = [.. commands.Select(one => one.Name)];
        for (var place = 0; place < args.Length; place++)
        {
            var arg = args[place];
            if (!arg.StartsWith("--", StringComparison.Ordinal))
            {
                throw new SettingException(
                    arg.StartsWith('-') ? $"There is no option {NameOf(arg)}; --help says what there is."
                    : words.Contains(arg) ? $"{arg} must be the first word."
                    : words.Length == 0 ? $"There is no command {arg}: {program} has none, and --help says what there is."
                    : $"There is no command {arg}; the nearest one is {Spelling.NearestTo(arg, words)}, and --help says what there is.");
            }

            var name = NameOf(arg[2..]);
            if (!known.Contains(name.Split(':')[0], StringComparer.OrdinalIgnoreCase))
            {
                throw new SettingException(
                    $"There is no option --{name}; the nearest one is --{Spelling.NearestTo(name, known)}, and --help says what there is.");
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

    private static string Help(string program, string documents, IReadOnlyList<(string Name, string Does)> commands) =>
        $"""
        Belay holds a message until its time, lets you cancel it up to the last instant, and never lies about the outcome.

          {program}                       start; settings come from the environment (Belay__Carrier=http), appsettings.json, or here
          {program} --Belay:Carrier=http  start with a setting; --urls=http://127.0.0.1:8080 says where to listen
        {string.Concat(commands.Select(one => $"  {$"{program} {one.Name} …",-31} {one.Does}: {one.Name} --help\n"))}
          --help, --version

        {documents}
        """;
}
