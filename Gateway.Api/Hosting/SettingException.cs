namespace Belay.Gateway.Api;

/// <summary>A setting or the command line is wrong: the start stops with this one sentence, which names the setting.</summary>
public sealed class SettingException(string message) : Exception(message);
