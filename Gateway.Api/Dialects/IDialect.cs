using Belay.Messages;

namespace Belay.Gateway.Api.Dialects;

/// <summary>One vendor's way of speaking: its routes, and its words for "no".</summary>
internal interface IDialect
{
    /// <summary>Which one.</summary>
    Dialect Name { get; }

    /// <summary>Whether a path, known or not, is this dialect's, so that even a 404 there is said in its words.</summary>
    bool Owns(PathString path);

    /// <summary>The parts of the vendor's API that are not here, by their paths at the root.</summary>
    IReadOnlyList<UnservedCalls> Unserved { get; }

    /// <summary>What stands before the dialect's paths where it is mounted by its name.</summary>
    string Prefix { get; }

    /// <summary>Maps the calls: at the vendor's own paths, and once more under a prefix of the dialect's name.</summary>
    void Map(IEndpointRouteBuilder routes);

    /// <summary>Writes a refusal in the dialect's envelope. <c>Retry-After</c> is set already where the refusal has one.</summary>
    Task WriteRefusalAsync(HttpContext context, Refusal refusal);
}
