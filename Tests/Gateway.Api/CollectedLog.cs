using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Belay.Tests.Gateway.Api;

/// <summary>Keeps every line, with its scopes' values.</summary>
internal sealed class CollectedLog : ILoggerProvider, ILogger
{
    public ConcurrentBag<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Lines.Add(state.ToString() ?? "");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add(formatter(state, exception) + exception);

    public void Dispose()
    {
    }
}
