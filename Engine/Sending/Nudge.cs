namespace Belay.Engine.Sending;

/// <summary>Ends a pause before its time, once it is given; no thread and no scheduler but those of who pauses is needed for it.</summary>
public sealed class Nudge
{
    private readonly Lock _lock = new();
    private Action? _end;
    private bool _isGiven;

    /// <summary>Whether it was given, and not taken back since.</summary>
    public bool IsGiven
    {
        get
        {
            lock (_lock)
            {
                return _isGiven;
            }
        }
    }

    internal void Give()
    {
        lock (_lock)
        {
            _isGiven = true;
            _end?.Invoke();
        }
    }

    internal void TakeBack()
    {
        lock (_lock)
        {
            _isGiven = false;
        }
    }

    /// <summary>Has a pause end when it is given, at once where it was; replaces the pause before.</summary>
    /// <param name="end">Ends it, and does nothing else.</param>
    internal void Attach(Action end)
    {
        lock (_lock)
        {
            _end = end;
            if (_isGiven)
            {
                end();
            }
        }
    }
}
