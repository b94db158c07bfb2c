
namespace Belay.Storage.Sqlite.Writing;

/// <summary>Something to be done by the writer, within a commit that it shares with others.</summary>
internal abstract class WriteCommand(WriteKind kind)
{
    public WriteKind Kind => kind;

    /// <summary>Whether nobody waits for it any more, so that it need not be done.</summary>
    public abstract bool IsAbandoned { get; }

    /// <summary>Does it. May run again after a rollback.</summary>
    public abstract void Execute(WriteSession session, DateTimeOffset now);

    /// <summary>Answers: the commit is durable.</summary>
    public abstract void Succeed();

    /// <summary>Answers: nothing was done.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A command with an answer.</summary>
internal sealed class WriteCommand<T>(Func<WriteSession, DateTimeOffset, T> work, WriteKind kind, CancellationToken cancellationToken)
    : WriteCommand(kind)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Answer => _answer.Task;

    public override bool IsAbandoned
    {
        get
        {
            if (cancellationToken.IsCancellationRequested)
            {
                _answer.TrySetCanceled(cancellationToken);
            }

            return _answer.Task.IsCompleted;
        }
    }

    public override void Execute(WriteSession session, DateTimeOffset now) => _result = work(session, now);

    public override void Succeed() => _answer.TrySetResult(_result);

    public override void Fail(Exception exception) => _answer.TrySetException(exception);
}
