using Belay.Messages;

namespace Belay.Gateway.Api.Hosting;

/// <summary>What a host knows of its own readiness besides what its engine says: <c>/readyz</c> asks every one that is registered.</summary>
public interface IReadiness
{
    /// <summary>Whether this process may be sent requests. Answers at once, from memory.</summary>
    EngineHealth Check();
}
