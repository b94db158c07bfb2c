using System.Diagnostics;
using System.Globalization;

namespace Belay.Tests.Faults.Recorders;

/// <summary>A recorder in a process of its own, which no fault touches.</summary>
internal sealed class Recorder : IAsyncDisposable
{
    private readonly Process _process;

    private Recorder(Process process) => _process = process;

    /// <summary>Starts one: <c>client</c>, <c>carrier</c> or <c>receiver</c>, with its options.</summary>
    public static Recorder Start(string role, params (string Name, object Value)[] options)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Belay.Faults.dll"), RecorderRoles.Verb, role])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in options)
        {
            start.ArgumentList.Add("--" + name);
            start.ArgumentList.Add(Convert.ToString(value, CultureInfo.InvariantCulture)!);
        }

        return new(Process.Start(start)!);
    }

    /// <summary>Says a word, and returns what is answered.</summary>
    public async Task<string> TellAsync(string word)
    {
        await _process.StandardInput.WriteLineAsync(word);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("A recorder ended by itself: the run shows nothing.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // The end of its input is the end of its work.
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }
}
