namespace Belay.Gateway.Api;

/// <summary>Settings or the command line are wrong: the start stops with these sentences, each of which names its setting.</summary>
public sealed class SettingException : Exception
{
    /// <summary>One sentence.</summary>
    public SettingException(string message)
        : this([message])
    {
    }

    /// <summary>A sentence for each setting.</summary>
    public SettingException(IReadOnlyList<string> sentences)
        : base(string.Join('\n', sentences)) => Sentences = sentences;

    /// <summary>The sentences: each is a line of what the program says.</summary>
    public IReadOnlyList<string> Sentences { get; }
}
