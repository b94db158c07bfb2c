namespace Belay.Messages;

/// <summary>Who moved a message, as its timeline shows it.</summary>
/// <param name="Name">The id of an API key (never the key itself), <c>engine</c>, or <c>carrier:&lt;name&gt;</c>.</param>
/// <param name="RequestId">The id of the request that asked for the step, where there was one.</param>
public readonly record struct Actor(string Name, string? RequestId = null)
{
    /// <summary>The engine itself, on its own clock.</summary>
    public static Actor Engine { get; } = new("engine");

    /// <summary>The carrier of that name.</summary>
    public static Actor Carrier(string name) => new("carrier:" + name);
}
