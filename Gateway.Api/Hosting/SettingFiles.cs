using System.Text.Json;
using Microsoft.Extensions.Configuration.Json;

namespace Belay.Gateway.Api.Hosting;

/// <summary>Where <c>appsettings.json</c> is read from: beside the program, and, with more weight, in the working directory.</summary>
/// <remarks>
/// The environment and the command line have the last word. A file for one environment (<c>appsettings.Production.json</c>) goes along with each.
/// </remarks>
internal static class SettingFiles
{
    /// <summary>
    /// A builder that has read them. A file that cannot be read throws <see cref="SettingException"/>, which names it and the place.
    /// </summary>
    /// <param name="args">The command line.</param>
    /// <param name="programDirectory">Where the program lies.</param>
    /// <param name="workingDirectory">Where it works.</param>
    public static WebApplicationBuilder Read(string[] args, string programDirectory, string workingDirectory)
    {
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = programDirectory });
            var sources = ((IConfigurationBuilder)builder.Configuration).Sources;
            var beside = sources.OfType<JsonConfigurationSource>()
                .Where(source => source.Path?.StartsWith("appsettings.", StringComparison.Ordinal) == true).ToList();
            string[] directories = [Plain(programDirectory), Plain(workingDirectory)];
            foreach (var file in directories.SelectMany(directory => beside.Select(source => Path.Combine(directory, source.Path!))))
            {
                // The platform takes it for no file: so does a container make one of a file to mount that is not there.
                if (Directory.Exists(file))
                {
                    throw new SettingException($"{file} is a directory: settings are read from a file of that name.");
                }
            }

            var place = beside.Count == 0 ? 0 : sources.IndexOf(beside[^1]) + 1;
            foreach (var source in directories[0] == directories[1] ? [] : beside)
            {
                var other = new JsonConfigurationSource { Path = Path.Combine(directories[1], source.Path!), Optional = true };
                other.ResolveFileProvider();
                sources.Insert(place++, other);
            }

            return builder;
        }
        catch (InvalidDataException wrong)
        {
            throw new SettingException(Sentence(wrong));
        }
    }

    /// <summary>The files that were found, by their paths.</summary>
    public static IEnumerable<string> FoundBy(IConfiguration configuration) =>
        from provider in (configuration as IConfigurationRoot)?.Providers.OfType<JsonConfigurationProvider>() ?? []
        let file = provider.Source.FileProvider?.GetFileInfo(provider.Source.Path ?? "")
        where file is { Exists: true, PhysicalPath: not null }
        select file.PhysicalPath;

    private static string Plain(string directory) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));

    /// <summary>The file and the place, and never what stands there: it may be a secret.</summary>
    private static string Sentence(InvalidDataException wrong)
    {
        var reason = wrong.GetBaseException() switch
        {
            JsonException json => $"it is no sound JSON (line {json.LineNumber + 1}, character {json.BytePositionInLine + 1})",
            FormatException format => format.Message.TrimEnd('.'),
            UnauthorizedAccessException => "this user may not read it",
            var other => other.Message.TrimEnd('.'),
        };
        return $"{wrong.Message.TrimEnd('.')}: {reason}.";
    }
}
