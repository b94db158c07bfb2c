using Belay.Messages;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Belay.Engine.Embedded;

/// <summary>Puts the embedded engine into an application.</summary>
public static class EmbeddedEngineServices
{
    /// <summary>
    /// Opens the store and adds the engine as <see cref="IMessageEngine"/>, <see cref="IWebhookOutbox"/>, <see cref="IApiKeyStore"/> and
    /// <see cref="ISecretStore"/>; it runs from the host's start to its stop. The application brings <see cref="ICarrier"/> and <see cref="TimeProvider"/>.
    /// Throws <see cref="SqliteSetupException"/> where the store cannot be opened.
    /// </summary>
    public static IServiceCollection AddEmbeddedEngine(this IServiceCollection services, EmbeddedEngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var database = SqliteDatabase.Open(options.DataDirectory, mayMakeRoom: true);
        var keys = new SqliteKeys(database);
        services.AddSingleton(database);
        services.AddSingleton<IApiKeyStore>(keys);
        services.AddSingleton<ISecretStore>(keys);
        services.AddSingleton(provider => new EmbeddedEngine(
            provider.GetRequiredService<SqliteDatabase>(),
            options,
            provider.GetRequiredService<ICarrier>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EmbeddedEngine>>()));
        services.AddSingleton<IMessageEngine>(provider => provider.GetRequiredService<EmbeddedEngine>());
        services.AddSingleton<IEngineLevels>(provider => provider.GetRequiredService<EmbeddedEngine>());
        services.AddSingleton<IWebhookOutbox>(provider => provider.GetRequiredService<EmbeddedEngine>().Outbox);
        services.AddHostedService(provider => provider.GetRequiredService<EmbeddedEngine>());
        return services;
    }
}
