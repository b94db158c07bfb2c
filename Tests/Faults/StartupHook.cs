using System.Diagnostics;
using System.Diagnostics.Tracing;
using Belay.Tests.Faults;

/// <summary>
/// Runs inside the gateway, by <c>DOTNET_STARTUP_HOOKS</c>: it listens to the store's and the engine's own events and ends the process, as <c>kill
/// -9</c> does, in the middle of the step that a point names. The product knows nothing of it.
/// </summary>
#pragma warning disable CA1050, MA0047 // The runtime looks for this very name outside of any namespace.
internal static class StartupHook
#pragma warning restore CA1050, MA0047
{
    private static Killer? _killer;

    public static void Initialize()
    {
        if (FaultPoint.Find(Environment.GetEnvironmentVariable(FaultPoint.NameVariable)) is { } point)
        {
            _killer = new Killer(point, Environment.GetEnvironmentVariable(FaultPoint.ArmVariable)!);
        }
    }

    private sealed class Killer(FaultPoint point, string armPath) : EventListener
    {
        private int _dying;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (FaultPoint.Sources.Contains(eventSource.Name))
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            // A source may speak before this object is made whole.
            if (point is null || eventData.EventName != point.Event || !point.Matches(eventData.Payload) || !File.Exists(armPath)
                || Interlocked.Exchange(ref _dying, 1) == 1)
            {
                return;
            }

            File.WriteAllText(armPath + ".hit", point.Name);
            Process.GetCurrentProcess().Kill();
        }
    }
}
