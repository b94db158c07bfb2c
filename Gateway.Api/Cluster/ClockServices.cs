using Belay.Gateway.Api.Hosting;

namespace Belay.Gateway.Api.Cluster;

/// <summary>Has a process go by its cluster's time.</summary>
public static class ClockServices
{
    /// <summary>
    /// Makes the clock the one that is taken by all of the host, if it is called last, and keeps it with the cluster's. Where it differs, the process
    /// is not ready.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="clock">The clock; what runs before the host starts may have read it already.</param>
    /// <param name="read">How the cluster's time is asked for.</param>
    public static void AddClusterClock(this WebApplicationBuilder builder, ClusterClock clock, Func<IServiceProvider, ReadClusterTime> read)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton(read);
        builder.Services.AddSingleton<ClockWatch>();
        builder.Services.AddSingleton<IReadiness>(services => services.GetRequiredService<ClockWatch>());
        builder.Services.AddHostedService(services => services.GetRequiredService<ClockWatch>());
    }
}
