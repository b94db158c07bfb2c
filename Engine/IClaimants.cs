namespace Belay.Engine;

/// <summary>The processes that claim messages.</summary>
public interface IClaimants
{
    /// <summary>The name of this process: no other has it, nor one that was here before.</summary>
    string Self { get; }

    /// <summary>Whether a process is gone for good, so that nobody brings the answers of its calls any more.</summary>
    bool IsGone(string process);
}
