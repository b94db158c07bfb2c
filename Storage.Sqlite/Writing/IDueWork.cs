namespace Belay.Storage.Sqlite.Writing;

/// <summary>What the writer does by itself when its time has come. All members are called on the writer's thread.</summary>
internal interface IDueWork
{
    /// <summary>When something is due next; set by the writer after each commit.</summary>
    DateTimeOffset NextAt { get; set; }

    /// <summary>Whether anything could be taken on now.</summary>
    bool HasRoom { get; }

    /// <summary>Whether the writer counts the steps of its commits; false where those count them who decided on them.</summary>
    bool CountsSteps => true;

    /// <summary>Whether <see cref="Execute"/> would have something to do.</summary>
    bool Wants(DateTimeOffset now);

    /// <summary>Claims what is due, in the open transaction; says for how many calls.</summary>
    int Execute(WriteSession session, DateTimeOffset now);

    /// <summary>The transaction is durable: calls of the carrier may begin.</summary>
    void Committed(bool touchedEvents);

    /// <summary>The transaction failed. Nothing of it is durable, unless it was the commit itself that failed: then nobody knows.</summary>
    void RolledBack();
}
