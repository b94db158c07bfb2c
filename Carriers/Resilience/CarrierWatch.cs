using Belay.Messages;
using Microsoft.Extensions.Logging;

namespace Belay.Carriers;

/// <summary>Whether a carrier does its work.</summary>
public enum CarrierState
{
    /// <summary>Nothing is known against it.</summary>
    Works = 0,

    /// <summary>The account or the address that is set for it is at fault: no message leaves until somebody mends that.</summary>
    NotWorking = 1,

    /// <summary>It keeps failing and is left alone for a while.</summary>
    LeftAlone = 2,
}

/// <summary>What is known of a carrier by its last answers.</summary>
/// <param name="State">Whether it does its work.</param>
/// <param name="Code">The code of what is at fault; null: nothing is, or it is not known.</param>
public sealed record CarrierCondition(CarrierState State, string? Code = null);

/// <summary>Watches the answers of a carrier, and says once when it stops working, and once when it works again.</summary>
/// <remarks>
/// A message that is taken or refused shows that account and address are well; what is put off, or has no answer, shows nothing. Where a carrier is
/// of two minds (one server of several has a wrong key), the state follows each answer, but the log has a line a minute at most.
/// </remarks>
internal sealed partial class CarrierWatch(string carrier, TimeProvider time, ILogger logger)
{
    /// <summary>The least time between two lines that say that it stopped working.</summary>
    private static readonly TimeSpan SaidAgainAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private string? _fault;
    private bool _isOpen;
    private bool _isSaid;
    private DateTimeOffset _saidAt = DateTimeOffset.MinValue;
    private CarrierState _said;

    /// <summary>What is known now.</summary>
    public CarrierCondition Condition
    {
        get
        {
            lock (_lock)
            {
                return new(State_NeedsLock, _fault ?? (_isOpen ? "circuit_open" : null));
            }
        }
    }

    private CarrierState State_NeedsLock => _fault is not null ? CarrierState.NotWorking : _isOpen ? CarrierState.LeftAlone : CarrierState.Works;

    /// <summary>Notes an answer to a call that was made.</summary>
    public void Answered(CarrierAnswer answer)
    {
        lock (_lock)
        {
            _fault = answer switch
            {
                CarrierAnswer.NotWorking notWorking => notWorking.Error.Code,
                CarrierAnswer.Accepted or CarrierAnswer.Refused => null,
                _ => _fault,
            };
            Say_NeedsLock();
        }
    }

    /// <summary>Notes that it keeps failing and is left alone, or is no longer.</summary>
    public void LeftAlone(bool isLeftAlone)
    {
        lock (_lock)
        {
            _isOpen = isLeftAlone;
            Say_NeedsLock();
        }
    }

    private void Say_NeedsLock()
    {
        var state = State_NeedsLock;
        if (state == CarrierState.Works)
        {
            if (_isSaid)
            {
                LogWorks(carrier);
            }

            (_isSaid, _said) = (false, state);
        }
        else if (_isSaid ? state == CarrierState.NotWorking && _said != state : time.GetUtcNow() - _saidAt >= SaidAgainAfter)
        {
            (_isSaid, _said, _saidAt) = (true, state, time.GetUtcNow());
            if (state == CarrierState.NotWorking)
            {
                LogNotWorking(carrier, _fault!);
            }
            else
            {
                LogLeftAlone(carrier);
            }
        }
    }

    [LoggerMessage(3, LogLevel.Warning, "Carrier {Carrier} keeps failing; it is left alone for a while, and messages wait.")]
    private partial void LogLeftAlone(string carrier);

    [LoggerMessage(4, LogLevel.Information, "Carrier {Carrier} works again.")]
    private partial void LogWorks(string carrier);

    [LoggerMessage(5, LogLevel.Error, "Carrier {Carrier} takes no message: the account or the address in its settings is at fault ({Code}).")]
    private partial void LogNotWorking(string carrier, string code);
}
