namespace Belay.Gateway.Api.Courier;

/// <summary>Names of the labels that a message carries for lists and for its record.</summary>
internal static class CourierLabels
{
    /// <summary><c>metadata.event</c>, else the template.</summary>
    public const string Event = "event";

    /// <summary>The template.</summary>
    public const string Notification = "notification";

    /// <summary><c>metadata.trace_id</c>. A request's own id needs no label: it is the message's batch.</summary>
    public const string Trace = "trace";

    /// <summary>The recipient's user id.</summary>
    public const string User = "user";

    /// <summary>The tenant in whose context the message is sent.</summary>
    public const string Tenant = "tenant";
}
