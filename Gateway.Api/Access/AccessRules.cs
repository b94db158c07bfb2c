using Belay.Messages;

namespace Belay.Gateway.Api.Access;

/// <summary>What a route asks of its caller. Every route has one; a test sees to it.</summary>
/// <param name="Scope">The scope that the key must have; <see cref="Scopes.None"/>: any key will do.</param>
/// <param name="NeedsKey">Whether a key is needed at all.</param>
internal sealed record AccessRule(Scopes Scope, bool NeedsKey = true);

internal static class AccessRules
{
    /// <summary>Asks for a key with this scope.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder builder, Scopes scope)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AccessRule(scope));

    /// <summary>Lets everybody in, with or without a key.</summary>
    public static TBuilder LetsEverybodyIn<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AccessRule(Scopes.None, NeedsKey: false));
}
